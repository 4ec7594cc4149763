"""The way in by invitation."""  # M7 M39

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from stepwell.trust.people.models import Account
from support.clinic import NOW

pytestmark = pytest.mark.django_db
GOOD = {"password": "a quiet green river", "again": "a quiet green river"}


def test_the_link_says_who_invites_and_a_password_opens_the_page(
    client: Any, invited: Any, text: Any
) -> None:
    _packet, token = invited()
    page = text(client.get(f"/me/welcome/{token}/"))
    assert (
        "Welcome, Luz" in page
        and "Stepwell Demonstration Clinic invites you" in page
        and "luz@people.example" in page
    )
    response = client.post(f"/me/welcome/{token}/", GOOD, follow=True)
    assert [url for url, _status in response.redirect_chain] == ["/home/", "/me/"]
    assert "Hello, Luz" in text(response)


def test_the_password_opens_the_page_again_later(client: Any, invited: Any) -> None:
    _packet, token = invited()
    client.post(f"/me/welcome/{token}/", GOOD)
    client.logout()
    response = client.post(
        "/account/login/", {"login": "luz@people.example", "password": GOOD["password"]}
    )
    assert response.status_code == 302 and client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "1234567890", "again": "1234567890"}, "entirely numeric"),
        (
            {"password": "a quiet green river", "again": "a quiet green rive"},
            "The two are not the same.",
        ),
        ({"password": "", "again": ""}, "Fill this in."),
    ],
)
def test_a_password_that_will_not_do_is_said(
    client: Any, invited: Any, text: Any, typed: Any, says: str
) -> None:
    _packet, token = invited()
    response = client.post(f"/me/welcome/{token}/", typed)
    assert response.status_code == 422 and says in text(response)
    assert not Account.objects.filter(email="luz@people.example").exists()


def test_a_used_an_old_and_an_unknown_link_say_so_with_the_phone_number(
    client: Any, invited: Any, text: Any
) -> None:
    _packet, token = invited()
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        old = client.get(f"/me/welcome/{token}/")
        assert old.status_code == 410 and "This link is too old." in text(old)
        assert client.post(f"/me/welcome/{token}/", GOOD).status_code == 410
    client.post(f"/me/welcome/{token}/", GOOD)
    client.logout()
    used = client.post(f"/me/welcome/{token}/", GOOD)
    assert used.status_code == 410 and "This link was used already." in text(used)
    unknown = client.get("/me/welcome/not-a-link/")
    assert unknown.status_code == 404 and "This link does not work." in text(unknown)
    for page in (old, used, unknown):
        assert "(555) 010-0100" in text(page)


def test_someone_with_an_account_keeps_their_password_and_signs_in_first(
    client: Any, admitted: Any, sign_in: Any, text: Any
) -> None:
    """A link by e-mail must not get around a password or a second factor."""
    from stepwell.trust.people.actions import invite
    from stepwell.trust.people.roles import Role
    from stepwell.trust.people.viewer import system

    _row, token = invite(
        person=admitted.account.person, role=Role.SUPPORTER, by=system("test"), at=NOW
    )
    before = Account.objects.get(pk=admitted.account.pk).password
    assert "Sign in with it" in text(client.get(f"/me/welcome/{token}/"))
    client.post(f"/me/welcome/{token}/", GOOD)
    assert "_auth_user_id" not in client.session
    sign_in(client, admitted.account)
    assert "Your password stays as it is." in text(client.get(f"/me/welcome/{token}/"))
    assert client.post(f"/me/welcome/{token}/").status_code == 302
    assert Account.objects.get(pk=admitted.account.pk).password == before
    assert client.get("/me/shared/").status_code == 200
