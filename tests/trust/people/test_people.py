"""Accounts come by a link that works once. M02, M20"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, connection

from stepwell.foundation.errors import NotAllowed, NotFound, Refused
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.ledger.models import Event
from stepwell.trust.people import queries
from stepwell.trust.people.actions import (
    INVITATION_LASTS,
    accept_invitation,
    correct_person,
    create_account,
    end_role,
    grant_role,
    invite,
    register_patient,
    register_person,
)
from stepwell.trust.people.models import Account, Invitation, Person, RoleGrant
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import ANONYMOUS, Viewer, system

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BY = system("test")
PASSWORD = "a long enough password"


def person(email: str = "ana@people.example", **details: Any) -> Person:
    return register_person(
        given_name="Ana", family_name="O'Hara", email=email, by=BY, at=AT, **details
    )


def invited(who: Person | None = None, role: Role = Role.PATIENT) -> tuple[Invitation, str]:
    return invite(person=who or person(), role=role, by=BY, at=AT)


def accept(invitation: Invitation, *, at: datetime = AT, password: str = PASSWORD) -> Account:
    return accept_invitation(invitation=invitation, password=password, by=ANONYMOUS, at=at)


# -- invitations -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_link_makes_an_account_with_its_role_and_password() -> None:
    invitation, token = invited()
    account = accept(queries.invitation(token, at=AT))
    assert account.email == "ana@people.example"
    assert check_password(PASSWORD, account.password)
    assert viewer_for(account).roles == {Role.PATIENT}
    assert Event.objects.get(name="invitation.accepted").subject_id == invitation.pk


@pytest.mark.django_db
def test_of_a_links_secret_only_a_hash_is_kept() -> None:
    _, token = invited()
    kept = str(list(Invitation.objects.values())) + str(list(Event.objects.values()))
    assert token not in kept


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_a_token_nobody_was_given_finds_nothing(token: str) -> None:
    invited()
    with pytest.raises(NotFound):
        queries.invitation(token, at=AT)


@pytest.mark.django_db
def test_a_link_works_once() -> None:
    invitation, _ = invited()
    account = accept(invitation)
    with pytest.raises(Refused) as refusal:
        accept(invitation, password="somebody else's choice")
    assert refusal.value.code == "invitation.used"
    account.refresh_from_db()
    assert check_password(PASSWORD, account.password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "works"),
    [
        (timedelta(0), True),
        (INVITATION_LASTS - timedelta(seconds=1), True),
        (INVITATION_LASTS, False),
        (timedelta(days=400), False),
    ],
)
def test_a_link_works_for_seven_days(after: timedelta, works: bool) -> None:
    invitation, _ = invited()
    if works:
        assert accept(invitation, at=AT + after)
        return
    with pytest.raises(Refused) as refusal:
        accept(invitation, at=AT + after)
    assert refusal.value.code == "invitation.expired"
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_a_new_link_stops_the_older_one_and_leaves_another_roles_alone() -> None:
    who = person()
    older, _ = invited(who)
    other_role, _ = invited(who, Role.SUPPORTER)
    newer, _ = invited(who)
    with pytest.raises(Refused) as refusal:
        accept(older)
    assert refusal.value.code == "invitation.expired"
    mine = accept(newer)
    with pytest.raises(Refused) as refusal:
        accept(other_role)
    assert refusal.value.code == "invitation.sign_in"
    as_myself = viewer_for(mine)
    assert accept_invitation(invitation=other_role, password="", by=as_myself, at=AT).pk == mine.pk
    assert RoleGrant.objects.count() == 2


@pytest.mark.django_db
def test_without_an_e_mail_address_there_is_no_account_to_sign_in_with() -> None:
    invitation, _ = invited(person(email=""))
    with pytest.raises(Refused) as refusal:
        accept(invitation)
    assert refusal.value.code == "people.email"


def test_a_double_click_makes_one_account(committed_db: None) -> None:
    invitation, _ = invited()
    together = Barrier(2, timeout=10)

    def click() -> str:
        try:
            together.wait()
            accept(invitation)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as clicks:
        answers = sorted(future.result(20) for future in [clicks.submit(click) for _ in range(2)])
    assert answers == ["invitation.used", "made"]
    assert Account.objects.count() == 1
    assert RoleGrant.objects.count() == 1


# -- accounts and patients -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelling", ["ana@people.example", "ANA@People.Example", "  ana@people.example "]
)
def test_an_e_mail_address_signs_in_one_account_however_it_is_spelled(spelling: str) -> None:
    create_account(person=person(), email="Ana@people.example", password=None, by=BY, at=AT)
    other = person(email="other@people.example")
    with pytest.raises(Refused) as refusal:
        create_account(person=other, email=spelling, password=None, by=BY, at=AT)
    assert refusal.value.code == "account.taken"
    assert create_account(person=other, email="other@people.example", password=None, by=BY, at=AT)


@pytest.mark.django_db
def test_the_database_too_keeps_an_address_to_one_account() -> None:
    from django.db import transaction

    from stepwell.foundation.acting import bookkeeping

    create_account(person=person(), email="ana@people.example", password=None, by=BY, at=AT)
    other = person(email="other@people.example")
    with pytest.raises(IntegrityError), transaction.atomic(), bookkeeping("test"):
        Account.objects.create(person=other, email="ANA@people.example", created_at=AT)


@pytest.mark.django_db
def test_without_a_password_nobody_can_sign_in() -> None:
    account = create_account(
        person=person(), email="ana@people.example", password=None, by=BY, at=AT
    )
    assert not account.has_usable_password()


@pytest.mark.django_db
def test_chart_numbers_are_each_given_once() -> None:
    one, two = (register_patient(person=person(email=f"{n}@p.example"), by=BY, at=AT) for n in "ab")
    assert one.mrn != two.mrn
    assert one.mrn.startswith("SW-")


@pytest.mark.django_db
def test_a_correction_changes_the_person_and_the_ledger_keeps_no_words_of_it() -> None:
    who = person()
    correct_person(person=who, given_name="Anna", city="Troy", family_name="O'Hara", by=BY, at=AT)
    who.refresh_from_db()
    assert (who.given_name, who.city) == ("Anna", "Troy")
    event = Event.objects.get(name="person.corrected")
    assert event.detail == {"fields": ["given_name", "city"]}


@pytest.mark.django_db
def test_the_same_human_is_found_by_address_or_by_name_and_phone() -> None:
    who = person(phone="(555) 010-0177")
    person(email="another@people.example", phone="(555) 010-0999")
    asked = {"given_name": "ana", "family_name": "o'hara", "email": "", "phone": ""}
    assert list(queries.likely_same(**asked)) == []
    assert list(queries.likely_same(**asked | {"phone": "(555) 010-0177"})) == [who]
    assert list(
        queries.likely_same(**asked | {"given_name": "Eva", "email": "ANA@people.example"})
    ) == [who]


# -- roles -----------------------------------------------------------------------------------------


@pytest.fixture
def account() -> Account:
    return create_account(person=person(), email="ana@people.example", password=None, by=BY, at=AT)


@pytest.mark.django_db
def test_a_role_counts_from_the_next_look_until_it_ends(account: Account) -> None:
    before = viewer_for(account)
    grant = grant_role(account=account, role=Role.PRESCRIBER, by=BY, at=AT)
    during = viewer_for(account)
    end_role(grant=grant, by=BY, at=AT, reason="Left the clinic.")
    after = viewer_for(account)
    assert [viewer.may(Permission.PRESCRIBE) for viewer in (before, during, after)] == [
        False,
        True,
        False,
    ]
    assert Event.objects.get(name="role.ended").reason == "Left the clinic."


@pytest.mark.django_db
def test_a_role_is_held_once_at_a_time_and_may_be_given_again(account: Account) -> None:
    grant = grant_role(account=account, role=Role.NURSE, by=BY, at=AT)
    with pytest.raises(Refused) as refusal:
        grant_role(account=account, role=Role.NURSE, by=BY, at=AT)
    assert refusal.value.code == "role.held"
    end_role(grant=grant, by=BY, at=AT, reason="Leave.")
    with pytest.raises(Refused) as refusal:
        end_role(grant=grant, by=BY, at=AT, reason="Again.")
    assert refusal.value.code == "role.ended"
    assert grant_role(account=account, role=Role.NURSE, by=BY, at=AT).pk != grant.pk


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_only_the_administrator_gives_and_ends_roles(account: Account, role: Role) -> None:
    by = Viewer(account_id=account.pk, label="Someone", roles=frozenset({role}))
    if role is Role.ADMINISTRATOR:
        grant = grant_role(account=account, role=Role.NURSE, by=by, at=AT)
        assert end_role(grant=grant, by=by, at=AT, reason="Done.").ended_by == account.pk
        return
    with pytest.raises(NotAllowed):
        grant_role(account=account, role=Role.NURSE, by=by, at=AT)
    grant = grant_role(account=account, role=Role.NURSE, by=BY, at=AT)
    with pytest.raises(NotAllowed):
        end_role(grant=grant, by=by, at=AT, reason="No.")


@pytest.mark.django_db
def test_the_last_administrator_stays_one(account: Account) -> None:
    first = grant_role(account=account, role=Role.ADMINISTRATOR, by=BY, at=AT)
    with pytest.raises(Refused) as refusal:
        end_role(grant=first, by=BY, at=AT, reason="Leaving.")
    assert refusal.value.code == "role.last_administrator"
    other = create_account(
        person=person(email="b@p.example"), email="b@p.example", password=None, by=BY, at=AT
    )
    grant_role(account=other, role=Role.ADMINISTRATOR, by=BY, at=AT)
    assert end_role(grant=first, by=BY, at=AT, reason="Leaving.").ended_at == AT


@pytest.mark.django_db
def test_staff_are_those_who_hold_a_staff_role_now(account: Account) -> None:
    assert list(queries.staff()) == []
    grant = grant_role(account=account, role=Role.THERAPIST, by=BY, at=AT)
    grant_role(account=account, role=Role.PATIENT, by=BY, at=AT)
    assert list(queries.staff()) == [account]
    assert queries.staff_member(account.pk, role=Role.THERAPIST) == account
    with pytest.raises(NotFound):
        queries.staff_member(account.pk, role=Role.NURSE)
    end_role(grant=grant, by=BY, at=AT, reason="Left.")
    with pytest.raises(NotFound):
        queries.staff_member(account.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["", "not-an-id", "None"])
def test_a_member_of_staff_by_a_nonsensical_id_is_not_found(nonsense: str) -> None:
    with pytest.raises(NotFound):
        queries.staff_member(nonsense)
