"""One patient walks through the house: the six people involved, each step through the screens.

At every step somebody also does one wrong thing and gets the sentence they should. Axe looks at every page.
"""  # M1 M2 M6 M7 M8 M9 M10 M17 M19 M22 M25 M28 M32 M33 M41

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from stories.people import Someone
from support.clinic import NOW, build_clinic

NOBODY = "01890000-0000-7000-8000-000000000000"
BUNDLE = Path(__file__).with_name("referral.json")


class Story:
    """The people, and what one tells the next."""

    def __init__(self, live: str, new_page: Any, axe: Callable[[Page], None]) -> None:
        def someone(kind: str, email: str = "") -> Someone:
            return Someone(new_page(kind), axe, email)

        self.live = live
        self.ana = someone("phone", "ana.ohara@people.example")
        self.coordinator = someone("desktop", "coordinator@stepwell.example")
        self.therapist = someone("desktop", "therapist@stepwell.example")
        self.prescriber = someone("desktop", "prescriber@stepwell.example")
        self.director = someone("desktop", "director@stepwell.example")
        self.stranger = someone("desktop", "therapist4@stepwell.example")
        self.new_page, self.axe = new_page, axe
        self.patient_id = ""
        self.assessment = ""


@pytest.fixture
def story(live: str, new_page: Any, axe: Callable[[Page], None]) -> Story:
    return Story(live, new_page, axe)


@time_machine.travel(NOW, tick=True)
def test_one_patient_walks_through_the_house(story: Story, tmp_path: Path) -> None:
    build_clinic()
    she_reads_and_asks(story)
    the_coordinator_books_and_records_the_call(story)
    a_referral_arrives(story, tmp_path)
    she_gets_a_link_and_fills_in_her_form(story)
    she_signs_the_consents(story)
    the_team_assesses_her(story)
    she_is_admitted(story)
    a_program_day(story)
    the_prescriber_starts_a_medication(story)
    she_answers_on_her_phone(story)
    the_alarm_stays_until_someone_acts(story)
    she_steps_down_and_leaves_with_a_plan(story)
    the_director_sees_it(story)


# -- 1 ---------------------------------------------------------------------------------------------


def she_reads_and_asks(story: Story) -> None:
    ana = story.ana
    ana.opens("/").reads("988")
    ana.opens("/program/").reads("peer")
    ana.opens("/levels/").reads("9").reads("Partial hospitalization")
    ana.opens("/ask/")
    ana.presses("Ask for a call").is_told("What should we call you?")  # the wrong thing: no name
    ana.writes("What should we call you?", "Ana O'Hara")
    ana.writes("Phone", "(555) 010-0177").writes("E-mail", ana.email)
    ana.picks("By e-mail")
    ana.writes(
        "Is there something you want to tell us now?", "I cannot sleep and I drink too much."
    )
    ana.sends_twice("Ask for a call")  # a double press is one inquiry
    ana.reads("Thank you")


# -- 2 ---------------------------------------------------------------------------------------------


def the_coordinator_books_and_records_the_call(story: Story) -> None:
    front = story.coordinator
    front.opens("/staff/pipeline/")  # not signed in: asked to, and brought back
    front.signs_in("wrong-password").is_told("not correct")
    front.signs_in()
    expect(front.page).to_have_url(re.compile("/staff/pipeline/$"))
    expect(front.page.get_by_role("link", name="Ana O'Hara")).to_have_count(1)
    front.follows("Ana O'Hara").reads("I cannot sleep")
    times = front.page.get_by_role("button", name=re.compile(r"p\.m\.,"))
    times.first.click()
    front.reads("Call booked")
    front.picks("They want to go on").writes("Notes", "Wants to begin this week.")
    front.session_ends().presses("Save")  # the session ends while she types; nothing is lost
    front.reads("Nothing you typed is lost")
    front.signs_in().presses("Save what I typed")
    front.reads("Consulted")


def a_referral_arrives(story: Story, tmp_path: Path) -> None:
    from stepwell.doors.cli.main import main

    broken = tmp_path / "broken.json"
    broken.write_text('{"resourceType": "Bundle", "entry": [')
    assert main(["import", "referral", str(broken)]) == 2
    for expected in ("created", "unchanged"):
        out = io.StringIO()
        with redirect_stdout(out):
            assert main(["import", "referral", str(BUNDLE)]) == 0
        report = json.loads(out.getvalue())
        assert report[expected] == report["read"] - len(report["rejected"])
    front = story.coordinator.opens("/staff/pipeline/")
    expect(front.page.get_by_role("link", name="Marisol Quint")).to_have_count(1)


# -- 3 ---------------------------------------------------------------------------------------------


def she_gets_a_link_and_fills_in_her_form(story: Story) -> None:
    from stepwell.foundation.models import OutboxMessage

    front, ana = story.coordinator, story.ana
    front.opens("/staff/pipeline/").follows("Ana O'Hara")
    front.writes("Legal first name", "Ana").writes("Legal last name", "O'Hara")
    front.writes("Date of birth", "2026-12-24")
    front.presses("Open the chart and send the link").is_told("not a date of birth")
    front.writes("Date of birth", "1991-02-28").presses("Open the chart and send the link")
    front.reads("The link")
    body = OutboxMessage.objects.get(kind="account-link").body
    link = re.search(r"/me/welcome/\S+/", body).group()  # type: ignore[union-attr]
    ana.opens("/me/welcome/not-a-link-at-all/", status=404).reads("does not work")
    ana.opens(link)
    ana.page.get_by_label("Choose a password").fill("short")
    ana.page.get_by_label("The same password once more").fill("short")
    ana.presses("Save and go on").is_told("too short")
    for label in ("Choose a password", "The same password once more"):
        ana.page.get_by_label(label).fill("three quiet lamps")
    ana.presses("Save and go on").reads("Hello, Ana")
    ana.opens(link, status=410).reads("used already")
    the_form(story)


def the_form(story: Story) -> None:
    """She begins on her phone, stops, goes on at home on a computer, and sends it in."""
    from stepwell.journey.intake.form import form

    ana = story.ana.opens("/me/packet/")
    sections = [section.id for section in form("v1").sections]
    ana.opens(f"/me/packet/{sections[0]}/")
    fill_section(ana, sections[0])
    ana.presses("Save and stop for now")
    home = Someone(story.new_page("desktop"), story.axe, ana.email)
    home.signs_in("three quiet lamps").opens("/me/packet/")
    home.opens("/me/packet/submission/").reads("still missing")
    for section in sections:
        home.opens(f"/me/packet/{section}/")
        fill_section(home, section)
        home.page.get_by_role("button", name=re.compile("^Save and (go on|read)")).click()
        home.page.wait_for_load_state()
        home.looks()
    home.opens("/me/packet/submission/").sends_twice("Send it to my team")
    home.reads("You sent this in")


# A follow-up question is asked only after the answer that opens it.
SHOWN = "e => !e.closest('.follow-up') || e.closest('.follow-up').offsetParent !== null"


def fill_section(who: Someone, section_id: str) -> None:
    """Answer whatever is asked, as Ana would."""
    from stepwell.journey.intake.form import form

    words = {
        "full_name": "Ana O'Hara",
        "birth_date": "1991-02-28",
        "medicines": "Ibuprofen 400 mg when my back hurts\nSt. John's wort",
        "allergies": "Penicillin",
    }
    section = next(s for s in form("v1").sections if s.id == section_id)
    for question in section.questions:
        field = who.page.locator(f"main [name={question.id}]")
        if not field.count() or not field.first.evaluate(SHOWN):
            continue
        if question.kind in ("choice", "yesno"):
            chosen = who.page.locator(f"main input[type=radio][name={question.id}]")
            wanted = {"takes_medicines": "yes", "has_allergies": "yes"}.get(question.id)
            if chosen.count():
                pick = (
                    who.page.locator(f"input[name={question.id}][value={wanted}]")
                    if wanted
                    else chosen.last
                )
                pick.check(force=True)
            elif field.count():
                field.first.select_option(index=1)
        elif field.count() and field.first.is_visible():
            text = words.get(question.id) or {"date": "2020-01-15", "number": "2"}.get(
                question.kind, "As I said."
            )
            field.first.fill(text)


def she_signs_the_consents(story: Story) -> None:
    ana = story.ana.opens("/me/consents/")
    for kind in ("treatment", "privacy_notice", "part2_tpo"):
        ana.opens(f"/me/consents/{kind}/")
        ana.presses("Sign").is_told("Your full name")
        ana.page.locator("[name=signed_name]").fill("Ana O'Hara")
        ana.presses("Sign")
    ana.opens("/me/consents/loan/", status=404)
    ana.opens("/staff/", status=403)


# -- 4 ---------------------------------------------------------------------------------------------


def the_team_assesses_her(story: Story) -> None:
    front = story.coordinator.opens("/staff/pipeline/").follows("Ana O'Hara")
    front.page.get_by_label("Therapist").select_option(
        label=re_option(front, "Therapist", "Rosa Delgado")
    )
    front.page.get_by_label("Psychiatric prescriber").select_option(
        label=re_option(front, "Psychiatric prescriber", "Daniel Osei")
    )
    front.presses("Open the assessment")
    therapist = story.therapist.opens("/staff/").signs_in().follows("Ana O'Hara")
    write_section(therapist, "therapist")
    story.assessment = re.search(r"/assessments/([0-9a-f-]{36})/", therapist.page.url).group(1)  # type: ignore[union-attr]
    story.stranger.opens("/staff/").signs_in()
    story.stranger.opens(f"/staff/assessments/{story.assessment}/", status=404)
    therapist.opens(f"/staff/assessments/{story.assessment}/level/")
    rate(therapist)
    therapist.presses("See the recommendation")
    therapist.cannot_press("Agree: IOP", "Psychiatric evaluation")
    prescriber = story.prescriber.opens("/staff/").signs_in().follows("Ana O'Hara")
    write_section(prescriber, "prescriber")
    therapist.opens(f"/staff/assessments/{story.assessment}/level/")
    rate(therapist)
    therapist.presses("See the recommendation").reads("Why not lower").reads("Why not higher")
    therapist.presses("Agree: IOP").reads("Decided: IOP")


def re_option(who: Someone, label: str, name: str) -> str:
    options = who.page.get_by_label(label).first.locator("option").all_inner_texts()
    return next(o for o in options if name in o)


def write_section(who: Someone, kind: str) -> None:
    from stepwell.journey.assessment.terms import SECTION_FIELDS

    if f"/{kind}/" not in who.page.url:
        who.opens(
            re.search(r"/staff/assessments/[0-9a-f-]{36}/", who.page.url).group() + f"{kind}/"
        )  # type: ignore[union-attr]
    names = list(SECTION_FIELDS[kind])
    who.page.locator(f"[name={names[0]}]").fill(
        "Sleeps four hours, drinks to sleep, wants to stop."
    )
    who.page.get_by_role("button", name="Sign", exact=True).click()
    who.page.wait_for_load_state()
    who.is_told("Still to be written")
    for name in names:
        who.page.locator(f"[name={name}]").fill("Written in full, as the clinician would.")
    who.page.get_by_role("button", name="Sign", exact=True).click()
    who.page.wait_for_load_state()


def rate(who: Someone) -> None:
    for group in (
        who.page.locator("fieldset").filter(has=who.page.locator("input[value='0']")).all()
    ):
        values = group.locator("input[type=radio]")
        if values.count() == 5:
            values.nth(2).check(force=True)
    for name in ("safe_home", "withdrawal_risk"):
        box = who.page.locator(f"input[name={name}]")
        if box.count():
            box.first.check(force=True)


# -- 5 ---------------------------------------------------------------------------------------------


def she_is_admitted(story: Story) -> None:
    therapist = story.therapist.opens(f"/staff/assessments/{story.assessment}/admission/")
    therapist.follows("Choose Day track A")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        box = therapist.page.get_by_label(day, exact=True)
        box.set_checked(day == "Monday")
    therapist.page.locator("[name=first_day]").fill("2026-11-23")
    therapist.presses("Admit Ana").is_told("at least 3 days")
    for day in ("Monday", "Wednesday", "Friday"):
        therapist.page.get_by_label(day, exact=True).check()
    therapist.sends_twice("Admit Ana").reads("in Riverside")
    therapist.opens("/staff/patients/").follows("Ana O'Hara")
    story.patient_id = re.search(r"/patients/([0-9a-f-]{36})/", therapist.page.url).group(1)  # type: ignore[union-attr]
    assert story.stranger.page.goto(f"/staff/patients/{story.patient_id}/").status == 404  # type: ignore[union-attr]


# -- 6 ---------------------------------------------------------------------------------------------


def a_program_day(story: Story) -> None:
    therapist = story.therapist
    therapist.opens(f"/staff/patients/{story.patient_id}/goals/")
    therapist.writes(
        "A goal, in the patient's own words", "Sleep through the night without a drink"
    )
    therapist.presses("Set this goal")
    therapist.opens("/staff/").follows("Process group")
    therapist.presses("Take attendance").is_told("Say whether they were here")
    therapist.picks("Here")
    therapist.page.get_by_label("Ana O'Hara arrived late, at").fill("09:20")
    therapist.sends_twice("Take attendance").reads("40 min")
    therapist.follows("Write the note")
    therapist.writes(
        "What the group did", "Members spoke about their week and named one thing that went well."
    )
    therapist.presses("Sign").is_told("Ana O'Hara")  # her own sentence is missing
    therapist.picks("Took an active part")
    therapist.page.locator("[name^=words_]").fill(
        "Ana said she slept without a drink on Saturday and was proud of it."
    )
    therapist.presses("Sign").reads("Signed")
    therapist.opens("/staff/patients/").reads("40 min of 9 h")
    story.ana.opens("/me/").reads("40 min")


# -- 7 ---------------------------------------------------------------------------------------------


def the_prescriber_starts_a_medication(story: Story) -> None:
    prescriber = story.prescriber.opens(f"/staff/patients/{story.patient_id}/medications/")
    prescriber.follows("Start a medication")
    prescriber.page.get_by_label("Name or brand").fill("Zoloft")
    prescriber.presses("Search")
    prescriber.follows("Sertraline")
    prescriber.presses("Check").is_told("For")
    prescriber.writes("For", "Depression").writes(
        "Why is it started?", "Moderate depression, first trial."
    )
    prescriber.presses("Check").reads("St. John")
    if prescriber.page.get_by_label("Why prescribe it all the same?").count():
        prescriber.presses("Sign").is_told("Say why you prescribe it all the same")
        prescriber.writes(
            "Why prescribe it all the same?", "She stops St. John's wort today, agreed with her."
        )
    prescriber.sends_twice("Sign").opens(f"/staff/patients/{story.patient_id}/medications/")
    expect(
        prescriber.page.get_by_role("link", name="Change the dose").or_(
            prescriber.page.get_by_role("link", name=re.compile("Change"))
        )
    ).to_have_count(1)
    story.ana.opens("/me/medicines/").reads("50 mg once a day")
    prescriber.follows("Change")
    prescriber.page.get_by_label("100 mg", exact=True).check(force=True)
    prescriber.writes("Why does the dose change?", "Tolerates it, little effect so far.")
    prescriber.presses("Check")
    if prescriber.page.get_by_label("Why prescribe it all the same?").count():
        prescriber.writes(
            "Why prescribe it all the same?", "The wort is stopped; checked with her today."
        )
    prescriber.presses("Sign")
    story.ana.opens("/me/medicines/").reads("100 mg once a day")


# -- 8 ---------------------------------------------------------------------------------------------


def she_answers_on_her_phone(story: Story) -> None:
    ana = story.ana
    ana.opens(f"/me/questions/{NOBODY}/", status=404)
    ana.opens("/me/")
    ana.page.locator("a[href*='/me/questions/']").first.click()
    ana.page.wait_for_load_state()
    ana.looks().presses("Send my answers").is_told("Please answer every question")
    for group in ana.page.locator("fieldset").all():
        radios = group.locator("input[type=radio]")
        if radios.count():
            radios.nth(1).check(force=True)
    ana.sends_twice("Send my answers")
    ana.reads("You answered this already").reads("Call 988, day or night")
    ana.opens("/me/progress/").reads("9")
    chart = story.prescriber.opens(f"/staff/patients/{story.patient_id}/")
    chart.reads("PHQ-9")
    expect(chart.page.locator("svg[role=img]").first).to_be_visible()


def the_alarm_stays_until_someone_acts(story: Story) -> None:
    therapist = story.therapist.opens("/staff/")
    therapist.reads("An alarm nobody has acted on").follows("Ana O'Hara")
    therapist.presses("Close the alarm with this").is_told("What did you do?")
    therapist.opens("/staff/alarms/").follows("Ana O'Hara")  # it is still there
    therapist.writes(
        "What did you do?",
        "Called her, she is safe, safety plan made together, seen tomorrow at nine.",
    )
    therapist.presses("Close the alarm with this")
    therapist.opens("/staff/alarms/").reads_not("Ana O'Hara")


# -- 9 ---------------------------------------------------------------------------------------------


def she_steps_down_and_leaves_with_a_plan(story: Story) -> None:
    therapist = story.therapist.opens(f"/staff/patients/{story.patient_id}/step/")
    therapist.follows("Choose Weekly evening group")
    therapist.page.locator("[name=on]").fill((NOW + timedelta(days=1)).date().isoformat())
    therapist.page.get_by_label("Wednesday", exact=True).check()
    therapist.writes("Why does this level fit now?", "x")
    therapist.presses("IOP → OP: make the step")
    therapist.is_told("Say why this level fits now")
    therapist.writes(
        "Why does this level fit now?", "Sleeps, has not had a drink in weeks, goes back to work."
    )
    therapist.presses("IOP → OP: make the step")
    therapist.reads("OP")
    the_plan(story)


def the_plan(story: Story) -> None:
    therapist = story.therapist.opens(f"/staff/patients/{story.patient_id}/aftercare/")
    therapist.writes("Next appointments", "Dr. Osei, December 7, 10:00. #1 on the list")
    therapist.presses("Save the draft")
    therapist.cannot_press("Sign the plan", "Still to be written: warning signs")
    therapist.writes("Warning signs", "Not sleeping, *hiding* bottles, skipping group")
    therapist.writes("What helps", "Calling Maria, walking the dog")
    therapist.writes("People to call", "Maria (sister), 555-0101")
    therapist.presses("Save the draft").sends_twice("Sign the plan")
    therapist.opens(f"/staff/patients/{story.patient_id}/aftercare/").reads("Signed")
    ana = story.ana.opens("/me/plan/")
    link = ana.page.locator("a[href*='/paper/']").first.get_attribute("href")
    paper = ana.page.request.get(str(link))
    assert paper.headers["content-type"] == "application/pdf"
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(paper.body())).pages)
    for words in ("Maria (sister)", "*hiding* bottles", "#1 on the list", "ertraline", "988"):
        assert words in text, words
    assert story.stranger.page.request.get(
        str(link).replace("/me/plan/", "/staff/aftercare/")
    ).status in (403, 404)
    ana.opens("/me/people/").reads("aftercare plan")


def the_director_sees_it(story: Story) -> None:
    director = story.director.opens("/staff/figures/")
    director.signs_in().reads("In the program")
    assert director.page.locator("tr", has_text="Day track A").inner_text()
    story.ana.opens("/staff/figures/", status=403)
