"""The URL register: a path, a view, and what it takes to open it. Deny by default; guards read it.

Looking at a patient's chart is recorded here, once a page, for every page that says `shows="chart"`.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from stepwell.doors.kit import sessions
from stepwell.doors.kit.request import Request
from stepwell.foundation.errors import NotAllowed
from stepwell.trust.ledger.actions import record_view
from stepwell.trust.people.roles import Permission

View: TypeAlias = Callable[..., HttpResponseBase]


class Everyone(str):
    """Stands where a permission would and says why the page is open to anybody."""

    __slots__ = ()


SIGNED_IN = (Permission.OWN_ACCOUNT,)
Needs: TypeAlias = Permission | tuple[Permission, ...] | Everyone


@dataclass(frozen=True)
class Page:
    """What the register knows of a URL.

    `shows` names what is recorded as seen; `exit` says something leaves here; `lists` says that it shows a list, which
    then has a test that its number of queries does not grow (`@pytest.mark.list_page("staff:pipeline")`).
    """

    name: str
    needs: Needs
    shows: str = ""
    exit: str = ""
    lists: bool = False

    @property
    def any_of(self) -> tuple[Permission, ...]:
        if isinstance(self.needs, Everyone):
            return ()
        return self.needs if isinstance(self.needs, tuple) else (self.needs,)


def page(
    route: str,
    view: View,
    needs: Needs,
    *,
    name: str,
    shows: str = "",
    exit: str = "",
    lists: bool = False,
) -> URLPattern:
    """One line of the register."""
    entry = Page(name, needs, shows, exit, lists)
    return path(route, _guarded(view, entry), name=name)


def _guarded(view: View, entry: Page) -> View:
    @functools.wraps(view)
    def open_page(request: Request, **kwargs: Any) -> HttpResponseBase:
        if entry.any_of:
            if not request.user.is_authenticated:
                return sessions.ask_to_sign_in(request)
            if not any(request.viewer.may(permission) for permission in entry.any_of):
                raise NotAllowed("Your role does not include this page.")
        if request.method == "POST":
            sessions.forget(request)  # what was kept is sent now, or was left for something else
        response = view(request, **kwargs)
        if entry.shows and request.method == "GET" and response.status_code == 200:
            _record(request, entry, kwargs)
        return response

    open_page.page = entry  # type: ignore[attr-defined]
    return open_page


def _record(request: Request, entry: Page, kwargs: dict[str, Any]) -> None:
    patient_id = getattr(request, "seen_patient_id", None) or kwargs.get("patient_id")
    which = {name: str(value) for name, value in kwargs.items() if name != "patient_id"}
    record_view(
        by=request.viewer, at=request.now, page=entry.shows, patient_id=patient_id, detail=which
    )


def seen(request: Request, patient_id: Any) -> None:
    """Tell the register whose chart this page showed, where the URL does not say."""
    request.seen_patient_id = patient_id


def is_fragment(request: Request) -> bool:
    """htmx asks for a part of the page."""
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)


__all__ = ["SIGNED_IN", "Everyone", "Page", "is_fragment", "page", "seen"]
