"""Who sees whom: role × relationship × what is asked for. M19, M20"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from stepwell.foundation.acting import together
from stepwell.foundation.errors import NotAllowed, NotFound, Refused
from stepwell.trust.access import queries
from stepwell.trust.access.actions import join_care_team, leave_care_team, let_in, shut_out
from stepwell.trust.access.models import CareTeamMember
from stepwell.trust.access.queries import (
    marked,
    patient_for,
    patients,
    permit,
    viewer_for,
    visible,
)
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.actions import (
    create_account,
    grant_role,
    register_patient,
    register_person,
)
from stepwell.trust.people.models import Account, Patient
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import ANONYMOUS, Viewer, system

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BY = system("test")
P = Permission


def account(name: str, *roles: Role) -> Account:
    email = f"{name}@people.example"
    person = register_person(given_name=name.title(), family_name="Test", email=email, by=BY, at=AT)
    made = create_account(person=person, email=email, password=None, by=BY, at=AT)
    for role in roles:
        grant_role(account=made, role=role, by=BY, at=AT)
    return made


def patient(name: str) -> tuple[Patient, Account]:
    made = account(name, Role.PATIENT)
    return register_patient(person=made.person, by=BY, at=AT), made


@dataclass
class Two:
    """Two patients, so that there is somebody else's chart to leak."""

    ana: Patient
    ben: Patient
    ana_account: Account


@pytest.fixture
def two() -> Two:
    ana, ana_account = patient("ana")
    ben, _ = patient("ben")
    return Two(ana, ben, ana_account)


def joined(who: Account, chart: Patient, role: Role) -> CareTeamMember:
    return join_care_team(patient=chart, account_id=who.pk, role=role, by=BY, at=AT)


def seen(viewer: Viewer, need: Permission = P.CHART_READ) -> set[str]:
    return {found.person.given_name for found in patients(viewer, need=need)}


NOBODY: set[str] = set()
HERS, BOTH = {"Ana"}, {"Ana", "Ben"}

# role, in Ana's care team?, what is asked for → whom they see
TABLE: list[tuple[Role, bool, Permission, set[str]]] = [
    (Role.THERAPIST, True, P.CHART_READ, HERS),
    (Role.THERAPIST, False, P.CHART_READ, NOBODY),
    (Role.THERAPIST, True, P.ADMISSION_READ, HERS),
    (Role.THERAPIST, False, P.ADMISSION_READ, NOBODY),
    (Role.THERAPIST, True, P.PRESCRIBE, NOBODY),
    (Role.PRESCRIBER, True, P.CHART_READ, HERS),
    (Role.PRESCRIBER, True, P.PRESCRIBE, HERS),
    (Role.PRESCRIBER, False, P.PRESCRIBE, NOBODY),
    (Role.NURSE, True, P.CHART_READ, HERS),
    (Role.NURSE, False, P.CHART_READ, NOBODY),
    (Role.INTAKE_COORDINATOR, False, P.ADMISSION_READ, BOTH),
    (Role.INTAKE_COORDINATOR, False, P.CHART_READ, NOBODY),
    (Role.INTAKE_COORDINATOR, True, P.CHART_READ, NOBODY),
    (Role.UTILIZATION_REVIEWER, False, P.CHART_READ, BOTH),
    (Role.UTILIZATION_REVIEWER, False, P.ADMISSION_READ, NOBODY),
    (Role.PROGRAM_DIRECTOR, False, P.CHART_READ, BOTH),
    (Role.PROGRAM_DIRECTOR, False, P.ADMISSION_READ, BOTH),
    (Role.PROGRAM_DIRECTOR, False, P.PRESCRIBE, NOBODY),
    (Role.ALUMNI_COORDINATOR, True, P.CHART_READ, HERS),
    (Role.ALUMNI_COORDINATOR, False, P.CHART_READ, NOBODY),
    *(
        (role, True, P.CHART_READ, NOBODY)
        for role in (Role.BILLER, Role.AUDITOR, Role.ADMINISTRATOR)
    ),
    *(
        (role, True, P.ADMISSION_READ, NOBODY)
        for role in (Role.BILLER, Role.AUDITOR, Role.ADMINISTRATOR)
    ),
    *((role, True, P.OWN_CHART, NOBODY) for role in (Role.THERAPIST, Role.PROGRAM_DIRECTOR)),
    *((role, True, P.SHARED_CHART, NOBODY) for role in (Role.THERAPIST, Role.PROGRAM_DIRECTOR)),
]


@pytest.mark.parametrize(
    ("role", "treats", "need", "whom"),
    TABLE,
    ids=[
        f"{role} {'treating' if treats else 'not treating'}: {need}"
        for role, treats, need, _ in TABLE
    ],
)
def test_a_role_sees(two: Two, role: Role, treats: bool, need: Permission, whom: set[str]) -> None:
    who = account("staff", role)
    if treats:
        joined(who, two.ana, role)
    viewer = viewer_for(who)
    assert seen(viewer, need) == whom
    for chart, name in ((two.ana, "Ana"), (two.ben, "Ben")):
        if name in whom:
            assert patient_for(viewer, chart.pk, need=need) == chart
            permit(viewer, need, chart.pk, need=need)
        else:
            with pytest.raises(NotFound):
                patient_for(viewer, chart.pk, need=need)
            with pytest.raises((NotFound, NotAllowed)):
                permit(viewer, need, chart.pk, need=need)


def test_every_staff_role_is_in_that_table() -> None:
    assert {role for role, *_ in TABLE} == set(Role) - {Role.PATIENT, Role.SUPPORTER}


@pytest.mark.parametrize(
    ("need", "whom"),
    [
        (P.OWN_CHART, HERS),
        (P.CHART_READ, NOBODY),
        (P.ADMISSION_READ, NOBODY),
        (P.SHARED_CHART, NOBODY),
    ],
)
def test_a_patient_sees_what_is_theirs_and_nothing_else(
    two: Two, need: Permission, whom: set[str]
) -> None:
    viewer = viewer_for(two.ana_account)
    assert viewer.patient_id == two.ana.pk
    assert seen(viewer, need) == whom


def test_a_visitor_sees_nobody_and_the_system_everybody(two: Two) -> None:
    for need in P:
        assert seen(ANONYMOUS, need) == NOBODY
        assert seen(system("test"), need) == BOTH


def test_a_member_of_staff_who_is_a_patient_too_does_not_read_their_own_chart_as_staff(
    two: Two,
) -> None:
    grant_role(account=two.ana_account, role=Role.THERAPIST, by=BY, at=AT)
    viewer = viewer_for(two.ana_account)
    assert seen(viewer, P.OWN_CHART) == HERS
    assert seen(viewer, P.CHART_READ) == NOBODY


# -- the care team ---------------------------------------------------------------------------------


def test_a_chart_opens_on_joining_the_care_team_and_closes_on_leaving_it(two: Two) -> None:
    who = account("rosa", Role.THERAPIST)
    viewer = viewer_for(who)
    assert seen(viewer) == NOBODY
    member = joined(who, two.ana, Role.THERAPIST)
    assert seen(viewer) == HERS  # the same viewer: it counts at once, in the middle of a request
    leave_care_team(member=member, by=BY, at=AT, reason="Moved away.")
    assert seen(viewer) == NOBODY
    with pytest.raises(Refused) as refusal:
        leave_care_team(member=member, by=BY, at=AT, reason="Again.")
    assert refusal.value.code == "care_team.left"


def test_joining_twice_is_the_same_as_once_and_both_are_written(two: Two) -> None:
    who = account("rosa", Role.THERAPIST)
    assert joined(who, two.ana, Role.THERAPIST) == joined(who, two.ana, Role.THERAPIST)
    assert CareTeamMember.objects.count() == 1
    assert Event.objects.filter(name="care_team.joined").count() == 2


def test_a_row_is_not_repeated_for_who_treats_in_two_roles(two: Two) -> None:
    who = account("rosa", Role.THERAPIST, Role.PRESCRIBER)
    joined(who, two.ana, Role.THERAPIST)
    joined(who, two.ana, Role.PRESCRIBER)
    assert patients(viewer_for(who)).count() == 1


def test_the_clinician_is_who_joined_first_and_still_treats(two: Two) -> None:
    first, second = (account(name, Role.THERAPIST) for name in ("rosa", "mei"))
    member = joined(first, two.ana, Role.THERAPIST)
    joined(second, two.ana, Role.THERAPIST)
    assert queries.clinician_of(two.ana.pk, Role.NURSE) is None
    leave_care_team(member=member, by=BY, at=AT, reason="Left.")
    assert queries.clinician_of(two.ana.pk, Role.THERAPIST) == second
    assert [found.account for found in queries.care_team(two.ana.pk)] == [second]


MAY_CHANGE_TEAMS = {Role.INTAKE_COORDINATOR, Role.THERAPIST, Role.PROGRAM_DIRECTOR}


@pytest.mark.parametrize("role", Role)
def test_only_who_admits_adds_to_a_care_team(two: Two, role: Role) -> None:
    who = account("staff", role)
    if role is Role.THERAPIST:
        joined(
            who, two.ana, role
        )  # a therapist changes the team of those they treat, and lets nobody else in
    join: Callable[[], Any] = lambda: join_care_team(  # noqa: E731
        patient=two.ana, account_id=who.pk, role=role, by=viewer_for(who), at=AT
    )
    if role in MAY_CHANGE_TEAMS:
        assert join().until is None
    else:
        with pytest.raises(NotAllowed):
            join()


# -- who a patient lets in -------------------------------------------------------------------------


def test_a_supporter_sees_what_is_shared_from_the_next_request_until_shut_out(two: Two) -> None:
    mother = account("mother", Role.SUPPORTER)
    ana = viewer_for(two.ana_account)
    assert seen(viewer_for(mother), P.SHARED_CHART) == NOBODY
    grant = let_in(patient=two.ana, account=mother, relationship="mother", by=ana, at=AT)
    viewer = viewer_for(mother)
    assert seen(viewer, P.SHARED_CHART) == HERS
    for need in (P.CHART_READ, P.OWN_CHART, P.ADMISSION_READ):
        assert seen(viewer, need) == NOBODY
    shut_out(grant=grant, by=ana, at=AT)
    assert seen(viewer_for(mother), P.SHARED_CHART) == NOBODY
    assert list(queries.proxies_of(two.ana.pk)) == []
    with pytest.raises(Refused) as refusal:
        shut_out(grant=grant, by=ana, at=AT)
    assert refusal.value.code == "proxy.revoked"


def test_only_the_patient_lets_in_and_shuts_out(two: Two) -> None:
    mother = account("mother", Role.SUPPORTER)
    director = account("director", Role.PROGRAM_DIRECTOR)
    others = [viewer_for(mother), viewer_for(director), ANONYMOUS]
    ana = viewer_for(two.ana_account)
    for by in others:
        with pytest.raises(NotAllowed):
            let_in(patient=two.ana, account=mother, relationship="mother", by=by, at=AT)
    with pytest.raises(NotAllowed):
        let_in(patient=two.ben, account=mother, relationship="mother", by=ana, at=AT)
    grant = let_in(patient=two.ana, account=mother, relationship="mother", by=ana, at=AT)
    for by in others:
        with pytest.raises(NotAllowed):
            shut_out(grant=grant, by=by, at=AT)
    assert shut_out(grant=grant, by=ana, at=AT).revoked_at == AT


def test_a_grant_opens_nothing_for_who_does_not_hold_the_role(two: Two) -> None:
    friend = account("friend")
    let_in(
        patient=two.ana,
        account=friend,
        relationship="friend",
        by=viewer_for(two.ana_account),
        at=AT,
    )
    assert viewer_for(friend).shared_patient_ids == frozenset()
    assert seen(viewer_for(friend), P.SHARED_CHART) == NOBODY


# -- what is not there, is not there ---------------------------------------------------------------


@pytest.mark.parametrize("nonsense", ["", "x", "None", "01890000-0000-7000-8000-000000000000"])
def test_somebody_elses_chart_and_no_chart_at_all_give_the_same_answer(
    two: Two, nonsense: str
) -> None:
    who = account("rosa", Role.THERAPIST)
    joined(who, two.ana, Role.THERAPIST)
    viewer = viewer_for(who)
    answers = set()
    for asked in (two.ben.pk, nonsense):
        with pytest.raises(NotFound) as missing:
            patient_for(viewer, asked)
        answers.add((missing.value.sentence, missing.value.code))
    assert len(answers) == 1


def test_an_action_on_somebody_elses_patient_is_not_found_and_without_the_permission_not_allowed(
    two: Two,
) -> None:
    who = account("rosa", Role.THERAPIST)
    joined(who, two.ana, Role.THERAPIST)
    viewer = viewer_for(who)
    permit(viewer, P.NOTE_WRITE, two.ana.pk)
    with pytest.raises(NotFound):
        permit(viewer, P.NOTE_WRITE, two.ben.pk)
    with pytest.raises(NotAllowed):
        permit(viewer, P.PRESCRIBE, two.ana.pk)


def test_rows_about_patients_are_scoped_as_the_patients_are(two: Two) -> None:
    who, other = account("rosa", Role.THERAPIST), account("mei", Role.THERAPIST)
    joined(who, two.ana, Role.THERAPIST)
    joined(other, two.ben, Role.THERAPIST)
    rows = visible(viewer_for(who), CareTeamMember.objects.all())
    assert [row.patient for row in rows] == [two.ana]


def test_deactivated_roles_and_no_roles_see_nothing(two: Two) -> None:
    assert seen(viewer_for(account("nobody"))) == NOBODY


@pytest.mark.parametrize(
    "role", [Role.THERAPIST, Role.PROGRAM_DIRECTOR, Role.PATIENT, Role.SUPPORTER, None]
)
def test_marked_says_of_everyone_whether_they_are_seen(two: Two, role: Role | None) -> None:
    who = account("asks", *([role] if role else []))
    joined(who, two.ana, Role.THERAPIST)
    viewer = viewer_for(who)
    both = Patient.objects.filter(pk__in=[two.ana.pk, two.ben.pk])
    found = dict(marked(viewer, both).values_list("pk", "seen"))
    seen_ids = set(visible(viewer, both, "self").values_list("pk", flat=True))
    assert found == {pk: pk in seen_ids for pk in (two.ana.pk, two.ben.pk)}


def test_among_thousands_of_acts_too_the_care_team_counts_as_it_is_now(two: Two) -> None:
    who = account("therapist", Role.THERAPIST)
    viewer = viewer_for(who)
    with together():
        with pytest.raises(NotFound):
            permit(viewer, P.NOTE_WRITE, two.ana.pk)
        member = joined(who, two.ana, Role.THERAPIST)
        permit(viewer, P.NOTE_WRITE, two.ana.pk)
        with pytest.raises(NotFound):
            permit(viewer, P.NOTE_WRITE, two.ben.pk)
        leave_care_team(member=member, by=BY, at=AT, reason="moved")
        with pytest.raises(NotFound):
            permit(viewer, P.NOTE_WRITE, two.ana.pk)
