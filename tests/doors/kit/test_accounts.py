"""Signing in: by invitation, by e-mail address, with a lock on guessing. M02, M20"""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as ours
from django.core import mail
from django.test import Client
from django.urls import reverse

from doors.kit.conftest import AT, PASSWORD, log_in
from stepwell.foundation.models import OutboxMessage
from stepwell.trust.people.roles import Role

pytestmark = pytest.mark.django_db
WRONG = "The email address and/or password you specified are not correct."
LOCKED = "signing in is closed for 15 minutes"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def signed_in(client: Any, rosa: Any) -> Any:
    log_in(client, rosa.email)
    return client


@pytest.fixture
def confirmed(signed_in: Any) -> Any:
    """Rosa, who typed her password again, as changing the second factor asks for."""
    assert (
        signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    )
    return signed_in


# -- the form --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling", ["rosa@stepwell.example", "ROSA@Stepwell.Example", " rosa@stepwell.example "]
)
def test_the_e_mail_address_is_the_name_however_it_is_spelled(
    client: Any, rosa: Any, spelling: str
) -> None:
    answer = log_in(client, spelling)
    assert (answer.status_code, answer.url) == (302, "/home/")
    assert client.session["_auth_user_id"] == str(rosa.pk)


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.THERAPIST, "/staff/"),
        (Role.AUDITOR, "/staff/"),
        (Role.PATIENT, "/me/"),
        (Role.SUPPORTER, "/me/shared/"),
    ],
)
def test_home_is_the_page_of_ones_role(client: Any, account: Any, role: Role, home: str) -> None:
    log_in(client, account("someone", role).email)
    assert client.get("/home/").url == home


def test_an_address_nobody_has_gets_the_same_answer_as_a_wrong_password(
    client: Any, rosa: Any
) -> None:
    answers = [
        text(log_in(client, email, "not the password"))
        for email in (rosa.email, "nobody@stepwell.example")
    ]
    same = [re.sub(r'value="[^"]*"', "", answer) for answer in answers]
    assert same[0] == same[1]
    assert WRONG in same[0]
    assert "_auth_user_id" not in client.session


def test_a_deactivated_account_does_not_sign_in(client: Any, rosa: Any) -> None:
    rosa.is_active = False
    rosa.save()
    log_in(client, rosa.email)
    assert "_auth_user_id" not in client.session


def test_a_way_on_to_another_site_is_not_taken(client: Any, rosa: Any) -> None:
    assert log_in(client, rosa.email, next="https://evil.example/").url == "/home/"


def test_the_form_is_refused_when_it_comes_from_elsewhere(rosa: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, rosa.email).status_code == 403


def test_signing_out_takes_a_press_and_ends_the_session(signed_in: Any) -> None:
    assert signed_in.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in signed_in.session
    signed_in.post("/account/logout/")
    assert "_auth_user_id" not in signed_in.session


# -- guessing --------------------------------------------------------------------------------------


def guess(client: Any, email: str, times: int) -> list[int]:
    return [log_in(client, email, f"guess {n}").status_code for n in range(times)]


def test_the_sixth_wrong_password_closes_the_door_for_a_quarter_of_an_hour(
    client: Any, rosa: Any
) -> None:
    with time_machine.travel(AT, tick=False):
        assert guess(client, rosa.email, 6) == [200] * 5 + [429]
        right = log_in(client, rosa.email)
        assert right.status_code == 429
        assert LOCKED in text(right)
        assert right["X-Refusal"] == "account.locked"
    with time_machine.travel(AT + timedelta(minutes=14), tick=False):
        assert log_in(client, rosa.email).status_code == 429
    with time_machine.travel(AT + timedelta(minutes=30), tick=False):
        assert log_in(client, rosa.email).status_code == 302


def test_the_lock_is_for_that_name_from_that_place_only(
    client: Any, rosa: Any, account: Any
) -> None:
    mei = account("mei", Role.NURSE)
    guess(client, rosa.email, 6)
    assert log_in(client, mei.email).status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert log_in(elsewhere, rosa.email).status_code == 302


def test_spelling_the_address_otherwise_gives_no_more_tries(client: Any, rosa: Any) -> None:
    spellings = ["rosa@stepwell.example", "ROSA@stepwell.example", "Rosa@Stepwell.Example"] * 2
    assert [log_in(client, email, "guess").status_code for email in spellings][-1] == 429


def test_an_address_nobody_has_locks_just_the_same(client: Any) -> None:
    assert guess(client, "nobody@stepwell.example", 6)[-1] == 429


def test_a_flood_from_one_place_gets_our_page_too(client: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    answers = [log_in(client, f"{n}@people.example") for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["X-Refusal"] == "429"


def test_signing_in_starts_the_count_again(client: Any, rosa: Any) -> None:
    guess(client, rosa.email, 5)
    assert log_in(client, rosa.email).status_code == 302
    client.post("/account/logout/")
    assert guess(client, rosa.email, 5) == [200] * 5


# -- what is not offered ---------------------------------------------------------------------------


def test_nobody_signs_up_by_themselves(client: Any) -> None:
    from stepwell.trust.people.models import Account

    assert client.get("/account/signup/").status_code == 200
    client.post(
        "/account/signup/", {"email": "new@people.example", "password1": "a long enough password"}
    )
    assert Account.objects.count() == 0
    assert "invitation" in text(client.get("/account/signup/"))


@pytest.mark.parametrize("address", ["/account/email/", "/account/password/set/"])
def test_what_we_do_not_serve_is_not_there(signed_in: Any, address: str) -> None:
    assert signed_in.get(address).status_code == 404


# -- passwords -------------------------------------------------------------------------------------


def test_a_password_is_changed_with_the_old_one_and_counts_from_then(
    signed_in: Any, rosa: Any
) -> None:
    new = "another long password"
    page = "/account/password/change/"
    assert signed_in.get(page).status_code == 200
    wrong = {"oldpassword": "no", "password1": new, "password2": new}
    assert signed_in.post(page, wrong).status_code == 200
    assert signed_in.post(page, wrong | {"oldpassword": PASSWORD}).status_code == 302
    assert log_in(Client(), rosa.email, new).status_code == 302
    assert log_in(Client(), rosa.email, PASSWORD).status_code == 200


@pytest.mark.parametrize("new", ["short", "password123", "1234567890123"])
def test_a_weak_password_is_refused_with_a_reason(signed_in: Any, new: str) -> None:
    answer = signed_in.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 200
    assert "password" in text(answer)


def reset_link(client: Any, email: str) -> str:
    """Ask for a link as the form does; where the letter in the outbox leads."""
    answer = client.post(reverse("account_reset_password"), {"email": email})
    assert client.get(answer.url).status_code == 200
    letter = OutboxMessage.objects.get(to=email)
    assert mail.outbox == []  # it leaves by the outbox, not in the request
    found = re.search(rf"{re.escape(ours.BASE_URL)}(/account/password/reset/key/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def choose(client: Any, link: str, password: str) -> int:
    form = client.get(link, follow=True)
    assert form.status_code == 200
    passwords = {"password1": password, "password2": password}
    return int(client.post(form.request["PATH_INFO"], passwords).status_code)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Any, rosa: Any) -> None:
    link = reset_link(client, rosa.email)
    assert choose(client, link, "short") == 200
    assert choose(client, link, "another long password") == 302
    assert log_in(Client(), rosa.email, "another long password").status_code == 302
    assert 'name="password1"' not in text(Client().get(link, follow=True))


def test_the_letter_with_the_link_is_in_the_persons_language_and_accounted_for(
    client: Any, admitted: Any
) -> None:
    from stepwell.trust.consent.models import Disclosure
    from stepwell.trust.people.actions import correct_person
    from stepwell.trust.people.viewer import system

    correct_person(person=admitted.account.person, language="es", by=system("test"), at=AT)
    before = Disclosure.objects.filter(patient=admitted.patient).count()
    client.post(reverse("account_reset_password"), {"email": admitted.account.email})
    letter = OutboxMessage.objects.order_by("created_at").last()
    assert letter is not None
    assert letter.subject == "Su enlace"
    assert Disclosure.objects.filter(patient=admitted.patient).count() == before + 1


def test_who_was_locked_out_gets_in_again_by_resetting_the_password(client: Any, rosa: Any) -> None:
    guess(client, rosa.email, 6)
    assert log_in(client, rosa.email).status_code == 429
    assert choose(client, reset_link(client, rosa.email), "another long password") == 302
    assert log_in(Client(), rosa.email, "another long password").status_code == 302


def test_asking_for_an_address_nobody_has_looks_the_same(client: Any, rosa: Any) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": e})
        for e in (rosa.email, "no@people.example")
    ]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert [message.to for message in OutboxMessage.objects.all()] == [
        rosa.email
    ]  # no letter to strangers


# -- a second factor -------------------------------------------------------------------------------

FACTOR_PAGES = {
    "mfa_index": "Sign-in and security",
    "mfa_activate_totp": "Set up an authenticator app",
    "mfa_list_webauthn": "Passkeys and security keys",
    "mfa_add_webauthn": "Add a passkey",
    "account_change_password": "password",
}


@pytest.mark.parametrize("name", FACTOR_PAGES)
def test_the_pages_of_the_second_factor_render(confirmed: Any, name: str) -> None:
    answer = confirmed.get(reverse(name))
    assert answer.status_code == 200
    assert FACTOR_PAGES[name] in text(answer)


@pytest.mark.parametrize("name", FACTOR_PAGES)
def test_they_are_for_people_who_are_signed_in(client: Any, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def totp_code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_changing_the_second_factor_asks_for_the_password_again(signed_in: Any) -> None:
    address = reverse("mfa_activate_totp")
    asked = signed_in.get(address)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert signed_in.get(asked.url).status_code == 200
    assert "correct" in text(signed_in.post(asked.url, {"password": "not it", "next": address}))
    assert signed_in.post(asked.url, {"password": PASSWORD, "next": address}).url == address
    assert signed_in.get(address).status_code == 200


def test_an_authenticator_app_is_set_up_and_then_asked_for_at_sign_in(
    confirmed: Any, rosa: Any
) -> None:
    page = confirmed.get(reverse("mfa_activate_totp"))
    found = re.search(r'id="totp-secret">([A-Z2-7]+)<', text(page))
    assert found
    secret = found[1]
    assert "data:image/svg+xml" in text(page)
    assert confirmed.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert (
        confirmed.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)}).status_code == 302
    )
    codes = confirmed.get(reverse("mfa_view_recovery_codes"))
    assert codes.status_code == 200
    (recovery, *others) = re.findall(r"<li>([0-9a-z-]{8,})</li>", text(codes))
    assert len(others) == 9

    other_browser = Client()
    asked = log_in(other_browser, rosa.email)
    assert asked.url.startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in other_browser.session
    assert other_browser.get(asked.url).status_code == 200
    assert other_browser.post(asked.url, {"code": "000000"}).status_code == 200
    assert other_browser.post(asked.url, {"code": recovery}).status_code == 302
    assert other_browser.session["_auth_user_id"] == str(rosa.pk)

    third = Client()
    log_in(third, rosa.email)
    assert (
        third.post("/account/2fa/authenticate/", {"code": recovery}).status_code == 200
    )  # once only
    assert "_auth_user_id" not in third.session


def test_recovery_codes_can_be_made_anew(confirmed: Any) -> None:
    page = confirmed.get(reverse("mfa_activate_totp"))
    found = re.search(r'id="totp-secret">([A-Z2-7]+)<', text(page))
    assert found
    confirmed.post(reverse("mfa_activate_totp"), {"code": totp_code(found[1])})
    before = text(confirmed.get(reverse("mfa_view_recovery_codes")))
    assert confirmed.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert confirmed.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    after = text(confirmed.get(reverse("mfa_view_recovery_codes")))
    codes = [set(re.findall(r"<li>([0-9a-z-]{8,})</li>", words)) for words in (before, after)]
    assert codes[0]
    assert codes[1]
    assert not codes[0] & codes[1]
    assert confirmed.get(reverse("mfa_deactivate_totp")).status_code == 200
