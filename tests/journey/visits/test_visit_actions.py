# M18
from datetime import UTC, date, datetime, time, timedelta

import pytest

from stepwell.foundation.clock import week_start
from stepwell.foundation.errors import NotFound, Refused
from stepwell.journey.agenda.actions import add_busy
from stepwell.journey.calendar.actions import take_leave
from stepwell.journey.calendar.terms import LeaveReason
from stepwell.journey.days.models import Presence
from stepwell.journey.days.queries import weeks
from stepwell.journey.visits import actions, queries

TWO = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # Tuesday, 2 p.m. in New York
ZONE = "America/New_York"


@pytest.fixture
def book(clinic, admitted, now):
    def book(**changes):
        given = {
            "patient": admitted.patient,
            "staff": clinic.staff["therapist"],
            "kind": "individual",
            "starts": [TWO],
            "minutes": 50,
            "place": "clinic",
            "by": clinic.viewers["therapist"],
            "at": now,
        }
        return actions.schedule(**{**given, **changes})

    return book


@pytest.fixture
def keep(clinic):
    def keep(visit, **changes):
        given = {
            "joined_at": TWO + timedelta(minutes=5),
            "left_at": TWO + timedelta(minutes=50),
            "place": "clinic",
            "by": clinic.viewers["therapist"],
            "at": TWO + timedelta(hours=1),
        }
        return actions.keep_appointment(appointment=visit, **{**given, **changes})

    return keep


def test_a_series_is_booked_whole_at_the_same_wall_time(book) -> None:
    starts = queries.weekly(TWO - timedelta(weeks=4), 6, ZONE)  # over no change of the clock
    starts = [start for start in starts if start > TWO - timedelta(hours=1)]
    rows = book(starts=queries.weekly(TWO, 3, ZONE))
    assert [row.during.lower for row in rows] == [TWO + timedelta(weeks=i) for i in range(3)]
    assert len(starts) == 2


def test_a_weekly_time_stays_on_the_wall_when_the_clock_changes() -> None:
    starts = queries.weekly(datetime(2026, 10, 27, 18, 0, tzinfo=UTC), 2, ZONE)
    assert starts[1] == datetime(2026, 11, 3, 19, 0, tzinfo=UTC)


def test_a_series_that_collides_books_nothing(book, admitted) -> None:
    book(starts=[TWO + timedelta(weeks=1)])
    with pytest.raises(Refused, match="another appointment"):
        book(starts=queries.weekly(TWO, 3, ZONE))
    assert admitted.patient.appointments.filter(kind="individual").count() == 1


def test_the_patients_group_and_the_double_press_stand_in_the_way(book) -> None:
    with pytest.raises(Refused, match="is in the group"):
        book(starts=[datetime(2026, 11, 24, 14, 30, tzinfo=UTC)])
    book()
    with pytest.raises(Refused, match="another appointment"):
        book()


def test_offered_times_leave_out_groups_and_appointments(book, clinic, admitted, now) -> None:
    book()
    offered = queries.times_offered(
        admitted.patient.pk,
        clinic.staff["therapist"].pk,
        date(2026, 11, 24),
        minutes=50,
        zone=ZONE,
        now=now,
    )
    assert TWO not in offered
    assert datetime(2026, 11, 24, 14, 0, tzinfo=UTC) not in offered
    assert TWO + timedelta(hours=1) in offered


# M20
def test_nothing_is_offered_or_booked_when_the_patient_cannot_come(
    book, clinic, admitted, now
) -> None:
    add_busy(
        patient=admitted.patient,
        weekday=1,
        starts=time(14, 30),
        ends=time(16),
        from_day=date(2026, 11, 24),
        until_day=date(2026, 11, 24),
        reason="Work",
        by=clinic.viewers["therapist"],
        at=now,
    )
    with pytest.raises(Refused, match="cannot come then"):
        book()
    book(starts=[TWO + timedelta(hours=2)])  # four o'clock: the end itself is free
    book(starts=[TWO + timedelta(weeks=1)])  # the Tuesday after


def test_nobody_is_booked_while_away(book, clinic, now) -> None:
    take_leave(
        staff=clinic.staff["therapist"],
        start=TWO + timedelta(minutes=45),
        end=TWO + timedelta(hours=4),
        reason=LeaveReason.VACATION,
        by=clinic.viewers["director"],
        at=now,
    )
    with pytest.raises(Refused, match="away then"):
        book()
    book(minutes=45)


def test_a_stranger_cannot_book_for_a_patient(book, clinic) -> None:
    with pytest.raises(NotFound):
        book(by=clinic.viewers["therapist3"])


def test_keeping_writes_the_minutes_once_and_the_week_counts_them(
    book, keep, clinic, admitted
) -> None:
    by, (visit,) = clinic.viewers["therapist"], book()
    day = date(2026, 11, 24)

    def week():
        return weeks(by, [admitted.patient.pk], week_start(day), today=day)[admitted.patient.pk]

    before = week()
    row = keep(visit, attendees=["partner"])
    after = week()
    assert (after.done - before.done, before.possible - after.possible) == (45, 50)
    assert after.planned == before.planned
    with pytest.raises(Refused):
        keep(visit)
    actions.correct_minutes(
        appointment=visit,
        joined_at=TWO,
        left_at=TWO + timedelta(minutes=50),
        reason="began on time",
        by=by,
        at=TWO + timedelta(hours=2),
    )
    assert week().done - before.done == 50
    assert Presence.objects.get(replaces=row).appointment_id == visit.pk


def test_case_management_takes_time_but_no_program_hours(book, keep, clinic, admitted) -> None:
    by, (visit,) = clinic.viewers["therapist"], book(kind="case_management")
    day = date(2026, 11, 24)
    before = weeks(by, [admitted.patient.pk], week_start(day), today=day)
    keep(visit)
    assert weeks(by, [admitted.patient.pk], week_start(day), today=day) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"left_at": TWO}, "after the beginning"),
        ({"left_at": TWO + timedelta(hours=3)}, "still to come"),
        ({"place": "video"}, "which state"),
        ({"joined_at": TWO - timedelta(hours=13), "left_at": TWO - timedelta(hours=12)}, "when it"),
    ],
)
def test_times_that_make_no_sense_are_refused(changes, sentence, book, keep) -> None:
    (visit,) = book()
    with pytest.raises(Refused, match=sentence):
        keep(visit, **changes)


def test_a_visit_moves_with_a_link_and_frees_its_time(book, clinic, now) -> None:
    (visit,) = book()
    by = clinic.viewers["therapist"]
    new = actions.reschedule(
        visit=visit,
        start=TWO + timedelta(minutes=30),
        ended_for="patient",
        reason="work",
        by=by,
        at=now,
    )
    visit.refresh_from_db()
    assert (visit.state, visit.late, new.follows_id) == ("cancelled", False, visit.pk)
    with pytest.raises(Refused):
        actions.reschedule(
            visit=visit, start=TWO, ended_for="patient", reason="again", by=by, at=now
        )


def test_a_late_cancellation_is_marked_and_a_missed_one_waits_for_its_time(
    book, clinic, now
) -> None:
    by = clinic.viewers["therapist"]
    (visit,) = book()
    with pytest.raises(Refused, match="not come yet"):
        actions.miss(visit=visit, by=by, at=now)
    late = actions.cancel(
        visit=visit, ended_for="patient", reason="ill", by=by, at=TWO - timedelta(hours=3)
    )
    assert late.late
    (other,) = book(starts=[TWO + timedelta(hours=1)])
    missed = actions.miss(visit=other, by=by, at=TWO + timedelta(hours=2))
    assert missed.state == "missed"
    assert not queries.without_outcome(by, now=TWO + timedelta(hours=3))
