"""Error pages, headers, probes and languages: what every page of ours keeps. M38, M39"""

import logging
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import RequestFactory

from doors.kit import sample as pages
from doors.kit.conftest import log_in
from stepwell.doors.kit import refusals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
STATUSES = [400, 403, 404, 409, 422, 429, 500]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_refusal_has_a_page_for_everybody(
    client: Any, rosa: Any, status: int, signed_in: bool
) -> None:
    if signed_in:
        log_in(client, rosa.email)
    answer = client.get(f"/sample/error/{status}/")
    assert answer.status_code == status
    assert re.search(r"<h1>\s*\S+", text(answer))
    assert 'href="/' in text(answer)
    assert "988" in text(answer)


@pytest.mark.parametrize("signed_in", [False, True])
def test_an_address_that_is_not_there_gets_our_page(
    client: Any, rosa: Any, signed_in: bool
) -> None:
    if signed_in:
        log_in(client, rosa.email)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert answer["X-Refusal"] == "404"
    assert "<html" in text(answer)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_failure_of_ours_gets_a_page_that_tells_no_secret(
    client: Any, rosa: Any, signed_in: bool
) -> None:
    if signed_in:
        log_in(client, rosa.email)
    client.raise_request_exception = False
    answer = client.get("/sample/fails/crash/")
    assert answer.status_code == 500
    assert "a secret of the source" not in text(answer)
    assert "on our side" in text(answer)


def test_a_host_we_do_not_know_gets_our_page(client: Any) -> None:
    answer = client.get("/sample/open/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in text(answer)


@pytest.mark.parametrize("trouble", [SuspiciousOperation("x"), PermissionDenied("x")])
def test_djangos_own_refusals_get_our_pages_too(client: Any, trouble: Exception) -> None:
    pages.ERRORS["theirs"] = trouble  # type: ignore[assignment]
    answer = client.get("/sample/fails/theirs/")
    assert answer.status_code == (400 if isinstance(trouble, SuspiciousOperation) else 403)
    assert "X-Refusal" in answer


def _no_database(*args: object, **kwargs: object) -> None:
    from django.db import OperationalError

    raise OperationalError("the server is gone")


@pytest.mark.parametrize("signed_in", [False, True])
def test_when_the_database_is_gone_people_still_get_a_page(
    client: Any, rosa: Any, signed_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if signed_in:
        log_in(client, rosa.email)
    client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", _no_database)
    answer = client.get("/sample/words/" if signed_in else "/readyz")
    assert answer.status_code in (500, 503)
    if signed_in:
        assert "on our side" in text(answer)


@pytest.mark.parametrize("status", STATUSES)
def test_a_refusal_page_needs_no_database_and_no_middleware(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "cursor", _no_database)
    answer = refusals.page(RequestFactory().get("/"), status, "What is so.", "a.code")
    assert answer.status_code == status
    assert "What is so." in text(answer)
    assert "a.code" in text(answer)


def test_words_of_a_refusal_are_shown_as_text() -> None:
    answer = refusals.page(RequestFactory().get("/"), 409, "<script>alert(1)</script>")
    assert "<script>alert" not in text(answer)


# -- headers ---------------------------------------------------------------------------------------

ADDRESSES = [
    "/account/login/",
    "/sample/open/",
    "/nowhere/",
    "/sample/fails/refused/",
    "/gallery/",
    "/healthz",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers_that_protect_people(client: Any, address: str) -> None:
    answer = client.get(address)
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_failure_of_ours_carries_them_too(client: Any) -> None:
    client.raise_request_exception = False
    answer = client.get("/sample/fails/crash/")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/account/login/", "/gallery/", "/sample/error/404/"])
def test_pages_hold_nothing_the_policy_forbids(client: Any, address: str) -> None:
    page = text(client.get(address))
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", page)
    assert not re.search(r"<style|\sstyle=|\son(click|load|submit)=|javascript:", page)


# -- probes ----------------------------------------------------------------------------------------


def test_healthz_says_ok_without_the_database(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", _no_database)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_says_what_is_ready(client: Any) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "migrations": True, "queue": True},
    )


def test_readyz_says_so_when_the_database_is_gone(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "cursor", _no_database)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_readyz_says_so_when_the_queue_is_not_worked(client: Any) -> None:
    from stepwell.foundation import jobs

    jobs.defer("outbox.deliver", message_id="x")
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '6 minutes'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["queue"]) == (503, False)


def test_metrics_count_and_name_nobody(client: Any, rosa: Any) -> None:
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain")
    numbers = dict(line.split(" ") for line in text(answer).splitlines())
    assert set(numbers) == {
        "stepwell_jobs_waiting",
        "stepwell_outbox_waiting",
        "stepwell_ledger_unsealed",
        "stepwell_queue_lag_seconds",
    }
    assert int(numbers["stepwell_ledger_unsealed"]) > 0
    assert "osa" not in text(answer)


# -- languages -------------------------------------------------------------------------------------


def test_a_visitor_chooses_a_language_and_stays_where_they_were(client: Any) -> None:
    assert '<html lang="en"' in text(client.get("/account/login/"))
    answer = client.post(
        "/i18n/setlang/", {"language": "es", "next": "/account/login/?next=%2Fme%2F"}
    )
    assert answer.url == "/account/login/?next=%2Fme%2F"
    assert '<html lang="es"' in text(client.get("/account/login/"))
    client.post("/i18n/setlang/", {"language": "en", "next": "/account/login/"})
    assert '<html lang="en"' in text(client.get("/account/login/"))


def test_the_browsers_language_is_used_until_one_is_chosen(client: Any) -> None:
    assert '<html lang="es"' in text(
        client.get("/account/login/", HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9")
    )
    assert '<html lang="en"' in text(client.get("/account/login/", HTTP_ACCEPT_LANGUAGE="de"))


def test_changing_the_language_leads_to_no_other_site(client: Any) -> None:
    assert (
        client.post("/i18n/setlang/", {"language": "es", "next": "https://evil.example/"}).url
        == "/"
    )


def test_the_language_survives_signing_in(client: Any, rosa: Any) -> None:
    client.post("/i18n/setlang/", {"language": "es"})
    log_in(client, rosa.email)
    assert '<html lang="es"' in text(client.get("/account/2fa/"))
