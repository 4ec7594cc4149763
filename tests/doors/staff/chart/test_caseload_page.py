"""The caseload."""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, page, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db

QUERIES = 19


@pytest.mark.list_page("staff:patients")
@pytest.mark.parametrize("count", [1, 3])
def test_the_caseload_asks_the_same_number_of_queries_for_one_and_for_three(
    count: int, as_: Any, admit_someone: Any, django_assert_num_queries: Any
) -> None:
    for name in ("Ana", "Ben", "Cora")[:count]:
        answer_phq9(admit_someone(given_name=name), 12, NOW - timedelta(days=3), item9=1)
    client = as_("therapist")
    with django_assert_num_queries(QUERIES):
        response = client.get(page("patients"))
    assert response.status_code == 200
    assert words(response).count("1 open") == count
