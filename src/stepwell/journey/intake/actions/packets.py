"""The intake packet: sent, saved as they go, submitted once, and then chart data."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.foundation.records import lock
from stepwell.journey.intake import form as forms
from stepwell.journey.intake import rules
from stepwell.journey.intake.actions.inquiries import ZONE, _move
from stepwell.journey.intake.charting import chart_answers
from stepwell.journey.intake.models import Inquiry, Packet
from stepwell.journey.intake.terms import InquiryState
from stepwell.trust.consent.actions import message
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.actions import (
    correct_person,
    invite,
    register_patient,
    register_person,
)
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer

FORM_VERSION = "v1"


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
    patient = inquiry.patient or _register(
        inquiry, given_name, family_name, birth_date, email, by, at
    )
    confirmed = {
        "given_name": given_name.strip(),
        "family_name": family_name.strip(),
        "birth_date": birth_date,
        "email": email.strip(),
    }
    if any(getattr(patient.person, name) != value for name, value in confirmed.items()):
        patient.person = correct_person(person=patient.person, by=by, at=at, **confirmed)
    inquiry.patient = patient
    packet = _packet(inquiry, patient, at)
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


def _packet(inquiry: Inquiry, patient: Patient, at: datetime) -> Packet:
    """A form they began before and never sent in goes on; nothing is asked twice."""
    packet = Packet.objects.filter(patient=patient, submitted_at__isnull=True).first()
    if packet:
        packet.inquiry, packet.sent_at = inquiry, at
        packet.save(update_fields=["inquiry", "sent_at"])
        return packet
    return Packet.objects.create(
        patient=patient,
        inquiry=inquiry,
        form_version=FORM_VERSION,
        language=inquiry.language,
        sent_at=at,
    )


def _register(
    inquiry: Inquiry,
    given_name: str,
    family_name: str,
    birth_date: date,
    email: str,
    by: Viewer,
    at: datetime,
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
    asked = {question.id for question in forms.visible(form, packet.answers)}
    answers = {name: value for name, value in packet.answers.items() if name in asked}
    chart_answers(
        patient=packet.patient, answers=answers, said_on=local_day(at, ZONE), by=by, at=at
    )
    record(by=by, at=at, event="packet.submitted", subject=packet, patient_id=packet.patient_id)
    return packet
