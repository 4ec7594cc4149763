# M18
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from stepwell.chart.progress.models import ProgressNote
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.visits import actions
from stepwell.trust.credentials.actions import record_supervision
from support.charted import page

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # Tuesday, 2 p.m. in New York
KEPT = {"joined": "14:05", "left": "14:50", "place": "clinic"}
NOTE = {
    "revision": "0",
    "section_data": "Spoke of O'Hara's sleep.",
    "section_assessment": "Steadier.",
    "section_plan": "Sleep diary.",
}


@pytest.fixture
def visit(clinic: Any, admitted: Any, now: datetime) -> Appointment:
    return book(clinic, admitted, now, TWO)


def book(clinic: Any, admitted: Any, now: datetime, start: datetime) -> Appointment:
    return actions.schedule(
        patient=admitted.patient,
        staff=clinic.staff["therapist"],
        kind="individual",
        starts=[start],
        minutes=50,
        place="clinic",
        by=clinic.viewers["therapist"],
        at=now,
    )[0]


def test_scheduling_offers_free_times_and_books_once(as_: Any, admitted: Any, clinic: Any) -> None:
    client = as_("therapist")
    url = page("visit_scheduling", patient_id=admitted.patient.pk) + "?day=2026-11-24"
    shown = client.get(url).content.decode()
    assert f'value="{TWO.isoformat()}"' in shown
    assert 'value="2026-11-24T14:00:00+00:00"' not in shown  # nine o'clock: their group
    sent = {"start": TWO.isoformat(), "kind": "family", "place": "video", "weeks": "2"}
    assert client.post(url, sent).status_code == 302
    again = client.post(url, sent)
    assert again.status_code == 422
    assert "another appointment" in again.content.decode()
    assert Appointment.objects.filter(kind="family").count() == 2


def test_a_series_leaves_out_what_collides_when_asked(
    as_: Any, admitted: Any, visit: Appointment
) -> None:
    client = as_("therapist")
    url = page("visit_scheduling", patient_id=admitted.patient.pk) + "?day=2026-11-24"
    sent = {"start": TWO.isoformat(), "kind": "individual", "place": "clinic", "weeks": "3"}
    assert "Nov 24, 2026: The" in client.post(url, sent).content.decode()
    assert client.post(url, {**sent, "only_free": "on"}).status_code == 302
    assert Appointment.objects.filter(kind="individual").count() == 3


def test_keep_write_sign_cosign(as_: Any, clinic: Any, visit: Appointment, now: datetime) -> None:
    record_supervision(
        supervisor=clinic.staff["therapist3"],
        supervisee=clinic.staff["therapist"],
        from_day=date(2026, 1, 1),
        until_day=None,
        by=clinic.viewers["administrator"],
        at=now,
    )
    client = as_("therapist")
    writing = page("progress_writing", visit_id=visit.pk)
    assert client.post(writing, {**NOTE, "action": "sign"}).status_code == 422  # not kept
    with time_machine.travel(TWO + timedelta(hours=1), tick=False):
        assert "say how it ended" in as_("therapist").get(page("home")).content.decode().lower()
        response = client.post(page("visit", visit_id=visit.pk), KEPT)
        assert response["Location"] == writing
        assert client.post(page("visit", visit_id=visit.pk), KEPT).status_code == 422
        assert "Session notes you owe" in client.get(page("home")).content.decode()
        stale = client.post(writing, NOTE)
        assert stale.status_code == 422
        assert "saved elsewhere" in stale.content.decode()
        signed = client.post(writing, {**NOTE, "revision": "1", "action": "sign"})
        note = ProgressNote.objects.get()
        assert signed["Location"] == page("progress", note_id=note.pk)
        supervisor = as_("therapist3")  # does not treat the patient
        assert "Notes to co-sign" in supervisor.get(page("home")).content.decode()
        assert "Co-sign" in supervisor.get(page("progress", note_id=note.pk)).content.decode()
        url = page("progress_cosignature", note_id=note.pk)
        assert supervisor.post(url).status_code == 302
        assert supervisor.post(url).status_code == 404  # final, and not their patient
    note.refresh_from_db()
    assert (note.state, note.cosigned_title) == ("signed", "LMFT")


def test_returned_with_a_comment_and_added_to(
    as_: Any, clinic: Any, visit: Appointment, now: datetime
) -> None:
    record_supervision(
        supervisor=clinic.staff["therapist3"],
        supervisee=clinic.staff["therapist"],
        from_day=date(2026, 1, 1),
        until_day=None,
        by=clinic.viewers["administrator"],
        at=now,
    )
    writing = page("progress_writing", visit_id=visit.pk)
    with time_machine.travel(TWO + timedelta(hours=1), tick=False):
        as_("therapist").post(page("visit", visit_id=visit.pk), KEPT)
        as_("therapist").post(writing, {**NOTE, "action": "sign"})
        note = ProgressNote.objects.get()
        back = page("progress_return", note_id=note.pk)
        assert as_("therapist3").post(back, {"comment": ""}).status_code == 422
        assert as_("therapist3").post(back, {"comment": "Say more."}).status_code == 302
        assert "Say more." in as_("therapist").get(writing).content.decode()
        as_("therapist").post(writing, {**NOTE, "revision": "1", "action": "sign"})
        as_("therapist3").post(page("progress_cosignature", note_id=note.pk))
        url = page("progress_addendum", note_id=note.pk)
        assert as_("therapist").post(url, {"text": "x", "reason": ""}).status_code == 422
        as_("therapist").post(url, {"text": "The sister called.", "reason": "forgot"})
        shown = as_("therapist").get(page("progress", note_id=note.pk)).content.decode()
    assert "The sister called." in shown
    assert "Co-signed by Mei Tanaka, LMFT" in shown


def test_begin_missed_move_and_cancel(
    as_: Any, clinic: Any, admitted: Any, visit: Appointment, now: datetime
) -> None:
    client = as_("therapist")
    assert client.post(page("visit_absence", visit_id=visit.pk)).status_code in (409, 422)
    url = page("visit_cancellation", visit_id=visit.pk)
    assert client.post(url, {"ended_for": "patient", "reason": ""}).status_code == 422
    moved = {"ended_for": "patient", "reason": "work", "start": "2026-11-24T15:30"}
    assert client.post(url, moved).status_code == 302
    new = Appointment.objects.get(follows=visit)
    assert new.during.lower == TWO + timedelta(minutes=90)
    with time_machine.travel(new.during.lower, tick=False):
        client = as_("therapist")
        assert client.post(page("visit_beginning", visit_id=new.pk)).status_code == 302
        assert client.post(page("visit_absence", visit_id=new.pk)).status_code == 302
    new.refresh_from_db()
    assert new.state == "missed"
    other = book(clinic, admitted, now, TWO)
    as_("therapist").post(
        page("visit_cancellation", visit_id=other.pk), {"ended_for": "clinic", "reason": "ill"}
    )
    other.refresh_from_db()
    assert (other.state, other.late) == ("cancelled", False)


def test_the_times_of_a_kept_appointment_are_put_right_with_a_reason(
    as_: Any, clinic: Any, visit: Appointment
) -> None:
    url = page("visit_correction", visit_id=visit.pk)
    assert as_("therapist").get(url).status_code == 404  # nothing is on file yet
    with time_machine.travel(TWO + timedelta(hours=1), tick=False):
        client = as_("therapist")
        client.post(page("visit", visit_id=visit.pk), KEPT)
        assert (
            client.post(url, {"joined": "14:05", "left": "14:40", "reason": ""}).status_code == 422
        )
        right = {"joined": "14:05", "left": "14:40", "reason": "The clock was wrong."}
        assert client.post(url, right).status_code == 302
        again = client.post(url, right)  # a double press
        assert again.status_code == 422
        assert "on file already" in again.content.decode()
        shown = client.get(page("visit", visit_id=visit.pk)).content.decode()
    assert "Corrected: The clock was wrong." in shown
    entry = visit.presences.get(replaced_by__isnull=True)
    assert (entry.joined_at, entry.left_at) == (
        TWO + timedelta(minutes=5),
        TWO + timedelta(minutes=40),
    )


@pytest.mark.parametrize(
    "name", ["visit", "visit_cancellation", "visit_correction", "progress_writing"]
)
def test_another_teams_patient_is_not_found_and_a_biller_may_not(
    name: str, as_: Any, visit: Appointment
) -> None:
    assert as_("therapist3").get(page(name, visit_id=visit.pk)).status_code == 404
    assert as_("biller").get(page(name, visit_id=visit.pk)).status_code == 403


def test_case_management_says_with_whom_one_may_speak(
    as_: Any, clinic: Any, admitted: Any, now: datetime
) -> None:
    row = actions.schedule(
        patient=admitted.patient,
        staff=clinic.staff["therapist"],
        kind="case_management",
        starts=[TWO],
        minutes=30,
        place="phone",
        by=clinic.viewers["therapist"],
        at=now,
    )[0]
    shown = as_("therapist").get(page("progress_writing", visit_id=row.pk)).content.decode()
    assert "A release naming them is needed." in shown
    assert "Yes, what they need for that purpose." in shown
    assert "section_outcome" in shown


@pytest.mark.list_page("staff:visits")
@pytest.mark.parametrize("count", [1, 3])
def test_sessions_and_notes(
    count: int, as_: Any, clinic: Any, admitted: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    for week in range(count):
        book(clinic, admitted, now, TWO + timedelta(weeks=week))
    client = as_("therapist")
    with django_assert_num_queries(17):
        response = client.get(page("visits", patient_id=admitted.patient.pk))
    assert response.content.decode().count("With Rosa Delgado") == count
