"""Reads about accounts and persons. Patients are read through `trust.access.queries`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.trust.people.models import Account, Invitation, Person, RoleGrant
from stepwell.trust.people.roles import STAFF_ROLES, Permission, Role
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import Viewer


def staff(*, role: Role | None = None, among: Collection[Role] = STAFF_ROLES) -> QuerySet[Account]:
    """Accounts that hold a staff role now (that one, or one of several), by name. Staff names are no secret inside the clinic."""
    roles = [role] if role else list(among)
    return (
        Account.objects.filter(
            is_active=True, role_grants__role__in=roles, role_grants__ended_at__isnull=True
        )
        .select_related("person")
        .distinct()
        .order_by("person__family_name", "person__given_name")
    )


def staff_member(account_id: UUID | str, *, role: Role | None = None) -> Account:
    try:
        return staff(role=role).get(pk=account_id)
    except (Account.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("That member of staff is not available.") from error


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """Account id → full name, for showing who did something."""
    rows = Account.objects.filter(pk__in=account_ids).values_list(
        "pk", "person__given_name", "person__family_name"
    )
    return {pk: f"{given} {family}".strip() for pk, given, family in rows}


def account_of(person_id: UUID) -> Account | None:
    """The account a person signs in with, if there is one."""
    return Account.objects.filter(person_id=person_id).first()


def accounts(viewer: Viewer) -> QuerySet[Account]:
    """Every account, for the administrator."""
    viewer.require(Permission.ACCOUNTS_MANAGE)
    return (
        Account.objects.select_related("person").prefetch_related("role_grants").order_by("email")
    )


def staff_accounts(viewer: Viewer) -> QuerySet[Account]:
    """Accounts of those who work here or did, by name, with `second_factor` and open `roles_now`. No patients."""
    from allauth.mfa.models import Authenticator  # needs the app registry

    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    now = RoleGrant.objects.filter(ended_at__isnull=True, role__in=STAFF_ROLES).order_by(
        "granted_at"
    )
    worked = RoleGrant.objects.filter(account=OuterRef("pk"), role__in=STAFF_ROLES)
    viewer.require(Permission.ACCOUNTS_MANAGE)
    return (
        Account.objects.filter(Exists(worked))
        .select_related("person")
        .annotate(second_factor=Exists(factors))
        .prefetch_related(Prefetch("role_grants", queryset=now, to_attr="roles_now"))
        .order_by("person__family_name", "person__given_name")
    )


def staff_account(viewer: Viewer, account_id: UUID | str) -> Account:
    try:
        return staff_accounts(viewer).get(pk=account_id)
    except (Account.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that account.") from error


def role_grant(viewer: Viewer, grant_id: UUID | str) -> RoleGrant:
    """A role somebody of the staff holds or held."""
    viewer.require(Permission.ACCOUNTS_MANAGE)
    rows = RoleGrant.objects.filter(role__in=STAFF_ROLES).select_related("account__person")
    try:
        return rows.get(pk=grant_id)
    except (RoleGrant.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that role.") from error


def open_staff_invitations(viewer: Viewer, *, at: datetime) -> QuerySet[Invitation]:
    """Members of staff who were invited and have not used their link yet."""
    viewer.require(Permission.ACCOUNTS_MANAGE)
    rows = Invitation.objects.filter(used_at__isnull=True, expires_at__gt=at, role__in=STAFF_ROLES)
    return rows.select_related("person").order_by("-sent_at")


def invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link. Raises `NotFound` for a token nobody was given."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).select_related("person").first()
    if found is None:
        raise NotFound(
            "This link does not work. Please check that you copied all of it, or call us."
        )
    return found


def likely_same(*, given_name: str, family_name: str, email: str, phone: str) -> QuerySet[Person]:
    """Persons who may be the one named: same e-mail, or same name and phone."""
    same = Q(pk__in=[])
    if email:
        same |= Q(email__iexact=email)
    if phone:
        same |= Q(given_name__iexact=given_name, family_name__iexact=family_name, phone=phone)
    return Person.objects.filter(same)
