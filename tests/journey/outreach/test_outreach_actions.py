"""A missed day opens outreach the same moment, for a named person, and a correction takes it back. M19"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stepwell.foundation.errors import NotAllowed, NotFound, Refused
from stepwell.foundation.models import OutboxMessage
from stepwell.journey.days.actions import Mark, correct_presence, take_roll
from stepwell.journey.outreach import actions
from stepwell.journey.outreach.models import OutreachAttempt, OutreachTask
from stepwell.journey.outreach.reactions import sweep
from stepwell.offering.programs.queries import groups_on
from support.charted import answer_phq9
from support.clinic import NOW

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
SAID = "He comes tomorrow at nine; the bus was late."


@pytest.fixture
def hold(clinic: Any, admitted: Any) -> Callable[..., Any]:
    """`hold(0, ana=Mark())`: attendance of the day's first group; without anybody all were absent."""
    groups = list(groups_on(DAY, track_id=admitted.track.pk))

    def take(place: int, *here: Any, mark: Mark | None = None) -> Any:
        return take_roll(
            group=groups[place],
            day=DAY,
            present={someone.patient.pk: mark or Mark() for someone in here},
            by=clinic.viewers["therapist"],
            at=NOW + timedelta(hours=place),
        )

    return take


def task() -> OutreachTask:
    return OutreachTask.objects.exclude(state="withdrawn").get()


def test_absence_opens_one_task_for_the_therapist(hold: Any, clinic: Any, admitted: Any) -> None:
    hold(0)
    found = task()
    assert (found.patient, found.day, found.kind) == (admitted.patient, DAY, "day")
    assert (found.minutes, found.state, found.opened_at) == (60, "open", NOW)
    assert found.owner == clinic.staff["therapist"]
    hold(1)
    hold(2, admitted)
    assert (task().kind, task().minutes) == ("session", 120)


def test_whoever_is_there_is_not_called(hold: Any, admitted: Any) -> None:
    for place in range(3):
        hold(place, admitted)
    assert not OutreachTask.objects.exists()


def test_a_day_left_early_is_short(hold: Any, admitted: Any) -> None:
    hold(0, admitted)
    hold(1, admitted)
    left = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    hold(2, admitted, mark=Mark(left_at=left))
    assert (task().kind, task().minutes) == ("short", 30)


def test_a_correction_takes_it_back_and_another_asks_again(
    hold: Any, clinic: Any, admitted: Any
) -> None:
    session = hold(0)
    by = clinic.viewers["therapist"]
    given = {"session": session, "patient_id": admitted.patient.pk, "by": by}
    correct_presence(mark=Mark(), reason="Sat in the back.", at=NOW, **given)
    assert OutreachTask.objects.get().state == "withdrawn"
    correct_presence(mark=None, reason="It was a visitor.", at=NOW, **given)
    assert sorted(OutreachTask.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_attendance_taken_very_late_calls_nobody(clinic: Any, admitted: Any) -> None:
    group = groups_on(DAY, track_id=admitted.track.pk)[0]
    late = NOW + timedelta(days=8)
    take_roll(group=group, day=DAY, present={}, by=clinic.viewers["therapist"], at=late)
    assert not OutreachTask.objects.exists()


def test_whoever_left_the_program_is_not_called(hold: Any, clinic: Any, admitted: Any) -> None:
    from stepwell.chart.episodes.terms import EpisodeState
    from stepwell.foundation.acting import bookkeeping

    with bookkeeping("test"):
        admitted.episode.state, admitted.episode.closed_on = EpisodeState.CLOSED, DAY
        admitted.episode.save()
    hold(0)
    assert not OutreachTask.objects.exists()


def test_a_task_ends_by_itself_when_the_patient_leaves(hold: Any, admitted: Any) -> None:
    from stepwell.chart.episodes.terms import EpisodeState
    from stepwell.foundation.acting import bookkeeping

    hold(0)
    with bookkeeping("test"):
        admitted.episode.state, admitted.episode.closed_on = EpisodeState.CLOSED, DAY
        admitted.episode.save()
    assert sweep(at=NOW + timedelta(days=2)) == 0
    found = OutreachTask.objects.get()
    assert (found.state, found.note) == ("withdrawn", "They left the program.")


def test_an_alarm_hurries_and_one_try_is_enough(hold: Any, clinic: Any, admitted: Any) -> None:
    answer_phq9(admitted, 14, NOW - timedelta(days=2), item9=2)
    hold(0)
    assert task().urgent_because == "A risk alarm rang in the last 7 days."
    attempt(clinic, heard="no_answer")
    assert sweep(at=NOW) == 1
    assert (task().state, task().escalated_because) == ("escalated", "1 try without contact.")
    assert sweep(at=NOW) == 0


def attempt(clinic: Any, key: str = "therapist", **given: Any) -> OutreachTask:
    choices = {"channel": "phone", "heard": "no_answer", "note": "", **given}
    return actions.attempt(task=task(), by=clinic.viewers[key], at=NOW, **choices)


def end(clinic: Any, **given: Any) -> OutreachTask:
    choices = {"agreed": "next_session", "barrier": "transport", "note": SAID, **given}
    return actions.end(task=task(), by=clinic.viewers["therapist"], at=NOW, **choices)


def test_tries_are_kept_and_the_end_is_final(hold: Any, clinic: Any) -> None:
    hold(0)
    assert attempt(clinic).state == "tried"
    assert attempt(clinic, heard="reached").state == "reached"
    assert attempt(clinic, heard="no_answer").state == "reached"
    assert end(clinic).state == "resolved"
    with pytest.raises(Refused):
        end(clinic)
    with pytest.raises(Refused):
        attempt(clinic)
    assert OutreachAttempt.objects.count() == 3


def test_an_excuse_is_an_end_of_its_own(hold: Any, clinic: Any) -> None:
    hold(0)
    ended = end(clinic, agreed="excused", barrier="illness")
    assert (ended.state, ended.barrier) == ("excused", "illness")


def test_after_a_day_without_contact_the_director_has_it(hold: Any) -> None:
    hold(0)
    assert sweep(at=NOW + timedelta(hours=23, minutes=59)) == 0
    assert sweep(at=NOW + timedelta(hours=24)) == 1
    assert task().escalated_because == "No contact in 24 hours."


def test_the_message_leaves_once_and_counts_as_a_try(hold: Any, clinic: Any, admitted: Any) -> None:
    hold(0)
    by = clinic.viewers["therapist"]
    assert actions.send_message(task=task(), by=by, at=NOW).state == "tried"
    sent = OutboxMessage.objects.get(kind="missed-you")
    assert (sent.to, sent.subject) == (
        admitted.patient.person.email,
        "We would like to hear from you",
    )
    with pytest.raises(Refused, match="A message went out"):
        actions.send_message(task=task(), by=by, at=NOW)


def test_someone_else_and_a_role_without_it_get_nowhere(hold: Any, clinic: Any) -> None:
    hold(0)
    with pytest.raises(NotFound):
        attempt(clinic, "therapist2")
    with pytest.raises(NotAllowed):
        attempt(clinic, "biller")


def test_a_try_stays_as_it_was_written(hold: Any, clinic: Any) -> None:
    hold(0)
    attempt(clinic)
    with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE journey_outreach_attempt SET note = 'else'")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("UPDATE journey_outreach_task SET state = 'resolved'")
