from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.assessment.models import Assessment, LevelDecision, Section
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Account
from stepwell.trust.people.queries import staff
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer


def assessment_for(
    viewer: Viewer, assessment_id: UUID | str, *, need: Permission = Permission.CHART_READ
) -> Assessment:
    """One assessment with its parts and decision. With `ADMISSION_READ` show only `who_owes` and the level."""
    try:
        return visible(viewer, _whole(), need=need).get(pk=assessment_id)
    except (Assessment.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that assessment.") from error


def _whole() -> QuerySet[Assessment]:
    return Assessment.objects.select_related(
        "patient__person", "inquiry", "decision"
    ).prefetch_related("sections__owner__person")


def section_for(viewer: Viewer, assessment_id: UUID | str, kind: str) -> Section:
    """One part. What is in it is for its owner until it is signed: ask `rules.may_read`."""
    rows = Section.objects.select_related("assessment__patient__person", "owner__person")
    rows = rows.filter(assessment_id=assessment_id, kind=kind)
    try:
        return visible(viewer, rows, "assessment__patient").get()
    except (Section.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that part of an assessment.") from error


def decision_of(assessment: Assessment) -> LevelDecision | None:
    return getattr(assessment, "decision", None)


def of_inquiries(viewer: Viewer, inquiry_ids: Collection[UUID]) -> dict[UUID, Assessment]:
    """Inquiry → its newest assessment, for several at once: who owes what, and the level decided."""
    rows = _whole().filter(inquiry_id__in=inquiry_ids).order_by("opened_at")
    found = visible(viewer, rows, need=Permission.ADMISSION_READ)
    return {row.inquiry_id: row for row in found if row.inquiry_id}


def assessors(role: Role) -> list[tuple[Account, int]]:
    """Who may write a part, with how many they still owe: the least busy first."""
    owed = Section.objects.filter(signed_at__isnull=True).values("owner").annotate(n=Count("pk"))
    busy = dict(owed.values_list("owner", "n"))
    members = [(member, busy.get(member.pk, 0)) for member in staff(role=role)]
    return sorted(members, key=lambda pair: pair[1])


def latest_for(viewer: Viewer, patient_id: UUID) -> Assessment | None:
    rows = Assessment.objects.filter(patient_id=patient_id).prefetch_related(
        "sections__owner__person"
    )
    return visible(viewer, rows).order_by("-opened_at").first()


def owed_by(viewer: Viewer) -> QuerySet[Section]:
    """Parts of assessments this person still owes, the oldest first."""
    rows = Section.objects.filter(owner_id=viewer.account_id, signed_at__isnull=True)
    return (
        visible(viewer, rows, "assessment__patient")
        .select_related("assessment__patient__person")
        .order_by("assessment__opened_at")
    )


def undecided(viewer: Viewer) -> QuerySet[Assessment]:
    """Both parts are signed and nobody has decided on a level yet."""
    rows = Assessment.objects.filter(decided_at__isnull=True).exclude(
        sections__signed_at__isnull=True
    )
    return visible(viewer, rows).select_related("patient__person").order_by("opened_at")


def missing(section: Section) -> list[str]:
    """The words of fields that have to be written before signing and are empty."""
    fields = SECTION_FIELDS[section.kind]
    return [
        words
        for name, (words, needed) in fields.items()
        if needed and not str(section.content.get(name, "")).strip()
    ]


@dataclass(frozen=True, slots=True)
class Owed:
    """Who owes what since when: one glance."""

    kind: str
    owner: str
    signed_at: datetime | None
    missing: int
    key: str
    owner_id: UUID


def who_owes(assessment: Assessment) -> list[Owed]:
    return [
        Owed(
            kind=s.get_kind_display(),
            owner=s.owner.person.full_name,
            signed_at=s.signed_at,
            missing=len(missing(s)),
            key=s.kind,
            owner_id=s.owner_id,
        )
        for s in sorted(assessment.sections.all(), key=lambda s: s.kind, reverse=True)
    ]
