"""The therapist writes and signs a note for six on a tablet; a copied part is stopped on the way (mission row M17)."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from stepwell.foundation.clock import local_day
from stepwell.foundation.clock import now as present

PICTURES = os.environ.get("STEPWELL_PICTURES", "")
TABLET = {"width": 820, "height": 1180}
MEMBERS = ["Ana Holm", "Ben Ruiz", "Cleo Watts", "Dan Ito", "Eve Moss", "Finn Adeyemi"]
PARTS = [
    "Named payday as the trigger.",
    "Wept about the eviction.",
    "Named her payday as the trigger.",
    "Taught us box breathing.",
    "Afraid of the stairs at night.",
    "Asked about naloxone.",
]


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """The browser lives in the present: no standing time here."""
    yield


@pytest.fixture
def meeting(live: str) -> dict[str, Any]:
    """The day's address of a group that met lately, with six members who were there and have a goal."""
    from stepwell.chart.plan.actions import set_goal
    from stepwell.journey.days.actions import Mark, take_roll
    from support.clinic import admit_by_every_step, build_clinic

    clinic, at = build_clinic(), present()
    six = []
    for name in MEMBERS:
        given, family = name.split()
        six.append(
            admit_by_every_step(
                clinic, given_name=given, family_name=family, at=at - timedelta(days=14)
            )
        )
    by = clinic.viewers["therapist"]
    for someone in six:
        set_goal(patient=someone.patient, episode=None, statement="Sleep six hours", by=by, at=at)
    day = _last_workday(local_day(at, six[0].track.site.zone))
    track = six[0].track
    group = next(g for g in clinic.groups if g.track == track and g.weekday == day.weekday())
    here = {someone.patient.pk: Mark() for someone in six}
    take_roll(group=group, day=day, present=here, by=by, at=at)
    return {"group_id": group.pk, "day": day, "patients": [s.patient.pk for s in six]}


def _last_workday(today: date) -> date:
    days = (today - timedelta(days=back) for back in range(1, 4))
    return next(day for day in days if day.weekday() < 5)


def test_a_note_for_six_is_written_and_signed_with_three_taps_a_member(
    meeting: dict[str, Any], new_page: Any, axe: Any
) -> None:
    page = new_page("desktop", viewport=TABLET, has_touch=True)
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail").fill("therapist@stepwell.example")
    page.get_by_label("Password").first.fill("stepwell-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/staff/")
    ids = {"group_id": meeting["group_id"], "day": meeting["day"]}
    page.goto(reverse("staff:note", kwargs=ids))
    page.get_by_label("What the group did").fill("We practised urge surfing.")
    for patient, part in zip(meeting["patients"], PARTS, strict=True):
        card = page.locator(f"#member-{patient}")
        taps = [
            card.get_by_text("Took an active part"),
            card.get_by_text("Sleep six hours"),
            card.get_by_role("button", name="First group day here."),
        ]
        for tap in taps:
            tap.click()
        assert len(taps) <= 3  # the budget a member, besides typing
        words = card.locator("textarea")
        assert words.input_value() == "First group day here."
        words.press("End")
        words.type(f" {part}")
    look(page, "note-writing")
    axe(page)
    sign = page.get_by_role("button", name="Sign", exact=True)
    sign.click()
    stopped = page.locator(f"#member-{meeting['patients'][2]}")
    stopped.get_by_text("Not theirs alone yet").wait_for()
    assert stopped.locator("mark").count() > 0
    look(page, "note-stopped")
    axe(page)
    stopped.locator("textarea").fill("Told Wes that the joke hurt.")
    sign.click()
    page.get_by_text("The note is signed.").wait_for()
    look(page, "note-signed")
    axe(page)
    page.get_by_role("link", name="Add to this: Ben Ruiz").click()
    page.get_by_label("What is added").wait_for()
    look(page, "note-addendum")
    axe(page)


def test_the_note_fits_a_phone(meeting: dict[str, Any], new_page: Any) -> None:
    page = new_page("phone")
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail").fill("therapist@stepwell.example")
    page.get_by_label("Password").first.fill("stepwell-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/staff/")
    ids = {"group_id": meeting["group_id"], "day": meeting["day"]}
    page.goto(reverse("staff:note", kwargs=ids))
    look(page, "note-phone")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def look(page: Any, name: str) -> None:
    """A picture for whoever asked for pictures (STEPWELL_PICTURES: a folder)."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
