"""Messages leave after commit, at least once, and are never lost.

`post` writes the row in the caller's transaction and queues its delivery with it. Only `trust.consent` may call it (a
guard says so): every exit asks consent first.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from stepwell.foundation import clock, jobs
from stepwell.foundation.acting import bookkeeping
from stepwell.foundation.models import OutboxMessage

QUEUE_TRIES = jobs.MOST_TRIES
KEEP_TRYING = timedelta(days=3)
log = structlog.get_logger(__name__)


def post(
    *, channel: str, kind: str, to: str, subject: str, body: str, at: datetime, dedup_key: str
) -> tuple[OutboxMessage, bool]:
    """Write a message to be sent; True with it when it is new. The same `dedup_key` twice is one message."""
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
    return message, new


def deliver(message_id: UUID, *, at: datetime) -> bool:
    """Send one message; True when it has left. A failure is noted, then raised for the queue to try again.

    The row is held while sending, so that two workers do not send it twice.
    """
    with transaction.atomic(), bookkeeping("outbox"):
        message = OutboxMessage.objects.select_for_update().get(pk=message_id)
        if message.sent_at:
            return True
        failure = _attempt(message, at)
        message.save(update_fields=["attempts", "sent_at", "last_error"])
    if failure:
        raise failure  # only here: raised inside it would undo the note of itself
    return True


def _attempt(message: OutboxMessage, at: datetime) -> Exception | None:
    message.attempts += 1
    try:
        _send(message)
    except Exception as error:
        message.last_error = f"{type(error).__name__}: {error}"[:200]
        return error
    message.sent_at, message.last_error = at, ""
    return None


def sweep(*, at: datetime) -> int:
    """Try once more what the queue gave up on, for three days. Returns how many left."""
    stuck = OutboxMessage.objects.filter(
        sent_at__isnull=True, attempts__gte=QUEUE_TRIES, created_at__gte=at - KEEP_TRYING
    )
    left = 0
    for message_id in list(stuck.order_by("created_at").values_list("pk", flat=True)):
        try:
            left += deliver(message_id, at=at)
        except Exception as error:
            log.warning("message still waits", message=str(message_id), error=type(error).__name__)
    return left


def _send(message: OutboxMessage) -> None:
    if message.channel != OutboxMessage.Channel.EMAIL:
        raise RuntimeError("No SMS gateway is set up; see docs/deployment.md.")
    send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.to])


@jobs.job("outbox.deliver")
def _deliver(message_id: str) -> None:
    deliver(UUID(message_id), at=clock.now())


@jobs.periodic("outbox.sweep", cron="17 * * * *")
def _sweep() -> None:
    sweep(at=clock.now())
