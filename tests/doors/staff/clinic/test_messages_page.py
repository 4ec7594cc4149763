"""Whether messages left (mission row M5)."""

import pytest

from stepwell.foundation.acting import bookkeeping
from stepwell.foundation.models import OutboxMessage

pytestmark = pytest.mark.django_db
MESSAGES = "/staff/messages/"


def post(now, number=0, **more):
    row = {
        "channel": "email",
        "kind": "account-link",
        "to": f"eve{number}@people.example",
        "subject": "Your link",
    }
    row |= {
        "body": "Use http://127.0.0.1:8000/me/welcome/secret-token/ soon",
        "created_at": now,
        "due_at": now,
    }
    with bookkeeping("test"):
        return OutboxMessage.objects.create(dedup_key=str(number), **(row | more))


def test_the_text_is_never_shown_outside_the_demonstration(as_, clinic, now, settings):
    settings.DEMO = False
    post(now)
    text = as_("coordinator").get(MESSAGES).content.decode()
    assert "eve0@people.example" in text
    assert "Link to an account" in text
    assert "secret-token" not in text


def test_in_the_demonstration_the_link_can_be_opened(as_, clinic, now, settings):
    settings.DEMO, settings.BASE_URL = True, "http://127.0.0.1:8000"
    post(now)
    assert 'href="/me/welcome/secret-token/"' in as_("coordinator").get(MESSAGES).content.decode()


def test_why_a_message_did_not_leave_is_said(as_, clinic, now):
    post(now, attempts=2, last_error="SMTPConnectError: refused")
    text = as_("administrator").get(MESSAGES).content.decode()
    assert "Will be tried again" in text
    assert "SMTPConnectError: refused" in text
    assert "1 message did not leave" in as_("administrator").get("/staff/").content.decode()


@pytest.mark.parametrize("key", ["therapist", "nurse", "biller", "auditor"])
def test_roles_without_messages_are_kept_out(as_, clinic, key):
    assert as_(key).get(MESSAGES).status_code == 403


@pytest.mark.list_page("staff:messages")
@pytest.mark.parametrize("count", [1, 3])
def test_messages_ask_the_same_number_of_queries_for_one_and_three(
    count, as_, clinic, now, django_assert_num_queries
):
    for number in range(count):
        post(now, number)
    client = as_("coordinator")
    client.get(MESSAGES)
    with django_assert_num_queries(7):
        assert client.get(MESSAGES).status_code == 200
