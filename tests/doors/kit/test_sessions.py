"""A session that ends loses no typed work, and gives it to nobody else. M22"""

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from doors.kit import sample
from doors.kit.conftest import AT, hidden_next, log_in
from stepwell.doors.kit import sessions
from stepwell.trust.people.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
TYPED = {"note": "Slept badly; called her sister. – ñ", "goals": ["one", "two"], "empty": ""}
LATER = timedelta(minutes=31)


def travel(to: datetime) -> Any:
    return time_machine.travel(to, tick=False)


@pytest.fixture(autouse=True)
def _nothing_received() -> None:
    sample.received.clear()


@pytest.fixture
def browser(rosa: Any) -> Client:
    """Rosa signed in through the form and opened a page."""
    client = Client()
    with travel(AT):
        log_in(client, rosa.email)
        assert client.get("/sample/words/").status_code == 200
    return client


def hidden_fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the page's kept form, and where it goes, as `action`."""
    form = re.search(r'<form method="post" action="(/sample/[^"]*)">(.*?)</form>', page, re.S)
    assert form, page
    fields: dict[str, list[str]] = {"action": [html.unescape(form[1])]}
    for name, value in re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2], re.S
    ):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def sign_in_again(client: Client, email: str, url: str) -> Any:
    """By the address the person was sent to, with the form's own hidden fields."""
    return log_in(client, email, **hidden_next(client, url))


# -- when it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "goes_on"), [(29, True), (30, True), (31, False), (600, False)]
)
def test_a_session_ends_after_half_an_hour_without_a_request(
    browser: Client, minutes: int, goes_on: bool
) -> None:
    with travel(AT + timedelta(minutes=minutes)):
        answer = browser.get("/sample/words/")
    assert (answer.status_code == 200) is goes_on


def test_every_request_starts_the_half_hour_again(browser: Client) -> None:
    for minutes in (20, 40, 60, 80):
        with travel(AT + timedelta(minutes=minutes)):
            assert browser.get("/sample/words/").status_code == 200


def test_twelve_hours_are_the_most_however_busy(browser: Client) -> None:
    statuses = []
    for minutes in range(20, 760, 20):
        with travel(AT + timedelta(minutes=minutes)):
            statuses.append(browser.get("/sample/words/").status_code)
    assert statuses == [200] * 36 + [302]


def test_the_cookie_is_hidden_from_scripts_and_other_sites_and_goes_with_the_browser(
    browser: Client,
) -> None:
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_who_only_looked_comes_back_to_where_they_were(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        answer = browser.get("/sample/words/?day=2026-11-23")
        assert "ended=1" in answer.url
        assert "Nothing you typed is lost" in browser.get(answer.url).content.decode()
        assert sign_in_again(browser, rosa.email, answer.url).url == "/sample/words/?day=2026-11-23"


# -- what was typed --------------------------------------------------------------------------------


def test_the_same_person_gets_back_what_they_typed_and_can_send_it(
    browser: Client, rosa: Any
) -> None:
    with travel(AT + LATER):
        answer = browser.post("/sample/words/?part=2", TYPED)
        assert sample.received == []
        assert answer.url == "/account/login/?next=%2Fkept%2F&ended=1"
        assert sign_in_again(browser, rosa.email, answer.url).url == "/kept/"
        page = browser.get("/kept/").content.decode()
        fields = hidden_fields(page)
        assert fields == {
            "action": ["/sample/words/?part=2"],
            "note": [TYPED["note"]],
            "goals": ["one", "two"],
            "empty": [""],
        }
        sent = browser.post(fields.pop("action")[0], fields)
    assert (sent.status_code, sent.url) == (302, "/sample/words/")
    assert sample.received == [{"note": [TYPED["note"]], "goals": ["one", "two"], "empty": [""]}]


def test_the_kept_page_can_be_opened_again_until_it_was_sent_and_not_after(
    browser: Client, rosa: Any
) -> None:
    with travel(AT + LATER):
        browser.post("/sample/words/", TYPED)
        log_in(browser, rosa.email)
        assert hidden_fields(browser.get("/kept/").content.decode())
        fields = hidden_fields(browser.get("/kept/").content.decode())
        browser.post(fields.pop("action")[0], fields)
        assert browser.get("/kept/").url == "/home/"
    assert len(sample.received) == 1


def test_it_is_found_after_signing_in_without_the_address_too(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        browser.post("/sample/words/", TYPED)
        assert log_in(browser, rosa.email).url == "/kept/"


def test_it_is_kept_when_the_whole_session_is_gone(browser: Client, rosa: Any) -> None:
    Session.objects.all().delete()
    with travel(AT + timedelta(hours=13)):
        answer = browser.post("/sample/words/", TYPED)
        sign_in_again(browser, rosa.email, answer.url)
        assert hidden_fields(browser.get("/kept/").content.decode())["note"] == [TYPED["note"]]


def test_htmx_too_loses_nothing(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        answer = browser.post("/sample/words/", TYPED, HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer["HX-Redirect"]) == (
            204,
            "/account/login/?next=%2Fkept%2F&ended=1",
        )
        log_in(browser, rosa.email)
        assert hidden_fields(browser.get("/kept/").content.decode())["goals"] == ["one", "two"]


def test_in_the_database_it_cannot_be_read_and_the_forms_token_is_not_kept(
    browser: Client, rosa: Any
) -> None:
    with travel(AT + LATER):
        browser.post("/sample/words/", TYPED | {"csrfmiddlewaretoken": "t0ken"})
        stored = [Session.objects.get(pk=row.pk).get_decoded() for row in Session.objects.all()]
        assert [key for data in stored for key in data if key == "kept"] == ["kept"]
        assert "sister" not in str(stored)
        assert "words" not in str(stored)
        log_in(browser, rosa.email)
        assert "t0ken" not in browser.get("/kept/").content.decode()


def test_what_was_typed_is_shown_as_text_never_as_html(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        browser.post("/sample/words/", {"note": '"><script>alert(1)</script>'})
        log_in(browser, rosa.email)
        page = browser.get("/kept/").content.decode()
    assert "<script>alert" not in page
    assert hidden_fields(page)["note"] == ['"><script>alert(1)</script>']


# -- and to nobody else ----------------------------------------------------------------------------


def test_somebody_else_who_signs_in_on_that_browser_gets_nothing(
    browser: Client, rosa: Any, account: Any
) -> None:
    mei = account("mei", Role.THERAPIST)
    with travel(AT + LATER):
        answer = browser.post("/sample/words/", TYPED)
        sign_in_again(browser, mei.email, answer.url)
        kept = browser.get("/kept/")
        assert (kept.status_code, kept.url) == (302, "/home/")
        log_in(Client(), rosa.email)
        assert "kept" not in browser.session
    assert sample.received == []


def test_nothing_is_kept_for_a_visitor_and_the_page_does_not_promise_it(
    client: Any, rosa: Any
) -> None:
    answer = client.post("/sample/words/", TYPED)
    assert answer.url.endswith("ended=lost")
    page = client.get(answer.url).content.decode()
    assert "Nothing you typed is lost" not in page
    assert "It could not be kept" in page
    assert log_in(client, rosa.email).url == "/home/"


def test_what_is_too_long_is_not_kept_and_the_page_says_so(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        answer = browser.post("/sample/words/", {"note": "x" * sessions.MOST})
        assert answer.url.endswith("ended=lost")
        assert "It could not be kept" in browser.get(answer.url).content.decode()
        assert log_in(browser, rosa.email).url == "/home/"


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c"])
def test_a_forged_cookie_binds_nothing_to_anybody(browser: Client, cookie: str) -> None:
    browser.cookies[sessions.COOKIE] = cookie
    with travel(AT + LATER):
        assert browser.post("/sample/words/", TYPED).url.endswith("ended=lost")


def test_leaving_forgets_it(browser: Client, rosa: Any) -> None:
    with travel(AT + LATER):
        browser.post("/sample/words/", TYPED)
        log_in(browser, rosa.email)
        assert browser.post("/kept/").url == "/home/"
        assert browser.get("/kept/").url == "/home/"


def test_a_form_from_elsewhere_is_refused_before_anything_is_kept(rosa: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    with travel(AT):
        strict.force_login(rosa, backend="allauth.account.auth_backends.AuthenticationBackend")
        strict.get("/sample/words/")
    with travel(AT + LATER):
        answer = strict.post("/sample/words/", TYPED)
    assert answer.status_code == 403
    assert "came from somewhere else" in answer.content.decode()
    assert sample.received == []
