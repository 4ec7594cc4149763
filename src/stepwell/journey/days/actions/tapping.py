"""Taps: told as it happens, each once."""

from datetime import date, datetime
from uuid import UUID

from stepwell.foundation.acting import action
from stepwell.foundation.errors import Conflict, NotFound
from stepwell.foundation.records import lock
from stepwell.foundation.verdicts import Verdict
from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.actions import open_session
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days import rules
from stepwell.journey.days.models import RollCall, Tap
from stepwell.journey.days.terms import How, TapSource
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer, system

OPENER = system("presence")


@action
def tap(
    *,
    group: Group,
    day: date,
    patient_id: UUID,
    kind: str,
    source: str,
    client_id: UUID,
    occurred_at: datetime,
    by: Viewer,
    at: datetime,
    how: str = How.IN_PERSON,
    state: str = "",
) -> Tap:
    """Someone arrived or left. Sent twice it is one tap: the first that reached us stands.

    Staff tap for those they treat, a patient for themselves (joining by video). Only marks that
    waited on a device (`OFFLINE`) are taken after the roll; `merge_taps` makes something of them. Raises `Conflict` when
    `client_id` was used for somebody else, `NotFound` when the patient is no member that day.
    """
    if not (source == TapSource.VIDEO and by.is_patient(patient_id)):
        permit(by, Permission.ATTENDANCE_MARK, patient_id)
    if not members_on(group.track_id, day).filter(pk=patient_id).exists():
        raise NotFound("One of these people is not in this group today.")
    session = lock(_session(group, day, at))
    known = Tap.objects.filter(client_id=client_id).first()
    if known and (known.session_id, known.patient_id) != (session.pk, patient_id):
        raise Conflict("This mark was used for somebody else already.", code="tap.used")
    if known is None:
        _may_tap(session, source, occurred_at, at).enforce()
    row = known or Tap.objects.create(
        session=session,
        patient_id=patient_id,
        kind=kind,
        source=source,
        how=how,
        state=state,
        client_id=client_id,
        occurred_at=occurred_at,
        recorded_at=at,
        recorded_by=by.account_id,
    )
    record(
        by=by,
        at=at,
        event="presence.tapped",
        subject=row,
        patient_id=patient_id,
        detail={"kind": row.kind, "source": row.source, "again": known is not None},
    )
    return row


def _session(group: Group, day: date, at: datetime) -> GroupSession:
    """The meeting, opened by the first who comes: who joins by video may not open one themselves."""
    found = GroupSession.objects.filter(group=group, day=day).first()
    return found or open_session(group=group, day=day, by=OPENER, at=at)


def _may_tap(session: GroupSession, source: str, occurred: datetime, at: datetime) -> Verdict:
    taken = RollCall.objects.filter(session=session).exists()
    return rules.may_tap(
        cancelled=session.cancelled_at is not None,
        taken=taken and source != TapSource.OFFLINE,
        occurred=occurred,
        opens=session.during.lower,
        now=at,
    )


@action
def undo_tap(*, tap: Tap, client_id: UUID, by: Viewer, at: datetime) -> Tap:
    """Take a tap back by another one. The first stays on record. Raises `Refused` when it is done or the roll is taken."""
    permit(by, Permission.ATTENDANCE_MARK, tap.patient_id)
    session = lock(tap.session)
    rules.may_undo(
        taken=RollCall.objects.filter(session=session).exists(),
        undone=tap.undoes_id is not None or Tap.objects.filter(undoes=tap).exists(),
    ).enforce()
    row = Tap.objects.create(
        session=session,
        patient_id=tap.patient_id,
        kind=tap.kind,
        source=TapSource.ROSTER,
        how=tap.how,
        state=tap.state,
        client_id=client_id,
        occurred_at=tap.occurred_at,
        recorded_at=at,
        recorded_by=by.account_id,
        undoes=tap,
    )
    record(
        by=by,
        at=at,
        event="presence.tap_undone",
        subject=row,
        patient_id=tap.patient_id,
        detail={"kind": tap.kind},
    )
    return row
