"""Marking who was there. Presence is written once and corrected by new rows, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stepwell.foundation.acting import action
from stepwell.foundation.announcements import announce
from stepwell.foundation.errors import NotFound
from stepwell.foundation.records import lock
from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.actions import open_session
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days import rules
from stepwell.journey.days.models import Presence, RollCall
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import marked, permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Mark:
    """When someone was there. Without times: the whole session."""

    joined_at: datetime | None = None
    left_at: datetime | None = None


@action
def take_roll(
    *, group: Group, day: date, present: Mapping[UUID, Mark], by: Viewer, at: datetime
) -> GroupSession:
    """Take attendance of a group on a day: who is named was there, every other member was absent.

    Raises `Refused` when it was taken already (a double press) or a time makes no sense; `NotFound` for a patient who is
    not a member that day.
    """
    by.require(Permission.ATTENDANCE_MARK)
    session = _held(group, day)
    if session is None:
        session = lock(open_session(group=group, day=day, by=by, at=at))
    opens, closes = session.during.lower, session.during.upper
    members, unseen = _members(by, group, day)
    rules.may_take_roll(
        starts=opens,
        now=at,
        taken=RollCall.objects.filter(session=session).exists(),
        cancelled=session.cancelled_at is not None,
        unseen=unseen,
    ).enforce()
    rows = []
    for patient_id, mark in present.items():
        if patient_id not in members:
            raise NotFound("One of these people is not in this group today.")
        joined, left = mark.joined_at or opens, mark.left_at or closes
        name = members[patient_id]
        rules.may_mark(name=name, joined=joined, left=left, opens=opens, closes=closes).enforce()
        rows.append(
            Presence(
                session=session,
                patient_id=patient_id,
                joined_at=joined,
                left_at=left,
                source=Presence.Source.ROSTER,
                recorded_at=at,
                recorded_by=by.signer,
            )
        )
    Presence.objects.bulk_create(rows)
    RollCall.objects.create(
        session=session, taken_at=at, taken_by=by.signer, expected=[str(pk) for pk in members]
    )
    record(
        by=by,
        at=at,
        event="roll.taken",
        subject=session,
        detail={"present": len(rows), "absent": len(members) - len(rows)},
    )
    announce("roll.taken", session=session, by=by, at=at)
    return session


def _held(group: Group, day: date) -> GroupSession | None:
    """The session, held until the transaction ends, when it was opened already."""
    rows = GroupSession.objects.select_for_update().filter(group=group, day=day).order_by()
    return next(iter(rows), None)


def _members(by: Viewer, group: Group, day: date) -> tuple[dict[UUID, str], int]:
    """Those in the group that day whom the viewer may see, by name; and how many there are besides."""
    rows = list(
        marked(by, members_on(group.track_id, day)).values_list(
            "pk", "person__given_name", "person__family_name", "seen"
        )
    )
    members = {pk: f"{given} {family}".strip() for pk, given, family, seen in rows if seen}
    return members, len(rows) - len(members)


@action
def correct_presence(
    *,
    session: GroupSession,
    patient_id: UUID,
    mark: Mark | None,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Presence:
    """Correct one member's entry with a reason. `mark=None` says: was not there."""
    permit(by, Permission.ATTENDANCE_MARK, patient_id)
    session = lock(session)
    opens, closes = session.during.lower, session.during.upper
    old = (
        Presence.objects.filter(session=session, patient_id=patient_id, replaced_by__isnull=True)
        .order_by("-recorded_at")
        .first()
    )
    roll = RollCall.objects.filter(session=session).first()
    if old is None and roll and str(patient_id) not in roll.expected:
        raise NotFound("This person was not in the group that day.")
    joined = (mark.joined_at if mark else None) or opens
    left = (mark.left_at if mark else None) or closes
    rules.may_correct(
        reason=reason,
        replaced=False,
        taken=roll is not None,
        changes=_differs(old, mark, joined, left),
    ).enforce()
    rules.may_mark(
        name="The correction", joined=joined, left=left, opens=opens, closes=closes
    ).enforce()
    row = Presence.objects.create(
        session=session,
        patient_id=patient_id,
        joined_at=joined,
        left_at=left,
        source=Presence.Source.CORRECTION,
        recorded_at=at,
        recorded_by=by.signer,
        replaces=old,
        void=mark is None,
        reason=reason.strip(),
    )
    record(
        by=by, at=at, event="presence.corrected", subject=row, patient_id=patient_id, reason=reason
    )
    announce("presence.corrected", presence=row, by=by, at=at)
    return row


def _differs(old: Presence | None, mark: Mark | None, joined: datetime, left: datetime) -> bool:
    """Whether the correction says anything the entry that stands does not."""
    absent = old is None or old.void
    if mark is None or absent or old is None:
        return (mark is None) is not absent
    return (joined, left) != (old.joined_at, old.left_at)
