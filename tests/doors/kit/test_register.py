"""Deny by default, and every look at a chart is written once. M20, M21"""

from typing import Any
from uuid import UUID

import pytest
from django.urls import path

from doors.kit import sample
from doors.kit.conftest import AT, hidden_next, log_in
from stepwell.doors.kit.refusals import STATUS
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
CHART = f"/sample/chart/{sample.SOMEBODY}/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def views() -> list[tuple[str, UUID | None, str]]:
    rows = Event.objects.filter(name__startswith="view:").order_by("number")
    return list(rows.values_list("name", "patient_id", "actor_label"))


# -- who comes in ----------------------------------------------------------------------------------


def test_the_right_role_opens_a_page_and_any_of_several_permissions_will_do(
    client: Any, rosa: Any, sign_in: Any
) -> None:
    sign_in(client, rosa)
    assert client.get("/sample/words/").content == b"words"
    assert client.get("/sample/either/").status_code == 200


@pytest.mark.parametrize("address", ["/sample/words/", "/sample/either/", CHART])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_wrong_role_gets_a_page_that_says_so(
    client: Any, account: Any, sign_in: Any, address: str, method: str
) -> None:
    sample.received.clear()
    sign_in(client, account("tom", Role.BILLER))
    answer = getattr(client, method)(address)
    assert answer.status_code == 403
    assert "Your role does not include this page." in answer.content.decode()
    assert "<html" in answer.content.decode()
    assert sample.received == []
    assert views() == []


@pytest.mark.parametrize("address", ["/sample/words/?day=2026-11-23&x=%20", CHART])
def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_where_they_were_going(
    client: Any, rosa: Any, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/?")
    assert "ended" not in answer.url  # nobody was signed in
    signed = log_in(client, rosa.email, **hidden_next(client, answer.url))
    assert (signed.status_code, signed.url) == (302, address)


def test_htmx_is_sent_to_the_whole_sign_in_page(client: Any) -> None:
    answer = client.get(CHART, **HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"].startswith("/account/login/?next=%2Fsample%2Fchart%2F")


def test_a_page_for_everyone_opens_for_a_visitor(client: Any) -> None:
    assert client.get("/sample/open/").status_code == 200


def test_who_lost_the_role_is_refused_at_the_next_request(
    client: Any, rosa: Any, sign_in: Any
) -> None:
    from stepwell.trust.people.actions import end_role
    from stepwell.trust.people.viewer import system

    sign_in(client, rosa)
    assert client.get("/sample/words/").status_code == 200
    end_role(grant=rosa.role_grants.get(), by=system("test"), at=AT, reason="Left.")
    assert client.get("/sample/words/").status_code == 403


def test_who_was_deactivated_is_a_visitor_at_the_next_request(
    client: Any, rosa: Any, sign_in: Any
) -> None:
    sign_in(client, rosa)
    rosa.is_active = False
    rosa.save()
    assert client.get("/sample/words/").url.startswith("/account/login/")


# -- what is written -------------------------------------------------------------------------------


def test_a_look_at_a_chart_is_written_once_with_who_and_whose(
    client: Any, rosa: Any, sign_in: Any
) -> None:
    sign_in(client, rosa)
    client.get(CHART)
    assert views() == [("view:chart", sample.SOMEBODY, "Rosa Test")]
    event = Event.objects.get(name="view:chart")
    assert event.actor_id == rosa.pk


def test_a_page_may_say_itself_whose_chart_it_showed(client: Any, rosa: Any, sign_in: Any) -> None:
    sign_in(client, rosa)
    client.get("/sample/tells/")
    assert views() == [("view:note", sample.SEEN, "Rosa Test")]


def test_sending_a_form_a_failed_page_and_a_page_about_nobody_are_no_looks(
    client: Any, rosa: Any, sign_in: Any
) -> None:
    sign_in(client, rosa)
    client.post(CHART, {"a": "b"})
    client.get("/sample/words/")
    for how in ("not-found", "not-allowed", "refused", "bad"):
        client.get(f"/sample/fails/{how}/{sample.SOMEBODY}/")
    client.raise_request_exception = False
    client.get(f"/sample/fails/crash/{sample.SOMEBODY}/")
    assert views() == []


def test_a_visitors_try_is_no_look(client: Any) -> None:
    client.get(CHART)
    assert views() == []


# -- what leaves -----------------------------------------------------------------------------------


def test_what_is_handed_over_passed_consent_first(client: Any, admitted: Any, sign_in: Any) -> None:
    from stepwell.trust.consent.models import Disclosure

    sign_in(client, admitted.account)
    answer = client.get(f"/sample/leaves/{admitted.patient.pk}/")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (
        200,
        b"paper",
        "no-store",
    )
    assert answer["Content-Disposition"] == 'inline; filename="plan.pdf"'
    assert Disclosure.objects.filter(what="plan", recipient_kind="patient").count() == 1
    refused = client.get(f"/sample/leaves/{admitted.patient.pk}/?to=other")
    assert refused.status_code == 409
    assert b"paper" not in refused.content
    assert Disclosure.objects.filter(what="plan").count() == 1


# -- domain refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "status"),
    [("bad", 400), ("not-allowed", 403), ("not-found", 404), ("refused", 409), ("conflict", 409)],
)
def test_what_a_view_does_not_answer_becomes_a_page_with_sentence_and_code(
    client: Any, how: str, status: int
) -> None:
    answer = client.get(f"/sample/fails/{how}/")
    error = sample.ERRORS[how]
    assert answer.status_code == status
    assert str(error) in answer.content.decode()
    assert answer["X-Refusal"] == error.code  # type: ignore[attr-defined]


def test_every_kind_of_refusal_has_a_status() -> None:
    assert set(STATUS.values()) == {400, 403, 404, 409}


def test_a_refusal_inside_a_form_keeps_what_was_typed(client: Any) -> None:
    assert client.get("/sample/form/").status_code == 200
    for typed in ({"words": "Slept badly"}, {"words": ""}):
        answer = client.post("/sample/form/", typed)
        assert answer.status_code == 422
    assert client.post("/sample/form/", {"words": "x"}).status_code == 422


def test_the_view_function_stays_known_by_name() -> None:
    pattern = sample.sample[0]
    assert pattern.callback.page.name == "words"  # type: ignore[union-attr]
    assert isinstance(pattern, type(path("", lambda request: None)))
