from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from stepwell.trust.credentials.models import Credential, Supervision
from stepwell.trust.credentials.rules import Held


def held_by(account_id: UUID) -> list[Held]:
    """Everything on file for one clinician: facts for the rules."""
    rows = Credential.objects.filter(account_id=account_id)
    return [Held(*row) for row in rows.values_list("kind", "valid_from", "expires_on")]


def title_of(account_id: UUID) -> str:
    """The letters behind the name ("LCSW", "PMHNP"), for signatures."""
    row = (
        Credential.objects.filter(account_id=account_id, kind="license")
        .order_by("-valid_from")
        .first()
    )
    return row.title if row else ""


def supervisor_of(account_id: UUID, *, on: date) -> UUID | None:
    """Under whose license a clinician works on a day; None for who works on their own."""
    rows = Supervision.objects.filter(supervisee_id=account_id, during__contains=on)
    return rows.values_list("supervisor_id", flat=True).first()


def supervisions() -> QuerySet[Supervision]:
    """Every supervision ever written down, the latest first."""
    rows = Supervision.objects.select_related("supervisor__person", "supervisee__person")
    return rows.order_by("-during", "pk")
