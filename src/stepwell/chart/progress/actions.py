"""Writing, signing and adding to progress notes. Whether the appointment was kept comes from the caller."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from stepwell.chart.plan.models import Goal
from stepwell.chart.progress import rules
from stepwell.chart.progress.formats import formats
from stepwell.chart.progress.models import (
    ProgressAddendum,
    ProgressGoal,
    ProgressNote,
    ProgressReturn,
)
from stepwell.chart.progress.terms import PROGRESS, ProgressState
from stepwell.foundation.acting import action, savepoint
from stepwell.foundation.announcements import announce
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import BadInput, Conflict, NotFound
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit
from stepwell.trust.credentials import queries as credentials
from stepwell.trust.credentials.rules import may_document, may_practice
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def save_progress_note(
    *,
    patient: Patient,
    occasion_id: UUID,
    kind: str,
    format: str,
    sections: Mapping[str, str],
    goal_ids: Collection[UUID],
    revision: int,
    by: Viewer,
    at: datetime,
) -> ProgressNote:
    """Save a draft. `revision` is the one the author began from (0 for a new note); a stale one is refused."""
    permit(by, Permission.NOTE_WRITE, patient.pk)
    note = ProgressNote.objects.select_for_update().filter(occasion_id=occasion_id).first()
    if note is not None and note.patient_id != patient.pk:
        raise NotFound("We could not find that note.")
    rules.may_edit(
        state=note.state if note else ProgressState.DRAFT,
        revision=revision,
        saved_revision=note.revision if note else 0,
        own=note is None or note.author == by.signer,
    ).enforce()
    if format not in formats():
        raise BadInput("Choose a format.", place="format")
    if note is None:
        note = ProgressNote(
            patient=patient, occasion_id=occasion_id, kind=kind, author=by.signer, revision=0
        )
    asked = {section.code for section in formats()[format].sections}
    note.format = format
    note.sections = {code: text for code, text in sections.items() if code in asked}
    note.saved_at, note.revision = at, note.revision + 1
    try:
        with savepoint():
            note.save()
    except IntegrityError as error:  # two began the same note at the same moment
        raise Conflict(rules.STALE, code="progress.stale") from error
    _set_goals(note, goal_ids)
    record(by=by, at=at, event="progress.saved", subject=note, patient_id=patient.pk)
    return note


def _set_goals(note: ProgressNote, goal_ids: Collection[UUID]) -> None:
    wanted = set(goal_ids)
    found = set(
        Goal.objects.filter(pk__in=wanted, patient_id=note.patient_id).values_list("pk", flat=True)
    )
    if found != wanted:
        raise NotFound("One of these goals could not be found.")
    had = set(note.goals.values_list("goal_id", flat=True))
    note.goals.exclude(goal_id__in=wanted).delete()
    ProgressGoal.objects.bulk_create(
        ProgressGoal(note=note, goal_id=goal_id) for goal_id in wanted - had
    )


@action
def sign_progress_note(*, note: ProgressNote, kept: bool, by: Viewer, at: datetime) -> ProgressNote:
    """Sign one's note. Who works under supervision thereby submits it to the supervisor. `kept`: the ledger has its minutes."""
    permit(by, Permission.NOTE_WRITE, note.patient_id)
    note = lock(note)
    supervisor = credentials.supervisor_of(by.signer, on=clinic_day(at))
    may_document(
        credentials.held_by(by.signer), supervised=supervisor is not None, on=clinic_day(at)
    ).enforce()
    rules.may_sign(
        state=note.state,
        sections=note.sections,
        asked=[section.code for section in formats()[note.format].sections],
        kept=kept,
        own=note.author == by.signer,
    ).enforce()
    state = ProgressState.SUBMITTED if supervisor else ProgressState.SIGNED
    event = PROGRESS.event(note.state, state)
    note.submitted_at, note.cosigner = at, supervisor
    note.title = credentials.title_of(by.signer)
    _move(note, state, by, at)
    record(by=by, at=at, event=event, subject=note, patient_id=note.patient_id)
    announce(event, note=note, by=by, at=at)
    return note


def _move(note: ProgressNote, state: ProgressState, by: Viewer, at: datetime) -> None:
    note.state = state
    if state is ProgressState.SIGNED:
        note.goals.update(signed_at=at)
        note.signed_at, note.signed_by = at, by.account_id
    note.save()


@action
def cosign_progress_note(*, note: ProgressNote, by: Viewer, at: datetime) -> ProgressNote:
    """The supervisor signs: the note is final."""
    by.require(Permission.NOTE_WRITE)
    note = lock(note)
    rules.may_cosign(state=note.state, supervisor=note.cosigner == by.signer).enforce()
    may_practice(credentials.held_by(by.signer), on=clinic_day(at)).enforce()
    event = PROGRESS.event(note.state, ProgressState.SIGNED)
    note.cosigned_title = credentials.title_of(by.signer)
    _move(note, ProgressState.SIGNED, by, at)
    record(by=by, at=at, event=event, subject=note, patient_id=note.patient_id)
    announce(event, note=note, by=by, at=at)
    return note


@action
def return_progress_note(
    *, note: ProgressNote, comment: str, by: Viewer, at: datetime
) -> ProgressNote:
    """The supervisor gives it back to its author, with what has to change."""
    by.require(Permission.NOTE_WRITE)
    note = lock(note)
    rules.may_return(
        state=note.state, supervisor=note.cosigner == by.signer, comment=comment
    ).enforce()
    event = PROGRESS.event(note.state, ProgressState.DRAFT)
    ProgressReturn.objects.create(note=note, comment=comment.strip(), by=by.signer, at=at)
    note.submitted_at, note.cosigner = None, None
    _move(note, ProgressState.DRAFT, by, at)
    record(by=by, at=at, event=event, subject=note, patient_id=note.patient_id, reason=comment)
    return note


@action
def add_to_progress_note(
    *, note: ProgressNote, text: str, reason: str, by: Viewer, at: datetime
) -> ProgressAddendum:
    """Add to a signed note; what was signed stays as it is."""
    permit(by, Permission.NOTE_WRITE, note.patient_id)
    may_practice(credentials.held_by(by.signer), on=clinic_day(at)).enforce()
    note = lock(note)
    rules.may_add(state=note.state, text=text, reason=reason).enforce()
    row = ProgressAddendum.objects.create(
        note=note,
        text=text.strip(),
        reason=reason.strip(),
        author=by.signer,
        title=credentials.title_of(by.signer),
        at=at,
    )
    record(
        by=by, at=at, event="progress.added", subject=row, patient_id=note.patient_id, reason=reason
    )
    return row
