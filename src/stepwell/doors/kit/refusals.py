"""The one place where "no" becomes a page: 400, 403, 404, 409, 422, 429, 500."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from stepwell.doors.kit.request import Request
from stepwell.foundation.errors import BadInput, Conflict, DomainError, NotAllowed, NotFound

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    BadInput: 400,
}


def answer(request: Request, error: DomainError) -> HttpResponse:
    """The page for a domain error; refusals by rule are 409."""
    return page(request, STATUS.get(type(error), 409), error.sentence, error.code)


def page(request: Request, status: int, sentence: str = "", code: str = "") -> HttpResponse:
    context = {
        "sentence": gettext(str(sentence)) if sentence else "",
        "code": code,
        "status": status,
    }
    response = render(request, f"kit/errors/{status}.html", context, status=status)
    response["X-Refusal"] = code or str(status)
    return response


def bad_request(request: Request, exception: Any = None) -> HttpResponse:
    return page(request, 400)


def forbidden(request: Request, exception: Any = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: Request, exception: Any = None) -> HttpResponse:
    return page(request, 404)


def too_many(request: Request) -> HttpResponse:
    """allauth's answer to too many tries of one thing in one minute from one place."""
    return page(request, 429)


def server_error(request: Request) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        "This form was open too long or came from somewhere else. Go back, reload, and try again.",
    )
