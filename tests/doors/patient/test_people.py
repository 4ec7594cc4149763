"""Who sees my record: letting in, shutting out, and what the one let in sees."""  # M39

import re
from datetime import timedelta
from typing import Any

import pytest

from stepwell.foundation.models import OutboxMessage
from stepwell.journey.calendar.actions import book
from stepwell.trust.access.actions import let_in
from stepwell.trust.access.models import ProxyGrant
from stepwell.trust.consent.actions import disclose
from stepwell.trust.consent.terms import Exit, Recipient
from stepwell.trust.people.models import Account
from support.clinic import NOW

pytestmark = pytest.mark.django_db
SISTER = {
    "given_name": "Mara",
    "family_name": "O'Hara",
    "relationship": "my sister",
    "email": "Mara@people.example",
}
GOOD = {"password": "a quiet green river", "again": "a quiet green river"}


def link() -> str:
    body = OutboxMessage.objects.filter(to__iexact=SISTER["email"]).latest("created_at").body
    found = re.search(r"(/me/welcome/\S+)", body)
    assert found
    return found[1]


@pytest.fixture
def sister(me: Any, client_class: Any) -> Any:
    """The client of Mara, whom Ana let in and who used her link."""
    me.post("/me/people/new/", SISTER)
    hers = client_class()
    response = hers.post(link(), GOOD, follow=True)
    assert response.redirect_chain[-1][0] == "/me/shared/"
    return hers


@pytest.fixture
def client_class() -> Any:
    from django.test import Client

    return Client


def appointment(clinic: Any, patient: Any, hours: int = 48) -> None:
    book(
        kind="medication",
        staff=clinic.staff["prescriber"],
        patient=patient,
        start=NOW + timedelta(hours=hours),
        minutes=30,
        by=clinic.viewers["prescriber"],
        at=NOW,
    )


def test_the_page_names_who_treats_me_and_what_left(me: Any, text: Any) -> None:
    page = text(me.get("/me/people/"))
    for words in (
        "Rosa Delgado",
        "Your therapist",
        "Daniel Osei",
        "Your prescriber",
        "Nobody. It is up to you",
    ):
        assert words in page
    assert "A link to sign in, without health information" in page and "You, by e-mail" in page


def test_letting_in_sends_a_link_that_says_nothing_and_opens_the_times(
    me: Any, sister: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    appointment(clinic, admitted.patient)
    assert "Mara O'Hara" in text(me.get("/me/people/"))
    page = text(sister.get("/me/shared/"))
    assert "Ana O'Hara" in page
    assert (
        "Monday, Nov 23, 2026" in page
        and "9:00 a.m. – 12:00 p.m." in page
        and "12 Wharf Street" in page
    )
    assert "Nov 25, 2026, 10:00 a.m." in page


def test_the_one_let_in_sees_when_and_where_and_nothing_else(
    sister: Any, clinic: Any, admitted: Any, text: Any
) -> None:
    appointment(clinic, admitted.patient)
    page = text(sister.get("/me/shared/"))
    for words in (
        "medic",
        "Coping",
        "Process",
        "track",
        "Delgado",
        "Osei",
        "PHQ",
        "/me/medicines/",
    ):
        assert words not in page[page.index("<main") :]
    for url in (
        "/me/",
        "/me/medicines/",
        "/me/progress/",
        "/me/plan/",
        "/me/people/",
        "/me/packet/",
        "/me/consents/",
    ):
        assert sister.get(url).status_code == 403
    assert sister.get("/staff/").status_code == 403


def test_shutting_out_counts_from_the_next_click(me: Any, sister: Any, text: Any) -> None:
    grant = ProxyGrant.objects.get()
    url = f"/me/people/{grant.pk}/removal/"
    assert url in text(me.get("/me/people/"))
    assert "End it for Mara O'Hara?" in text(me.get(url))
    assert me.post(url).url == "/me/people/"
    page = text(sister.get("/me/shared/"))
    assert "Nothing is shared with you now" in page and "Ana" not in page
    assert me.post(url).status_code == 404


def test_an_invitation_can_be_ended_before_it_is_used(
    me: Any, client_class: Any, text: Any
) -> None:
    me.post("/me/people/new/", SISTER)
    assert "Invited" in text(me.get("/me/people/"))
    me.post(f"/me/people/{ProxyGrant.objects.get().pk}/removal/")
    hers = client_class()
    page = text(hers.post(link(), GOOD, follow=True))
    assert "Nothing is shared with you now" in page


def test_letting_in_twice_is_once(me: Any, text: Any) -> None:
    me.post("/me/people/new/", SISTER)
    again = me.post("/me/people/new/", SISTER)
    assert (
        again.status_code == 422
        and "They can see your times already." in text(again)
        and "my sister" in text(again)
    )
    assert ProxyGrant.objects.count() == 1


def test_my_own_address_and_a_wrong_one_are_said(me: Any, admitted: Any, text: Any) -> None:
    own = me.post("/me/people/new/", SISTER | {"email": admitted.account.email.upper()})
    assert own.status_code == 422 and "This is your own e-mail address." in text(own)
    assert me.post("/me/people/new/", SISTER | {"email": "mara"}).status_code == 422
    assert not ProxyGrant.objects.exists()


def test_whether_an_address_has_an_account_is_not_told(me: Any, clinic: Any) -> None:
    """The same answer, and the account keeps its password until its owner has signed in."""
    before = clinic.staff["nurse"].password
    response = me.post("/me/people/new/", SISTER | {"email": "nurse@stepwell.example"})
    assert response.url == "/me/people/"
    assert Account.objects.get(email="nurse@stepwell.example").password == before


def test_ten_invitations_a_day_are_enough(me: Any, text: Any) -> None:
    for number in range(10):
        assert (
            me.post(
                "/me/people/new/", SISTER | {"email": f"friend{number}@people.example"}
            ).status_code
            == 302
        )
    more = me.post("/me/people/new/", SISTER)
    assert more.status_code == 422 and "You invited several people today." in text(more)


def test_nobody_ends_what_another_patient_allowed(
    me: Any, admit_someone: Any, sister: Any, clinic: Any
) -> None:
    other = admit_someone(given_name="Noor")
    account = Account.objects.get(email__iexact=SISTER["email"])
    theirs = let_in(
        patient=other.patient, account=account, relationship="friend", by=other.viewer, at=NOW
    )
    assert me.get(f"/me/people/{theirs.pk}/removal/").status_code == 404
    assert me.post(f"/me/people/{theirs.pk}/removal/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.list_page("patient:people")
def test_people_ask_as_much_for_one_as_for_three(
    me: Any, admitted: Any, clinic: Any, queries: Any
) -> None:
    def one_more(email: str) -> None:
        me.post("/me/people/new/", SISTER | {"email": email})
        disclose(
            patient=admitted.patient,
            recipient_kind=Recipient.PATIENT,
            recipient="the patient",
            purpose="copy",
            what="aftercare plan",
            exit=Exit.PRINT,
            by=admitted.viewer,
            at=NOW,
        )

    one_more("one@people.example")
    assert queries(me, "/me/people/") == 10
    one_more("two@people.example")
    one_more("three@people.example")
    assert queries(me, "/me/people/") == 10


@pytest.mark.list_page("patient:shared")
def test_shared_asks_as_much_for_one_patient_as_for_three(
    sister: Any, admit_someone: Any, clinic: Any, queries: Any
) -> None:
    assert queries(sister, "/me/shared/") == 9
    account = Account.objects.get(email__iexact=SISTER["email"])
    for number, name in enumerate(("Noor", "Olu")):
        other = admit_someone(given_name=name)
        let_in(
            patient=other.patient, account=account, relationship="friend", by=other.viewer, at=NOW
        )
        appointment(clinic, other.patient, hours=72 + number)
    assert queries(sister, "/me/shared/") == 9
