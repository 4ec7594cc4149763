"""Asking for a call: once, kept when wrong, never for robots, never without a limit."""  # M1

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from stepwell.doors.public import flood, once
from stepwell.journey.intake.models import Inquiry
from support.clinic import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _still() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def filled(**changes: Any) -> dict[str, Any]:
    words = {
        "name": "Rosa",
        "phone": "(555) 010-0199",
        "email": "",
        "ways": ["phone"],
        "preferred_time": "morning",
        "asking": "family",
        "message_text": "It is about my brother.",
        "website": "",
        "once": once.key(),
    }
    return words | changes


def test_a_request_becomes_one_inquiry_and_a_promise(
    client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    response = client.post("/ask/", filled(), follow=True)
    assert response.redirect_chain == [("/ask/thanks/", 302)]
    inquiry = Inquiry.objects.get()
    assert (inquiry.name, inquiry.phone, inquiry.asking, inquiry.preferred_time) == (
        "Rosa",
        "(555) 010-0199",
        "family",
        "morning",
    )
    assert (inquiry.ok_phone, inquiry.ok_email, inquiry.ok_text) == (True, False, False)
    # Monday 10 a.m. plus four opening hours
    assert "We will call you by Monday, Nov 23, 2026, 2:00 p.m." in response.content.decode()


def test_a_double_press_or_a_reload_is_one_inquiry(client: Any) -> None:
    words = filled()
    for _press in range(3):
        assert client.post("/ask/", words).status_code == 302
    assert Inquiry.objects.count() == 1


def test_a_corrected_phone_number_is_not_lost_as_a_repetition(client: Any) -> None:
    words = filled()
    client.post("/ask/", words)
    client.post("/ask/", words | {"phone": "(555) 010-0198"})
    assert sorted(Inquiry.objects.values_list("phone", flat=True)) == [
        "(555) 010-0198",
        "(555) 010-0199",
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "   "}, "Fill this in."),
        ({"phone": ""}, "Give us a phone number or an e-mail address"),
        ({"ways": []}, "Choose at least one."),
        ({"ways": ["email"]}, "Add your e-mail address"),
        ({"ways": ["text"], "phone": "", "email": "rosa@people.example"}, "Add your phone number"),
        ({"email": "rosa at example"}, "Enter a valid email address."),
        ({"asking": "spy"}, "Select a valid choice."),
        ({"message_text": "x" * 3001}, "at most 3000 characters"),
        ({"once": "tampered"}, "Please send it once more"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(
    client: Any, changes: dict[str, Any], says: str
) -> None:
    response = client.post("/ask/", filled(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert changes.get("message_text", "It is about my brother.") in page
    assert Inquiry.objects.count() == 0


def test_a_form_left_open_for_days_asks_to_be_sent_once_more_and_then_is(client: Any) -> None:
    words = filled()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        response = client.post("/ask/", words)
        assert response.status_code == 422
        page = response.content.decode()
        fresh = page.split('name="once" value="')[1].split('"')[0]
        assert client.post("/ask/", words | {"once": fresh}).status_code == 302
    assert Inquiry.objects.count() == 1


def words_of(response: Any) -> str:
    """The page without its form tokens, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_a_robot_gets_the_same_thanks_and_nothing_is_stored(client: Any) -> None:
    thanks = client.post("/ask/", filled(), follow=True)
    robot = client.post("/ask/", filled(website="http://spam.example", name=""), follow=True)
    assert robot.redirect_chain == [("/ask/thanks/", 302)]
    assert words_of(robot) == words_of(thanks)
    assert Inquiry.objects.count() == 1


def test_after_five_in_an_hour_from_one_address_the_phone_number_is_shown(client: Any) -> None:
    for number in range(flood.FROM_ONE_ADDRESS):
        assert client.post("/ask/", filled(name=f"Rosa {number}")).status_code == 302
    refused = client.post("/ask/", filled(name="One more"))
    assert refused.status_code == 429
    assert "(555) 010-0100" in refused.content.decode()
    assert Inquiry.objects.count() == flood.FROM_ONE_ADDRESS
    elsewhere = client.post("/ask/", filled(name="Elsewhere"), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.post("/ask/", filled(name="Later")).status_code == 302


def test_all_addresses_together_have_a_limit_too(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "FROM_EVERYWHERE", 2)
    statuses = [
        client.post("/ask/", filled(name=f"R{n}"), REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n in range(3)
    ]
    assert statuses == [302, 302, 429]


def test_the_address_of_a_stranger_is_not_believed(client: Any) -> None:
    """Without a proxy of ours, a header that names another address changes nothing."""
    for number in range(flood.FROM_ONE_ADDRESS):
        client.post(
            "/ask/", filled(name=f"R{number}"), headers={"x-forwarded-for": f"198.51.100.{number}"}
        )
    refused = client.post(
        "/ask/", filled(name="more"), headers={"x-forwarded-for": "198.51.100.77"}
    )
    assert refused.status_code == 429


def test_a_request_in_spanish_is_marked_so_that_we_answer_in_spanish(client: Any) -> None:
    client.post("/ask/", filled(), headers={"accept-language": "es"})
    assert Inquiry.objects.get().language == "es"


def test_danger_is_answered_before_the_form(client: Any) -> None:
    page = client.get("/ask/").content.decode()
    main = page[page.index("<main") :]
    assert main.index("tel:988") < main.index("<form")
    assert main.index("tel:911") < main.index("<form")
