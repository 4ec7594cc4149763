"""Lists inside a chart: one item and three take the same number of queries."""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import LITHIUM, SERTRALINE, TRAZODONE, answer_phq9, page, start
from support.clinic import NOW

pytestmark = pytest.mark.django_db

DRUGS = ((SERTRALINE, "sertraline"), (TRAZODONE, "trazodone"), (LITHIUM, "lithium"))


@pytest.mark.list_page("staff:medications")
@pytest.mark.parametrize("count", [1, 3])
def test_medications(
    count: int, as_: Any, admitted: Any, clinic: Any, django_assert_num_queries: Any
) -> None:
    for rxcui, drug in DRUGS[:count]:
        start(admitted, clinic.viewers["prescriber"], NOW, rxcui=rxcui, drug=drug)
    client = as_("prescriber")
    with django_assert_num_queries(27):
        response = client.get(page("medications", patient_id=admitted.patient.pk))
    assert response.content.decode().count(">Change dose<") == count


@pytest.mark.list_page("staff:measures")
@pytest.mark.parametrize("count", [1, 3])
def test_measures(count: int, as_: Any, admitted: Any, django_assert_num_queries: Any) -> None:
    for days in range(count):
        answer_phq9(admitted, 12, NOW - timedelta(days=days))
    client = as_("therapist")
    with django_assert_num_queries(16):
        response = client.get(page("measures", patient_id=admitted.patient.pk))
    assert response.content.decode().count('<td data-label="Score"') == count


@pytest.mark.list_page("staff:goals")
@pytest.mark.parametrize("count", [1, 3])
def test_goals(
    count: int, as_: Any, admitted: Any, clinic: Any, django_assert_num_queries: Any
) -> None:
    from stepwell.chart.plan.actions import set_goal

    for number in range(count):
        set_goal(
            patient=admitted.patient,
            episode=None,
            statement=f"Goal number {number}",
            by=clinic.viewers["therapist"],
            at=NOW,
        )
    client = as_("therapist")
    with django_assert_num_queries(16):
        response = client.get(page("goals", patient_id=admitted.patient.pk))
    assert response.content.decode().count(">End it<") == count
