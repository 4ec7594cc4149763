"""Alarms stay until somebody writes what was done. M20"""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, page, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db

QUERIES = 9
DONE = {"action_taken": "Called her; safe today, sees me at two."}


@pytest.fixture
def alarm(admitted: Any) -> Any:
    from stepwell.chart.safety.models import Alarm

    answer_phq9(admitted, 14, NOW - timedelta(hours=3), item9=2)
    return Alarm.objects.get()


@pytest.mark.list_page("staff:alarms")
@pytest.mark.parametrize("count", [1, 3])
def test_one_alarm_and_three_take_the_same_number_of_queries(
    count: int, as_: Any, admit_someone: Any, django_assert_num_queries: Any
) -> None:
    for name in ("Ana", "Ben", "Cora")[:count]:
        answer_phq9(admit_someone(given_name=name), 12, NOW - timedelta(days=3), item9=1)
    client = as_("therapist")
    with django_assert_num_queries(QUERIES):
        response = client.get(page("alarms"))
    assert words(response).count("Act on it") == count


def test_the_oldest_alarm_comes_first_with_whom_it_names(as_: Any, admit_someone: Any) -> None:
    answer_phq9(admit_someone(given_name="Ben"), 9, NOW - timedelta(hours=1), item9=1)
    answer_phq9(admit_someone(), 9, NOW - timedelta(hours=30), item9=1)
    text = words(as_("prescriber").get(page("alarms")))
    assert text.index("Ana O'Hara") < text.index("Ben O'Hara")
    assert "Rosa Delgado" in text
    assert "30 h" in text


def test_the_alarm_shows_the_answers_and_the_phone(as_: Any, alarm: Any) -> None:
    text = words(as_("therapist").get(page("alarm", alarm_id=alarm.pk)))
    assert "(555) 010-0177" in text
    assert "hurting yourself in some way rang More than half the days 2" in text
    assert "14 points" in text


def test_an_alarm_ends_with_what_was_done_and_stays_readable(as_: Any, alarm: Any) -> None:
    client, address = as_("therapist"), page("alarm", alarm_id=alarm.pk)
    short = client.post(address, {"action_taken": "ok"})
    assert short.status_code == 422
    assert "Write what you did, in a sentence." in words(short)
    assert client.post(address, DONE).status_code == 302
    assert "No open alarm" in words(client.get(page("alarms")))
    read = words(client.get(address))
    assert f"Acted on by Rosa Delgado, Nov 23, 2026, 10:00 a.m. {DONE['action_taken']}" in read
    twice = client.post(address, DONE)
    assert twice.status_code == 422


def test_a_reviewer_reads_an_alarm_and_cannot_end_it(as_: Any, alarm: Any) -> None:
    client, address = as_("reviewer"), page("alarm", alarm_id=alarm.pk)
    assert "What did you do?" not in words(client.get(address))
    assert client.post(address, DONE).status_code == 403
    assert as_("biller").get(address).status_code == 403


def test_an_alarm_of_someone_else_does_not_exist(as_: Any, alarm: Any) -> None:
    assert as_("therapist2").get(page("alarm", alarm_id=alarm.pk)).status_code == 404
    assert as_("therapist2").post(page("alarm", alarm_id=alarm.pk), DONE).status_code == 404
    assert "No open alarm" in words(as_("therapist2").get(page("alarms")))
