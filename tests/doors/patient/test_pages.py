"""Today, medicines, progress and plan: what is one's own, in plain words, and nobody else's."""  # M5 M17 M19 M20

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from stepwell.chart.measures.actions import answer, ask
from stepwell.chart.measures.instruments import instrument
from stepwell.chart.medications.actions import Sig, change_dose, start_medication, stop_medication
from stepwell.chart.plan.actions import set_goal
from stepwell.journey.aftercare.actions import FIELDS, save_plan, sign_plan
from stepwell.journey.calendar.actions import book
from stepwell.trust.consent.models import Disclosure
from stepwell.trust.ledger.models import Event
from support.clinic import NOW

pytestmark = pytest.mark.django_db
OWN_PAGES = [
    "/me/",
    "/me/packet/",
    "/me/consents/",
    "/me/medicines/",
    "/me/progress/",
    "/me/plan/",
    "/me/people/",
]
TODAY = NOW.date()


def prescribe(clinic: Any, admitted: Any, drug: str = "sertraline", rxcui: str = "36437") -> Any:
    return start_medication(
        patient=admitted.patient,
        rxcui=rxcui,
        drug=drug,
        controlled=False,
        sig=Sig(Decimal(50), 1, "in the morning"),
        indication="low mood",
        reason="Clinical reasoning nobody else reads.",
        on=TODAY - timedelta(days=5),
        advice=(),
        by=clinic.viewers["prescriber"],
        at=NOW - timedelta(days=5),
    )


def answered(clinic: Any, admitted: Any, due: date, value: int) -> None:
    request = ask(
        patient=admitted.patient,
        instrument_id="phq-9",
        due_on=due,
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    items = {item.link_id: value for item in instrument("phq-9").scored_items} | {"44260-8": 0}
    at = NOW - timedelta(days=(TODAY - due).days)
    answer(request=request, answers=items, by=admitted.viewer, at=at)


def a_signed_plan(clinic: Any, admitted: Any) -> Any:
    words = {name: f"What is written under {name}." for name in FIELDS}
    by = clinic.viewers["therapist"]
    plan = save_plan(episode=admitted.episode, words=words, revision=0, by=by, at=NOW)
    return sign_plan(plan=plan, by=by, at=NOW)


def visit(clinic: Any, admitted: Any, days: int) -> None:
    book(
        kind="medication",
        staff=clinic.staff["prescriber"],
        patient=admitted.patient,
        start=NOW + timedelta(days=days),
        minutes=30,
        by=clinic.viewers["prescriber"],
        at=NOW,
    )


# -- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", OWN_PAGES)
def test_the_crisis_line_is_on_every_page_and_nothing_stays_in_caches(
    me: Any, url: str, text: Any
) -> None:
    response = me.get(url)
    assert response.status_code == 200
    assert 'href="tel:988"' in text(response) and 'href="sms:988"' in text(response)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("url", OWN_PAGES)
def test_looking_is_written_down_once(me: Any, admitted: Any, url: str) -> None:
    before = Event.objects.filter(patient_id=admitted.patient.pk).count()
    me.get(url)
    assert Event.objects.filter(patient_id=admitted.patient.pk).count() == before + 1


@pytest.mark.parametrize("url", OWN_PAGES)
def test_staff_and_strangers_do_not_come_in(
    client: Any, clinic: Any, sign_in: Any, url: str
) -> None:
    assert client.get(url).url.startswith("/account/login/")
    sign_in(client, clinic.staff["director"])
    assert client.get(url).status_code == 403


def test_someone_on_the_way_in_finds_what_to_do(newcomer: Any, text: Any) -> None:
    page = text(newcomer.get("/me/"))
    assert "Your intake form" in page and "3 are still open." in page
    for url in OWN_PAGES:
        assert newcomer.get(url).status_code == 200


# -- today -----------------------------------------------------------------------------------------


def test_today_says_where_to_be_when_and_with_whom(
    me: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    visit(clinic, admitted, 2)
    page = text(me.get("/me/"))
    for words in (
        "Hello, Ana",
        "Monday, November 23",
        "A few questions",
        "9:00 a.m. – 10:00 a.m.",
        "Riverside, Day track A room. With Rosa Delgado",
        "0 min of 9 h",
        "Still planned for you this week: 9 h.",
        "Visit about medicines",
        "Nov 25, 2026, 10:00 a.m.",
    ):
        assert words in page


def test_on_a_day_without_groups_the_next_one_is_named(
    client: Any, admitted: Any, sign_in: Any, text: Any
) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        sign_in(client, admitted.account)
        page = text(client.get("/me/"))
    assert (
        "No groups for you today. The next ones:" in page
        and "Monday, Nov 30, 2026, 9:00 a.m." in page
    )


@pytest.mark.list_page("patient:today")
def test_today_asks_as_much_for_one_thing_as_for_three(
    me: Any, clinic: Any, admitted: Any, queries: Any
) -> None:
    visit(clinic, admitted, 1)
    assert queries(me, "/me/") == 21
    visit(clinic, admitted, 2)
    visit(clinic, admitted, 3)
    for days in (1, 2):
        ask(
            patient=admitted.patient,
            instrument_id="phq-9",
            due_on=TODAY - timedelta(days=days),
            by=clinic.viewers["therapist"],
            at=NOW,
        )
    assert queries(me, "/me/") == 21


# -- medicines -------------------------------------------------------------------------------------


def test_a_medicine_is_said_in_words_and_its_change_with_its_day(
    me: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    order = prescribe(clinic, admitted)
    changed = change_dose(
        order=order,
        controlled=False,
        sig=Sig(Decimal("75.5"), 2, "with food", True),
        reason="More clinical reasoning.",
        on=TODAY,
        advice=(),
        by=clinic.viewers["prescriber"],
        at=NOW,
    )
    page = text(me.get("/me/medicines/"))
    for words in (
        "Sertraline",
        "75.5 mg twice a day, with food, only when needed",
        "low mood",
        "Since Nov 18, 2026",
        "Dose changed on Nov 23, 2026",
    ):
        assert words in page
    assert "reasoning" not in page
    stop_medication(
        order=changed,
        reason="Side effects, privately.",
        on=TODAY,
        by=clinic.viewers["prescriber"],
        at=NOW,
    )
    page = text(me.get("/me/medicines/"))
    assert (
        "Stopped on Nov 23, 2026" in page
        and "No medicines from us" in page
        and "privately" not in page
    )


@pytest.mark.list_page("patient:medicines")
def test_medicines_ask_as_much_for_one_as_for_three(
    me: Any, clinic: Any, admitted: Any, queries: Any
) -> None:
    prescribe(clinic, admitted)
    assert queries(me, "/me/medicines/") == 11
    prescribe(clinic, admitted, "trazodone", "10737")
    prescribe(clinic, admitted, "naltrexone", "7243")
    assert queries(me, "/me/medicines/") == 11


# -- progress --------------------------------------------------------------------------------------


def test_progress_is_a_picture_with_its_figures_behind(
    me: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    answered(clinic, admitted, TODAY - timedelta(days=6), 2)
    answered(clinic, admitted, TODAY, 1)
    page = text(me.get("/me/progress/"))
    assert "From 16 points on Nov 17, 2026 to 8 on Nov 23, 2026. Fewer are better." in page
    assert "<svg" in page and '<td class="num">16</td><td>Moderately severe</td>' in page
    assert "Week of Nov 23, 2026" in page and "9 h a week" in page


@pytest.mark.list_page("patient:progress")
def test_progress_asks_as_much_for_one_score_as_for_three(
    me: Any, clinic: Any, admitted: Any, queries: Any
) -> None:
    answered(clinic, admitted, TODAY, 1)
    assert queries(me, "/me/progress/") == 15
    answered(clinic, admitted, TODAY - timedelta(days=1), 1)
    answered(clinic, admitted, TODAY - timedelta(days=2), 2)
    assert queries(me, "/me/progress/") == 15


# -- plan ------------------------------------------------------------------------------------------


def test_the_plan_is_readable_once_it_is_signed(
    me: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    by = clinic.viewers["therapist"]
    set_goal(
        patient=admitted.patient,
        episode=admitted.episode,
        statement="Sleep through the night.",
        by=by,
        at=NOW,
    )
    words = dict.fromkeys(FIELDS, "Not ready yet.")
    draft = save_plan(episode=admitted.episode, words=words, revision=0, by=by, at=NOW)
    page = text(me.get("/me/plan/"))
    assert "Sleep through the night." in page and "Not ready yet." not in page
    assert me.get(f"/me/plan/{draft.pk}/paper/").status_code == 404
    sign_plan(plan=draft, by=by, at=NOW)
    page = text(me.get("/me/plan/"))
    assert "Not ready yet." in page and f"/me/plan/{draft.pk}/paper/" in page


def test_the_paper_goes_to_its_owner_and_is_accounted_for(
    me: Any, clinic: Any, admitted: Any, admit_someone: Any
) -> None:
    pytest.importorskip("stepwell.doors.kit.documents")
    plan = a_signed_plan(clinic, admitted)
    response = me.get(f"/me/plan/{plan.pk}/paper/")
    assert response.status_code == 200 and response.content.startswith(b"%PDF")
    assert Disclosure.objects.get(what="aftercare plan").recipient_kind == "patient"
    theirs = a_signed_plan(clinic, admit_someone(given_name="Noor"))
    assert me.get(f"/me/plan/{theirs.pk}/paper/").status_code == 404
    assert Disclosure.objects.filter(what="aftercare plan").count() == 1


@pytest.mark.list_page("patient:plan")
def test_the_plan_asks_as_much_for_one_goal_as_for_three(
    me: Any, clinic: Any, admitted: Any, queries: Any
) -> None:
    def goal(words: str) -> None:
        set_goal(
            patient=admitted.patient,
            episode=admitted.episode,
            statement=words,
            by=clinic.viewers["therapist"],
            at=NOW,
        )

    goal("Sleep well again.")
    a_signed_plan(clinic, admitted)
    assert queries(me, "/me/plan/") == 8
    goal("Take my daughter to school.")
    goal("Call my brother.")
    a_signed_plan(clinic, admitted)
    a_signed_plan(clinic, admitted)
    assert queries(me, "/me/plan/") == 8
