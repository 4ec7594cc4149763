from datetime import datetime
from typing import Any

from stepwell.foundation.acting import action
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import Refused
from stepwell.foundation.records import lock
from stepwell.journey.assessment import placement, queries, rules
from stepwell.journey.assessment.models import Assessment, LevelDecision, Section
from stepwell.journey.intake.actions import move_inquiry
from stepwell.journey.intake.models import Inquiry
from stepwell.journey.intake.terms import INQUIRY, InquiryState
from stepwell.trust.access.actions import join_care_team
from stepwell.trust.access.queries import permit
from stepwell.trust.credentials import queries as credentials
from stepwell.trust.credentials.rules import may_practice
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer

PERMISSION: dict[str, Permission] = {
    Section.Kind.THERAPIST.value: Permission.ASSESS,
    Section.Kind.PRESCRIBER.value: Permission.EVALUATE,
}


@action
def open_assessment(
    *, inquiry: Inquiry, therapist: Account, prescriber: Account, by: Viewer, at: datetime
) -> Assessment:
    """Give each discipline its part and the treating relationship it needs to write it."""
    by.require(Permission.PIPELINE_WORK)
    inquiry = lock(inquiry)
    patient = inquiry.patient
    if patient is None:
        raise Refused("Send the intake packet first: it opens the chart.", code="assessment.chart")
    INQUIRY.may_move(inquiry.state, InquiryState.ASSESSING).enforce()
    assessment = _assessment(inquiry, patient, by, at)
    for kind, role, owner in (
        (Section.Kind.THERAPIST, Role.THERAPIST, therapist),
        (Section.Kind.PRESCRIBER, Role.PRESCRIBER, prescriber),
    ):
        join_care_team(patient=patient, account_id=owner.pk, role=role, by=by, at=at)
        _give(assessment, kind, owner)
    move_inquiry(inquiry=inquiry, to=InquiryState.ASSESSING, by=by, at=at)
    record(by=by, at=at, event="assessment.opened", subject=assessment, patient_id=patient.pk)
    return assessment


def _assessment(inquiry: Inquiry, patient: Patient, by: Viewer, at: datetime) -> Assessment:
    """A new one, or the one that was left undecided when this person did not go on before."""
    assessment = Assessment.objects.filter(patient=patient, decided_at__isnull=True).first()
    if assessment:
        assessment.inquiry = inquiry
        assessment.save(update_fields=["inquiry"])
        return assessment
    return Assessment.objects.create(
        patient=patient, inquiry=inquiry, opened_at=at, opened_by=by.account_id
    )


def _give(assessment: Assessment, kind: str, owner: Account) -> None:
    """A part has one owner; one that was signed before stays as it is."""
    section, new = Section.objects.get_or_create(
        assessment=assessment, kind=kind, defaults={"owner": owner}
    )
    if not new and section.signed_at is None and section.owner_id != owner.pk:
        section.owner = owner
        section.save(update_fields=["owner"])


@action
def save_section(
    *, section: Section, content: dict[str, Any], revision: int, by: Viewer, at: datetime
) -> Section:
    """Save a draft. Raises `Refused` (code section.stale) when it was saved elsewhere since `revision`."""
    permit(by, PERMISSION[section.kind], section.assessment.patient_id)
    section = lock(section)
    rules.may_save(
        owner=section.owner_id == by.account_id,
        signed=section.signed_at is not None,
        revision=revision,
        saved_revision=section.revision,
    ).enforce()
    section.content = {**section.content, **content}
    section.revision += 1
    section.saved_at, section.saved_by = at, by.account_id
    section.save(update_fields=["content", "revision", "saved_at", "saved_by"])
    record(
        by=by,
        at=at,
        event="section.saved",
        subject=section,
        patient_id=section.assessment.patient_id,
    )
    return section


@action
def sign_section(*, section: Section, by: Viewer, at: datetime) -> Section:
    permit(by, PERMISSION[section.kind], section.assessment.patient_id)
    may_practice(credentials.held_by(by.signer), on=clinic_day(at)).enforce()
    section = lock(section)
    rules.may_sign(
        owner=section.owner_id == by.account_id,
        signed=section.signed_at is not None,
        missing=queries.missing(section),
    ).enforce()
    section.signed_at, section.signed_by = at, by.account_id
    section.save(update_fields=["signed_at", "signed_by"])
    record(
        by=by,
        at=at,
        event="section.signed",
        subject=section,
        patient_id=section.assessment.patient_id,
    )
    return section


@action
def decide_level(
    *,
    assessment: Assessment,
    ratings: dict[str, int],
    context: dict[str, Any],
    level: str,
    reason: str,
    by: Viewer,
    at: datetime,
    edition: str = "4",
) -> LevelDecision:
    """Store the recommendation with its reasons, and what the clinician decided."""
    permit(by, Permission.DECIDE_LEVEL, assessment.patient_id)
    assessment = lock(assessment)
    facts = {"ratings": ratings, "edition": edition, "context": context}
    recommendation = placement.assess(facts)
    unsigned = [s.get_kind_display() for s in assessment.sections.filter(signed_at__isnull=True)]
    rules.may_decide(
        decided=assessment.decided_at is not None,
        unsigned=unsigned,
        recommended=recommendation["level"],
        level=level,
        reason=reason,
    ).enforce()
    decision = LevelDecision.objects.create(
        assessment=assessment,
        ratings=ratings,
        context={**context, "edition": edition},
        recommended=recommendation["level"],
        recommendation=recommendation,
        level=level,
        reason=reason.strip(),
        decided_at=at,
        decided_by=by.signer,
    )
    assessment.decided_at = at
    assessment.save(update_fields=["decided_at"])
    record(
        by=by,
        at=at,
        event="level.decided",
        subject=decision,
        patient_id=assessment.patient_id,
        reason=reason,
        detail={"recommended": recommendation["level"], "level": level},
    )
    return decision
