"""Every figure equals what a plain recount of the rows gives (mission row M39)."""

import random
from datetime import date, timedelta

import pytest

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.clock import at_local
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.days.actions import Mark, take_roll
from stepwell.journey.days.models import Presence, RollCall
from stepwell.journey.days.queries import roster
from stepwell.offering.programs.levels import level
from stepwell.offering.programs.models import Group, Track
from stepwell.office.reporting.queries import census, people_behind
from stepwell.trust.people.viewer import system

pytestmark = pytest.mark.django_db
MONDAY, TODAY = date(2026, 11, 23), date(2026, 11, 25)


@pytest.fixture
def week(admit_someone, clinic, now):
    """Six people in two tracks, three days of groups with absences and late arrivals."""
    for n in range(4):
        admit_someone(
            given_name=f"I{n}", family_name="Vale", weekdays=[0, 1, 2] if n % 2 else [0, 1, 2, 3, 4]
        )
    for n in range(2):
        admit_someone(
            given_name=f"P{n}",
            family_name="Hill",
            level="PHP",
            therapist="therapist4",
            weekdays=[0, 1, 2, 3, 4],
        )
    dice, by = random.Random(11), system("test")
    for group in clinic.groups:
        day = MONDAY + timedelta(days=group.weekday)
        if day > TODAY or not (members := list(roster(by, group, day))):
            continue
        start = at_local(day, group.starts, "America/New_York")
        present = {
            m.pk: Mark(joined_at=start + timedelta(minutes=dice.choice([0, 0, 10, 25])))
            for m in members
            if dice.random() < 0.8
        }
        therapist = next(
            v for k, v in clinic.viewers.items() if clinic.staff[k].pk == group.leader_id
        )
        take_roll(group=group, day=day, present=present, by=therapist, at=start)
    return clinic


def recount(track: Track) -> dict[str, int]:
    """The slow, plain way, one row at a time."""
    held = [s for s in SeatAssignment.objects.filter(seat__track=track) if s.during.upper is None]
    least = level(track.level, MONDAY).minutes_per_week[0]
    counted = {"taken": len(held), "patients": 0, "minutes": 0, "met": 0, "on_course": 0, "lost": 0}
    for seat in held:
        done = 0
        for row in Presence.objects.filter(patient_id=seat.patient_id, session__day__gte=MONDAY):
            done += int((row.left_at - row.joined_at).total_seconds() // 60)
        possible = 0
        for group in Group.objects.filter(track=track, weekday__in=seat.weekdays):
            day = MONDAY + timedelta(days=group.weekday)
            rolled = RollCall.objects.filter(session__group=group, session__day=day).exists()
            possible += group.minutes if day >= TODAY and not rolled else 0
        counted["patients"] += 1
        counted["minutes"] += done
        counted["met"] += done >= least
        counted["lost"] += done + possible < least
        counted["on_course"] += done < least <= done + possible
    return counted


def test_the_figures_equal_a_plain_recount(week):
    found = census(week.viewers["director"], on=TODAY)
    assert found.by_track
    for row in found.by_track:
        assert {name: getattr(row, name) for name in recount(row.track)} == recount(row.track), (
            row.track
        )
    assert found.minutes > 0
    assert found.active == Episode.objects.filter(state="active").count() == 6
    assert (found.started, found.closed) == (0, 0)
    assert found.taken == 6


def test_met_on_course_and_lost_add_up(week):
    for row in census(week.viewers["director"], on=TODAY).by_track:
        assert row.met + row.on_course + row.lost == row.patients


def test_who_changed_tracks_this_week_counts_once(admitted, clinic, now):
    from stepwell.journey.stepdown.actions import step

    track = clinic.track("OP")
    step(
        episode=admitted.episode,
        track=track,
        weekdays=track.weekdays,
        on=TODAY,
        reason="Steady for four weeks.",
        by=clinic.viewers["therapist"],
        at=now,
    )
    rows = {row.track.pk: row for row in census(clinic.viewers["director"], on=TODAY).by_track}
    assert sum(row.patients for row in rows.values()) == 1
    assert rows[track.pk].patients == 1


def test_who_leads_the_new_tracks_groups_sees_them(admitted, clinic, now):
    from stepwell.journey.stepdown.actions import step

    track = next(
        t for t in clinic.tracks if t.level == "OP" and t.therapist == clinic.staff["therapist3"]
    )
    step(
        episode=admitted.episode,
        track=track,
        weekdays=track.weekdays,
        on=TODAY,
        reason="Steady for four weeks.",
        by=clinic.viewers["therapist"],
        at=now,
    )
    group = Group.objects.get(track=track)
    day = TODAY + timedelta(days=1)
    assert list(roster(clinic.viewers["therapist3"], group, day)) == [admitted.patient]


def test_the_people_behind_are_those_counted_as_far_as_one_may_see(week):
    row = next(
        row for row in census(week.viewers["director"], on=TODAY).by_track if row.patients == 4
    )
    everyone = people_behind(week.viewers["director"], row.track.pk, on=TODAY)
    assert len(everyone) == row.patients
    assert sum(person.week.done for person in everyone) == row.minutes
    assert [p.week.slack for p in everyone] == sorted(p.week.slack for p in everyone)
    assert people_behind(week.viewers["biller"], row.track.pk, on=TODAY) == []


def test_the_moment_is_an_argument(week):
    before = census(week.viewers["director"], on=MONDAY - timedelta(days=7))
    assert before.minutes == 0
