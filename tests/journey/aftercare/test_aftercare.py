"""The plan a patient leaves with, and leaving. M25"""

from datetime import date, timedelta
from typing import Any

import pytest

from support.charted import change, start
from support.clinic import NOW

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
WORDS = {
    "appointments": "Dr. Osei, December 7 at 9",
    "warning_signs": "Sleeps past ten",
    "coping": "Walks with the dog",
    "supports": "Sister, (555) 010-0190",
}


@pytest.fixture
def therapist(clinic: Any) -> Any:
    return clinic.viewers["therapist"]


def _save(who: Any, by: Any, revision: int = 0, **words: str) -> Any:
    from stepwell.journey.aftercare.actions import save_plan

    return save_plan(
        episode=who.episode, words={**WORDS, **words}, revision=revision, by=by, at=NOW
    )


def _sign(plan: Any, by: Any) -> Any:
    from stepwell.journey.aftercare.actions import sign_plan

    return sign_plan(plan=plan, by=by, at=NOW)


def _discharge(who: Any, by: Any, *, on: date = TODAY, reason: str = "transferred") -> Any:
    from stepwell.journey.aftercare.actions import discharge

    return discharge(episode=who.episode, on=on, reason=reason, by=by, at=NOW)


def test_a_draft_is_saved_again_and_again_and_a_stale_one_is_refused(
    admitted: Any, therapist: Any
) -> None:
    from stepwell.foundation.errors import Refused

    first = _save(admitted, therapist)
    assert first.revision == 1
    assert _save(admitted, therapist, 1, coping="Swims").coping == "Swims"
    with pytest.raises(Refused) as refusal:
        _save(admitted, therapist, 1)
    assert refusal.value.code == "aftercare.stale"


def test_signing_asks_for_all_that_is_needed(admitted: Any, therapist: Any) -> None:
    from stepwell.foundation.errors import Refused

    plan = _save(admitted, therapist, supports=" ", coping="")
    with pytest.raises(Refused, match="Still to be written: what helps, people to call"):
        _sign(plan, therapist)
    assert _sign(_save(admitted, therapist, 1), therapist).signed_by == therapist.account_id


def test_a_signed_plan_keeps_the_medications_of_that_day(
    admitted: Any, therapist: Any, clinic: Any
) -> None:
    prescriber = clinic.viewers["prescriber"]
    order = start(admitted, prescriber, NOW)
    plan = _sign(_save(admitted, therapist), therapist)
    change(order, prescriber, NOW + timedelta(days=1))
    plan.refresh_from_db()
    assert plan.medications == [
        {"drug": "sertraline", "how": "50 mg once a day", "for": "depression"}
    ]


def test_a_plan_is_signed_once_and_the_next_is_a_new_one(admitted: Any, therapist: Any) -> None:
    from stepwell.foundation.errors import Refused
    from stepwell.journey.aftercare.models import AftercarePlan

    plan = _sign(_save(admitted, therapist), therapist)
    with pytest.raises(Refused, match="signed already"):
        _sign(plan, therapist)
    assert _save(admitted, therapist).pk != plan.pk
    assert AftercarePlan.objects.count() == 2


def test_only_those_who_write_plans_do(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import NotAllowed, NotFound

    _save(admitted, clinic.viewers["therapist"])
    with pytest.raises(NotAllowed):
        _save(admitted, clinic.viewers["prescriber"], 1)
    with pytest.raises(NotFound):
        _save(admitted, clinic.viewers["therapist2"], 1)


def test_discharge_ends_the_stay_and_frees_the_seat_the_day_after(
    admitted: Any, therapist: Any
) -> None:
    from stepwell.chart.episodes.queries import level_on
    from stepwell.journey.admission.queries import free_seats

    free = free_seats(admitted.track, from_day=NOW.date()).count()
    episode = _discharge(admitted, therapist)
    assert (episode.state, episode.closed_on, episode.close_reason) == (
        "closed",
        NOW.date(),
        "transferred",
    )
    assert level_on(episode, NOW.date()) == "IOP"
    assert level_on(episode, NOW.date() + timedelta(days=1)) is None
    assert free_seats(admitted.track, from_day=NOW.date()).count() == free
    assert free_seats(admitted.track, from_day=NOW.date() + timedelta(days=1)).count() == free + 1


def test_a_step_still_to_come_never_happens_after_discharge(
    admitted: Any, therapist: Any, clinic: Any
) -> None:
    from stepwell.chart.episodes.queries import level_on
    from stepwell.journey.stepdown.actions import step

    monday = date(2026, 11, 30)
    step(
        episode=admitted.episode,
        track=clinic.track("OP"),
        weekdays=[2],
        on=monday,
        reason="Nine hours are no longer needed.",
        by=therapist,
        at=NOW,
    )
    episode = _discharge(admitted, therapist)
    assert [level_on(episode, day) for day in (NOW.date(), date(2026, 11, 24), monday)] == [
        "IOP",
        None,
        None,
    ]
    held = [seat.during for seat in admitted.patient.seats.all()]
    assert [d.upper for d in held if not d.isempty] == [date(2026, 11, 24)]


@pytest.mark.parametrize(
    ("on", "reason", "code"),
    [
        (NOW.date(), "completed", "discharge.plan"),
        (NOW.date(), "gone", "discharge.reason"),
        (NOW.date() + timedelta(days=1), "transferred", "discharge.future"),
        (date(2026, 11, 1), "transferred", "episode.before"),
    ],
)
def test_what_speaks_against_a_discharge_leaves_the_stay_open(
    on: date, reason: str, code: str, admitted: Any, therapist: Any
) -> None:
    from stepwell.foundation.errors import Refused

    with pytest.raises(Refused) as refusal:
        _discharge(admitted, therapist, on=on, reason=reason)
    assert refusal.value.code == code
    admitted.episode.refresh_from_db()
    assert admitted.episode.state == "active"
    assert admitted.patient.seats.get().during.upper is None


def test_who_completed_leaves_with_a_signed_plan(admitted: Any, therapist: Any) -> None:
    _sign(_save(admitted, therapist), therapist)
    assert _discharge(admitted, therapist, reason="completed").close_reason == "completed"


def test_a_fault_while_leaving_keeps_the_stay_open(
    admitted: Any, therapist: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stepwell.journey.aftercare import actions
    from stepwell.trust.ledger.models import Event

    events = Event.objects.count()
    for name in ("close_episode", "leave_seat", "record"):
        real = getattr(actions, name)

        def breaks(*, real: Any = real, **kwargs: Any) -> None:
            real(**kwargs)
            raise RuntimeError("broken")

        with monkeypatch.context() as patched, pytest.raises(RuntimeError):
            patched.setattr(actions, name, breaks)
            _discharge(admitted, therapist)
        admitted.episode.refresh_from_db()
        assert admitted.episode.state == "active"
        assert Event.objects.count() == events


def test_discharged_once_is_discharged(admitted: Any, therapist: Any) -> None:
    from stepwell.foundation.errors import Refused

    _discharge(admitted, therapist)
    with pytest.raises(Refused, match="closed already"):
        _discharge(admitted, therapist)
