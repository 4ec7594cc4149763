"""Whom one treats, at a glance. M10 M26"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from support.charted import answer_phq9, attend
from support.clinic import NOW

pytestmark = pytest.mark.django_db


def _cases(viewer: Any, **choices: Any) -> Any:
    from stepwell.journey.days.caseload import caseload

    return caseload(viewer, today=NOW.date(), **choices)


def test_the_change_is_from_the_first_score_to_the_last(admitted: Any, clinic: Any) -> None:
    for days, total in ((6, 19), (4, 15), (1, 12)):
        answer_phq9(admitted, total, NOW - timedelta(days=days))
    (case,) = _cases(clinic.viewers["therapist"])
    assert (case.phq9.first, case.phq9.last, case.phq9.change) == (
        Decimal(19),
        Decimal(12),
        Decimal(-7),
    )


def test_one_score_is_no_change_and_none_is_no_score(admitted: Any, clinic: Any) -> None:
    (case,) = _cases(clinic.viewers["therapist"])
    assert case.phq9 is None
    answer_phq9(admitted, 12, NOW)
    (case,) = _cases(clinic.viewers["therapist"])
    assert case.phq9.change is None


def test_level_track_hours_and_alarms_are_those_of_the_day(admitted: Any, clinic: Any) -> None:
    answer_phq9(admitted, 12, NOW, item9=1)
    attend(
        clinic, NOW.date(), [admitted.patient], track=admitted.track, at=NOW - timedelta(hours=7)
    )
    (case,) = _cases(clinic.viewers["therapist"])
    assert (case.level, case.since, case.track, case.alarms) == (
        "IOP",
        (NOW - timedelta(days=7)).date(),
        "Day track A",
        1,
    )
    assert (case.week.done, case.week.least) == (180, 540)


def test_someone_still_on_their_way_in_shows_only_with_everyone(admitted: Any, clinic: Any) -> None:
    from stepwell.journey.aftercare.actions import discharge

    therapist = clinic.viewers["therapist"]
    discharge(episode=admitted.episode, on=NOW.date(), reason="transferred", by=therapist, at=NOW)
    assert _cases(therapist) == []
    (case,) = _cases(therapist, everyone=True)
    assert (case.level, case.since) == ("", None)


def test_the_attendance_of_a_day_names_what_was_missed(admitted: Any, clinic: Any) -> None:
    from stepwell.journey.days.queries import sessions_of

    attend(clinic, NOW.date(), [], track=admitted.track, at=NOW - timedelta(hours=7))
    sat = sessions_of(admitted.patient.pk, since=NOW.date())
    assert [(s.length, s.minutes) for s in sat] == [(60, 0)] * 3
    assert sessions_of(admitted.patient.pk, since=NOW.date() + timedelta(days=1)) == []
