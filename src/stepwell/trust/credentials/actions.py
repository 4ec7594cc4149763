from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.errors import Conflict
from stepwell.trust.credentials import queries, rules
from stepwell.trust.credentials.models import Credential, Supervision
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account
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
    record(by=by, at=at, event="credential.recorded", subject=credential, detail={"kind": kind})
    return credential


@action
def record_supervision(
    *,
    supervisor: Account,
    supervisee: Account,
    from_day: date,
    until_day: date | None,
    by: Viewer,
    at: datetime,
) -> Supervision:
    """Write down under whose license someone works, both days included. Raises `Conflict` when somebody does already."""
    by.require(Permission.ACCOUNTS_MANAGE)
    rules.may_supervise(
        same=supervisor.pk == supervisee.pk,
        supervisor_licensed=bool(rules.may_practice(queries.held_by(supervisor.pk), on=from_day)),
        until_after_from=until_day is None or until_day >= from_day,
    ).enforce()
    try:
        with savepoint():
            row = Supervision.objects.create(
                supervisor=supervisor,
                supervisee=supervisee,
                during=DateRange(from_day, until_day + timedelta(days=1) if until_day else None),
                recorded_at=at,
                recorded_by=by.signer,
            )
    except IntegrityError as error:
        raise Conflict(
            "This clinician is supervised by someone in that time already.",
            code="supervision.taken",
        ) from error
    record(by=by, at=at, event="supervision.recorded", subject=row)
    return row
