"""Signing, withdrawing, and the one gate out. M04, M05"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from stepwell.foundation.errors import NotAllowed, Refused
from stepwell.foundation.models import OutboxMessage
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.consent import queries
from stepwell.trust.consent.actions import disclose, message, sign, withdraw
from stepwell.trust.consent.models import Consent, Disclosure
from stepwell.trust.consent.rules import Asked, may_disclose, missing_for_admission
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION, ConsentKind, Exit, Recipient
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.actions import (
    create_account,
    grant_role,
    register_patient,
    register_person,
)
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Role
from stepwell.trust.people.viewer import ANONYMOUS, Viewer, system

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BY = system("test")
TPO = ConsentKind.PART2_TPO


@pytest.fixture
def ana(db: None) -> tuple[Patient, Viewer]:
    return somebody("ana")


def somebody(name: str) -> tuple[Patient, Viewer]:
    email = f"{name}@people.example"
    person = register_person(
        given_name=name.title(), family_name="O'Hara", email=email, by=BY, at=AT
    )
    patient = register_patient(person=person, by=BY, at=AT)
    account = create_account(person=person, email=email, password=None, by=BY, at=AT)
    grant_role(account=account, role=Role.PATIENT, by=BY, at=AT)
    return patient, viewer_for(account)


def sign_it(patient: Patient, by: Viewer, kind: ConsentKind = TPO, **other: Any) -> Consent:
    words = {
        "version": "1",
        "language": "en",
        "shown": "What was shown – ñ.",
        "signed_name": "Ana O'Hara",
    }
    return sign(patient=patient, kind=kind, by=by, at=AT, **(words | other))


def send_it(patient: Patient, kind: Recipient = Recipient.TREATING, **other: Any) -> Disclosure:
    facts: dict[str, Any] = {
        "recipient": "Dr. Reed",
        "purpose": "care",
        "what": "plan",
        "exit": Exit.PRINT,
    }
    return disclose(patient=patient, recipient_kind=kind, by=BY, at=AT, **(facts | other))


# -- signing ---------------------------------------------------------------------------------------


def test_a_signature_keeps_what_was_shown_word_for_word(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    consent = sign_it(patient, viewer, signed_name="  Ana O'Hara ", from_address="203.0.113.7")
    consent.refresh_from_db()
    assert consent.shown == "What was shown – ñ."
    assert consent.text_hash == hashlib.sha256("What was shown – ñ.".encode()).hexdigest()
    assert (consent.signed_name, consent.signed_by, consent.signed_at) == (
        "Ana O'Hara",
        viewer.account_id,
        AT,
    )
    event = Event.objects.get(name="consent.signed")
    assert (event.patient_id, event.detail) == (patient.pk, {"kind": "part2_tpo"})


@pytest.mark.parametrize("role", Role)
def test_only_the_patient_signs(ana: tuple[Patient, Viewer], role: Role) -> None:
    patient, viewer = ana
    other_patient, other = somebody("ben")
    staff = Viewer(
        account_id=other.account_id, label="x", roles=frozenset({role}), patient_id=other_patient.pk
    )
    for somebody_else in (staff, other, ANONYMOUS):
        with pytest.raises(NotAllowed):
            sign_it(patient, somebody_else)
    assert sign_it(patient, viewer)


def test_a_consent_is_signed_once_until_it_is_withdrawn(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    first = sign_it(patient, viewer)
    with pytest.raises(Refused) as refusal:
        sign_it(patient, viewer)
    assert refusal.value.code == "consent.signed"
    assert sign_it(patient, viewer, ConsentKind.TREATMENT)
    withdraw(consent=first, by=viewer, at=AT)
    assert sign_it(patient, viewer).pk != first.pk


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_signing_needs_a_name(ana: tuple[Patient, Viewer], name: str) -> None:
    patient, viewer = ana
    with pytest.raises(Refused) as refusal:
        sign_it(patient, viewer, signed_name=name)
    assert refusal.value.code == "consent.name"
    assert queries.in_force(patient.pk, on=AT.date()) == frozenset()


# -- withdrawing -----------------------------------------------------------------------------------


def test_withdrawing_asks_for_no_reason_and_happens_once(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    consent = withdraw(consent=sign_it(patient, viewer), by=viewer, at=AT)
    assert (consent.withdrawn_at, consent.withdrawn_by) == (AT, viewer.account_id)
    with pytest.raises(Refused) as refusal:
        withdraw(consent=consent, by=viewer, at=AT)
    assert refusal.value.code == "consent.withdrawn"


def test_another_patient_cannot_withdraw_it(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    consent = sign_it(patient, viewer)
    _, other = somebody("ben")
    for somebody_else in (other, ANONYMOUS):
        with pytest.raises(NotAllowed):
            withdraw(consent=consent, by=somebody_else, at=AT)
    withdraw(consent=consent, by=viewer, at=AT)


def test_a_withdrawal_counts_at_the_very_next_disclosure(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    consent = sign_it(patient, viewer)
    assert send_it(patient).consent == consent
    withdraw(consent=consent, by=viewer, at=AT)
    with pytest.raises(Refused) as refusal:
        send_it(patient)
    assert refusal.value.code == "consent.part2"
    assert Disclosure.objects.count() == 1


# -- the gate --------------------------------------------------------------------------------------

BOTH, NONE = frozenset(ConsentKind), frozenset[ConsentKind]()
NOT_TPO = BOTH - {TPO}


@pytest.mark.parametrize(
    ("recipient", "in_force", "code"),
    [
        (Recipient.PATIENT, NONE, ""),
        (Recipient.PATIENT, BOTH, ""),
        (Recipient.TREATING, {TPO}, ""),
        (Recipient.TREATING, BOTH, ""),
        (Recipient.TREATING, NOT_TPO, "consent.part2"),
        (Recipient.TREATING, NONE, "consent.part2"),
        (Recipient.PAYER, {TPO}, ""),
        (Recipient.PAYER, NOT_TPO, "consent.part2"),
        (Recipient.OTHER, NONE, "consent.release"),
        (Recipient.OTHER, {TPO}, "consent.release"),
        (Recipient.OTHER, BOTH, "consent.release"),
    ],
)
def test_who_may_get_what_leaves(recipient: Recipient, in_force: Any, code: str) -> None:
    answer = may_disclose(Asked(recipient, frozenset(in_force)))
    assert [reason.code for reason in answer.reasons] == ([code] if code else [])


def test_every_recipient_stands_in_that_table() -> None:
    assert set(Recipient) == {
        Recipient.PATIENT,
        Recipient.TREATING,
        Recipient.PAYER,
        Recipient.OTHER,
    }


def test_what_leaves_is_accounted_for(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    consent = sign_it(patient, viewer)
    row = send_it(
        patient,
        Recipient.PAYER,
        recipient="Blue Plan",
        purpose="payment",
        what="claim",
        exit=Exit.CLAIM,
    )
    row.refresh_from_db()
    assert (row.at, row.recipient, row.purpose, row.what, row.exit) == (
        AT,
        "Blue Plan",
        "payment",
        "claim",
        "claim",
    )
    assert (row.recipient_kind, row.consent) == ("payer", consent)
    own = send_it(patient, Recipient.PATIENT)
    assert own.consent is None
    assert list(queries.disclosures_of(patient.pk)) in ([row, own], [own, row])
    assert Event.objects.filter(name="disclosure.made", patient_id=patient.pk).count() == 2


def test_what_may_not_leave_leaves_no_row_and_no_event(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    sign_it(patient, viewer)
    with pytest.raises(Refused):
        send_it(patient, Recipient.OTHER)
    assert Disclosure.objects.count() == 0
    assert not Event.objects.filter(name="disclosure.made").exists()


def test_one_patients_consent_covers_nobody_else(ana: tuple[Patient, Viewer]) -> None:
    patient, viewer = ana
    other, _ = somebody("ben")
    sign_it(patient, viewer)
    assert send_it(patient)
    with pytest.raises(Refused):
        send_it(other)


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
def test_a_consent_counts_through_the_day_it_expires(
    ana: tuple[Patient, Viewer], days: int, counts: bool
) -> None:
    from stepwell.foundation.acting import bookkeeping

    patient, viewer = ana
    consent = sign_it(patient, viewer)
    with bookkeeping("test"):
        Consent.objects.filter(pk=consent.pk).update(expires_on=AT.date() + timedelta(days=days))
    assert (TPO in queries.in_force(patient.pk, on=AT.date())) is counts


def test_what_admission_still_needs_is_listed_in_order() -> None:
    assert missing_for_admission([]) == REQUIRED_FOR_ADMISSION
    assert missing_for_admission([TPO]) == (ConsentKind.TREATMENT, ConsentKind.PRIVACY_NOTICE)
    assert missing_for_admission(list(ConsentKind)) == ()


# -- messages --------------------------------------------------------------------------------------

LINK = {
    "name": "Ana",
    "link": "https://x.example/me/welcome/t/",
    "until": "2026-11-30",
    "phone": "(555) 010-0100",
    "organization": "Stepwell",
}


def send(**other: Any) -> None:
    facts: dict[str, Any] = {
        "kind": "account-link",
        "to": "ana@people.example",
        "language": "en",
        "values": LINK,
    }
    message(**(facts | other), by=BY, at=AT, dedup_key=other.pop("dedup_key", "link:1"))


def test_a_message_to_a_patient_waits_in_the_outbox_and_is_accounted_for(
    ana: tuple[Patient, Viewer],
) -> None:
    patient, _ = ana
    send(patient=patient)
    row = OutboxMessage.objects.get()
    assert (row.to, row.kind, row.subject, row.sent_at) == (
        "ana@people.example",
        "account-link",
        "Your link",
        None,
    )
    accounted = Disclosure.objects.get()
    assert (accounted.exit, accounted.what, accounted.recipient_kind) == (
        "message",
        "account-link",
        "patient",
    )
    assert "ana@people.example" not in str(
        list(Event.objects.filter(name="message.posted").values())
    )
    assert mail.outbox == []


def test_without_an_address_nothing_is_sent_and_the_ledger_says_so(
    ana: tuple[Patient, Viewer],
) -> None:
    patient, _ = ana
    send(to="", patient=patient)
    assert OutboxMessage.objects.count() == Disclosure.objects.count() == 0
    assert Event.objects.filter(name="message.no_address", patient_id=patient.pk).count() == 1


def test_the_same_message_twice_is_one_and_is_accounted_for_once(
    ana: tuple[Patient, Viewer],
) -> None:
    patient, _ = ana
    send(patient=patient)
    send(patient=patient)
    assert OutboxMessage.objects.count() == 1
    assert Disclosure.objects.count() == 1
