"""From "I need help" to a packet that became chart data."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import NotAllowed
from stepwell.foundation.records import lock
from stepwell.journey.calendar.actions import book, set_state
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.intake import form as forms
from stepwell.journey.intake import rules
from stepwell.journey.intake.charting import chart_answers
from stepwell.journey.intake.models import Consultation, Inquiry, InquiryMove, Packet, Referral
from stepwell.journey.intake.queries import OPEN_STATES
from stepwell.journey.intake.referrals import ImportReport, ReferralFacts
from stepwell.journey.intake.terms import INQUIRY, Asking, InquiryState, Outcome
from stepwell.trust.consent.actions import message
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.actions import invite, register_patient, register_person
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer

FORM_VERSION = "1"
ZONE = "America/New_York"


@action
def receive_inquiry(
    *,
    name: str,
    dedup_key: str,
    by: Viewer,
    at: datetime,
    email: str = "",
    phone: str = "",
    preferred_time: str = "",
    message_text: str = "",
    asking: str = "self",
    language: str = "en",
    source_page: str = "",
    ok_phone: bool = True,
    ok_email: bool = False,
    ok_text: bool = False,
    zone: str = ZONE,
) -> Inquiry:
    """Someone asks for a consultation. The same `dedup_key` (a form sent twice) is one inquiry."""
    rules.may_ask(name=name, email=email, phone=phone).enforce()
    inquiry, new = Inquiry.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={
            "name": name.strip(),
            "email": email.strip(),
            "phone": phone.strip(),
            "preferred_time": preferred_time,
            "message": message_text,
            "asking": asking,
            "language": language,
            "source_page": source_page[:120],
            "ok_phone": ok_phone,
            "ok_email": ok_email,
            "ok_text": ok_text,
            "received_at": at,
            "promised_call_at": rules.promised_call(at, zone),
        },
    )
    if new and ok_email:
        message(
            kind="inquiry-received",
            to=inquiry.email,
            language=language,
            values={
                "name": inquiry.name,
                "when": "within one working day" if language != "es" else "en un día hábil",
                "phone": settings.CLINIC_PHONE,
                "organization": settings.ORGANIZATION,
            },
            by=by,
            at=at,
            dedup_key=f"inquiry:{inquiry.pk}",
        )
    record(by=by, at=at, event="inquiry.received" if new else "inquiry.repeated", subject=inquiry)
    return inquiry


def _move(inquiry: Inquiry, new: InquiryState, by: Viewer, at: datetime, reason: str = "") -> str:
    """Write a legal move and return its event. Raises `Refused` otherwise."""
    event = INQUIRY.event(inquiry.state, new)
    InquiryMove.objects.create(
        inquiry=inquiry, old=inquiry.state, new=new, at=at, by=by.account_id, reason=reason
    )
    inquiry.state = new
    inquiry.owner = inquiry.owner or by.account_id
    inquiry.save(update_fields=["state", "owner", "patient"])
    return event


@action
def move_inquiry(
    *, inquiry: Inquiry, to: InquiryState, by: Viewer, at: datetime, reason: str = ""
) -> Inquiry:
    """Any legal move of the pipeline that is not a step of its own."""
    if not (by.may(Permission.PIPELINE_WORK) or by.may(Permission.ADMIT)):
        raise NotAllowed("Your role does not work the pipeline.")
    inquiry = lock(inquiry)
    event = _move(inquiry, to, by, at, reason)
    record(by=by, at=at, event=event, subject=inquiry, patient_id=inquiry.patient_id, reason=reason)
    return inquiry


@action
def book_consultation(
    *, inquiry: Inquiry, staff: Account, start: datetime, by: Viewer, at: datetime, minutes: int = 30
) -> Appointment:
    """Book the first conversation. Raises `Conflict` when the coordinator is taken then."""
    by.require(Permission.PIPELINE_WORK)
    inquiry = lock(inquiry)
    INQUIRY.may_move(inquiry.state, InquiryState.BOOKED).enforce()
    appointment = book(
        kind=Appointment.Kind.CONSULTATION,
        staff=staff,
        start=start,
        minutes=minutes,
        with_name=inquiry.name,
        occasion_id=inquiry.pk,
        by=by,
        at=at,
    )
    event = _move(inquiry, InquiryState.BOOKED, by, at)
    record(by=by, at=at, event=event, subject=inquiry, detail={"appointment": str(appointment.pk)})
    return appointment


OUTCOME_STATES = {
    Outcome.GOES_ON: InquiryState.CONSULTED,
    Outcome.REFERRED_OUT: InquiryState.REFERRED_OUT,
    Outcome.DECLINED: InquiryState.DECLINED,
}


@action
def record_consultation(
    *, inquiry: Inquiry, outcome: Outcome, notes: str, by: Viewer, at: datetime
) -> Consultation:
    """How the conversation ended. "No answer" leaves the inquiry where it is, for another try."""
    by.require(Permission.PIPELINE_WORK)
    inquiry = lock(inquiry)
    appointment = Appointment.objects.filter(
        occasion_id=inquiry.pk, state=Appointment.State.BOOKED
    ).first()
    consultation = Consultation.objects.create(
        inquiry=inquiry,
        appointment=appointment,
        outcome=outcome,
        notes=notes,
        recorded_at=at,
        recorded_by=by.account_id,
    )
    if appointment:
        kept = outcome is not Outcome.NO_ANSWER
        state = Appointment.State.KEPT if kept else Appointment.State.MISSED
        set_state(appointment=appointment, state=state, by=by, at=at)
    if outcome in OUTCOME_STATES:
        _move(inquiry, OUTCOME_STATES[outcome], by, at, notes[:200])
    record(
        by=by, at=at, event="consultation.recorded", subject=consultation, detail={"outcome": outcome}
    )
    return consultation


@action
def send_packet(
    *,
    inquiry: Inquiry,
    given_name: str,
    family_name: str,
    birth_date: date,
    email: str,
    by: Viewer,
    at: datetime,
) -> tuple[Packet, str]:
    """Open the person's chart (or find it), and send the link to their page. Returns the packet and the link's secret."""
    by.require(Permission.PIPELINE_WORK)
    inquiry = lock(inquiry)
    rules.may_send_packet(state=inquiry.state, email=email).enforce()
    patient = inquiry.patient or _register(inquiry, given_name, family_name, birth_date, email, by, at)
    if not patient.person.email:
        patient.person.email = email
        patient.person.save(update_fields=["email"])
    inquiry.patient = patient
    packet = Packet.objects.create(
        patient=patient,
        inquiry=inquiry,
        form_version=FORM_VERSION,
        language=inquiry.language,
        sent_at=at,
    )
    _invitation, token = invite(person=patient.person, role=Role.PATIENT, by=by, at=at)
    event = _move(inquiry, InquiryState.PACKET_OUT, by, at)
    message(
        kind="account-link",
        to=email,
        language=inquiry.language,
        values={
            "name": given_name,
            "link": f"{settings.BASE_URL}/me/welcome/{token}/",
            "until": local_day(_invitation.expires_at, ZONE).isoformat(),
            "phone": settings.CLINIC_PHONE,
            "organization": settings.ORGANIZATION,
        },
        by=by,
        at=at,
        dedup_key=f"invitation:{_invitation.pk}",
        patient=patient,
    )
    record(by=by, at=at, event=event, subject=packet, patient_id=patient.pk)
    return packet, token


def _register(
    inquiry: Inquiry, given_name: str, family_name: str, birth_date: date, email: str, by: Viewer, at: datetime
) -> Patient:
    person = register_person(
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        birth_date=birth_date,
        email=email.strip(),
        phone=inquiry.phone,
        language=inquiry.language,
        by=by,
        at=at,
    )
    return register_patient(person=person, by=by, at=at)


def _own_packet(by: Viewer, packet: Packet) -> None:
    if not (by.system or by.is_patient(packet.patient_id)):
        by.require(Permission.ADMISSION_READ)


@action
def save_packet(
    *, packet: Packet, answers: dict[str, Any], revision: int, by: Viewer, at: datetime
) -> Packet:
    """Keep what was answered so far. A form saved meanwhile from another device is refused, with nothing lost."""
    _own_packet(by, packet)
    packet = lock(packet)
    rules.may_save(
        submitted=packet.submitted_at is not None, revision=revision, saved_revision=packet.revision
    ).enforce()
    packet.answers = {**packet.answers, **answers}
    packet.revision += 1
    packet.saved_at, packet.saved_by = at, by.account_id
    packet.save(update_fields=["answers", "revision", "saved_at", "saved_by"])
    record(by=by, at=at, event="packet.saved", subject=packet, patient_id=packet.patient_id)
    return packet


@action
def submit_packet(*, packet: Packet, by: Viewer, at: datetime) -> Packet:
    """Send the form in: its medications, allergies and history become chart data, marked "patient said"."""
    _own_packet(by, packet)
    packet = lock(packet)
    form = forms.form(packet.form_version)
    problems = forms.problems(form, packet.answers)
    rules.may_submit(submitted=packet.submitted_at is not None, problems=len(problems)).enforce()
    packet.submitted_at = at
    packet.save(update_fields=["submitted_at"])
    chart_answers(patient=packet.patient, answers=packet.answers, said_on=local_day(at, ZONE), by=by, at=at)
    record(by=by, at=at, event="packet.submitted", subject=packet, patient_id=packet.patient_id)
    return packet


@action
def receive_referral(*, facts: ReferralFacts, by: Viewer, at: datetime) -> ImportReport:
    """Take in a referral: one patient per origin and id, ever; a second import adds only what is new."""
    by.require(Permission.PIPELINE_WORK)
    patient = Patient.objects.filter(origin=facts.origin, external_id=facts.person.external_id).first()
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
            "counts": {"conditions": conditions, "allergies": allergies, "medications": medications},
        },
    )
    event = "referral.received" if new_bundle else "referral.repeated"
    record(by=by, at=at, event=event, subject=referral, patient_id=patient.pk, detail=referral.counts)
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
        **{name: getattr(named, name) for name in named.__slots__ if name != "external_id"}, by=by, at=at
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
        source_page="referral",
        message_text="Referred by another provider; see the chart.",
        dedup_key=f"referral:{patient.pk}:{at.isoformat()}"[:64],
        by=by,
        at=at,
    )
    inquiry.patient = patient
    inquiry.save(update_fields=["patient"])
    return inquiry
