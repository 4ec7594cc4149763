"""Writing and signing a group note. Who was there comes from the caller, who reads the minute ledger."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from stepwell.chart.notes import rules
from stepwell.chart.notes.models import Addendum, GroupNote, MemberNote
from stepwell.chart.notes.naming import names_in
from stepwell.chart.notes.queries import named, parts_to_sign
from stepwell.chart.notes.terms import NOTE, NoteState
from stepwell.chart.plan.models import Goal
from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.announcements import announce
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import Conflict, NotFound
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit, visible
from stepwell.trust.credentials import queries as credentials
from stepwell.trust.credentials.rules import may_practice
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Words:
    """What the author wrote about one member."""

    text: str = ""
    participation: str = ""
    goal_id: UUID | None = None


@action
def save_group_note(
    *,
    occasion_id: UUID,
    topic: str,
    text: str,
    members: Mapping[UUID, Words],
    revision: int,
    by: Viewer,
    at: datetime,
) -> GroupNote:
    """Save a draft. `revision` is the one the author began from (0 for a new note); a stale one is refused."""
    by.require(Permission.NOTE_WRITE)
    _may_write_about(by, members)
    note = GroupNote.objects.select_for_update().filter(occasion_id=occasion_id).first()
    rules.may_edit(
        state=note.state if note else NoteState.DRAFT,
        revision=revision,
        saved_revision=note.revision if note else 0,
    ).enforce()
    if note is None:
        note = GroupNote(occasion_id=occasion_id, topic=topic, author=by.signer, revision=0)
    note.text, note.saved_at = text, at
    note.revision += 1
    try:
        with savepoint():
            note.save()
    except IntegrityError as error:  # two began the same note at the same moment
        raise Conflict(rules.STALE, code="note.stale") from error
    _save_members(note, members)
    record(by=by, at=at, event="note.saved", subject=note, detail={"members": len(members)})
    return note


def _may_write_about(by: Viewer, members: Mapping[UUID, Words]) -> None:
    """Raise `NotFound` for a patient the author does not treat, or a goal that is not that patient's."""
    seen = visible(by, Patient.objects.filter(pk__in=list(members)), "self").values_list(
        "pk", flat=True
    )
    goals = [(words.goal_id, patient) for patient, words in members.items() if words.goal_id]
    owners = dict(Goal.objects.filter(pk__in=[g for g, _ in goals]).values_list("pk", "patient_id"))
    if set(members) - set(seen) or any(owners.get(goal) != patient for goal, patient in goals):
        raise NotFound("One of these people or goals could not be found.")


def _save_members(note: GroupNote, members: Mapping[UUID, Words]) -> None:
    existing = {row.patient_id: row for row in note.members.all()} if note.revision > 1 else {}
    new = []
    for patient_id, words in members.items():
        row = existing.get(patient_id) or MemberNote(note=note, patient_id=patient_id)
        row.text, row.participation, row.goal_id = words.text, words.participation, words.goal_id
        if patient_id in existing:
            row.save(update_fields=["text", "participation", "goal"])
        else:
            new.append(row)
    MemberNote.objects.bulk_create(new)


@action
def sign_group_note(
    *,
    note: GroupNote,
    was_there: Mapping[UUID, bool],
    roll_taken: bool,
    because: Mapping[UUID, str] | None = None,
    named_because: str = "",
    by: Viewer,
    at: datetime,
) -> GroupNote:
    """Sign the group text and every member's part. `was_there` says who has minutes in the ledger.

    `because` keeps a part that was found alike, `named_because` a name in the shared text: each is why.
    """
    by.require(Permission.NOTE_WRITE)
    signer = credentials.signing(by.signer)
    may_practice(signer.held, on=clinic_day(at)).enforce()
    note = lock(note)
    parts = parts_to_sign(by, note, was_there, because)
    facts = list(parts.values())
    names = _named(note, {*was_there, *parts})
    unwritten = [p for p, there in was_there.items() if there and p not in parts]
    rules.may_sign(
        state=note.state,
        text=note.text,
        parts=facts + [rules.Part("a member who was there", True, "") for _ in unwritten],
        roll_taken=roll_taken,
        named=names,
        named_because=named_because,
    ).enforce()
    event = NOTE.event(note.state, NoteState.SIGNED)
    absent = [patient for patient, part in parts.items() if not part.was_there]
    if absent:
        note.members.filter(patient_id__in=absent).delete()
    found = rules.findings(facts) if because else {}  # without a reason given, none was found
    alike = [patient for place, patient in enumerate(parts) if place in found]
    for patient in alike:
        note.members.filter(patient_id=patient).update(because=parts[patient].because.strip())
    note.members.update(signed_at=at)
    note.state, note.signed_at, note.signed_by = NoteState.SIGNED, at, by.account_id
    note.title = signer.title
    note.named_because = named_because.strip() if names else ""
    note.save(update_fields=["state", "signed_at", "signed_by", "title", "named_because"])
    detail = {"members": len(parts) - len(absent), "alike": len(alike), "named": bool(names)}
    record(by=by, at=at, event=event, subject=note, detail=detail)
    announce("note.signed", note=note, by=by, at=at)
    return note


def _named(note: GroupNote, about: Collection[UUID]) -> list[str]:
    """Which words of the shared text name somebody who was there or is written about."""
    people = Patient.objects.filter(pk__in=about).select_related("person")
    return names_in(note.text, [named(patient.person) for patient in people])


@action
def add_to_note(*, part: MemberNote, text: str, reason: str, by: Viewer, at: datetime) -> Addendum:
    """Add to one member's signed part. The part is not touched; the addendum stands with it, signed at once."""
    permit(by, Permission.NOTE_WRITE, part.patient_id)
    signer = credentials.signing(by.signer)
    may_practice(signer.held, on=clinic_day(at)).enforce()
    part = lock(part)
    written = part.addenda.values_list("text", flat=True)
    rules.may_add(signed=part.signed_at is not None, text=text, written=written).enforce()
    addendum = Addendum(part=part, text=text.strip(), reason=reason.strip(), written_at=at)
    addendum.author, addendum.title = by.signer, signer.title
    addendum.save()
    record(by=by, at=at, event="note.added_to", subject=addendum, patient_id=part.patient_id)
    return addendum
