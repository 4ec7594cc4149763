"""A session is scheduled, kept, documented by the intern and co-signed, at a desk and on a phone; axe finds nothing."""  # M18

from datetime import time, timedelta
from typing import Any

import pytest

from stepwell.foundation.clock import at_local, clinic_day, now
from stepwell.journey.visits.actions import schedule
from stepwell.trust.credentials.actions import record_supervision
from support.clinic import admit_by_every_step, build_clinic

ZONE = "America/New_York"


@pytest.fixture(autouse=True)
def still() -> None:
    """The browser has its own clock: time does not stand still here."""


@pytest.fixture
def yesterday(live: str) -> Any:
    """Ana had an appointment yesterday afternoon; Mei Tanaka supervises her therapist."""
    clinic = build_clinic()
    day = clinic_day(now()) - timedelta(days=1)
    begun = at_local(day - timedelta(days=14), time(10), ZONE)
    ana = admit_by_every_step(clinic, at=begun)
    record_supervision(
        supervisor=clinic.staff["therapist3"],
        supervisee=clinic.staff["therapist"],
        from_day=day - timedelta(days=90),
        until_day=None,
        by=clinic.viewers["administrator"],
        at=begun,
    )
    schedule(
        patient=ana.patient,
        staff=clinic.staff["therapist"],
        kind="individual",
        starts=[at_local(day, time(19), ZONE)],
        minutes=50,
        place="clinic",
        by=clinic.viewers["therapist"],
        at=begun,
    )
    return clinic


def sign_in(page: Any, clinic: Any, key: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", clinic.staff[key].email)
    page.fill("input[name=password]", "stepwell-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/staff/")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_kept_written_and_co_signed(yesterday: Any, new_page: Any, axe: Any, device: str) -> None:
    page = new_page(device)
    sign_in(page, yesterday, "therapist")
    page.goto("/staff/patients/")
    page.get_by_role("link", name="Ana O'Hara").first.click()
    page.get_by_role("link", name="Sessions and notes").click()
    page.wait_for_url("**/sessions/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Schedule").click()
    axe(page)
    page.go_back()
    page.get_by_role("link", name="Individual session").click()
    page.wait_for_url("**/visits/*/")
    axe(page)
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/note/")
    axe(page)
    page.locator("[name^=section_]").first.fill("Ana said she called her sister and slept better.")
    for section in page.locator("[name^=section_]").all()[1:]:
        section.fill("She names two people to call before the weekend.")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("It waits for the supervisor.").wait_for()
    axe(page)

    supervisor = new_page(device)
    sign_in(supervisor, yesterday, "therapist3")
    supervisor.get_by_text("Notes to co-sign").wait_for()
    supervisor.get_by_role("link", name="Ana O'Hara").first.click()
    axe(supervisor)
    supervisor.get_by_role("button", name="Co-sign").click()
    supervisor.get_by_text("Co-signed.").wait_for()
