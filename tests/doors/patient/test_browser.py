"""The same pages in a real browser on a phone: with and without scripts, and axe finds nothing."""  # M38

from typing import Any

import pytest

from support.clinic import admit_by_every_step, build_clinic

PAGES = [
    "/me/",
    "/me/packet/",
    "/me/packet/about-you/",
    "/me/packet/submission/",
    "/me/consents/",
    "/me/consents/telehealth/",
]
MORE = [
    "/me/medicines/",
    "/me/progress/",
    "/me/plan/",
    "/me/people/",
    "/me/people/new/",
    "/me/week/",
    "/me/week/busy/new/",
    "/me/week/links/new/",
]


@pytest.fixture(autouse=True)
def _still() -> None:
    """The browser has its own clock: time does not stand still here."""


@pytest.fixture
def ana(live: str) -> Any:
    return admit_by_every_step(build_clinic())


def sign_in(page: Any, email: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "stepwell-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/me/")


def test_every_page_of_ones_own_is_clean_on_a_phone(ana: Any, new_page: Any, axe: Any) -> None:
    page = new_page("phone")
    sign_in(page, ana.account.email)
    for url in PAGES + MORE:
        page.goto(url)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_every_public_page_is_clean_on_a_phone_and_a_desk(
    ana: Any, new_page: Any, axe: Any
) -> None:
    for device in ("phone", "desktop"):
        page = new_page(device)
        for url in ("/", "/program/", "/levels/", "/ask/", "/ask/thanks/"):
            page.goto(url)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_question_that_follows_opens_with_its_answer(
    ana: Any, new_page: Any, scripts: bool
) -> None:
    page = new_page("phone", java_script_enabled=scripts)
    sign_in(page, ana.account.email)
    page.goto("/me/packet/medicines/")
    assert not page.is_visible("textarea[name=medicines]")
    page.check("input[name=takes_medicines][value=yes]")
    page.fill("textarea[name=medicines]", "vitamin D")
    page.click("text=Save and go on")
    page.wait_for_url("**/me/packet/allergies/**")
    page.goto("/me/packet/medicines/")
    assert page.input_value("textarea[name=medicines]") == "vitamin D"


def test_a_double_press_on_the_phone_counts_once_and_help_is_there(
    ana: Any, new_page: Any, axe: Any
) -> None:
    from stepwell.chart.measures.models import MeasureResponse

    page = new_page("phone")
    sign_in(page, ana.account.email)
    page.locator("text=A few questions").first.click()
    page.wait_for_url("**/me/questions/**")
    axe(page)
    for question in page.locator(".question").all():
        question.locator(".check label").nth(1).click()
    page.dblclick("text=Send my answers")
    page.wait_for_selector("text=You do not have to be alone with this")
    axe(page)
    assert MeasureResponse.objects.count() == 1
