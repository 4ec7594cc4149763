"""From one level to another: all of it, or nothing. M25"""

from datetime import date, timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, attend
from support.clinic import NOW

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 30)
REASON = "Nine hours are no longer needed; works again."


def _step(who: Any, clinic: Any, key: str = "therapist", **choices: Any) -> Any:
    from stepwell.journey.stepdown.actions import step

    track = choices.pop("track", None) or clinic.track("OP")
    wanted = {"weekdays": track.weekdays, "on": MONDAY, "reason": REASON, **choices}
    return step(episode=who.episode, track=track, by=clinic.viewers[key], at=NOW, **wanted)


def _state(who: Any) -> dict[str, Any]:
    """Everything a step touches, to be compared whole."""
    from stepwell.journey.stepdown.models import Step
    from stepwell.trust.access.queries import care_team
    from stepwell.trust.ledger.models import Event

    return {
        "levels": list(who.episode.levels.order_by("during").values_list("level", "during")),
        "seats": list(
            who.patient.seats.order_by("during").values_list("seat", "weekdays", "during")
        ),
        "steps": Step.objects.count(),
        "team": sorted(care_team(who.patient.pk).values_list("account", "role")),
        "events": Event.objects.count(),
    }


def test_level_seat_schedule_and_care_team_change_together(admitted: Any, clinic: Any) -> None:
    from stepwell.trust.access.queries import care_team

    evening = clinic.track("OP")
    row = _step(admitted, clinic)
    assert (row.from_level, row.to_level, row.on_day) == ("IOP", "OP", MONDAY)
    old, new = admitted.patient.seats.order_by("during")
    assert (old.during.lower, old.during.upper) == (date(2026, 11, 16), MONDAY)
    assert (new.seat.track, new.weekdays, new.during.lower) == (evening, [2], MONDAY)
    assert {m.account_id for m in care_team(admitted.patient.pk)} >= {evening.therapist_id}


def test_the_step_keeps_what_was_known_when_it_was_decided(admitted: Any, clinic: Any) -> None:
    answer_phq9(admitted, 19, NOW - timedelta(days=6))
    answer_phq9(admitted, 8, NOW - timedelta(days=1))
    day = (NOW - timedelta(days=6)).date()
    attend(clinic, day, [admitted.patient], track=admitted.track, at=NOW - timedelta(days=6))
    facts = _step(admitted, clinic).facts
    assert (facts["first_phq9"], facts["last_phq9"], facts["open_alarms"]) == ("19.00", "8.00", 0)
    assert facts["minutes_by_week"][-2:] == [["2026-11-16", 180], ["2026-11-23", 0]]


@pytest.mark.parametrize(
    "nested", ["change_level", "leave_seat", "take_seat", "join_care_team", "Step", "record"]
)
def test_a_fault_at_any_nested_step_leaves_the_old_state_whole(
    nested: str, admitted: Any, clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nested act is done, and then something breaks."""
    from stepwell.journey.stepdown import actions
    from stepwell.journey.stepdown.models import Step

    holder, name = (Step.objects, "create") if nested == "Step" else (actions, nested)
    real, before = getattr(holder, name), _state(admitted)

    def breaks(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise RuntimeError(nested)

    with monkeypatch.context() as patched:
        patched.setattr(holder, name, breaks)
        with pytest.raises(RuntimeError, match=nested):
            _step(admitted, clinic)
    assert _state(admitted) == before
    _step(admitted, clinic)
    assert _state(admitted) != before


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"reason": "Better"}, "step.reason"),
        ({"on": date(2026, 11, 22)}, "step.past"),
        ({"weekdays": [4]}, "admit.weekdays"),
        ({"weekdays": []}, "admit.least_days"),
    ],
)
def test_what_the_rules_refuse_changes_nothing(
    choices: dict[str, Any], code: str, admitted: Any, clinic: Any
) -> None:
    from stepwell.foundation.errors import Refused

    before = _state(admitted)
    with pytest.raises(Refused) as refusal:
        _step(admitted, clinic, **choices)
    assert refusal.value.code == code
    assert _state(admitted) == before
    _step(admitted, clinic)


def test_the_present_level_is_no_step_and_a_full_track_takes_nobody(
    admitted: Any, admit_someone: Any, clinic: Any
) -> None:
    from stepwell.foundation.errors import Refused

    with pytest.raises(Refused, match="This is the level they are on already"):
        _step(admitted, clinic, track=admitted.track, weekdays=[0, 1, 2])
    php = clinic.track("PHP")
    _fill(php)
    with pytest.raises(Refused, match="No seat is free"):
        _step(admitted, clinic, track=php)


def _fill(track: Any) -> None:
    from stepwell.foundation.acting import bookkeeping
    from stepwell.offering.programs.models import Seat

    with bookkeeping("tests"):
        Seat.objects.filter(track=track).delete()


def test_a_step_up_goes_the_same_way(admitted: Any, clinic: Any) -> None:
    assert _step(admitted, clinic, track=clinic.track("PHP")).to_level == "PHP"


@pytest.mark.parametrize(
    ("key", "allowed"), [("therapist", True), ("prescriber", True), ("director", False)]
)
def test_therapist_and_prescriber_step_and_the_director_does_not(
    key: str, allowed: bool, admitted: Any, clinic: Any
) -> None:
    from stepwell.foundation.errors import NotAllowed

    if allowed:
        assert _step(admitted, clinic, key).to_level == "OP"
    else:
        with pytest.raises(NotAllowed):
            _step(admitted, clinic, key)


def test_someone_who_does_not_treat_them_finds_nobody(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import NotFound

    with pytest.raises(NotFound):
        _step(admitted, clinic, "therapist2")
