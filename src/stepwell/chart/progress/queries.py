from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from stepwell.chart.progress.models import (
    ProgressAddendum,
    ProgressGoal,
    ProgressNote,
    ProgressReturn,
)
from stepwell.chart.progress.terms import ProgressState
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


def progress_notes(viewer: Viewer) -> QuerySet[ProgressNote]:
    """The notes this viewer may see: those of patients they treat, and those that wait for their co-signature."""
    notes = ProgressNote.objects.select_related("patient__person")
    seen = visible(viewer, notes)
    if viewer.account_id is None:
        return seen
    return seen | notes.filter(cosigner=viewer.account_id, state=ProgressState.SUBMITTED)


def notes_about(viewer: Viewer, patient_id: UUID) -> dict[UUID, ProgressNote]:
    """Appointment → its note, for one patient."""
    rows = visible(viewer, ProgressNote.objects.filter(patient_id=patient_id))
    return {row.occasion_id: row for row in rows}


def note_on(viewer: Viewer, occasion_id: UUID) -> ProgressNote | None:
    """The note of an appointment with its goals, addenda and returns."""
    return _whole(progress_notes(viewer).filter(occasion_id=occasion_id)).first()


def progress_note(viewer: Viewer, note_id: UUID | str) -> ProgressNote:
    try:
        return _whole(progress_notes(viewer)).get(pk=note_id)
    except (ProgressNote.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that note.") from error


def _whole(notes: QuerySet[ProgressNote]) -> QuerySet[ProgressNote]:
    goals = Prefetch("goals", queryset=ProgressGoal.objects.select_related("goal"))
    addenda = Prefetch("addenda", queryset=ProgressAddendum.objects.order_by("at"))
    returns = Prefetch("returns", queryset=ProgressReturn.objects.order_by("-at"))
    return notes.prefetch_related(goals).prefetch_related(addenda).prefetch_related(returns)


def progress_states(occasion_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Appointment → how far its note is; one without a note is not in it."""
    rows = ProgressNote.objects.filter(occasion_id__in=list(occasion_ids))
    return dict(rows.values_list("occasion_id", "state"))


def to_cosign(viewer: Viewer) -> QuerySet[ProgressNote]:
    """What waits for this supervisor's signature, the oldest first."""
    rows = ProgressNote.objects.filter(cosigner=viewer.account_id, state=ProgressState.SUBMITTED)
    return rows.select_related("patient__person").order_by("submitted_at")
