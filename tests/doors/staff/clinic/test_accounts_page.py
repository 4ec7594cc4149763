"""Who works here and what they may do (mission rows M1, M2)."""

import re

import pytest

from stepwell.foundation.models import OutboxMessage
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.people.models import Account, Invitation, Person, RoleGrant
from stepwell.trust.people.roles import Permission

pytestmark = pytest.mark.django_db
ACCOUNTS = "/staff/accounts/"
NEW = f"{ACCOUNTS}new/"
NOOR = {
    "given_name": "Noor",
    "family_name": "Haddad",
    "email": "noor@stepwell.example",
    "role": "nurse",
}


def test_staff_stand_with_their_roles_in_plain_english_and_patients_do_not(as_, admitted):
    text = as_("administrator").get(ACCOUNTS).content.decode()
    assert "Rosa Delgado" in text
    assert "Assesses, leads groups, marks attendance" in text
    assert "never" in text
    assert admitted.account.email not in text


def test_a_new_member_of_staff_gets_a_link_that_works(as_, clinic, client, now):
    from stepwell.trust.people.actions import accept_invitation
    from stepwell.trust.people.queries import invitation
    from stepwell.trust.people.viewer import ANONYMOUS

    page = as_("administrator").post(NEW, NOOR, follow=True)
    assert "The link is on its way to noor@stepwell.example." in page.content.decode()
    assert "Invited, not here yet" in page.content.decode()
    message = OutboxMessage.objects.get(to="noor@stepwell.example")
    token = re.search(r"/welcome/([^/]+)/", message.body).group(1)
    account = accept_invitation(
        invitation=invitation(token, at=now), password="a long password", by=ANONYMOUS, at=now
    )
    assert viewer_for(account).may(Permission.ATTENDANCE_MARK)


def test_asked_twice_there_is_one_person_and_the_newest_link_works(as_, clinic, now):
    client = as_("administrator")
    client.post(NEW, NOOR)
    client.post(NEW, NOOR)
    assert Person.objects.filter(email=NOOR["email"]).count() == 1
    assert Invitation.objects.filter(person__email=NOOR["email"], expires_at__gt=now).count() == 1


def test_an_address_somebody_signs_in_with_is_refused_and_nothing_is_lost(as_, clinic):
    page = as_("administrator").post(NEW, NOOR | {"email": "Nurse@stepwell.example"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Someone signs in with this e-mail address already." in text
    assert 'value="Noor"' in text


@pytest.mark.parametrize("role", ["patient", "supporter", "king"])
def test_only_roles_of_the_staff_can_be_given(as_, clinic, role):
    assert as_("administrator").post(NEW, NOOR | {"role": role}).status_code == 422
    grant = f"{ACCOUNTS}{clinic.staff['nurse'].pk}/roles/"
    assert as_("administrator").post(grant, {"role": role}).status_code == 422


def test_a_role_is_added_and_adding_it_twice_gets_a_sentence(as_, clinic):
    grant = f"{ACCOUNTS}{clinic.staff['nurse'].pk}/roles/"
    client = as_("administrator")
    page = client.post(grant, {"role": "auditor"}, follow=True)
    assert "Luca Ferri is now Auditor." in page.content.decode()
    page = client.post(grant, {"role": "auditor"})
    assert page.status_code == 422
    assert "They hold this role already." in page.content.decode()


def test_a_role_ends_with_a_reason_and_counts_at_once(as_, clinic):
    grant = RoleGrant.objects.get(account=clinic.staff["biller"])
    client, ending = as_("administrator"), f"/staff/roles/{grant.pk}/ending/"
    assert client.post(ending, {"reason": ""}).status_code == 422
    client.post(ending, {"reason": "Left on Friday."})
    assert not viewer_for(clinic.staff["biller"]).is_staff
    again = client.post(ending, {"reason": "Left on Friday."})
    assert again.status_code == 422
    assert "This role has ended already." in again.content.decode()


def test_the_last_administrator_stays(as_, clinic):
    grant = RoleGrant.objects.get(account=clinic.staff["administrator"])
    page = as_("administrator").post(f"/staff/roles/{grant.pk}/ending/", {"reason": "Tired."})
    assert page.status_code == 422
    assert "This is the last administrator." in page.content.decode()


def test_a_patients_account_and_role_are_not_found(as_, admitted):
    client = as_("administrator")
    grant = RoleGrant.objects.get(account=admitted.account)
    assert client.get(f"{ACCOUNTS}{admitted.account.pk}/roles/").status_code == 404
    assert client.get(f"/staff/roles/{grant.pk}/ending/").status_code == 404


def test_every_role_and_permission_is_on_one_page(as_, clinic):
    text = as_("administrator").get(f"{ACCOUNTS}roles/").content.decode()
    assert all(
        p.value in text for p in Permission if p.value.split(".")[0] not in ("own", "shared")
    )


@pytest.mark.parametrize("key", ["director", "therapist", "auditor", "coordinator"])
def test_only_the_administrator_opens_these_pages(as_, clinic, key):
    client = as_(key)
    for url in (ACCOUNTS, NEW, f"{ACCOUNTS}roles/"):
        assert client.get(url).status_code == 403


@pytest.mark.list_page("staff:accounts")
@pytest.mark.parametrize("more", [1, 3])
def test_accounts_ask_the_same_number_of_queries_for_one_and_three(
    more, as_, clinic, django_assert_num_queries
):
    client = as_("administrator")
    for number in range(more):
        client.post(NEW, NOOR | {"email": f"n{number}@stepwell.example"})
    client.get(ACCOUNTS)
    with django_assert_num_queries(8):
        assert client.get(ACCOUNTS).status_code == 200
    assert Account.objects.count() == 14


# M18
def test_the_administrator_writes_down_who_supervises_whom(as_, clinic):
    intern, supervisor = clinic.staff["therapist2"], clinic.staff["therapist"]
    url = f"{ACCOUNTS}{intern.pk}/supervision/"
    client = as_("administrator")
    assert "works on their own license" in client.get(url).content.decode()
    asked = {"supervisor": str(supervisor.pk), "from_day": "2026-11-23", "until_day": "2026-12-31"}
    missing = client.post(url, asked | {"supervisor": ""})
    assert (missing.status_code, "Choose one." in missing.content.decode()) == (422, True)
    backwards = client.post(url, asked | {"until_day": "2026-11-01"})
    assert backwards.status_code == 422
    assert "Rosa Delgado supervises" in client.post(url, asked, follow=True).content.decode()
    assert "Supervised by Rosa Delgado." in client.get(ACCOUNTS).content.decode()
    shown = client.get(url).content.decode()
    assert "Dec 31, 2026" in shown
    twice = client.post(url, asked)
    assert twice.status_code in (409, 422)
    assert "supervised by someone in that time already" in twice.content.decode()
    assert as_("director").get(url).status_code == 403
