"""Who may do what, as a table of its own: a change of `roles.py` must be meant twice. M20"""

import pytest

from stepwell.foundation.errors import NotAllowed
from stepwell.trust.people.roles import PERMISSIONS, STAFF_ROLES, Permission, Role, permissions_of
from stepwell.trust.people.viewer import ANONYMOUS, Viewer, system

WHO_MAY = {
    Permission.PIPELINE_WORK: "intake_coordinator program_director",
    Permission.ADMIT: "intake_coordinator therapist program_director",
    Permission.ADMISSION_READ: "intake_coordinator therapist prescriber nurse program_director",
    Permission.CHART_READ: "therapist prescriber nurse utilization_reviewer program_director alumni_coordinator",
    Permission.CHART_READ_ALL: "utilization_reviewer program_director",
    Permission.ASSESS: "therapist",
    Permission.EVALUATE: "prescriber",
    Permission.DECIDE_LEVEL: "therapist",
    Permission.NOTE_WRITE: "therapist prescriber",
    Permission.PRESCRIBE: "prescriber",
    Permission.STEP_DOWN: "therapist prescriber",
    Permission.AFTERCARE_WRITE: "therapist alumni_coordinator",
    Permission.ATTENDANCE_MARK: "therapist nurse",
    Permission.FIGURES_READ: "utilization_reviewer biller program_director",
    Permission.LEDGER_READ: "program_director auditor administrator",
    Permission.ACCOUNTS_MANAGE: "administrator",
    Permission.MESSAGES_READ: "intake_coordinator administrator",
    Permission.OWN_CHART: "patient",
    Permission.SHARED_CHART: "supporter",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", WHO_MAY)
def test_a_role_carries_a_permission_exactly_where_the_table_says_so(
    role: Role, permission: Permission
) -> None:
    viewer = Viewer(account_id=None, label="Someone", roles=frozenset({role}))
    allowed = role in WHO_MAY[permission].split()
    assert viewer.may(permission) is allowed
    if allowed:
        viewer.require(permission)
    else:
        with pytest.raises(NotAllowed):
            viewer.require(permission)


def test_every_name_in_the_table_is_a_role() -> None:
    assert {Role(name) for names in WHO_MAY.values() for name in names.split()} <= set(Role)


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.BILLER, Role.PATIENT, Role.SUPPORTER]
)
def test_some_roles_see_no_chart_and_write_nothing_clinical(role: Role) -> None:
    clinical = {
        Permission.CHART_READ,
        Permission.CHART_READ_ALL,
        Permission.ADMISSION_READ,
        Permission.PLAN_WRITE,
        Permission.NOTE_WRITE,
        Permission.PRESCRIBE,
        Permission.MEASURE_SEND,
        Permission.ALARM_ACT,
    }
    assert not PERMISSIONS[role] & clinical


def test_everybody_who_signs_in_has_an_account_of_their_own() -> None:
    assert all(Permission.OWN_ACCOUNT in permissions for permissions in PERMISSIONS.values())
    assert {role for role in Role if Permission.SCHEDULE_READ in PERMISSIONS[role]} == STAFF_ROLES


def test_roles_together_carry_what_each_carries() -> None:
    both = frozenset({Role.AUDITOR, Role.NURSE})
    assert permissions_of(both) == PERMISSIONS[Role.AUDITOR] | PERMISSIONS[Role.NURSE]
    assert permissions_of(frozenset()) == frozenset()


def test_a_visitor_may_nothing_and_the_system_everything_but_sign() -> None:
    assert not any(ANONYMOUS.may(permission) for permission in Permission)
    assert all(system("test").may(permission) for permission in Permission)
    with pytest.raises(NotAllowed):
        system("test").signer  # noqa: B018
