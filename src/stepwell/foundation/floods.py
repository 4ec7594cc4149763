"""Flood limits that hold across processes: a counter a window in PostgreSQL."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from stepwell.foundation import clock, jobs
from stepwell.foundation.ids import new_id

KEEP = timedelta(days=2)  # longer than any window


def hit(*, name: str, who: str, at: datetime, window: timedelta) -> int:
    """Count one more and return how many there were in this window, this one included.

    `who` (an address) is hashed with the secret key before it is stored.
    """
    key = f"{name}:{hmac.new(settings.SECRET_KEY.encode(), who.encode(), hashlib.sha256).hexdigest()[:40]}"
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO foundation_flood_count (id, key, "window", count) VALUES (%s, %s, %s, 1) '
            'ON CONFLICT (key, "window") DO UPDATE SET count = foundation_flood_count.count + 1 '
            "RETURNING count",
            [new_id(), key, start],
        )
        return int(cursor.fetchone()[0])


def purge(*, at: datetime) -> int:
    """Remove the counts of windows that are over for good. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM foundation_flood_count WHERE "window" < %s', [at - KEEP])
        return cursor.rowcount


@jobs.periodic("floods.purge", cron="41 3 * * *")
def _purge() -> None:
    purge(at=clock.now())
