from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from stepwell.chart.notes.models import GroupNote, MemberNote
from stepwell.chart.notes.terms import NoteState
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


def note_of(viewer: Viewer, occasion_id: UUID) -> GroupNote | None:
    """The note of one session with the member parts this viewer may see."""
    parts = visible(viewer, MemberNote.objects.select_related("patient__person", "goal"))
    return (
        GroupNote.objects.filter(occasion_id=occasion_id)
        .prefetch_related(Prefetch("members", queryset=parts, to_attr="parts"))
        .first()
    )


def states_of(occasion_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Session → how far its note is; a session without a note is not in it."""
    rows = GroupNote.objects.filter(occasion_id__in=list(occasion_ids))
    return dict(rows.values_list("occasion_id", "state"))


def signed_for(viewer: Viewer, patient_id: UUID) -> QuerySet[MemberNote]:
    """A patient's signed notes, newest first."""
    rows = MemberNote.objects.filter(patient_id=patient_id, note__state=NoteState.SIGNED)
    return visible(viewer, rows.select_related("note", "goal")).order_by("-signed_at")


def unsigned_by(author_id: UUID) -> QuerySet[GroupNote]:
    """Drafts an author still owes a signature."""
    return GroupNote.objects.filter(author=author_id, state=NoteState.DRAFT).order_by("saved_at")
