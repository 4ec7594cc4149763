"""The caseload: whom one treats, and whom to look at first. M10 M26"""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, attend, page, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db

QUERIES = 20


@pytest.mark.list_page("staff:patients")
@pytest.mark.parametrize("count", [1, 3])
def test_one_patient_and_three_take_the_same_number_of_queries(
    count: int, as_: Any, admit_someone: Any, django_assert_num_queries: Any
) -> None:
    for name in ("Ana", "Ben", "Cora")[:count]:
        answer_phq9(admit_someone(given_name=name), 12, NOW - timedelta(days=3), item9=1)
    client = as_("therapist")
    with django_assert_num_queries(QUERIES):
        response = client.get(page("patients"))
    assert words(response).count("1 open") == count


def test_a_row_says_level_hours_score_and_change(as_: Any, admitted: Any, clinic: Any) -> None:
    answer_phq9(admitted, 19, NOW - timedelta(days=6))
    answer_phq9(admitted, 12, NOW - timedelta(days=2))
    attend(
        clinic, NOW.date(), [admitted.patient], track=admitted.track, at=NOW - timedelta(hours=7)
    )
    text = words(as_("prescriber").get(page("patients")))
    assert (
        f"Ana O'Hara {admitted.patient.mrn} IOP Day track A Nov 16 3 h of 9 h 12 −7 since Nov 17 none"
        in text
    )


@pytest.mark.parametrize(
    ("search", "found"),
    [("o'hara", ["Ana"]), ("CO san", ["Cora"]), ("sw-0", ["Ana", "Cora"]), ("Zed", [])],
)
def test_a_search_finds_names_and_chart_numbers(
    search: str, found: list[str], as_: Any, admit_someone: Any
) -> None:
    admit_someone()
    admit_someone(given_name="Cora", family_name="Santos")
    response = as_("therapist").get(page("patients"), {"q": search})
    assert [name for name in ("Ana", "Cora") if f"{name} " in words(response)] == found
    assert ("Nobody found" in words(response)) is not found


def test_htmx_gets_only_the_list(as_: Any, admitted: Any) -> None:
    response = as_("therapist").get(page("patients"), {"q": "ana"}, headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="found"')


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Ana"),
        ("-name", "Cora"),
        ("phq9", "Ana"),
        ("-phq9", "Cora"),
        ("-alarms", "Cora"),
        ("odd", "Ana"),
    ],
)
def test_it_sorts_by_what_is_asked_for(sort: str, first: str, as_: Any, admit_someone: Any) -> None:
    answer_phq9(admit_someone(), 5, NOW)
    answer_phq9(admit_someone(given_name="Cora", family_name="Santos"), 15, NOW, item9=1)
    text = words(as_("therapist").get(page("patients"), {"sort": sort}))
    assert min(("Ana", "Cora"), key=lambda name: text.index(f"{name} ")) == first


def test_each_clinician_sees_those_they_treat_and_the_director_everyone(
    as_: Any, admitted: Any
) -> None:
    seen = {
        key: "Ana O'Hara" in words(as_(key).get(page("patients")))
        for key in ("therapist", "prescriber", "therapist2", "nurse", "director", "reviewer")
    }
    assert seen == {
        "therapist": True,
        "prescriber": True,
        "therapist2": False,
        "nurse": False,
        "director": True,
        "reviewer": True,
    }


@pytest.mark.parametrize("key", ["coordinator", "biller", "administrator"])
def test_roles_without_the_chart_get_no_caseload(key: str, as_: Any, admitted: Any) -> None:
    assert as_(key).get(page("patients")).status_code == 403


def test_those_who_left_show_only_when_everyone_is_asked_for(
    as_: Any, admitted: Any, clinic: Any
) -> None:
    from stepwell.journey.aftercare.actions import discharge

    discharge(
        episode=admitted.episode,
        on=NOW.date(),
        reason="stopped coming",
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    client = as_("therapist")
    assert "No patients yet" in words(client.get(page("patients")))
    assert "Ana O'Hara" in words(client.get(page("patients"), {"who": "all"}))
