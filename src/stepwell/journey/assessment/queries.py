from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.assessment.models import Assessment, Section
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


def assessment_for(viewer: Viewer, assessment_id: UUID | str) -> Assessment:
    rows = Assessment.objects.select_related("patient__person", "inquiry").prefetch_related(
        "sections__owner__person"
    )
    try:
        return visible(viewer, rows).get(pk=assessment_id)
    except (Assessment.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that assessment.") from error


def latest_for(viewer: Viewer, patient_id: UUID) -> Assessment | None:
    rows = Assessment.objects.filter(patient_id=patient_id).prefetch_related("sections__owner__person")
    return visible(viewer, rows).order_by("-opened_at").first()


def owed_by(viewer: Viewer) -> QuerySet[Section]:
    """Parts of assessments this person still owes, the oldest first."""
    rows = Section.objects.filter(owner_id=viewer.account_id, signed_at__isnull=True)
    return visible(viewer, rows, "assessment__patient").select_related(
        "assessment__patient__person"
    ).order_by("assessment__opened_at")


def undecided(viewer: Viewer) -> QuerySet[Assessment]:
    """Both parts are signed and nobody has decided on a level yet."""
    rows = Assessment.objects.filter(decided_at__isnull=True).exclude(sections__signed_at__isnull=True)
    return visible(viewer, rows).select_related("patient__person").order_by("opened_at")


def missing(section: Section) -> list[str]:
    """The words of fields that have to be written before signing and are empty."""
    fields = SECTION_FIELDS[section.kind]
    return [
        words for name, (words, needed) in fields.items() if needed and not str(section.content.get(name, "")).strip()
    ]


@dataclass(frozen=True, slots=True)
class Owed:
    """Who owes what since when: one glance."""

    kind: str
    owner: str
    signed_at: datetime | None
    missing: int


def who_owes(assessment: Assessment) -> list[Owed]:
    return [
        Owed(s.get_kind_display(), s.owner.person.full_name, s.signed_at, len(missing(s)))
        for s in assessment.sections.all()
    ]
