"""Pages for somebody who looks for help, perhaps at night and on a phone."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stepwell.doors.kit.http import address_of
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import refusing, show
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.public import flood, once, timetable
from stepwell.doors.public.forms import AskForm
from stepwell.foundation.clock import local_day
from stepwell.journey.intake.actions import ZONE, receive_inquiry
from stepwell.journey.intake.rules import CLOSES, OPENS, promised_call
from stepwell.offering.programs import levels as catalogue
from stepwell.offering.programs.curriculum import topics
from stepwell.offering.programs.queries import sites
from stepwell.offering.programs.terms import LevelCode
from stepwell.trust.people.viewer import ANONYMOUS


def _page(
    request: Request, template: str, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    """Show a public page with its navigation, in the language of the visitor."""
    ways = (
        (_("About the program"), "public:program"),
        (_("Levels of care"), "public:levels"),
        (_("Ask for a call"), "public:ask"),
    )
    nav = [
        {"label": label, "href": reverse(name), "current": request.path == reverse(name)}
        for label, name in ways
    ]
    return show(request, template, {"nav": nav, "lang": _lang(), **context}, status=status)


def _lang() -> str:
    """The language our data has words in."""
    return "es" if (get_language() or "").startswith("es") else "en"


def front(request: Request) -> HttpResponse:
    """What this place is, and the three ways on."""
    return _page(request, "public/front.html", {"sites": sites(), "opens": OPENS, "closes": CLOSES})


def program(request: Request) -> HttpResponse:
    """What an intensive outpatient program is, in plain words."""
    today = local_day(request.now, DEFAULT_ZONE)
    context = {
        "iop": catalogue.level(LevelCode.IOP, today),
        "topics": topics(),
        "runs": timetable.runs(level=LevelCode.IOP, on=today),
    }
    return _page(request, "public/program.html", context)


def levels(request: Request) -> HttpResponse:
    """The levels of care beside each other, from their one definition."""
    today = local_day(request.now, DEFAULT_ZONE)
    return _page(request, "public/levels.html", {"levels": catalogue.levels(today)})


def ask(request: Request) -> HttpResponse:
    """Ask for a call. A form sent twice is one inquiry; a robot's is none."""
    form = AskForm(request.POST or None, initial={"once": once.key()})
    if form.is_robot:
        return _promise(request)
    if form.is_valid():
        if flood.too_many(address_of(request), at=request.now):
            return _page(request, "public/too_many.html", {"form": None}, status=429)
        with refusing(form):
            receive_inquiry(
                **form.inquiry(),
                source_page="/ask/",
                language=_lang(),
                by=ANONYMOUS,
                at=request.now,
            )
            return _promise(request)
    return _page(request, "public/ask.html", {"form": form, "opens": OPENS, "closes": CLOSES})


def _promise(request: Request) -> HttpResponse:
    """Remember, in this visitor's session only, when we said we would call."""
    request.session["promised"] = promised_call(request.now, ZONE).isoformat()
    return redirect("public:asked")


def asked(request: Request) -> HttpResponse:
    """Thank you, and what happens next."""
    kept = request.session.get("promised")
    promised = datetime.fromisoformat(kept) if kept else None
    weekday = timetable.weekday_name(local_day(promised, ZONE).weekday()) if promised else ""
    context = {"promised": promised, "weekday": weekday, "zone": ZONE}
    return _page(request, "public/asked.html", context)
