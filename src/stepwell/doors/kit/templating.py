"""The Jinja2 environment and what every template can see."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, translation
from jinja2 import Environment, StrictUndefined, pass_context

from stepwell.doors.kit import charts
from stepwell.doors.kit.request import Request

DEFAULT_ZONE = settings.CLINIC_ZONE


def environment(**options: Any) -> Environment:
    """Jinja2 with our globals and filters. An unknown name is an error, not an empty string."""
    options["undefined"] = StrictUndefined
    env = Environment(  # noqa: S701 - Django passes autoescape=True in `options`
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    env.globals.update(
        static=static,
        url=url,
        get_messages=messages.get_messages,
        charts=charts,
        date_format=date_format,
    )
    env.globals["kit"] = _Components(env)
    env.filters.update(day=day, when=when, clock=clock_time, minutes=minutes)
    return env


class _Components:
    """The macros of `kit/components.html` as `kit.…`, in pages and in the parts of them htmx asks for alike."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env.get_template("kit/components.html").module, name)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def everywhere(request: Request) -> dict[str, Any]:
    """Context for every page."""
    return {
        "viewer": getattr(request, "viewer", None),
        "now": getattr(request, "now", None),
        "organization": settings.ORGANIZATION,
        "clinic_phone": settings.CLINIC_PHONE,
        "demo": settings.DEMO,
    }


def date_format(value: date, pattern: str) -> str:
    return formats.date_format(value, pattern)


def day(value: date | datetime | None, pattern: str = "M j, Y") -> str:
    """`Nov 23, 2026`; in Spanish `23 nov 2026`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    if translation.get_language() == "es" and pattern == "M j, Y":
        pattern = "j b Y"
    return formats.date_format(value, pattern)


def clock_time(value: datetime | time | None, zone: str = DEFAULT_ZONE) -> str:
    """`9:00 a.m.` on the wall of the place."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).time()
    return formats.time_format(value, "g:i a")


def when(value: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """`Nov 23, 2026, 9:00 a.m.`"""
    if value is None:
        return ""
    return f"{day(value.astimezone(ZoneInfo(zone)).date())}, {clock_time(value, zone)}"


def minutes(value: int | None) -> str:
    """`9 h`, `2 h 45 min`, `0 min`."""
    if value is None:
        return ""
    hours, rest = divmod(int(value), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


__all__ = ["environment", "everywhere", "pass_context"]
