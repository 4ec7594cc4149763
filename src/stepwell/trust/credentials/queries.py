from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from stepwell.foundation.acting import known
from stepwell.trust.credentials.models import Credential, Supervision
from stepwell.trust.credentials.rules import Held
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature needs to know of the clinician: facts for the rules, and the letters behind the name."""

    held: tuple[Held, ...]
    title: str


def signing(account_id: UUID) -> Signing:
    """Everything on file for one clinician, newest first, read once; the title is the newest license's."""
    return known(Credential._meta.db_table, account_id, lambda: _signing(account_id))


def _signing(account_id: UUID) -> Signing:
    rows = list(
        Credential.objects.filter(account_id=account_id)
        .order_by("-valid_from")
        .values_list("kind", "valid_from", "expires_on", "title")
    )
    titles = (title for kind, _, _, title in rows if kind == Credential.Kind.LICENSE)
    return Signing(tuple(Held(*row[:3]) for row in rows), next(titles, ""))


def held_by(account_id: UUID) -> list[Held]:
    """Everything on file for one clinician: facts for the rules."""
    return list(signing(account_id).held)


def title_of(account_id: UUID) -> str:
    """The letters behind the name ("LCSW", "PMHNP"), for signatures."""
    return signing(account_id).title


def supervisor_of(account_id: UUID, *, on: date) -> UUID | None:
    """Under whose license a clinician works on a day; None for who works on their own."""
    rows = Supervision.objects.filter(supervisee_id=account_id, during__contains=on)
    return rows.values_list("supervisor_id", flat=True).first()


def supervisions(viewer: Viewer, *, on: date) -> dict[UUID, Supervision]:
    """Supervised account → who supervises it on a day or will, for the administrator."""
    viewer.require(Permission.ACCOUNTS_MANAGE)
    rows = Supervision.objects.filter(Q(during__upper_inf=True) | Q(during__endswith__gt=on))
    rows = rows.select_related("supervisor__person").order_by("-during")
    return {row.supervisee_id: row for row in rows}
