"""Making persons, accounts, roles, patients and invitations."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection

from stepwell.foundation.acting import action
from stepwell.foundation.errors import NotAllowed, Refused
from stepwell.foundation.records import lock
from stepwell.trust.ledger.actions import record
from stepwell.trust.people import rules
from stepwell.trust.people.models import Account, Invitation, Patient, Person, RoleGrant
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import Viewer

INVITATION_LASTS = timedelta(days=7)
PERSON_FIELDS = (
    "given_name",
    "family_name",
    "preferred_name",
    "pronouns",
    "birth_date",
    "email",
    "phone",
    "address_line",
    "city",
    "state",
    "postal_code",
    "language",
)


def _may_register(by: Viewer) -> None:
    """Those who answer inquiries, those who hire, and a patient who lets someone in."""
    allowed = (Permission.PIPELINE_WORK, Permission.ACCOUNTS_MANAGE, Permission.OWN_CHART)
    if not any(by.may(permission) for permission in allowed):
        raise NotAllowed("Your role does not write down people.")


@action
def register_person(*, by: Viewer, at: datetime, **details: Any) -> Person:
    """Write down a person. `details` are fields of `Person`."""
    _may_register(by)
    person = Person.objects.create(created_at=at, **details)
    record(by=by, at=at, event="person.registered", subject=person)
    return person


@action
def correct_person(*, person: Person, by: Viewer, at: datetime, **details: Any) -> Person:
    """Change a person's details. The ledger keeps which fields changed, not their words."""
    _may_register(by)
    person = lock(person)
    changed = [name for name, value in details.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, details[name])
    person.save(update_fields=changed or ["given_name"])
    record(by=by, at=at, event="person.corrected", subject=person, detail={"fields": changed})
    return person


@action
def register_patient(
    *, person: Person, by: Viewer, at: datetime, origin: str = "", external_id: str = ""
) -> Patient:
    """Open a chart for a person. A person has one chart, ever."""
    by.require(Permission.PIPELINE_WORK)
    patient = Patient.objects.create(
        person=person, mrn=_next_mrn(), registered_at=at, origin=origin, external_id=external_id
    )
    record(by=by, at=at, event="patient.registered", subject=patient, patient_id=patient.pk)
    return patient


def _next_mrn() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('trust_patient_mrn')")
        return f"SW-{cursor.fetchone()[0]:06d}"


@action
def create_account(
    *, person: Person, email: str, password: str | None, by: Viewer, at: datetime, hashed: str = ""
) -> Account:
    """An account for a person. Without a password nobody can sign in until one is set.

    `hashed` takes a password already hashed (the demo makes one hash for sixty people).
    """
    email = email.strip().lower()
    rules.may_have_account(taken=Account.objects.filter(email__iexact=email).exists()).enforce()
    account = Account.objects.create(
        person=person, email=email, password=hashed or make_password(password), created_at=at
    )
    record(by=by, at=at, event="account.created", subject=account)
    return account


@action
def grant_role(*, account: Account, role: Role, by: Viewer, at: datetime) -> RoleGrant:
    by.require(Permission.ACCOUNTS_MANAGE)
    account = lock(account)
    held = RoleGrant.objects.filter(account=account, role=role, ended_at__isnull=True).exists()
    rules.may_grant_role(held=held).enforce()
    grant = RoleGrant.objects.create(
        account=account, role=role, granted_at=at, granted_by=by.account_id
    )
    record(
        by=by,
        at=at,
        event="role.granted",
        subject=grant,
        detail={"role": role, "account": str(account.pk)},
    )
    return grant


@action
def end_role(*, grant: RoleGrant, by: Viewer, at: datetime, reason: str) -> RoleGrant:
    by.require(Permission.ACCOUNTS_MANAGE)
    grant = lock(grant)
    rules.may_end_role(
        ended=grant.ended_at is not None, last_administrator=_last_administrator(grant)
    ).enforce()
    grant.ended_at, grant.ended_by = at, by.account_id
    grant.save(update_fields=["ended_at", "ended_by"])
    record(
        by=by, at=at, event="role.ended", subject=grant, reason=reason, detail={"role": grant.role}
    )
    return grant


def _last_administrator(grant: RoleGrant) -> bool:
    """Whether nobody could sign in any more who may grant roles. Holds the other grants while it looks."""
    if grant.role != Role.ADMINISTRATOR:
        return False
    others = RoleGrant.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, ended_at__isnull=True, account__is_active=True
    )
    return not others.exclude(pk=grant.pk).exists()


@action
def invite(
    *, person: Person, role: Role, by: Viewer, at: datetime, for_patient: Patient | None = None
) -> tuple[Invitation, str]:
    """A one-time link for a person to make their account. Returns the row and the secret, which is not kept.

    Earlier invitations for the same person and role stop working. Patients are invited by those who work the pipeline,
    supporters by the patient who lets them in, staff by those who manage accounts.
    """
    _may_invite(by, role, for_patient)
    Invitation.objects.filter(
        person=person, role=role, used_at__isnull=True, expires_at__gt=at
    ).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        role=role,
        token_hash=token_hash(token),
        sent_at=at,
        expires_at=at + INVITATION_LASTS,
        invited_by=by.account_id,
        for_patient=for_patient,
    )
    patient_id = for_patient.pk if for_patient else _patient_id(person)
    record(
        by=by,
        at=at,
        event="invitation.made",
        subject=invitation,
        patient_id=patient_id,
        detail={"role": role},
    )
    return invitation, token


def _may_invite(by: Viewer, role: Role, for_patient: Patient | None) -> None:
    if role is Role.SUPPORTER:
        if not (by.system or (for_patient is not None and by.is_patient(for_patient.pk))):
            raise NotAllowed("Only the patient can let someone in.")
        return
    by.require(Permission.PIPELINE_WORK if role is Role.PATIENT else Permission.ACCOUNTS_MANAGE)


def _patient_id(person: Person) -> UUID | None:
    return Patient.objects.filter(person=person).values_list("pk", flat=True).first()


@action
def accept_invitation(
    *, invitation: Invitation, password: str, by: Viewer, at: datetime, hashed: str = ""
) -> Account:
    """Use the link: an account with the chosen password and the invited role. A second use is refused.

    Somebody who has an account already signs in with it first; a link never sets its password anew.
    """
    invitation = lock(invitation)
    rules.may_accept(
        used=invitation.used_at is not None, expired=invitation.expires_at <= at
    ).enforce()
    person = invitation.person
    account = Account.objects.filter(person=person).first()
    usable = account is not None and account.has_usable_password()
    mine = account is not None and by.account_id == account.pk
    rules.may_take_account(has_account=usable, signed_in_as_it=mine or by.system).enforce()
    if account is None:
        if not person.email:
            raise Refused(
                "There is no e-mail address on file to sign in with. Please call us.",
                code="people.email",
            )
        account = create_account(
            person=person, email=person.email, password=password, by=by, at=at, hashed=hashed
        )
    elif not usable:
        account.password = hashed or make_password(password)
        account.save(update_fields=["password"])
    RoleGrant.objects.get_or_create(
        account=account,
        role=invitation.role,
        ended_at=None,
        defaults={"granted_at": at, "granted_by": invitation.invited_by},
    )
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    record(
        by=by,
        at=at,
        event="invitation.accepted",
        subject=invitation,
        patient_id=_patient_id(person),
    )
    return account
