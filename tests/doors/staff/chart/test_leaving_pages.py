"""Step-down, aftercare and discharge. M25"""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, page, start, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db

STEP = {
    "weekdays": ["2"],
    "on": "2026-11-30",
    "reason": "Nine hours are no longer needed; works again.",
}
PLAN = {
    "appointments": "Dr. Osei, December 7 at 9",
    "warning_signs": "Sleeps past ten",
    "coping": "Walks with the dog",
    "supports": "Sister, (555) 010-0190",
    "reasons_to_call": "",
    "revision": "0",
}


def _step(who: Any, track: Any = None) -> str:
    return page("stepdown", patient_id=who.patient.pk) + (f"?track={track.pk}" if track else "")


def _plan(who: Any) -> str:
    return page("aftercare", patient_id=who.patient.pk)


def test_the_page_shows_where_they_stand_and_where_they_could_go(
    as_: Any, admitted: Any, clinic: Any
) -> None:
    answer_phq9(admitted, 19, NOW - timedelta(days=6))
    answer_phq9(admitted, 8, NOW - timedelta(days=1))
    text = words(as_("therapist").get(_step(admitted)))
    for said in (
        "Intensive outpatient program (IOP) · Day track A, Riverside · Mon, Tue, Wed · 9 h a week or more",
        "First PHQ-9 19",
        "Last PHQ-9 8 −11 points",
        "Step down: Weekly outpatient",
        "Step up: Partial hospitalization (PHP)",
        "14 seats free",
    ):
        assert said in text


@pytest.mark.parametrize("key", ["therapist", "prescriber"])
def test_a_step_moves_level_seat_and_schedule(
    key: str, as_: Any, admitted: Any, clinic: Any
) -> None:
    """A prescriber may step, too, though admitting is not theirs."""
    client, address = as_(key), _step(admitted, clinic.track("OP"))
    before = words(client.get(address))
    assert (
        "After Weekly outpatient · Weekly evening group, Riverside · Wed · 30 min a week or more"
        in before
    )
    assert client.post(address, STEP).status_code == 302
    assert [(p.level, str(p.during.upper)) for p in admitted.episode.levels.order_by("during")] == [
        ("IOP", "2026-11-30"),
        ("OP", "None"),
    ]
    twice = client.post(address, STEP)
    assert twice.status_code == 422
    assert "This is the level they are on already." in words(twice)
    assert "IOP → OP from Nov 30, 2026: Nine hours are no longer needed" in words(
        client.get(_step(admitted))
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "Better"}, "Say why this level fits now, in a sentence."),
        ({"on": "2026-11-20"}, "The new level cannot begin in the past."),
        ({"weekdays": []}, "Choose at least one."),
        ({"weekdays": ["4"]}, "Select a valid choice"),
    ],
)
def test_a_step_that_cannot_be_made_says_why_and_keeps_the_words(
    typed: dict[str, Any], sentence: str, as_: Any, admitted: Any, clinic: Any
) -> None:
    response = as_("therapist").post(_step(admitted, clinic.track("OP")), {**STEP, **typed})
    assert response.status_code == 422
    assert sentence in words(response)
    assert admitted.episode.levels.count() == 1


def test_a_track_at_the_same_level_is_no_step(as_: Any, admitted: Any) -> None:
    assert as_("therapist").get(_step(admitted, admitted.track)).status_code == 404


def test_only_those_who_decide_step_or_discharge(as_: Any, admitted: Any, clinic: Any) -> None:
    address = _step(admitted, clinic.track("OP"))
    assert "Your role does not change the level of care." in words(as_("director").get(address))
    assert as_("director").post(address, STEP).status_code == 403
    assert as_("therapist2").post(address, STEP).status_code == 404
    leave = page("discharge", patient_id=admitted.patient.pk)
    assert as_("director").post(leave, {}).status_code == 403


def test_a_plan_is_written_signed_and_handed_over_on_paper(
    as_: Any, admitted: Any, clinic: Any
) -> None:
    from stepwell.journey.aftercare.models import AftercarePlan
    from stepwell.trust.consent.models import Disclosure

    start(admitted, clinic.viewers["prescriber"], NOW)
    client = as_("therapist")
    assert client.post(_plan(admitted), {**PLAN, "supports": ""}).status_code == 302
    plan = AftercarePlan.objects.get()
    signature = page("aftercare_signature", plan_id=plan.pk)
    assert "Still to be written: people to call." in words(client.get(_plan(admitted)))
    assert client.post(signature).status_code == 409
    paper = page("aftercare_paper", plan_id=plan.pk)
    assert client.get(paper).status_code == 409
    assert client.post(_plan(admitted), {**PLAN, "revision": "1"}).status_code == 302
    assert client.post(signature).status_code == 302
    assert client.post(signature).status_code == 409
    text = words(client.get(_plan(admitted)))
    assert "Signed Nov 23, 2026" in text
    assert "Sertraline 50 mg once a day" in text
    response = client.get(paper)
    assert response.content.startswith(b"%PDF")
    assert Disclosure.objects.get(purpose="aftercare plan").recipient == "Ana O'Hara"
    assert "A stay" not in words(client.get(_plan(admitted) + "?new=1"))


def test_two_people_writing_one_plan_lose_no_words(as_: Any, admitted: Any, clinic: Any) -> None:
    from stepwell.journey.aftercare.actions import save_plan

    client = as_("therapist")
    save_plan(
        episode=admitted.episode,
        words={"coping": "Swims on Sundays"},
        revision=0,
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    stale = client.post(_plan(admitted), PLAN)
    assert stale.status_code == 422
    body = stale.content.decode()
    assert "Someone else saved this plan while you were writing." in body
    assert "Swims on Sundays" in body
    assert "Walks with the dog" in body
    assert 'name="revision" value="1"' in body
    assert client.post(_plan(admitted), {**PLAN, "revision": "1"}).status_code == 302


def test_a_plan_of_someone_else_does_not_exist(as_: Any, admitted: Any, clinic: Any) -> None:
    from stepwell.journey.aftercare.actions import save_plan

    plan = save_plan(
        episode=admitted.episode, words={}, revision=0, by=clinic.viewers["therapist"], at=NOW
    )
    for name in ("aftercare_signature", "aftercare_paper"):
        client, address = as_("therapist2"), page(name, plan_id=plan.pk)
        response = client.post(address) if name.endswith("signature") else client.get(address)
        assert response.status_code == 404
    assert as_("prescriber").post(_plan(admitted), PLAN).status_code == 403


def test_discharge_asks_for_the_plan_and_frees_the_seat(as_: Any, admitted: Any) -> None:
    client, address = as_("therapist"), page("discharge", patient_id=admitted.patient.pk)
    assert "Sign the aftercare plan first" in words(client.get(address))
    refused = client.post(address, {"reason": "completed", "on": "2026-11-23"})
    assert refused.status_code == 422
    assert client.post(address, {"reason": "gone", "on": "2026-11-23"}).status_code == 422
    response = client.post(address, {"reason": "transferred", "on": "2026-11-23"})
    assert response.status_code == 302
    assert "Left on Nov 23, 2026" in words(client.get(response.url))
    assert str(admitted.patient.seats.get().during.upper) == "2026-11-24"
    assert client.post(address, {"reason": "transferred", "on": "2026-11-23"}).status_code == 404
