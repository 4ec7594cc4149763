"""A referral from another provider becomes a person, a chart and an inquiry to work."""

from datetime import datetime

from stepwell.chart.medications.actions import note_reported
from stepwell.chart.problems.actions import note_known
from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.journey.intake.actions.inquiries import ZONE, receive_inquiry
from stepwell.journey.intake.models import Inquiry, Referral
from stepwell.journey.intake.queries import OPEN_STATES
from stepwell.journey.intake.referrals import ImportReport, ReferralFacts
from stepwell.journey.intake.terms import Asking
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.actions import register_patient, register_person
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def receive_referral(*, facts: ReferralFacts, by: Viewer, at: datetime) -> ImportReport:
    """Take in a referral: one patient per origin and id, ever; a second import adds only what is new."""
    by.require(Permission.PIPELINE_WORK)
    patient = Patient.objects.filter(
        origin=facts.origin, external_id=facts.person.external_id
    ).first()
    created = patient is None
    if patient is None:
        patient = _register_referred(facts, by, at)
    conditions, allergies = note_known(
        patient=patient,
        conditions=facts.conditions,
        allergies=facts.allergies,
        source="referral",
        by=by,
        at=at,
    )
    medications = note_reported(
        patient=patient,
        medications=facts.medications,
        source="referral",
        said_on=local_day(at, ZONE),
        by=by,
        at=at,
    )
    referral, new_bundle = Referral.objects.get_or_create(
        patient=patient,
        bundle_hash=facts.bundle_hash,
        defaults={
            "origin": facts.origin[:80],
            "received_at": at,
            "inquiry": _inquiry_of(patient, by, at),
            "counts": {
                "conditions": conditions,
                "allergies": allergies,
                "medications": medications,
            },
        },
    )
    event = "referral.received" if new_bundle else "referral.repeated"
    record(
        by=by, at=at, event=event, subject=referral, patient_id=patient.pk, detail=referral.counts
    )
    read = 1 + len(facts.conditions) + len(facts.medications) + len(facts.allergies)
    added = conditions + allergies + medications
    return ImportReport(
        patient_id=str(patient.pk),
        read=read,
        created=1 + added if created else 0,
        updated=0 if created else added,
        unchanged=0 if created else read - added,
    )


def _register_referred(facts: ReferralFacts, by: Viewer, at: datetime) -> Patient:
    named = facts.person
    person = register_person(
        **{name: getattr(named, name) for name in named.__slots__ if name != "external_id"},
        by=by,
        at=at,
    )
    return register_patient(
        person=person, by=by, at=at, origin=facts.origin, external_id=named.external_id
    )


def _inquiry_of(patient: Patient, by: Viewer, at: datetime) -> Inquiry:
    """A referral is worked like an inquiry; one is opened unless one is open."""
    existing = patient.inquiries.filter(state__in=OPEN_STATES).first()
    if existing:
        return existing
    person = patient.person
    inquiry = receive_inquiry(
        name=person.full_name,
        email=person.email,
        phone=person.phone or "not given",
        asking=Asking.REFERRER,
        language=person.language,
        source_page="referral",
        message_text="Referred by another provider; see the chart.",
        dedup_key=f"referral:{patient.pk}:{at.isoformat()}"[:64],
        by=by,
        at=at,
    )
    inquiry.patient = patient
    inquiry.save(update_fields=["patient"])
    return inquiry
