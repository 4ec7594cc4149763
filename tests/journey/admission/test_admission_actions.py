"""M10: all or nothing, and a seat is held by one person."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from stepwell.chart.episodes.models import Episode, LevelPeriod
from stepwell.chart.measures.models import MeasureRequest
from stepwell.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from stepwell.journey.admission import actions, queries
from stepwell.journey.admission.models import SeatAssignment
from stepwell.trust.access.models import CareTeamMember
from stepwell.trust.ledger.models import Event
from support.way_in import WayIn

MONDAY = date(2026, 11, 30)


@pytest.fixture
def way(clinic: Any) -> WayIn:
    return WayIn(clinic)


def admit(way: WayIn, *, by: str = "coordinator", **choices: Any) -> Episode:
    words = {
        "track": way.clinic.track("IOP"),
        "weekdays": [0, 2, 4],
        "first_day": MONDAY,
        **choices,
    }
    return actions.admit(assessment=way.assessment, by=way.clinic.viewers[by], at=way.at, **words)


@pytest.mark.django_db
def test_admitting_opens_stay_level_seat_team_and_first_measure(way) -> None:
    episode = admit(way.ready())
    patient = way.packet.patient
    assert episode.opened_on == MONDAY
    assert episode.levels.get().level == "IOP"
    held = patient.seats.get()
    assert (held.seat.number, held.weekdays, held.during.lower, held.during.upper) == (
        1,
        [0, 2, 4],
        MONDAY,
        None,
    )
    assert MeasureRequest.objects.get(patient=patient).due_on == MONDAY
    way.inquiry.refresh_from_db()
    assert way.inquiry.state == "admitted"


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["prescriber", "biller", "nurse"])
def test_those_who_do_not_admit_are_refused(way, by) -> None:
    way.ready()
    with pytest.raises(NotAllowed):
        admit(way, by=by)


@pytest.mark.django_db
def test_a_therapist_admits_only_those_they_treat(way) -> None:
    way.ready()
    with pytest.raises(NotFound):
        admit(way, by="therapist2")
    assert admit(way, by="therapist")


@pytest.mark.django_db
def test_admitting_twice_is_refused(way) -> None:
    way.ready()
    admit(way)
    with pytest.raises(Refused) as refused:
        admit(way)
    assert refused.value.code == "episode.open"
    assert SeatAssignment.objects.count() == 1


@pytest.mark.django_db
def test_a_seat_left_is_free_from_that_day_on_and_not_before(way, clinic) -> None:
    admit(way.ready())
    held = SeatAssignment.objects.get()
    actions.leave_seat(
        held=held, last_day=MONDAY + timedelta(days=7), by=clinic.viewers["therapist"], at=way.at
    )
    track = clinic.track("IOP")
    assert queries.free_seats(track, from_day=MONDAY + timedelta(days=6)).count() == 13
    assert queries.free_seats(track, from_day=MONDAY + timedelta(days=7)).count() == 14


TABLES = (Episode, LevelPeriod, SeatAssignment, MeasureRequest, CareTeamMember, Event)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", ["open_episode", "take_seat", "join_care_team", "ask", "move_inquiry", "record"]
)
def test_an_admission_that_fails_anywhere_leaves_nothing_behind(way, monkeypatch, broken) -> None:
    way.ready()
    before = {table: table.objects.count() for table in TABLES}
    real = getattr(actions, broken)

    def fails(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)  # the fault strikes after the part was done
        raise RuntimeError("The lights went out.")

    monkeypatch.setattr(actions, broken, fails)
    from django.db import transaction

    with pytest.raises(RuntimeError, match="The lights went out"), transaction.atomic():
        admit(way)
    assert {table: table.objects.count() for table in TABLES} == before
    way.inquiry.refresh_from_db()
    assert way.inquiry.state == "assessing"


# -- the last seat ---------------------------------------------------------------------------------


@pytest.fixture
def committed_clinic(committed_db: None) -> Iterator[Any]:
    from support.clinic import build_clinic

    yield build_clinic()


def test_two_at_once_for_the_last_seat_and_exactly_one_gets_it(committed_clinic: Any) -> None:
    clinic = committed_clinic
    track = nearly_full(clinic)
    rivals = [WayIn(clinic, name=name).ready(rating=1) for name in ("Ana One", "Bo Two")]
    outcomes = at_once(
        [lambda way=way: admit(way, track=track, weekdays=track.weekdays) for way in rivals]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) in (
        ["Conflict", "Episode"],
        ["Episode", "Refused"],  # the second looked after the first was done
    )
    loser = next(outcome for outcome in outcomes if not isinstance(outcome, Episode))
    assert isinstance(loser, Conflict | Refused)
    assert loser.code in ("seat.full", "admit.full")
    assert SeatAssignment.objects.count() == track.seats
    assert Episode.objects.count() == track.seats


def test_as_many_at_once_as_there_are_seats_all_get_one(committed_clinic: Any) -> None:
    """Everybody wants the lowest number first; nobody is turned away and nobody waits for ever."""
    clinic = committed_clinic
    track = clinic.track("IOP")
    people = [WayIn(clinic, name=f"Person {letter}").ready() for letter in "ABC"]
    outcomes = at_once([lambda way=way: admit(way, track=track) for way in people])
    assert [type(outcome).__name__ for outcome in outcomes] == ["Episode"] * 3
    numbers = SeatAssignment.objects.values_list("seat__number", flat=True)
    assert sorted(numbers) == [1, 2, 3]


def nearly_full(clinic: Any) -> Any:
    """A weekly track with one free seat."""
    from stepwell.offering.programs.actions import open_track
    from stepwell.trust.people.viewer import system
    from support.clinic import OPENED

    track = open_track(
        site=clinic.sites[0],
        name="Small group",
        level="OP",
        block="day",
        weekdays=[1],
        seats=2,
        therapist=clinic.staff["therapist"],
        opened_on=OPENED.date(),
        by=system("test"),
        at=OPENED,
    )
    first = WayIn(clinic, name="First One").ready(rating=1)
    admit(first, track=track, weekdays=[1])
    return track


def at_once(acts: list[Any]) -> list[Any]:
    """Run acts in threads of their own, released together; what each returned or raised."""
    from django.db import connection

    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            gate.wait(10)
            outcomes[number] = acts[number]()
        except Exception as error:  # what went wrong is what the test looks at
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
