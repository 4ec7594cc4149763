from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from stepwell.foundation.acting import action
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import NotAllowed
from stepwell.foundation.records import lock
from stepwell.trust.access import rules
from stepwell.trust.access.models import CareTeamMember, ProxyGrant
from stepwell.trust.access.queries import permit
from stepwell.trust.consent.actions import message
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.actions import create_account, invite, register_person
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer


@action
def join_care_team(
    *, patient: Patient, account_id: UUID, role: Role, by: Viewer, at: datetime
) -> CareTeamMember:
    """Give a clinician the treating relationship. Joining twice is the same as once.

    Nobody lets themselves in: who changes a care team works the pipeline or treats the patient already.
    """
    permit(by, Permission.ADMIT, patient.pk, need=Permission.ADMISSION_READ)
    member, _new = CareTeamMember.objects.get_or_create(
        patient=patient,
        account_id=account_id,
        role=role,
        until=None,
        defaults={"since": at, "added_by": by.account_id},
    )
    record(
        by=by,
        at=at,
        event="care_team.joined",
        subject=member,
        patient_id=patient.pk,
        detail={"account": str(account_id), "role": role},
    )
    return member


@action
def leave_care_team(
    *, member: CareTeamMember, by: Viewer, at: datetime, reason: str
) -> CareTeamMember:
    permit(by, Permission.ADMIT, member.patient_id, need=Permission.ADMISSION_READ)
    member = lock(member)
    rules.may_leave(ended=member.until is not None).enforce()
    member.until, member.ended_by = at, by.account_id
    member.save(update_fields=["until", "ended_by"])
    record(
        by=by,
        at=at,
        event="care_team.left",
        subject=member,
        patient_id=member.patient_id,
        reason=reason,
    )
    return member


@action
def let_in(
    *, patient: Patient, account: Account, relationship: str, by: Viewer, at: datetime
) -> ProxyGrant:
    """The patient lets someone see their appointments."""
    if not (by.system or by.is_patient(patient.pk)):
        raise NotAllowed("Only the patient can let someone in.")
    grant, _new = ProxyGrant.objects.get_or_create(
        patient=patient,
        account=account,
        revoked_at=None,
        defaults={"relationship": relationship, "granted_at": at},
    )
    record(by=by, at=at, event="proxy.let_in", subject=grant, patient_id=patient.pk)
    return grant


@action
def invite_supporter(
    *,
    patient: Patient,
    given_name: str,
    family_name: str,
    email: str,
    relationship: str,
    by: Viewer,
    at: datetime,
    language: str = "en",
) -> ProxyGrant:
    """The patient lets in someone who may not have an account yet, and they get a link.

    The grant stands from now on, so that the patient can end it before the link is ever used; it opens nothing until the
    link gives its holder the role. Whether the address had an account is not told.
    """
    if not by.is_patient(patient.pk):
        raise NotAllowed("Only the patient can let someone in.")
    lock(patient)
    account = Account.objects.filter(email__iexact=email.strip()).select_related("person").first()
    standing = ProxyGrant.objects.filter(patient=patient)
    rules.may_invite(
        own=account is not None and account.pk == by.account_id,
        already=account is not None
        and standing.filter(account=account, revoked_at__isnull=True).exists(),
        today=standing.filter(granted_at__gt=at - timedelta(days=1)).count(),
    ).enforce()
    if account is None:
        details = {
            "given_name": given_name,
            "family_name": family_name,
            "email": email.strip(),
            "language": language,
        }
        person = register_person(**details, by=by, at=at)
        account = create_account(person=person, email=email, password=None, by=by, at=at)
    grant = let_in(patient=patient, account=account, relationship=relationship, by=by, at=at)
    invitation, token = invite(
        person=account.person, role=Role.SUPPORTER, for_patient=patient, by=by, at=at
    )
    message(
        kind="account-link",
        to=account.email,
        language=language,
        values={
            "name": given_name,
            "link": f"{settings.BASE_URL}/me/welcome/{token}/",
            "until": clinic_day(invitation.expires_at).isoformat(),
            "phone": settings.CLINIC_PHONE,
            "organization": settings.ORGANIZATION,
        },
        by=by,
        at=at,
        dedup_key=f"invitation:{invitation.pk}",
    )
    record(by=by, at=at, event="proxy.invited", subject=grant, patient_id=patient.pk)
    return grant


@action
def shut_out(*, grant: ProxyGrant, by: Viewer, at: datetime) -> ProxyGrant:
    """Counts from the next request."""
    if not by.is_patient(grant.patient_id):
        raise NotAllowed("Only the patient can change who sees their record.")
    grant = lock(grant)
    rules.may_shut_out(revoked=grant.revoked_at is not None).enforce()
    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])
    record(by=by, at=at, event="proxy.shut_out", subject=grant, patient_id=grant.patient_id)
    return grant
