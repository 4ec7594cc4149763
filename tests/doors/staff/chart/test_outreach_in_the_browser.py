"""The therapist calls whoever missed the day, at a desk and on a phone; axe finds nothing."""  # M19

from typing import Any

import pytest

from stepwell.foundation.clock import clinic_day, now, week_start
from support.charted import attend
from support.clinic import admit_by_every_step, build_clinic


@pytest.fixture(autouse=True)
def still() -> None:
    """The browser has its own clock: time does not stand still here."""


@pytest.fixture
def missed(live: str) -> Any:
    """Ana missed her last day before today."""
    from datetime import datetime, time, timedelta

    from stepwell.foundation.clock import at_local

    clinic = build_clinic()
    monday = week_start(clinic_day(now()) - timedelta(days=1))
    begun = at_local(monday - timedelta(days=14), time(10), "America/New_York")
    ana = admit_by_every_step(clinic, at=begun)
    day = max(d for d in (monday + timedelta(days=i) for i in (-7, -5, 0)) if d < clinic_day(now()))
    opens: datetime = at_local(day, time(10), "America/New_York")
    attend(clinic, day, [], track=ana.track, at=opens)
    return clinic


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_therapist_calls_and_writes_it_down(
    missed: Any, new_page: Any, axe: Any, device: str
) -> None:
    page = new_page(device)
    page.goto("/account/login/")
    page.fill("input[name=login]", missed.staff["therapist"].email)
    page.fill("input[name=password]", "stepwell-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/staff/")
    axe(page)
    page.goto("/staff/outreach/")
    axe(page)
    page.get_by_role("link", name="Ana O'Hara").first.click()
    page.wait_for_url("**/staff/outreach/*/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("No answer").check()
    page.get_by_role("button", name="Write down the try").click()
    page.get_by_text("Phone: no answer").wait_for()
    page.get_by_label("Comes to the next session").check()
    page.get_by_label("What stood in the way?").select_option("Transport")
    page.get_by_label("In a sentence").fill("The bus didn't come; back on Wednesday.")
    page.get_by_role("button", name="End outreach").click()
    page.wait_for_url("**/staff/outreach/")
    page.get_by_text("Nobody is waiting for your call").wait_for()
    axe(page)
