"""Who is asking and when; and the one translation of domain refusals into pages."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse

from stepwell.doors.kit import refusals as pages
from stepwell.doors.kit import sessions
from stepwell.doors.kit.request import Request
from stepwell.foundation import clock
from stepwell.foundation.errors import DomainError
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.people.viewer import ANONYMOUS

Handler = Callable[[Request], HttpResponse]
TOUCH_EVERY = 60  # seconds


def asking(get_response: Handler) -> Handler:
    """Put `request.now` and `request.viewer` in place, and end sessions nobody used for IDLE_MINUTES."""

    def middleware(request: Request) -> HttpResponse:
        request.now = clock.now()
        if request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        request.expired = _end_when_idle(request)
        signed_in = request.user.is_authenticated
        request.viewer = viewer_for(request.user) if signed_in else ANONYMOUS
        response = get_response(request)
        if signed_in and request.user.is_authenticated:
            sessions.remember_account(request, response)
            # After signing out nobody reads a chart with the back button.
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def _end_when_idle(request: Request) -> bool:
    """Whether the session was ended now: nobody used it for IDLE_MINUTES, or it began more than SESSION_COOKIE_AGE ago."""
    if not request.user.is_authenticated:
        return False
    now = int(request.now.timestamp())
    used = request.session.get("used_at", now)
    began = request.session.get("began_at", now)
    if now - used > settings.IDLE_MINUTES * 60 or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        return True
    if request.headers.get("X-Poll"):
        return False  # a page that asks by itself is nobody's use
    if "used_at" not in request.session or now - used > TOUCH_EVERY:
        request.session["used_at"], request.session["began_at"] = now, began
    return False


class refusals:  # noqa: N801 - a middleware, named for its settings line
    """Domain errors that a view did not answer itself become pages with the right status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return pages.answer(request, exception)
        return None
