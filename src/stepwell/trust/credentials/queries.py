from uuid import UUID

from stepwell.trust.credentials.models import Credential
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
