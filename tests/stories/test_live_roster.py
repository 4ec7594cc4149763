"""A leader with a tablet marks people as they come, by keyboard and by finger. M19"""

from datetime import UTC, date, datetime, time

import time_machine
from playwright.sync_api import expect

from .people import Someone

MONDAY = date(2026, 11, 23)
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}


def test_a_leader_marks_people_as_they_come(committed_db, live, new_page, axe):
    from support.clinic import admit_by_every_step, build_clinic

    clinic = build_clinic()
    for given in ("Ana", "Ben", "Cleo"):
        admit_by_every_step(clinic, given_name=given, family_name="O'Hara")
    track = clinic.track("IOP")
    group = next(
        g for g in clinic.groups if g.track == track and g.weekday == 0 and g.starts == time(9)
    )
    with time_machine.travel(datetime(2026, 11, 23, 14, 20, tzinfo=UTC), tick=True):
        page = new_page("desktop", **TABLET)
        leader = Someone(page, axe, clinic.staff["therapist"].email)
        leader.signs_in()
        leader.opens(f"/staff/groups/{group.pk}/{MONDAY}/")
        page.get_by_role("button", name="Ana O'Hara is here").press("Enter")
        expect(page.get_by_role("status").filter(has_text="1 here now")).to_be_visible()
        page.get_by_role("button", name="Ben O'Hara is here").tap()
        expect(page.get_by_role("status").filter(has_text="2 here now")).to_be_visible()
        page.get_by_role("button", name="Ben O'Hara left now").tap()
        expect(page.get_by_role("status").filter(has_text="1 here now")).to_be_visible()
        page.get_by_role("button", name="Take back the last mark of Ben O'Hara").tap()
        expect(page.get_by_role("status").filter(has_text="2 here now")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Finish: 2 came, 1 not here").tap()
        expect(page.get_by_text("2 of 3 were here.")).to_be_visible()
        leader.looks()
