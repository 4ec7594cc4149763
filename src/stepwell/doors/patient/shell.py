"""What every page of the patient's door carries: five ways, who is signed in, and nothing left in caches."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.queries import open_episode
from stepwell.doors.kit import register
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import show
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import patient_for
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission

OWN = Permission.OWN_CHART
WAYS = (
    (_("Today"), "patient:today", "house"),
    (_("Medicines"), "patient:medicines", "pill"),
    (_("Progress"), "patient:progress", "chart-line"),
    (_("Plan"), "patient:plan", "footprints"),
    (_("People"), "patient:people", "users"),
)


def my_page(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    way: str = "patient:today",
    status: int | None = None,
) -> HttpResponse:
    """Show a page of one's own; `way` is the place in the navigation it belongs to."""
    if request.viewer.patient_id:
        register.seen(request, request.viewer.patient_id)
    shell = {"nav": _nav(request, way), "lang": lang(), "robots": "noindex"}
    response = show(request, template, {**shell, **context}, status=status)
    response["Cache-Control"] = (
        "no-store"  # the next person at this phone must not find it by going back
    )
    return response


def _nav(request: Request, way: str) -> list[dict[str, Any]]:
    ways = WAYS if request.viewer.may(OWN) else ()
    return [
        {"label": label, "href": reverse(name), "icon": icon, "current": name == way}
        for label, name, icon in ways
    ]


def lang() -> str:
    """The language our data has words in."""
    return "es" if (get_language() or "").startswith("es") else "en"


def own_id(request: Request) -> UUID:
    """The id of one's own chart. `NotFound` for an account that has none."""
    if request.viewer.patient_id is None:
        raise NotFound
    return request.viewer.patient_id


def own_patient(request: Request) -> Patient:
    return patient_for(request.viewer, own_id(request), need=OWN)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a patient's day happens: the clock on that wall says what today is."""

    episode: Episode | None
    zone: str
    today: date


def place(request: Request) -> Place:
    episode = open_episode(request.viewer, own_id(request), need=OWN)
    zone = episode.site.zone if episode else DEFAULT_ZONE
    return Place(episode, zone, local_day(request.now, zone))


def day_of(at: datetime, zone: str = DEFAULT_ZONE) -> date:
    return local_day(at, zone)
