"""Every page × every role × own and other patient: the status follows from the register, never from the view."""  # M39

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from guards.register import pages
from stepwell.doors.kit.register import Everyone
from stepwell.trust.people.roles import PERMISSIONS, Permission, Role
from support.clinic import NOW

pytestmark = pytest.mark.django_db

STAFF = {
    Role.INTAKE_COORDINATOR: "coordinator",
    Role.THERAPIST: "therapist",
    Role.PRESCRIBER: "prescriber",
    Role.NURSE: "nurse",
    Role.UTILIZATION_REVIEWER: "reviewer",
    Role.BILLER: "biller",
    Role.PROGRAM_DIRECTOR: "director",
    Role.ALUMNI_COORDINATOR: "alumni",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}
# Pages that answer with a way on instead of a page, and pages that take only POST.
WAYS_ON = {200, 302, 405}


def may(role: Role | None, page: Any) -> bool:
    if isinstance(page.needs, Everyone):
        return True
    return role is not None and any(p in PERMISSIONS[role] for p in page.any_of)


@pytest.fixture
def visit(client: Any, clinic: Any, admitted: Any, sign_in: Any) -> Any:
    def go(role: Role | None, url: str) -> int:
        client.logout()
        if role is Role.PATIENT:
            sign_in(client, admitted.account)
        elif role is not None:
            sign_in(client, clinic.staff[STAFF[role]])
        return int(client.get(url).status_code)

    return go


def plain_pages() -> list[tuple[str, Any]]:
    return [(name, page) for route, name, page in pages() if "<" not in route]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("role", [*STAFF, Role.PATIENT], ids=str)
def test_pages_open_for_the_roles_that_need_them_and_for_nobody_else(
    visit: Any, role: Role
) -> None:
    wrong = {}
    for name, page in plain_pages():
        status = visit(role, reverse(name))
        allowed = may(role, page)
        if (allowed and status not in WAYS_ON) or (not allowed and status != 403):
            wrong[name] = (status, "allowed" if allowed else "not allowed")
    assert wrong == {}


def test_without_signing_in_only_open_pages_answer(visit: Any) -> None:
    wrong = {
        name: visit(None, reverse(name))
        for name, page in plain_pages()
        if visit(None, reverse(name)) not in (WAYS_ON if may(None, page) else {302})
    }
    assert wrong == {}


def patient_pages() -> list[tuple[str, Any]]:
    return [
        (name, page)
        for route, name, page in pages()
        if route.count("<") == 1 and "<uuid:patient_id>" in route and name.startswith("staff:")
    ]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("role", STAFF, ids=str)
def test_a_chart_opens_only_within_the_treating_relationship(
    visit: Any, role: Role, clinic: Any, admitted: Any, admit_someone: Any
) -> None:
    """`admitted` is treated by "therapist" and "prescriber"; the other by nobody of the cast's first names."""
    other = admit_someone(
        given_name="Noor", level="PHP", therapist="therapist4", prescriber="prescriber2"
    )
    wrong = {}
    for name, page in patient_pages():
        for label, who in (("own", admitted), ("other", other)):
            status = visit(role, reverse(name, kwargs={"patient_id": who.patient.pk}))
            expected = expected_for(role, page, own=label == "own")
            if status not in expected:
                wrong[name, label] = (status, expected)
    assert wrong == {}


def expected_for(role: Role, page: Any, *, own: bool) -> set[int]:
    if not may(role, page):
        return {403}
    granted = PERMISSIONS[role]
    everyone = Permission.CHART_READ_ALL in granted
    admission = page.needs == Permission.ADMISSION_READ and Permission.PIPELINE_WORK in granted
    treats = role in (Role.THERAPIST, Role.PRESCRIBER) and own
    # A page may still find nothing to show for someone it does show (no packet, no open stay): 404 is allowed there.
    return WAYS_ON | {404} if everyone or admission or treats else {404, 405}


def test_an_id_nobody_has_is_not_found(visit: Any) -> None:
    nobody = "01890000-0000-7000-8000-000000000000"
    for name, _page in patient_pages():
        assert visit(Role.PROGRAM_DIRECTOR, reverse(name, kwargs={"patient_id": nobody})) in (
            403,
            404,
            405,
        ), name
