"""From "I need help" to the outcome of the first conversation."""

from datetime import datetime

from django.conf import settings

from stepwell.foundation.acting import action
from stepwell.foundation.errors import NotAllowed
from stepwell.foundation.records import lock
from stepwell.journey.calendar.actions import book, set_state
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.intake import rules
from stepwell.journey.intake.models import Consultation, Inquiry, InquiryMove
from stepwell.journey.intake.terms import INQUIRY, InquiryState, Outcome
from stepwell.trust.consent.actions import message
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

ZONE = settings.CLINIC_ZONE


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
    *,
    inquiry: Inquiry,
    staff: Account,
    start: datetime,
    by: Viewer,
    at: datetime,
    minutes: int = 30,
) -> Appointment:
    """Book the first conversation, or move it. Raises `Conflict` when the coordinator is taken then."""
    by.require(Permission.PIPELINE_WORK)
    inquiry = lock(inquiry)
    INQUIRY.may_move(inquiry.state, InquiryState.BOOKED).enforce()
    earlier = _booked(inquiry)
    if earlier:
        set_state(appointment=earlier, state=Appointment.State.CANCELLED, by=by, at=at)
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


def _booked(inquiry: Inquiry) -> Appointment | None:
    return Appointment.objects.filter(
        occasion_id=inquiry.pk, state=Appointment.State.BOOKED
    ).first()


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
    rules.may_record_consultation(state=inquiry.state).enforce()
    appointment = _booked(inquiry)
    consultation = Consultation.objects.create(
        inquiry=inquiry,
        appointment=appointment,
        outcome=outcome,
        notes=notes,
        recorded_at=at,
        recorded_by=by.signer,
    )
    if appointment:
        kept = outcome is not Outcome.NO_ANSWER
        state = Appointment.State.KEPT if kept else Appointment.State.MISSED
        set_state(appointment=appointment, state=state, by=by, at=at)
    if outcome in OUTCOME_STATES:
        _move(inquiry, OUTCOME_STATES[outcome], by, at, notes[:200])
    record(
        by=by,
        at=at,
        event="consultation.recorded",
        subject=consultation,
        detail={"outcome": outcome},
    )
    return consultation
