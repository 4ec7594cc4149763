"""M9: seeing a recommendation stores nothing; a clinician decides, and says why when differing."""

from typing import Any

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
RATED = {"d1": 0, "d2": 1, "d3": 2, "d4": 1, "d5": 0, "safe_home": "yes", "withdrawal_risk": "none"}


@pytest.fixture
def signed(way: Any) -> Any:
    return way.asked().consulted().sent().opened().signed("therapist").signed("prescriber")


def place(way: Any) -> str:
    return reverse("staff:level", kwargs={"assessment_id": way.assessment.pk})


def stored(way: Any) -> Any:
    from stepwell.journey.assessment.models import LevelDecision

    return LevelDecision.objects.filter(assessment=way.assessment).first()


def test_the_dimensions_stand_with_their_words(as_, signed, text) -> None:
    page = text(as_("therapist").get(place(signed)))
    for words in ("3. Mental health and thinking", "2 moderate", "for the plan, not for the level"):
        assert words in page
    assert "Recommended" not in page


def test_looking_shows_reasons_in_both_directions_and_stores_nothing(as_, signed, text) -> None:
    page = as_("therapist").post(place(signed), {**RATED, "decide": "look"})
    assert page.status_code == 200
    words = text(page)
    assert "Recommended: Intensive outpatient program (IOP)" in words
    assert "is rated 2 (moderate). That asks for at least IOP." in words
    assert "Nothing that was rated or reported asks for more than IOP." in words
    assert stored(signed) is None


def test_htmx_gets_only_the_recommendation(as_, signed) -> None:
    page = as_("therapist").post(
        place(signed), {**RATED, "decide": "look"}, headers={"hx-request": "true"}
    )
    body = page.content.decode()
    assert "<html" not in body
    assert "Agree: IOP" in body


def test_agreeing_is_one_press(as_, signed, text) -> None:
    page = as_("therapist").post(
        place(signed), {**RATED, "decide": "agree", "recommended": "IOP"}, follow=True
    )
    assert "Level decided: IOP." in text(page)
    assert "decided by Rosa Delgado on Nov 23, 2026" in text(page)
    assert stored(signed).ratings == {"1": 0, "2": 1, "3": 2, "4": 1, "5": 0}


def test_deciding_differently_needs_a_reason(as_, signed, text) -> None:
    other = {**RATED, "decide": "other", "recommended": "IOP", "level": "PHP"}
    page = as_("therapist").post(place(signed), {**other, "reason": "no"})
    assert page.status_code == 422
    assert "Say why, in a sentence." in text(page)
    assert stored(signed) is None
    page = as_("therapist").post(
        place(signed), {**other, "reason": "Alone at home, sleeps two hours."}, follow=True
    )
    assert "Recommended was IOP. Why differently: Alone at home, sleeps two hours." in text(page)


def test_ratings_changed_after_looking_are_looked_at_again(as_, signed, text) -> None:
    sent = {**RATED, "d3": 3, "decide": "agree", "recommended": "IOP"}
    page = as_("therapist").post(place(signed), sent)
    assert page.status_code == 422
    assert "The ratings changed: the recommendation is now PHP." in text(page)
    assert stored(signed) is None


def test_a_missing_rating_is_named(as_, signed, text) -> None:
    page = as_("therapist").post(place(signed), {**RATED, "d2": "", "decide": "look"})
    assert page.status_code == 422
    assert "2. Physical health: Rate this from 0 to 4." in text(page)


def test_danger_now_comes_first(as_, signed, text) -> None:
    page = text(
        as_("therapist").post(place(signed), {**RATED, "imminent_danger": "on", "decide": "look"})
    )
    assert "Danger now: call 911 or 988" in page
    assert "Recommended: Inpatient hospital care" in page


def test_before_both_signed_the_recommendation_shows_and_deciding_waits(as_, way, text) -> None:
    way.asked().consulted().sent().opened().signed("therapist")
    page = as_("therapist").post(place(way), {**RATED, "decide": "look"})
    assert "Waiting for a signature: Psychiatric evaluation." in text(page)
    page = as_("therapist").post(place(way), {**RATED, "decide": "agree", "recommended": "IOP"})
    assert page.status_code == 422
    assert stored(way) is None


def test_a_decision_is_made_once(as_, signed, text) -> None:
    agreed = {**RATED, "decide": "agree", "recommended": "IOP"}
    as_("therapist").post(place(signed), agreed)
    page = as_("therapist").post(place(signed), agreed)
    assert page.status_code == 422
    assert "Decided: IOP" in text(page)


def test_the_prescriber_reads_and_does_not_decide(as_, signed, text) -> None:
    assert "The therapist decides once both parts are signed." in text(
        as_("prescriber").get(place(signed))
    )
    sent = {**RATED, "decide": "agree", "recommended": "IOP"}
    assert as_("prescriber").post(place(signed), sent).status_code == 403
    assert as_("coordinator").get(place(signed)).status_code == 403
    assert stored(signed) is None
