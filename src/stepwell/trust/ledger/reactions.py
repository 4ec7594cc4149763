"""Sealing runs every minute, alone: an advisory lock keeps a second sealer out."""

from django.db import connection, transaction

from stepwell.foundation.acting import bookkeeping
from stepwell.foundation.jobs import periodic
from stepwell.trust.ledger.models import Event, Link, Unsealed
from stepwell.trust.ledger.sealing import FIELDS, GENESIS, link

LOCK = 0x5EA1
BATCH = 5_000


@periodic("ledger.seal", cron="* * * * *")
def seal() -> int:
    """Add every unsealed event to the chain, in batches. Returns how many."""
    total = 0
    while sealed := _seal_batch():
        total += sealed
    return total


def _seal_batch() -> int:
    with transaction.atomic(), bookkeeping("ledger.seal"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        waiting = Unsealed.objects.order_by("number").values_list("event_id", flat=True)
        ids = list(waiting[:BATCH])
        if not ids:
            return 0
        last = Link.objects.order_by("-position").first()
        position, digest = (last.position, last.digest) if last else (0, GENESIS)
        links = []
        for row in Event.objects.filter(id__in=ids).order_by("number").values(*FIELDS):
            position, digest = position + 1, link(digest, row)
            links.append(Link(position=position, event_id=row["id"], digest=digest))
        Link.objects.bulk_create(links)
        Unsealed.objects.filter(event_id__in=ids).delete()
    return len(links)
