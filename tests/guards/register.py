"""What the URL register has to say of every page, as functions that return sentences."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Pages of libraries: no permission of ours, for these reasons. A prefix nobody serves any more is stale.
LIBRARIES = {
    "account/": "django-allauth: signing in and out, one's own password and second factor",
    "i18n/": "Django: choosing a language",
}


def patterns(
    entries: Iterable[Any] | None = None, prefix: str = "", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, URLPattern]]:
    """(route, full name, pattern) for every URL."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            space = (*names, entry.namespace) if entry.namespace else names
            yield from patterns(entry.url_patterns, route, space)
        else:
            yield route, ":".join((*names, entry.name or "")), entry


def unregistered(
    entries: Iterable[Any] | None = None, libraries: dict[str, str] | None = None
) -> list[str]:
    libraries = LIBRARIES if libraries is None else libraries
    found, used = [], set()
    for route, _name, pattern in patterns(entries):
        prefix = next((p for p in libraries if route.startswith(p)), None)
        if prefix:
            used.add(prefix)
        elif not hasattr(pattern.callback, "page"):
            found.append(
                f"/{route} names no permission: register it with doors/kit/register.page()."
            )
    found += [
        f"{prefix} serves nothing any more: take it off the list."
        for prefix in libraries
        if prefix not in used
    ]
    return found


def pages() -> list[tuple[str, str, Any]]:
    """(route, name, Page) of our own."""
    return [(r, n, p.callback.page) for r, n, p in patterns() if hasattr(p.callback, "page")]
