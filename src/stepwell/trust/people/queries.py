"""Reads about accounts and persons. Patients are read through `trust.access.queries`."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.trust.people.models import Account, Invitation, Person
from stepwell.trust.people.roles import STAFF_ROLES, Permission, Role
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import Viewer


def staff(*, role: Role | None = None) -> QuerySet[Account]:
    """Accounts that hold a staff role now, by name. Staff names are no secret inside the clinic."""
    roles = [role] if role else list(STAFF_ROLES)
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
    except (Account.DoesNotExist, ValueError) as error:
        raise NotFound("That member of staff is not available.") from error


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """Account id → full name, for showing who did something."""
    rows = Account.objects.filter(pk__in=account_ids).values_list(
        "pk", "person__given_name", "person__family_name"
    )
    return {pk: f"{given} {family}".strip() for pk, given, family in rows}


def accounts(viewer: Viewer) -> QuerySet[Account]:
    """Every account, for the administrator."""
    viewer.require(Permission.ACCOUNTS_MANAGE)
    return Account.objects.select_related("person").prefetch_related("role_grants").order_by("email")


def invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link. Raises `NotFound` for a token nobody was given."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).select_related("person").first()
    if found is None:
        raise NotFound("This link does not work. Please check that you copied all of it, or call us.")
    return found


def likely_same(*, given_name: str, family_name: str, email: str, phone: str) -> QuerySet[Person]:
    """Persons who may be the one named: same e-mail, or same name and phone."""
    same = Q(pk__in=[])
    if email:
        same |= Q(email__iexact=email)
    if phone:
        same |= Q(given_name__iexact=given_name, family_name__iexact=family_name, phone=phone)
    return Person.objects.filter(same)
