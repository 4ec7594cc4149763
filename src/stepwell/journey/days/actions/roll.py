"""Taking the roll and correcting it. Presence is written once and followed by new rows, never edited."""

from collections.abc import Mapping, Sequence
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
from stepwell.journey.days import queries, rules
from stepwell.journey.days.models import Presence, RollCall
from stepwell.journey.days.taps import Spell
from stepwell.journey.days.terms import How
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import marked, permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

LATER = "Marks made without a connection arrived after attendance was taken."


@dataclass(frozen=True, slots=True)
class Mark:
    """When someone was there. Without times: the whole session. Without `how`: as the group meets."""

    joined_at: datetime | None = None
    left_at: datetime | None = None
    how: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """Stands where marks would: they were there as their taps say."""


TAPPED = Tapped()
Marks = Mark | Sequence[Mark] | Tapped


@action
def take_roll(
    *, group: Group, day: date, present: Mapping[UUID, Marks], by: Viewer, at: datetime
) -> GroupSession:
    """Take attendance of a group on a day: who is named was there, every other member was absent.

    With `TAPPED` someone was there as their taps say, read once the session is held; without taps they were absent.
    Raises `Refused` when it was taken already (a double press) or a time makes no sense; `NotFound` for a patient who is
    not a member that day.
    """
    by.require(Permission.ATTENDANCE_MARK)
    session = _held(group, day)
    if session is None:
        session = lock(open_session(group=group, day=day, by=by, at=at))
    members, unseen = _members(by, group, day)
    rules.may_take_roll(
        starts=session.during.lower,
        now=at,
        taken=RollCall.objects.filter(session=session).exists(),
        cancelled=session.cancelled_at is not None,
        unseen=unseen,
    ).enforce()
    rows = _rows(session, group, members, present, by, at)
    Presence.objects.bulk_create(rows)
    here = {row.patient_id for row in rows}
    by_hand = [str(pk) for pk in members if not isinstance(present.get(pk), Tapped)]
    RollCall.objects.create(
        session=session,
        taken_at=at,
        taken_by=by.signer,
        expected=[str(pk) for pk in members],
        by_hand=by_hand,
    )
    record(
        by=by,
        at=at,
        event="roll.taken",
        subject=session,
        detail={"present": len(here), "absent": len(members) - len(here)},
    )
    announce("roll.taken", session=session, by=by, at=at)
    return session


def _held(group: Group, day: date) -> GroupSession | None:
    """The session, held until the transaction ends, when it was opened already."""
    rows = GroupSession.objects.select_for_update().filter(group=group, day=day).order_by()
    return next(iter(rows), None)


def _members(by: Viewer, group: Group, day: date) -> tuple[dict[UUID, str], int]:
    """Those in the group that day whom the viewer may see, by name; and how many there are besides."""
    belong = marked(by, members_on(group.track_id, day))
    names = ("pk", "person__given_name", "person__family_name")
    rows = list(belong.values_list(*names, "seen"))  # type: ignore[misc] # annotated by `marked`
    members = {pk: f"{given} {family}".strip() for pk, given, family, seen in rows if seen}
    return members, len(rows) - len(members)


def _rows(
    session: GroupSession,
    group: Group,
    members: Mapping[UUID, str],
    present: Mapping[UUID, Marks],
    by: Viewer,
    at: datetime,
) -> list[Presence]:
    tapped_any = any(isinstance(marks, Tapped) for marks in present.values())
    readings = queries.readings_of(session) if tapped_any else {}
    rows = []
    for patient_id, marks in present.items():
        if patient_id not in members:
            raise NotFound("One of these people is not in this group today.")
        tapped = isinstance(marks, Tapped)
        if isinstance(marks, Tapped):
            spells = list(readings[patient_id].spells) if patient_id in readings else []
        else:
            name = members[patient_id]
            spells = _spells(marks, session, queries.usual_way(group), name)
        source = Presence.Source.TAPS if tapped else Presence.Source.ROSTER
        rows += [_row(session, patient_id, spell, source, by, at) for spell in spells]
    return rows


def _spells(
    marks: Mark | Sequence[Mark], session: GroupSession, usual: str, name: str
) -> list[Spell]:
    """Marks in order of time as intervals of the session. Raises `Refused` for times that make no sense."""
    opens, closes = session.during.lower, session.during.upper
    found: list[Spell] = []
    for mark in [marks] if isinstance(marks, Mark) else marks:
        joined, left = mark.joined_at or opens, mark.left_at or closes
        rules.may_mark(
            name=name,
            joined=joined,
            left=left,
            opens=opens,
            closes=closes,
            after=found[-1].left if found else None,
        ).enforce()
        found.append(Spell(joined, left, mark.how or usual, mark.state))
    return found


def _row(
    session: GroupSession,
    patient_id: UUID,
    spell: Spell,
    source: str,
    by: Viewer,
    at: datetime,
    **more: object,
) -> Presence:
    return Presence(
        session=session,
        patient_id=patient_id,
        joined_at=spell.joined,
        left_at=spell.left,
        how=spell.how,
        state=spell.state,
        source=source,
        recorded_at=at,
        recorded_by=by.signer,
        **more,
    )


@action
def correct_presence(
    *,
    session: GroupSession,
    patient_id: UUID,
    mark: Mark | Sequence[Mark] | None,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Presence:
    """Correct one member's entry with a reason; all their intervals are followed by new ones.

    `mark=None` says: was not there. Several marks: went out and came back. Answers the first new row.
    """
    permit(by, Permission.ATTENDANCE_MARK, patient_id)
    session = lock(session)
    roll = RollCall.objects.filter(session=session).first()
    old = list(queries.last_said(session.pk, patient_id))
    if not old and roll and str(patient_id) not in roll.expected:
        raise NotFound("This person was not in the group that day.")
    usual = old[0].how if old else queries.usual_way(session.group)
    new = [] if mark is None else _spells(mark, session, usual, "The correction")
    rules.may_correct(
        reason=reason,
        replaced=False,
        taken=roll is not None,
        changes=new != _said(old),
    ).enforce()
    row = _follow(session, patient_id, old, new, Presence.Source.CORRECTION, reason, by, at)
    record(
        by=by, at=at, event="presence.corrected", subject=row, patient_id=patient_id, reason=reason
    )
    announce("presence.corrected", presence=row, by=by, at=at)
    return row


@action
def merge_taps(
    *, session: GroupSession, patient_id: UUID, by: Viewer, at: datetime
) -> list[Presence]:
    """Read a member's taps again, because some arrived after the roll. What was decided by hand stays as it is.

    Answers the rows that stand afterwards.
    """
    permit(by, Permission.ATTENDANCE_MARK, patient_id)
    session = lock(session)
    roll = RollCall.objects.filter(session=session).first()
    old = list(queries.last_said(session.pk, patient_id))
    by_hand = roll is not None and str(patient_id) in roll.by_hand
    corrected = any(row.source == Presence.Source.CORRECTION for row in old)
    reading = queries.readings_of(session).get(patient_id)
    new = list(reading.spells) if reading else []
    changes = roll is not None and not by_hand and not corrected and new != _said(old)
    if changes:
        row = _follow(session, patient_id, old, new, Presence.Source.TAPS, LATER, by, at)
        announce("presence.corrected", presence=row, by=by, at=at)
    record(
        by=by,
        at=at,
        event="presence.merged",
        subject=session,
        patient_id=patient_id,
        detail={"changed": changes, "by_hand": by_hand or corrected},
    )
    return list(queries.standing(session.pk).filter(patient_id=patient_id))


def _said(rows: Sequence[Presence]) -> list[Spell]:
    return [Spell(r.joined_at, r.left_at, r.how, r.state) for r in rows if not r.void]


def _follow(
    session: GroupSession,
    patient_id: UUID,
    old: Sequence[Presence],
    new: Sequence[Spell],
    source: str,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Presence:
    """Write the rows that follow what was said. There is always one: "was not there" is a void row."""
    rows = []
    void = Spell(session.during.lower, session.during.upper, How.IN_PERSON)
    for place in range(max(len(new), sum(not row.void for row in old), 1)):
        before = old[place] if place < len(old) else None
        gone = place >= len(new)
        spell = (
            new[place]
            if not gone
            else Spell(before.joined_at, before.left_at, before.how, before.state)
            if before
            else void
        )
        rows.append(
            _row(
                session,
                patient_id,
                spell,
                source,
                by,
                at,
                replaces=before,
                void=gone,
                reason=reason.strip(),
            )
        )
    Presence.objects.bulk_create(rows)
    return rows[0]
