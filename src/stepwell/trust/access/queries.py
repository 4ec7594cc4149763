"""Who may see whom, in one place."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Value

from stepwell.foundation.acting import known
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.models import CareTeamMember, ProxyGrant
from stepwell.trust.people.models import Account, Patient, RoleGrant
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer

M = TypeVar("M", bound=models.Model)


def viewer_for(account: Account) -> Viewer:
    """Who is asking, read fresh: roles, own chart, and what patients let them see."""
    grants = RoleGrant.objects.filter(account=account, ended_at__isnull=True)
    roles = frozenset(Role(role) for role in grants.values_list("role", flat=True))
    patient_id = None
    shared: frozenset[UUID] = frozenset()
    if Role.PATIENT in roles:
        patient_id = (
            Patient.objects.filter(person_id=account.person_id).values_list("pk", flat=True).first()
        )
    if Role.SUPPORTER in roles:
        open_grants = ProxyGrant.objects.filter(account=account, revoked_at__isnull=True)
        shared = frozenset(open_grants.values_list("patient_id", flat=True))
    return Viewer(
        account_id=account.pk,
        label=account.person.full_name,
        roles=roles,
        patient_id=patient_id,
        shared_patient_ids=shared,
    )


def visible(
    viewer: Viewer,
    rows: QuerySet[M],
    path: str = "patient",
    *,
    need: Permission = Permission.CHART_READ,
) -> QuerySet[M]:
    """Only the rows about patients this viewer may see. `path` leads from a row to its patient ("self": it is one)."""
    if viewer.system or _sees_everyone(viewer, need):
        return rows
    key = "pk" if path == "self" else f"{path}_id"
    if need is Permission.OWN_CHART:
        return rows.filter(**{key: viewer.patient_id}) if viewer.patient_id else rows.none()
    if need is Permission.SHARED_CHART:
        return rows.filter(**{f"{key}__in": viewer.shared_patient_ids})
    if not viewer.may(need):
        return rows.none()
    return rows.filter(_treats(viewer, key))


def marked(viewer: Viewer, rows: QuerySet[Patient]) -> QuerySet[Any]:
    """All the patients, each with `seen`: whether `visible` leaves them. For counting whom the viewer may not see."""
    if viewer.system or _sees_everyone(viewer, Permission.CHART_READ):
        return rows.annotate(seen=Value(True))
    if not viewer.may(Permission.CHART_READ):
        return rows.annotate(seen=Value(False))
    return rows.annotate(seen=_treats(viewer, "pk"))


def _treats(viewer: Viewer, key: str) -> Exists:
    """On the care team now of the patient whose id stands in the row's field `key`."""
    return Exists(
        CareTeamMember.objects.filter(
            patient_id=OuterRef(key), account_id=viewer.signer, until__isnull=True
        )
    )


def _sees_everyone(viewer: Viewer, need: Permission) -> bool:
    if need in (Permission.OWN_CHART, Permission.SHARED_CHART) or not viewer.may(need):
        return False  # seeing every chart is no right to what lies beside it
    if viewer.may(Permission.CHART_READ_ALL):
        return True
    return need is Permission.ADMISSION_READ and viewer.may(Permission.PIPELINE_WORK)


def patients(viewer: Viewer, *, need: Permission = Permission.CHART_READ) -> QuerySet[Patient]:
    """The patients this viewer may see, by name, with their persons."""
    rows = Patient.objects.select_related("person")
    return visible(viewer, rows, "self", need=need).order_by(
        "person__family_name", "person__given_name", "pk"
    )


def patient_for(
    viewer: Viewer, patient_id: UUID | str, *, need: Permission = Permission.CHART_READ
) -> Patient:
    """One patient, or `NotFound` – the same answer whether it is absent or not for this viewer."""
    try:
        return patients(viewer, need=need).get(pk=patient_id)
    except (Patient.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that patient.") from error


def chart_numbers(viewer: Viewer, patient_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Patient → chart number, for reading the ledger: the auditor sees numbers, never names."""
    viewer.require(Permission.LEDGER_READ)
    return dict(Patient.objects.filter(pk__in=set(patient_ids)).values_list("pk", "mrn"))


def patient_numbered(viewer: Viewer, mrn: str) -> UUID | None:
    """The patient behind a chart number, for searching the ledger."""
    viewer.require(Permission.LEDGER_READ)
    return Patient.objects.filter(mrn__iexact=mrn.strip()).values_list("pk", flat=True).first()


def permit(
    by: Viewer,
    permission: Permission,
    patient_id: UUID,
    *,
    need: Permission = Permission.CHART_READ,
) -> None:
    """An action's first line: the role carries the permission, and the patient is one they may see."""
    by.require(permission)
    if by.system or _sees_everyone(by, need):
        return
    if not _sees(by, need, patient_id):
        raise NotFound("We could not find that patient.")


def _sees(viewer: Viewer, need: Permission, patient_id: UUID) -> bool:
    if need in (Permission.OWN_CHART, Permission.SHARED_CHART):
        return visible(viewer, Patient.objects.filter(pk=patient_id), "self", need=need).exists()
    return viewer.may(need) and viewer.signer in _treating(patient_id)


def _treating(patient_id: UUID) -> frozenset[UUID]:
    """The accounts on a patient's care team now."""
    rows = CareTeamMember.objects.filter(patient_id=patient_id, until__isnull=True)
    return known(
        CareTeamMember._meta.db_table,
        patient_id,
        lambda: frozenset(rows.values_list("account_id", flat=True)),
    )


def care_team(patient_id: UUID) -> QuerySet[CareTeamMember]:
    """Who treats this patient now."""
    return (
        CareTeamMember.objects.filter(patient_id=patient_id, until__isnull=True)
        .select_related("account__person")
        .order_by("role", "since")
    )


def clinician_of(patient_id: UUID, role: Role) -> Account | None:
    """The patient's therapist, prescriber …: the one who joined first and still treats them."""
    member = care_team(patient_id).filter(role=role).first()
    return member.account if member else None


def proxies_of(patient_id: UUID) -> QuerySet[ProxyGrant]:
    return (
        ProxyGrant.objects.filter(patient_id=patient_id, revoked_at__isnull=True)
        .select_related("account__person")
        .order_by("granted_at")
    )
