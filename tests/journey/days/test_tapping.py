"""Taps, roll and corrections in the database: whatever happens, every view has the same minutes (mission row M19)."""

import random
from datetime import date, timedelta
from uuid import uuid4

import pytest

from stepwell.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from stepwell.journey.days import queries
from stepwell.journey.days.actions import (
    TAPPED,
    Mark,
    correct_presence,
    merge_taps,
    take_roll,
    tap,
    undo_tap,
)
from stepwell.journey.days.models import Presence, Tap
from stepwell.journey.days.taps import Touch, read

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def by(clinic):
    return clinic.viewers["therapist"]


@pytest.fixture
def group(clinic):
    track = clinic.track("IOP")
    found = [g for g in clinic.groups if g.track == track and g.weekday == 0]
    return min(found, key=lambda g: g.starts)


@pytest.fixture
def tapping(group, by, now):
    """`tapping(someone, "arrived", 5)`: five minutes into the session."""

    def make(someone, kind, minute, *, at=now, client_id=None, **more):
        choices = {"source": "roster", "by": by} | more
        return tap(
            group=group,
            day=MONDAY,
            patient_id=someone.patient.pk,
            kind=kind,
            client_id=client_id or uuid4(),
            occurred_at=now - timedelta(minutes=60 - minute),
            at=at,
            **choices,
        )

    return make


def roll_by_taps(group, by, at, *people):
    present = {someone.patient.pk: TAPPED for someone in people}
    return take_roll(group=group, day=MONDAY, present=present, by=by, at=at)


def test_out_and_back_in_is_two_intervals(admitted, tapping, group, by, now):
    for kind, minute in (("arrived", 0), ("left", 20), ("arrived", 30), ("left", 60)):
        tapping(admitted, kind, minute)
    session = roll_by_taps(group, by, now, admitted)
    assert Presence.objects.count() == 2
    assert queries.minutes_of(session) == {admitted.patient.pk: 50}


def test_the_same_tap_sent_twice_is_one(admitted, tapping):
    key = uuid4()
    assert tapping(admitted, "arrived", 5, client_id=key) == tapping(
        admitted, "arrived", 5, client_id=key
    )
    assert Tap.objects.count() == 1


def test_a_tap_cannot_be_used_for_somebody_else(admitted, admit_someone, tapping):
    other, key = admit_someone(given_name="Ben", family_name="Ruiz"), uuid4()
    tapping(admitted, "arrived", 5, client_id=key)
    with pytest.raises(Conflict):
        tapping(other, "arrived", 5, client_id=key)


def test_a_tap_taken_back_stays_on_record_and_counts_for_nothing(admitted, tapping, group, by, now):
    row = tapping(admitted, "arrived", 5)
    undo_tap(tap=row, client_id=uuid4(), by=by, at=now)
    with pytest.raises(Refused):
        undo_tap(tap=row, client_id=uuid4(), by=by, at=now)
    session = roll_by_taps(group, by, now, admitted)
    assert (Tap.objects.count(), queries.minutes_of(session)) == (2, {})


@pytest.mark.parametrize(("minute", "code"), [(-61, "tap.early"), (61, "tap.ahead")])
def test_a_time_that_cannot_be_is_refused(admitted, tapping, minute, code):
    with pytest.raises(Refused) as refused:
        tapping(admitted, "arrived", minute)
    assert refused.value.code == code


def test_after_the_roll_a_tap_needs_a_correction(admitted, tapping, group, by, now):
    roll_by_taps(group, by, now, admitted)
    with pytest.raises(Refused) as refused:
        tapping(admitted, "arrived", 5)
    assert refused.value.code == "roll.taken"


def test_who_joins_by_video_taps_for_themselves_and_nobody_else(
    admitted, admit_someone, tapping, group, by, now
):
    other = admit_someone(given_name="Ben", family_name="Ruiz")
    how = {"source": "video", "how": "video", "state": "NJ", "by": admitted.viewer}
    tapping(admitted, "arrived", 10, **how)
    with pytest.raises(NotAllowed):
        tapping(other, "arrived", 10, **how)
    with pytest.raises(NotAllowed):
        tapping(admitted, "arrived", 10, **how | {"source": "roster"})
    session = roll_by_taps(group, by, now, admitted)
    row = queries.standing(session.pk).get()
    assert (row.how, row.state, queries.minutes_of(session)) == (
        "video",
        "NJ",
        {admitted.patient.pk: 50},
    )


def test_someone_elses_patient_or_a_stranger_to_the_group_is_not_found(
    admitted, admit_someone, tapping, clinic
):
    with pytest.raises(NotFound):
        tapping(admitted, "arrived", 5, by=clinic.viewers["therapist2"])
    tuesdays = admit_someone(given_name="Lia", family_name="Moor", weekdays=[1, 2, 3])
    with pytest.raises(NotFound):
        tapping(tuesdays, "arrived", 5)


def test_marks_that_waited_on_a_device_are_merged_after_the_roll(admitted, tapping, group, by, now):
    session = roll_by_taps(group, by, now, admitted)
    assert queries.minutes_of(session) == {}
    tapping(admitted, "arrived", 15, source="offline")
    for _twice in range(2):
        merge_taps(session=session, patient_id=admitted.patient.pk, by=by, at=now)
        assert queries.minutes_of(session) == {admitted.patient.pk: 45}
    assert Presence.objects.count() == 1


def test_marks_that_waited_never_change_what_was_decided_by_hand(admitted, tapping, group, by, now):
    session = take_roll(group=group, day=MONDAY, present={}, by=by, at=now)
    tapping(admitted, "arrived", 15, source="offline")
    merge_taps(session=session, patient_id=admitted.patient.pk, by=by, at=now)
    assert queries.minutes_of(session) == {}


def test_a_correction_follows_every_interval(admitted, tapping, group, by, now):
    for kind, minute in (("arrived", 0), ("left", 20), ("arrived", 30)):
        tapping(admitted, kind, minute)
    session = roll_by_taps(group, by, now, admitted)
    opens = session.during.lower
    mark = Mark(opens + timedelta(minutes=10), opens + timedelta(minutes=25))
    who = {"session": session, "patient_id": admitted.patient.pk, "by": by, "at": now}
    correct_presence(mark=mark, reason="Was outside.", **who)
    assert queries.minutes_of(session) == {admitted.patient.pk: 15}
    correct_presence(mark=None, reason="Was not there.", **who)
    assert queries.minutes_of(session) == {}
    back = [Mark(opens, opens + timedelta(minutes=5)), Mark(opens + timedelta(minutes=55))]
    correct_presence(mark=back, reason="Came twice.", **who)
    assert queries.minutes_of(session) == {admitted.patient.pk: 10}
    with pytest.raises(Refused) as refused:
        correct_presence(mark=[back[0], Mark()], reason="Again.", **who)
    assert refused.value.code == "presence.overlap"


@pytest.mark.parametrize("seed", range(12))
def test_every_view_of_the_ledger_has_the_same_minutes(
    seed, admit_someone, tapping, group, by, now
):
    dice = random.Random(seed)
    everyone = [admit_someone(given_name=f"M{n}", family_name="Vale") for n in range(2)]
    said: dict = {someone.patient.pk: [] for someone in everyone}
    for _turn in range(10):
        someone, kind = dice.choice(everyone), dice.choice(["arrived", "left"])
        row = tapping(someone, kind, dice.randrange(-20, 60))
        said[someone.patient.pk].append(Touch(row.client_id, kind, row.occurred_at))
    session = roll_by_taps(group, by, now, *everyone)
    window = (session.during.lower, session.during.upper)
    expected = {pk: _length(read(touches, window).spells) for pk, touches in said.items()}
    _all_agree(by, session, expected)
    for turn in range(6):
        someone = dice.choice(everyone).patient.pk
        cuts = sorted(dice.sample(range(61), 2 * dice.randrange(0, 4)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=True))
        marks = [Mark(*(window[0] + timedelta(minutes=m) for m in pair)) for pair in pairs]
        try:
            correct_presence(
                session=session,
                patient_id=someone,
                mark=marks or None,
                reason=f"Turn {turn}.",
                by=by,
                at=now,
            )
        except Refused as refused:
            assert refused.code == "presence.same"
        expected[someone] = sum(end - start for start, end in pairs)
        _all_agree(by, session, expected)


def _length(spells) -> int:
    return sum(int((s.left - s.joined).total_seconds()) // 60 for s in spells)


def _all_agree(by, session, expected) -> None:
    noted = queries.minutes_of(session)
    by_day = queries.minutes_between_days(expected, MONDAY, MONDAY)
    hours = queries.weeks(by, expected, MONDAY, today=MONDAY)
    for patient, minutes in expected.items():
        assert noted.get(patient, 0) == by_day[patient][MONDAY] == hours[patient].done == minutes
