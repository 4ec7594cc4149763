"""Every page of the way in, on a desk and on a phone: axe finds nothing, nothing is cut off, no script fails."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from stepwell.foundation.clock import now as present
from support.way_in import WayIn

PICTURES = os.environ.get("STEPWELL_PICTURES", "")


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """The browser lives in the present: no standing time here."""
    yield


@pytest.fixture
def people(live: str) -> dict[str, WayIn]:
    from support.clinic import build_clinic

    clinic, at = build_clinic(), present()
    made = {
        "late": WayIn(clinic, at - timedelta(days=2), "Lena Petrova").asked(
            message_text="My brother said I should write. I am scared of losing my job.",
            preferred_time="Evenings, not at work",
            source_page="/levels/",
        ),
        "booked": WayIn(clinic, at, "Marcus Bell").asked(language="es", ok_email=True).booked(),
        "spoken": WayIn(clinic, at, "Noor Haddad").asked(asking="family").consulted(),
        "sent": WayIn(clinic, at, "Owen Fry").asked().consulted().sent().joined(),
        "opened": WayIn(clinic, at, "Ana O'Hara")
        .asked()
        .consulted()
        .sent()
        .joined()
        .submitted()
        .opened(),
        "ready": WayIn(clinic, at, "Priya Sen").ready(),
    }
    made["sent"].answered({"full_name": "Owen Fry", "reason": "Panic at work."})
    return made


def open_pages(people: dict[str, WayIn]) -> list[tuple[str, str, str]]:
    """(who, name, address)."""
    pages = [("coordinator", "pipeline", reverse("staff:pipeline"))]
    for key in ("late", "booked", "spoken", "sent", "opened", "ready"):
        url = reverse("staff:inquiry", kwargs={"inquiry_id": people[key].inquiry.pk})
        pages.append(("coordinator", f"inquiry-{key}", url))
    ids = {"inquiry_id": people["late"].inquiry.pk}
    pages.append(("coordinator", "ending", reverse("staff:inquiry_ending", kwargs=ids)))
    packet = reverse("staff:packet", kwargs={"patient_id": people["opened"].packet.patient_id})
    pages.append(("coordinator", "packet", packet))
    for who in ("coordinator", "therapist"):
        pages.append((who, f"assessment-{who}", at("assessment", people["opened"])))
    pages.append(("therapist", "section", at("section", people["opened"], kind="therapist")))
    pages.append(("prescriber", "section-signed", at("section", people["ready"], kind="therapist")))
    pages.append(("prescriber", "section-draft", at("section", people["opened"], kind="therapist")))
    pages.append(("therapist", "level", at("level", people["opened"])))
    pages.append(("therapist", "level-decided", at("level", people["ready"])))
    pages.append(("coordinator", "admission", at("admission", people["ready"])))
    return pages


def at(name: str, way: WayIn, **more: Any) -> str:
    return reverse(f"staff:{name}", kwargs={"assessment_id": way.assessment.pk, **more})


@pytest.fixture
def signed_in(new_page: Any, live: str) -> Any:
    """`signed_in("coordinator", "phone")`: their own browser, past the sign-in page."""
    opened: dict[tuple[str, str], Any] = {}

    def go(who: str, device: str) -> Any:
        if (who, device) not in opened:
            page = opened[who, device] = new_page(device)
            page.goto(reverse("account_login"))
            page.get_by_label("E-mail").fill(f"{who}@stepwell.example")
            page.get_by_label("Password").first.fill("stepwell-demo")
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/staff/")
        return opened[who, device]

    return go


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_page_of_the_way_in_is_accessible_and_whole(people, signed_in, axe, device) -> None:
    wrong: list[str] = []
    for who, name, url in open_pages(people):
        page = signed_in(who, device)
        page.goto(url)
        look(page, f"{name}-{device}")
        try:
            axe(page)
        except AssertionError as found:
            wrong.append(str(found))
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            wrong.append(f"{name} is {wide}px too wide")
    assert wrong == []


def test_the_level_is_looked_at_without_leaving_the_page(people, signed_in, axe) -> None:
    page = signed_in("therapist", "desktop")
    page.goto(at("level", people["opened"]))
    for number, rating in enumerate((0, 1, 2, 1, 0), start=1):
        page.locator(f"input[name=d{number}][value='{rating}']").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="See the recommendation").click()
    page.get_by_text("Recommended: Intensive outpatient program").wait_for()
    look(page, "level-looked-at-desktop")
    axe(page)
    assert page.get_by_text("Waiting for a signature").first.is_visible()


def test_the_coordinator_admits_someone_in_two_presses(people, signed_in, axe) -> None:
    page = signed_in("coordinator", "phone")
    page.goto(at("admission", people["ready"]))
    page.get_by_role("button", name="Admit Priya").click()
    page.get_by_role("heading", name="Priya starts on").wait_for()
    look(page, "admitted-phone")
    axe(page)


def look(page: Any, name: str) -> None:
    """A picture for whoever asked for pictures (STEPWELL_PICTURES: a folder)."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
