"""A stay and its levels of care: one open stay, one level at a time. M25"""

from datetime import date, timedelta
from typing import Any

import pytest

from support.clinic import NOW

DAY = date(2026, 11, 16)
LATER = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("state", "current", "new", "on", "codes"),
    [
        ("active", "IOP", "OP", LATER, []),
        ("active", None, "OP", LATER, []),
        ("closed", "IOP", "OP", LATER, ["episode.closed"]),
        ("active", "IOP", "IOP", LATER, ["level.same"]),
        ("active", "IOP", "OP", DAY, ["level.before"]),
    ],
)
def test_a_level_changes_to_another_after_it_began(
    state: str, current: str | None, new: str, on: date, codes: list[str]
) -> None:
    from stepwell.chart.episodes import rules

    found = rules.may_change_level(state=state, current=current, new=new, on=on, since=DAY)
    assert [reason.code for reason in found.reasons] == codes


def test_a_stay_is_opened_and_closed_once_and_in_order() -> None:
    from stepwell.chart.episodes import rules

    assert rules.may_open(has_open=False)
    assert not rules.may_open(has_open=True)
    assert rules.may_close(state="active", on=DAY, opened_on=DAY)
    assert not rules.may_close(state="active", on=DAY - timedelta(days=1), opened_on=DAY)
    assert not rules.may_close(state="closed", on=DAY, opened_on=DAY)


@pytest.mark.django_db
def test_nobody_is_admitted_twice_at_once(admitted: Any, clinic: Any) -> None:
    from stepwell.chart.episodes.actions import open_episode
    from stepwell.foundation.errors import Refused

    with pytest.raises(Refused, match="in the program already"):
        open_episode(
            patient=admitted.patient,
            site=admitted.episode.site,
            level="OP",
            on=DAY,
            reason="again",
            by=clinic.viewers["therapist"],
            at=NOW,
        )


@pytest.mark.django_db
def test_levels_follow_one_another_without_gap_or_overlap(admitted: Any, clinic: Any) -> None:
    from stepwell.chart.episodes.actions import change_level
    from stepwell.chart.episodes.queries import episode_for, level_on, level_since

    therapist = clinic.viewers["therapist"]
    change_level(
        episode=admitted.episode, level="OP", on=LATER, reason="Ready.", by=therapist, at=NOW
    )
    stay = episode_for(therapist, admitted.patient.pk)
    eve = LATER - timedelta(days=1)
    assert [level_on(stay, day) for day in (DAY - timedelta(days=1), DAY, eve, LATER)] == [
        None,
        "IOP",
        "IOP",
        "OP",
    ]
    assert (level_since(stay, eve), level_since(stay, LATER)) == (DAY, LATER)


@pytest.mark.django_db
def test_the_database_itself_refuses_two_levels_on_one_day(admitted: Any) -> None:
    from django.db import IntegrityError, transaction
    from django.db.backends.postgresql.psycopg_any import DateRange

    from stepwell.chart.episodes.models import LevelPeriod
    from stepwell.foundation.acting import bookkeeping

    overlapping = {"episode": admitted.episode, "during": DateRange(LATER, None), "decided_at": NOW}
    with bookkeeping("tests"), pytest.raises(IntegrityError), transaction.atomic():
        LevelPeriod.objects.create(level="OP", **overlapping)


@pytest.mark.django_db
def test_the_last_day_belongs_to_the_stay(admitted: Any, clinic: Any) -> None:
    from stepwell.chart.episodes.actions import close_episode
    from stepwell.chart.episodes.queries import last_episode, level_on, open_episode

    therapist, pk = clinic.viewers["therapist"], admitted.patient.pk
    closed = close_episode(
        episode=admitted.episode, on=NOW.date(), reason="completed", by=therapist, at=NOW
    )
    assert level_on(closed, NOW.date()) == "IOP"
    assert level_on(closed, NOW.date() + timedelta(days=1)) is None
    assert open_episode(therapist, pk) is None
    assert last_episode(therapist, pk) == closed


@pytest.mark.django_db
def test_a_stay_that_ends_on_its_first_day_had_that_day(admitted: Any, clinic: Any) -> None:
    from stepwell.chart.episodes.actions import close_episode
    from stepwell.chart.episodes.queries import level_on

    closed = close_episode(
        episode=admitted.episode,
        on=DAY,
        reason="transferred",
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    assert level_on(closed, DAY) == "IOP"
