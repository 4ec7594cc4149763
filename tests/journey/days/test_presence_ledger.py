"""The minute ledger: one record of presence, and every view of it agrees (mission rows M26, M27)."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from stepwell.foundation.clock import at_local
from stepwell.foundation.errors import NotFound, Refused
from stepwell.journey.days import queries
from stepwell.journey.days.actions import Mark, correct_presence, take_roll
from stepwell.journey.days.models import Presence

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
ZONE = "America/New_York"


@pytest.fixture
def by(clinic):
    return clinic.viewers["therapist"]


@pytest.fixture
def groups(clinic):
    """Day track A's Monday groups, at nine, ten and eleven."""
    track = clinic.track("IOP")
    found = [g for g in clinic.groups if g.track == track and g.weekday == 0]
    return sorted(found, key=lambda g: g.starts)


def week_of(by, someone, today=MONDAY):
    monday = today - timedelta(days=today.weekday())
    return queries.weeks(by, [someone.patient.pk], monday, today=today)[someone.patient.pk]


def test_notes_hours_and_days_say_the_same_after_any_corrections(admit_someone, groups, by, now):
    everyone = [admit_someone(given_name=f"M{n}", family_name="Vale") for n in range(3)]
    session = take_roll(
        group=groups[0], day=MONDAY, present={e.patient.pk: Mark() for e in everyone}, by=by, at=now
    )
    opens, dice = session.during.lower, random.Random(7)
    expected = {e.patient.pk: 60 for e in everyone}
    for turn in range(60):
        someone = dice.choice(everyone).patient.pk
        start = dice.randrange(0, 59)
        end = dice.randrange(start + 1, 61)
        mark = (
            None
            if dice.random() < 0.2
            else Mark(opens + timedelta(minutes=start), opens + timedelta(minutes=end))
        )
        wanted = 0 if mark is None else end - start
        try:
            correct_presence(
                session=session,
                patient_id=someone,
                mark=mark,
                reason=f"Turn {turn}.",
                by=by,
                at=now,
            )
        except Refused as refused:
            assert (refused.code, expected[someone]) == ("presence.same", wanted)
        expected[someone] = wanted
        noted = queries.minutes_of(session)
        by_day = queries.minutes_between_days(expected, MONDAY, MONDAY)
        hours = queries.weeks(by, expected, MONDAY, today=MONDAY)
        for patient, minutes in expected.items():
            assert (
                noted.get(patient, 0) == by_day[patient][MONDAY] == hours[patient].done == minutes
            )
    assert Presence.objects.filter(session=session, replaces__isnull=True).count() == 3


def test_what_was_written_is_never_changed_only_replaced(admitted, groups, by, now):
    session = take_roll(
        group=groups[0], day=MONDAY, present={admitted.patient.pk: Mark()}, by=by, at=now
    )
    first = Presence.objects.get()
    new = correct_presence(
        session=session,
        patient_id=admitted.patient.pk,
        mark=None,
        reason="Never came.",
        by=by,
        at=now,
    )
    first.refresh_from_db()
    assert (new.replaces, new.void, first.void) == (first, True, False)
    assert list(queries.standing(session.pk)) == []


def test_a_roll_names_only_members(admitted, admit_someone, groups, by, now):
    stranger = admit_someone(
        given_name="Pia",
        family_name="Hill",
        level="PHP",
        therapist="therapist4",
        weekdays=[0, 1, 2, 3, 4],
    )
    with pytest.raises(NotFound):
        take_roll(group=groups[0], day=MONDAY, present={stranger.patient.pk: Mark()}, by=by, at=now)
    assert not Presence.objects.exists()


def test_nobody_corrects_before_the_roll_nor_someone_who_is_no_member(
    admitted, admit_someone, groups, by, clinic, now
):
    later = admit_someone(
        given_name="Lia", family_name="Moor", weekdays=[1, 2, 3]
    )  # not on Mondays
    session = take_roll(group=groups[0], day=MONDAY, present={}, by=by, at=now)
    with pytest.raises(NotFound):
        correct_presence(
            session=session,
            patient_id=later.patient.pk,
            mark=Mark(),
            reason="Sat in.",
            by=by,
            at=now,
        )


def test_a_group_whose_roll_was_taken_is_no_longer_possible_but_the_days_others_are(
    admitted, groups, by, now
):
    before = week_of(by, admitted)
    assert (before.done, before.possible, before.planned, before.least) == (0, 540, 540, 540)
    take_roll(group=groups[0], day=MONDAY, present={admitted.patient.pk: Mark()}, by=by, at=now)
    after = week_of(by, admitted)
    assert (after.done, after.possible, after.missed, after.lost) == (60, 480, 0, False)
    take_roll(group=groups[1], day=MONDAY, present={}, by=by, at=now + timedelta(hours=1))
    missed = week_of(by, admitted)
    assert (missed.done, missed.possible, missed.missed, missed.lost) == (60, 420, 60, True)


def test_days_that_are_over_are_not_possible(admitted, by):
    assert week_of(by, admitted, today=MONDAY + timedelta(days=2)).possible == 180
    assert week_of(by, admitted, today=MONDAY + timedelta(days=6)).possible == 0


def test_others_weeks_are_not_told(admitted, clinic):
    other = clinic.viewers["therapist2"]
    assert queries.weeks(other, [admitted.patient.pk], MONDAY, today=MONDAY) == {}


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [(date(2026, 11, 1), 25), (date(2026, 3, 8), 23), (date(2026, 11, 22), 24)],
)
def test_an_hour_of_group_is_sixty_minutes_in_the_weeks_the_clock_changes(sunday, hours):
    midnight = at_local(sunday, time(0), ZONE)
    assert at_local(sunday + timedelta(days=1), time(0), ZONE) - midnight == timedelta(hours=hours)
    for day in (sunday, sunday + timedelta(days=1)):
        start, end = at_local(day, time(9), ZONE), at_local(day, time(10), ZONE)
        assert end - start == timedelta(minutes=60)


def test_a_week_over_the_end_of_summer_time_counts_program_days_not_utc_days(clinic, admit_someone):
    """Evening groups of the Monday after November 1 end on a UTC Tuesday."""
    admitted_at = datetime(2026, 11, 2, 15, tzinfo=UTC)
    someone = admit_someone(at=admitted_at, therapist="therapist")
    by, track = clinic.viewers["therapist"], clinic.track("IOP")
    monday = date(2026, 11, 2)
    group = next(g for g in clinic.groups if g.track == track and g.weekday == 0)
    start = at_local(monday, group.starts, ZONE)
    assert start == datetime(
        2026, 11, 2, 14, tzinfo=UTC
    )  # nine in the morning is 14:00 UTC from that Sunday on
    take_roll(group=group, day=monday, present={someone.patient.pk: Mark()}, by=by, at=start)
    assert (
        queries.minutes_between_days([someone.patient.pk], monday, monday)[someone.patient.pk][
            monday
        ]
        == 60
    )
    assert week_of(by, someone, today=monday).done == 60


def test_meetings_say_who_is_expected_and_what_is_done(admitted, groups, by, clinic, now):
    take_roll(group=groups[0], day=MONDAY, present={admitted.patient.pk: Mark()}, by=by, at=now)
    found = queries.meetings(MONDAY, MONDAY, leader_id=clinic.staff["therapist"].pk)
    assert [(m.group, m.expected, m.rolled, m.present, m.note) for m in found] == [
        (groups[0], 1, True, 1, ""),
        (groups[1], 1, False, 0, ""),
        (groups[2], 1, False, 0, ""),
    ]
    assert queries.last_present([admitted.patient.pk], before=MONDAY + timedelta(days=1)) == {
        admitted.patient.pk: MONDAY
    }
    assert queries.last_present([admitted.patient.pk], before=MONDAY) == {}
