"""What makes a function an action: one transaction, the right to write, exactly one ledger event.

`Record` refuses to be written outside an action (see `records.py`), and an action that leaves no event or more than
one fails with `ActionBroken`, so that neither can be forgotten.
"""

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


class ActionBroken(RuntimeError):
    """A law of actions was broken: a programming error, never a user's."""


class _Frame:
    __slots__ = ("events", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.events = 0


_frame: ContextVar[_Frame | None] = ContextVar("action_frame", default=None)


class _Together:
    """What actions done together leave to be written in batches: by name what waits, and what writes it."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[Any]] = {}
        self.writers: dict[str, Callable[[list[Any]], None]] = {}
        self.known: dict[str, dict[Any, Any]] = {}

    def write(self, name: str) -> None:
        rows, self.waiting[name] = self.waiting[name], []
        self.writers[name](rows)


_together: ContextVar[_Together | None] = ContextVar("together", default=None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` as an action. Actions may call actions; each leaves its own event."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise ActionBroken(f"{name} takes keyword arguments only.")
        frame = _Frame(name)
        # A savepoint costs two round trips. An action inside an action needs none: they stand or fall together. The
        # outermost takes one only where a transaction is open already, so that its failure leaves that one usable.
        with transaction.atomic(savepoint=_frame.get() is None and not is_together()):
            # Inside, so that what runs on commit runs outside this action.
            token = _frame.set(frame)
            try:
                result = function(*args, **kwargs)
                if frame.events != 1:
                    raise ActionBroken(f"{name} recorded {frame.events} ledger events, not one.")
                return result
            finally:
                _frame.reset(token)

    run.is_action = True  # type: ignore[attr-defined]
    return run


@contextmanager
def together() -> Iterator[None]:
    """One transaction for thousands of actions that stand or fall together: a simulated history, nobody else writing.

    None of them takes a savepoint, and what is handed to `write_later` is written in batches.
    """
    batches = _Together()
    token = _together.set(batches)
    try:
        with transaction.atomic(), _rare_collections():
            yield
            for name in batches.waiting:
                batches.write(name)
    finally:
        _together.reset(token)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Nearly all the rows thousands of actions make are freed by their counts; looking for cycles costs more than it finds."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def is_together() -> bool:
    return _together.get() is not None


def write_later(
    name: str, row: Any, write: Callable[[list[Any]], None], *, batch: int = 500
) -> None:
    """Let `write` have rows in batches, in order, the last before the work done `together` is committed."""
    batches = _together.get()
    if batches is None:
        raise ActionBroken("Nothing is being done together.")
    batches.writers[name] = write
    waiting = batches.waiting.setdefault(name, [])
    waiting.append(row)
    if len(waiting) >= batch:
        batches.write(name)


def known(table: str, key: Any, read: Callable[[], R]) -> R:
    """What `read` finds in a table. Done together it is asked once: nobody else writes, and a write to it makes it forgotten."""
    batches = _together.get()
    if batches is None:
        return read()
    found = batches.known.setdefault(table, {})
    if key not in found:
        found[key] = read()
    return cast("R", found[key])


def forget(table: str) -> None:
    """Called by `Record` before each write to a table."""
    if batches := _together.get():
        batches.known.pop(table, None)


def savepoint() -> AbstractContextManager[object]:
    """Around a write that another one may win, so that losing leaves the transaction usable."""
    return transaction.atomic(savepoint=not is_together())


def count_event() -> None:
    """Called by the ledger for each event it writes."""
    frame = _frame.get()
    if frame is None:
        raise ActionBroken("A ledger event was recorded outside an action.")
    frame.events += 1


def assert_writing(what: str) -> None:
    """Raise unless an action (or the foundation's own bookkeeping) is running."""
    if _frame.get() is None:
        raise ActionBroken(f"{what} may be written only by an action.")


@contextmanager
def bookkeeping(name: str) -> Iterator[None]:
    """For what is not a domain act: outbox, view log, sealing. Guards list who may use it."""
    outer = _frame.get()
    token = _frame.set(outer or _Frame(name))
    try:
        yield
    finally:
        _frame.reset(token)
