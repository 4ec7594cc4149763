from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from stepwell.chart.notes import rules
from stepwell.chart.notes.likeness import Text
from stepwell.chart.notes.models import Addendum, GroupNote, MemberNote
from stepwell.chart.notes.naming import Named
from stepwell.chart.notes.terms import NoteState
from stepwell.foundation.clock import clinic_day
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Patient, Person
from stepwell.trust.people.viewer import Viewer

_ADDENDA = Prefetch("addenda", queryset=Addendum.objects.order_by("written_at"), to_attr="added")


def note_of(viewer: Viewer, occasion_id: UUID) -> GroupNote | None:
    """The note of one session with the member parts this viewer may see."""
    rows = MemberNote.objects.select_related("patient__person", "goal")
    parts = visible(viewer, rows.prefetch_related(_ADDENDA))
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
    whole = rows.select_related("note", "goal").prefetch_related(_ADDENDA)
    return visible(viewer, whole).order_by("-signed_at")


def unsigned_by(author_id: UUID) -> QuerySet[GroupNote]:
    """Drafts an author still owes a signature."""
    return GroupNote.objects.filter(author=author_id, state=NoteState.DRAFT).order_by("saved_at")


LAST_NOTES = 10


def earlier_parts(patient_ids: Iterable[UUID]) -> dict[UUID, tuple[Text, ...]]:
    """Patient → their last signed parts, the newest first, to compare a new one with. One query.

    For patients got through the viewer.
    """
    newest = Window(RowNumber(), partition_by=F("patient"), order_by=F("signed_at").desc())
    rows = (
        MemberNote.objects.filter(patient_id__in=list(patient_ids), signed_at__isnull=False)
        .annotate(nth=newest)
        .filter(nth__lte=LAST_NOTES)
        .order_by("nth")
    )
    found: dict[UUID, list[Text]] = {}
    for row in rows:
        label = f"their note of {clinic_day(row.signed_at):%B %-d}" if row.signed_at else ""
        found.setdefault(row.patient_id, []).append(Text(label, row.text))
    return {patient: tuple(texts) for patient, texts in found.items()}


def parts_to_sign(
    viewer: Viewer,
    note: GroupNote,
    was_there: Mapping[UUID, bool],
    because: Mapping[UUID, str] | None = None,
) -> dict[UUID, rules.Part]:
    """Patient → their saved part with what it is compared with. Whoever the viewer may not see has no name in it."""
    rows = list(note.members.select_related("patient__person"))
    ids = [row.patient_id for row in rows]
    seen = set(
        visible(viewer, Patient.objects.filter(pk__in=ids), "self").values_list("pk", flat=True)
    )
    earlier = earlier_parts(seen)
    return {
        row.patient_id: rules.Part(
            name=row.patient.person.full_name if row.patient_id in seen else "another member",
            was_there=was_there.get(row.patient_id, False),
            text=row.text,
            earlier=earlier.get(row.patient_id, ()),
            because=(because or {}).get(row.patient_id, ""),
            shown=row.patient_id in seen,
        )
        for row in rows
    }


def named(person: Person) -> Named:
    """A person's names, as far as a shared text may not hold them."""
    return Named(person.given_name, person.family_name, person.preferred_name)
