"""Left never calls right: it announces, and the right reacts in its one visible `reactions.py`.

`during` reactions run at once, in the announcing transaction, and fail it when they fail. `after` reactions run when it
has committed; one that fails is logged and does not undo what was done.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeAlias

import structlog
from django.db import transaction

Reaction: TypeAlias = Callable[..., None]
log = structlog.get_logger(__name__)

_during: dict[str, list[Reaction]] = defaultdict(list)
_after: dict[str, list[Reaction]] = defaultdict(list)


def during(name: str) -> Callable[[Reaction], Reaction]:
    def register(reaction: Reaction) -> Reaction:
        _during[name].append(reaction)
        return reaction

    return register


def after(name: str) -> Callable[[Reaction], Reaction]:
    def register(reaction: Reaction) -> Reaction:
        _after[name].append(reaction)
        return reaction

    return register


def announce(name: str, **facts: Any) -> None:
    """Tell whoever listens. Facts are rows and plain values, with `by` and `at` among them."""
    for reaction in _during[name]:
        reaction(**facts)
    if _after[name]:
        transaction.on_commit(lambda: _tell_after(name, facts))


def _tell_after(name: str, facts: dict[str, Any]) -> None:
    for reaction in _after[name]:
        try:
            reaction(**facts)
        except Exception:
            log.exception("reaction failed", announcement=name, reaction=reaction.__qualname__)


def listeners() -> dict[str, list[str]]:
    """Every announcement with who reacts, for the documentation and the guards."""
    names = sorted(set(_during) | set(_after))
    return {
        name: [f"{r.__module__}.{r.__qualname__}" for r in _during[name] + _after[name]]
        for name in names
    }
