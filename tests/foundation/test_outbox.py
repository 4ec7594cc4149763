"""Messages leave after commit, at least once, and are never lost."""

import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from foundation.working import jobs, make_due, work_the_queue
from stepwell.foundation import outbox
from stepwell.foundation.models import OutboxMessage

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def post(key: str = "one", **other: Any) -> OutboxMessage:
    message = {
        "channel": "email",
        "kind": "account-link",
        "to": "ana@people.example",
        "subject": "Your link",
        "body": "Hello Ana",
        "at": AT,
        "dedup_key": key,
    }
    return outbox.post(**(message | other))[0]


class DeadServer(BaseEmailBackend):
    """Nobody answers."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPConnectError(421, "mail.example does not answer " + "x" * 300)


@pytest.fixture
def dead_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "foundation.test_outbox.DeadServer"


@pytest.mark.django_db
def test_a_message_is_written_and_its_delivery_queued_with_it() -> None:
    message = post()
    assert (message.sent_at, message.attempts, message.due_at) == (None, 0, AT)
    assert jobs("outbox.deliver") == [("todo", 0, {"message_id": str(message.pk)})]
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_same_key_twice_is_one_message_and_one_delivery() -> None:
    assert post().pk == post(body="Hello again").pk
    assert OutboxMessage.objects.get().body == "Hello Ana"
    assert len(jobs("outbox.deliver")) == 1
    post("another")
    assert len(jobs("outbox.deliver")) == 2


@pytest.mark.django_db
def test_delivering_sends_once_however_often_it_is_asked() -> None:
    message = post()
    assert outbox.deliver(message.pk, at=AT)
    assert outbox.deliver(message.pk, at=AT + timedelta(hours=1))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["ana@people.example"], "Your link", "Hello Ana")
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.last_error) == (AT, 1, "")


@pytest.mark.django_db
def test_without_a_gateway_a_text_message_waits_and_says_why() -> None:
    message = post(channel="sms")
    with pytest.raises(RuntimeError):
        outbox.deliver(message.pk, at=AT)
    message.refresh_from_db()
    assert message.sent_at is None
    assert "No SMS gateway" in message.last_error


@pytest.mark.django_db
def test_what_the_queue_gave_up_on_is_tried_for_three_days_and_kept_for_ever() -> None:
    message, fresh = post(), post("fresh")
    _tried(message, outbox.QUEUE_TRIES)
    _tried(fresh, outbox.QUEUE_TRIES - 1)  # the queue still tries this one
    assert outbox.sweep(at=AT + timedelta(days=3, seconds=1)) == 0
    assert outbox.sweep(at=AT + timedelta(days=3)) == 1
    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db
def test_one_message_that_cannot_leave_does_not_hold_up_the_others() -> None:
    stuck, other = post(channel="sms"), post("other")
    _tried(stuck, outbox.QUEUE_TRIES)
    _tried(other, outbox.QUEUE_TRIES)
    assert outbox.sweep(at=AT + timedelta(hours=5)) == 1
    stuck.refresh_from_db()
    assert (stuck.sent_at, stuck.attempts) == (None, outbox.QUEUE_TRIES + 1)


def _tried(message: OutboxMessage, times: int) -> None:
    from stepwell.foundation.acting import bookkeeping

    with bookkeeping("test"):
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=times)


def test_a_message_of_a_transaction_that_failed_never_was(committed_db: None) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        post()
        raise KeyError
    assert OutboxMessage.objects.count() == 0
    assert jobs("outbox.deliver") == []
    work_the_queue()
    assert mail.outbox == []


def test_the_worker_delivers_what_was_posted(committed_db: None) -> None:
    message = post()
    work_the_queue()
    assert [m.subject for m in mail.outbox] == ["Your link"]
    message.refresh_from_db()
    assert message.sent_at is not None
    assert [status for status, _, _ in jobs("outbox.deliver")] == ["succeeded"]


def test_with_a_dead_mail_server_tries_and_error_are_kept_and_it_leaves_when_the_server_is_back(
    committed_db: None, settings: Any, dead_server: None
) -> None:
    message = post()
    for tries in (1, 2, 3):
        work_the_queue()
        message.refresh_from_db()
        assert (message.sent_at, message.attempts) == (None, tries)
        assert message.last_error.startswith(
            "SMTPConnectError: (421, 'mail.example does not answer"
        )
        assert len(message.last_error) == 200
        assert jobs("outbox.deliver")[0][:2] == ("todo", tries)
        make_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work_the_queue()
    message.refresh_from_db()
    assert (message.sent_at is not None, message.attempts, message.last_error) == (True, 4, "")
    assert len(mail.outbox) == 1


def test_two_workers_that_race_send_it_once(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = post()
    both_at_it, sending, sent = threading.Barrier(2, timeout=10), threading.Event(), []

    def slow(row: OutboxMessage) -> None:
        sent.append(row.pk)
        sending.wait(0.3)  # the other worker has all the time it could need

    monkeypatch.setattr(outbox, "_send", slow)

    def deliver() -> bool:
        try:
            both_at_it.wait()
            return outbox.deliver(message.pk, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert [f.result(20) for f in [workers.submit(deliver) for _ in range(2)]] == [True, True]
    assert sent == [message.pk]
    message.refresh_from_db()
    assert message.attempts == 1
