from datetime import date, datetime
from uuid import UUID

from stepwell.foundation.acting import action, forget
from stepwell.trust.credentials.models import Credential
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def record_credential(
    *,
    account_id: UUID,
    kind: str,
    number: str,
    valid_from: date,
    expires_on: date | None,
    by: Viewer,
    at: datetime,
    title: str = "",
    state: str = "",
) -> Credential:
    """Put a licence, NPI or DEA number on file."""
    by.require(Permission.ACCOUNTS_MANAGE)
    credential = Credential.objects.create(
        account_id=account_id,
        kind=kind,
        title=title,
        number=number,
        state=state,
        valid_from=valid_from,
        expires_on=expires_on,
        recorded_at=at,
    )
    forget("credentials", account_id)
    record(by=by, at=at, event="credential.recorded", subject=credential, detail={"kind": kind})
    return credential
