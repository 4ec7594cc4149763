"""Outreach on the screen: who is to be called, what helps to call well, and how it ends. M19"""

from typing import Any

import pytest

from stepwell.foundation.models import OutboxMessage
from stepwell.journey.outreach.models import OutreachTask
from support.charted import attend, page, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db

QUERIES = 10
TODAY = NOW.date()
TRY = {"channel": "phone", "heard": "no_answer", "note": "Rang twice."}
END = {
    "agreed": "next_session",
    "barrier": "transport",
    "note": "The bus didn't come; back on Wednesday.",
}


@pytest.fixture
def task(clinic: Any, admitted: Any) -> OutreachTask:
    attend(clinic, TODAY, [], track=admitted.track, at=NOW)
    return OutreachTask.objects.get()


@pytest.mark.list_page("staff:outreach")
@pytest.mark.parametrize("count", [1, 3])
def test_one_task_and_three_take_the_same_number_of_queries(
    count: int, as_: Any, clinic: Any, admit_someone: Any, django_assert_num_queries: Any
) -> None:
    people = [admit_someone(given_name=name) for name in ("Ana", "Ben", "Cora")[:count]]
    attend(clinic, TODAY, [], track=people[0].track, at=NOW)
    client = as_("therapist")
    with django_assert_num_queries(QUERIES):
        response = client.get(page("outreach"))
    assert words(response).count("Missed the day.") == count


def test_nobody_to_call_says_so(as_: Any) -> None:
    assert "Nobody is waiting for your call" in words(as_("therapist").get(page("outreach")))


def test_the_task_says_what_was_missed_and_how_to_reach_them(as_: Any, task: Any) -> None:
    text = words(as_("therapist").get(page("outreach_task", task_id=task.pk)))
    assert "Missed the day, Monday, November 23" in text
    assert text.count("absent") == 3
    assert "(555) 010-0177" in text
    assert "English" in text
    assert "Nobody has tried yet." in text


def test_a_try_and_then_the_end(as_: Any, task: Any) -> None:
    client = as_("therapist")
    assert client.post(page("outreach_attempt", task_id=task.pk), TRY).status_code == 302
    text = words(client.get(page("outreach_task", task_id=task.pk)))
    assert "Phone: no answer" in text
    assert "Rang twice." in text
    assert client.post(page("outreach_end", task_id=task.pk), END).status_code == 302
    text = words(client.get(page("outreach_task", task_id=task.pk)))
    assert "Ended by Rosa Delgado" in text
    assert END["note"] in text
    assert "Write down the try" not in text
    twice = client.post(page("outreach_end", task_id=task.pk), END)
    assert twice.status_code == 422


def test_a_wrong_pair_and_an_empty_end_say_what_to_do(as_: Any, task: Any) -> None:
    client = as_("therapist")
    wrong = client.post(page("outreach_attempt", task_id=task.pk), TRY | {"channel": "email"})
    assert wrong.status_code == 422
    assert "do not fit together" in words(wrong)
    short = client.post(page("outreach_end", task_id=task.pk), END | {"note": "ok"})
    assert short.status_code == 422
    assert "Write what you learned and agreed, in a sentence." in words(short)
    video = client.post(page("outreach_end", task_id=task.pk), END | {"agreed": "video"})
    assert "that can be joined by video is left today" in words(video)
    assert OutreachTask.objects.get().state == "open"


def test_the_message_leaves_once(as_: Any, task: Any) -> None:
    client, address = as_("therapist"), page("outreach_message", task_id=task.pk)
    assert client.post(address, {"send": "yes"}).status_code == 302
    assert client.post(address, {"send": "yes"}).status_code == 422
    assert OutboxMessage.objects.filter(kind="missed-you").count() == 1
    assert "A message went out for this day already." in words(client.get(address))


@pytest.mark.parametrize("name", ["task", "attempt", "message", "end"])
def test_outreach_of_someone_else_does_not_exist(as_: Any, task: Any, name: str) -> None:
    address = page(f"outreach_{name}", task_id=task.pk)
    sent = {"send": "yes", **TRY, **END}
    assert as_("therapist2").get(address).status_code == 404
    assert as_("therapist2").post(address, sent).status_code == 404
    assert as_("biller").post(address, sent).status_code == 403


def test_the_list_narrows_by_whose_site_and_state(as_: Any, task: Any) -> None:
    client = as_("therapist")
    for query, found in (
        ("?whose=all", True),
        ("?state=open", True),
        ("?state=tried", False),
        (f"?site={task.site_id}", True),
        ("?site=nonsense", True),
    ):
        assert ("Ana O'Hara" in words(client.get(page("outreach") + query))) is found, query
    assert "Nobody is waiting" in words(as_("director").get(page("outreach")))
    assert "Ana O'Hara" in words(as_("director").get(page("outreach") + "?whose=all"))


def test_the_day_begins_with_it_and_the_director_sees_how_prompt(as_: Any, task: Any) -> None:
    assert "Missed days to call about" in words(as_("therapist").get("/staff/"))
    assert "Missed days to call about" not in words(as_("nurse").get("/staff/"))
    assert "Outreach the same day 0 % 0 of 1" in words(as_("director").get(page("figures")))
    as_("therapist").post(page("outreach_attempt", task_id=task.pk), TRY)
    assert "Outreach the same day 100 % 1 of 1" in words(as_("director").get(page("figures")))
