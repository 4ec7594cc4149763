"""Messages leave after commit, at least once, and are never lost.

`post` writes the row in the caller's transaction and queues its delivery with it. Only `trust.consent` may call it (a
guard says so): every exit asks consent first.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail

from stepwell.foundation import clock, jobs
from stepwell.foundation.acting import bookkeeping
from stepwell.foundation.models import OutboxMessage

MAX_ATTEMPTS = 8


def post(
    *, channel: str, kind: str, to: str, subject: str, body: str, at: datetime, dedup_key: str
) -> OutboxMessage:
    """Write a message to be sent. The same `dedup_key` twice is one message."""
    with bookkeeping("outbox"):
        message, new = OutboxMessage.objects.get_or_create(
            dedup_key=dedup_key,
            defaults={
                "channel": channel,
                "kind": kind,
                "to": to,
                "subject": subject,
                "body": body,
                "created_at": at,
                "due_at": at,
            },
        )
    if new:
        jobs.defer("outbox.deliver", message_id=str(message.pk))
    return message


def deliver(message_id: UUID, *, at: datetime) -> bool:
    """Send one message; True when it has left. A failure is noted and the queue tries again later."""
    with bookkeeping("outbox"):
        message = OutboxMessage.objects.get(pk=message_id)
        if message.sent_at or message.attempts >= MAX_ATTEMPTS:
            return bool(message.sent_at)
        message.attempts += 1
        try:
            _send(message)
        except Exception as error:
            message.last_error = f"{type(error).__name__}: {error}"[:200]
            message.save(update_fields=["attempts", "last_error"])
            raise
        message.sent_at, message.last_error = at, ""
        message.save(update_fields=["attempts", "sent_at", "last_error"])
    return True


def _send(message: OutboxMessage) -> None:
    if message.channel != OutboxMessage.Channel.EMAIL:
        raise RuntimeError("No SMS gateway is set up; see docs/deployment.md.")
    send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.to])


@jobs.job("outbox.deliver")
def _deliver(message_id: str) -> None:
    deliver(UUID(message_id), at=clock.now())
