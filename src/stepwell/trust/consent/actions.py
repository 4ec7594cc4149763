"""Signing, withdrawing, and the one gate out."""

import hashlib
from datetime import datetime

from django.conf import settings

from stepwell.foundation import outbox
from stepwell.foundation.acting import action
from stepwell.foundation.clock import clinic_day, local_day
from stepwell.foundation.errors import BadInput, NotAllowed
from stepwell.foundation.records import lock
from stepwell.trust.consent import queries, rules
from stepwell.trust.consent.messages import compose
from stepwell.trust.consent.models import Consent, Disclosure
from stepwell.trust.consent.terms import ConsentKind, Exit, Recipient
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.actions import invite, register_person
from stepwell.trust.people.models import Account, Invitation, Patient, Person
from stepwell.trust.people.roles import STAFF_ROLES, Permission, Role
from stepwell.trust.people.rules import may_have_account
from stepwell.trust.people.viewer import Viewer


@action
def sign(
    *,
    patient: Patient,
    kind: ConsentKind,
    version: str,
    language: str,
    shown: str,
    signed_name: str,
    by: Viewer,
    at: datetime,
    from_address: str = "",
) -> Consent:
    """Store a signature with what was shown. The patient signs; staff may not sign for them."""
    if not (by.system or by.is_patient(patient.pk)):
        raise NotAllowed("Only the patient can sign this.")
    lock(patient)
    already = kind in queries.in_force(patient.pk, on=clinic_day(at))
    rules.may_sign(already=already, name=signed_name).enforce()
    # One that ran out makes room for the new one; it stays readable.
    Consent.objects.filter(patient=patient, kind=kind, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by=by.account_id, withdrawal_reason="ran out, signed anew"
    )
    consent = Consent.objects.create(
        patient=patient,
        kind=kind,
        version=version,
        language=language,
        shown=shown,
        text_hash=hashlib.sha256(shown.encode()).hexdigest(),
        signed_name=signed_name.strip(),
        signed_at=at,
        signed_by=by.account_id,
        from_address=from_address,
    )
    record(
        by=by,
        at=at,
        event="consent.signed",
        subject=consent,
        patient_id=patient.pk,
        detail={"kind": kind},
    )
    return consent


@action
def withdraw(*, consent: Consent, by: Viewer, at: datetime, reason: str = "") -> Consent:
    """As easy as signing: no reason is asked for."""
    if not by.is_patient(consent.patient_id):
        by.require(Permission.ADMISSION_READ)
    consent = lock(consent)
    rules.may_withdraw(withdrawn=consent.withdrawn_at is not None).enforce()
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawal_reason = (
        at,
        by.account_id,
        reason,
    )
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record(
        by=by,
        at=at,
        event="consent.withdrawn",
        subject=consent,
        patient_id=consent.patient_id,
        reason=reason,
    )
    return consent


@action
def disclose(
    *,
    patient: Patient,
    recipient_kind: Recipient,
    recipient: str,
    purpose: str,
    what: str,
    exit: Exit,
    by: Viewer,
    at: datetime,
) -> Disclosure:
    """Ask whether it may leave, and account for it. Raises `Refused` when it may not."""
    in_force = queries.in_force(patient.pk, on=clinic_day(at))
    rules.may_disclose(rules.Asked(recipient_kind, in_force)).enforce()
    consent = None
    if recipient_kind is not Recipient.PATIENT:
        consent = Consent.objects.filter(
            patient=patient, kind=ConsentKind.PART2_TPO, withdrawn_at__isnull=True
        ).first()
    row = Disclosure.objects.create(
        patient=patient,
        at=at,
        by=by.account_id,
        exit=exit,
        recipient_kind=recipient_kind,
        recipient=recipient,
        purpose=purpose,
        what=what,
        consent=consent,
    )
    record(
        by=by,
        at=at,
        event="disclosure.made",
        subject=row,
        patient_id=patient.pk,
        detail={"exit": exit},
    )
    return row


@action
def invite_staff(
    *,
    given_name: str,
    family_name: str,
    email: str,
    role: Role,
    by: Viewer,
    at: datetime,
    zone: str,
) -> Invitation:
    """Write down a new member of staff and send them the link to their account. Asked again, a new link is sent.

    Raises `Refused` when somebody signs in with that address. `zone` is for the day the link ends.
    """
    by.require(Permission.ACCOUNTS_MANAGE)
    if role not in STAFF_ROLES:
        raise BadInput("Choose a role of the staff.", place="role")
    may_have_account(taken=Account.objects.filter(email__iexact=email).exists()).enforce()
    person = Person.objects.filter(
        email__iexact=email,
        account__isnull=True,
        patient__isnull=True,
        invitations__role__in=STAFF_ROLES,
    ).first() or register_person(
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        email=email.strip(),
        by=by,
        at=at,
    )
    invitation, token = invite(person=person, role=role, by=by, at=at)
    message(
        kind="account-link",
        to=person.email,
        language=person.language,
        values={
            "name": person.called,
            "link": f"{settings.BASE_URL}/me/welcome/{token}/",
            "until": local_day(invitation.expires_at, zone).isoformat(),
            "phone": settings.CLINIC_PHONE,
            "organization": settings.ORGANIZATION,
        },
        by=by,
        at=at,
        dedup_key=f"invitation:{invitation.pk}",
    )
    record(by=by, at=at, event="staff.invited", subject=invitation, detail={"role": role})
    return invitation


@action
def message(
    *,
    kind: str,
    to: str,
    language: str,
    values: dict[str, str],
    by: Viewer,
    at: datetime,
    dedup_key: str,
    patient: Patient | None = None,
) -> None:
    """Send an e-mail with fixed words that say nothing about health or treatment (`messages.py`).

    Without an address nothing is sent, and the event says so. The same `dedup_key` twice is one message.
    """
    new = False
    if to:
        subject, body = compose(kind, language, values)
        _message, new = outbox.post(
            channel="email",
            kind=kind,
            to=to,
            subject=subject,
            body=body,
            at=at,
            dedup_key=dedup_key,
        )
    if new and patient is not None:
        Disclosure.objects.create(
            patient=patient,
            at=at,
            by=by.account_id,
            exit=Exit.MESSAGE,
            recipient_kind=Recipient.PATIENT,
            recipient="the patient, by e-mail",
            purpose="message without health information",
            what=kind,
        )
    record(
        by=by,
        at=at,
        event="message.posted" if to else "message.no_address",
        patient_id=patient.pk if patient else None,
        detail={"kind": kind},
    )
