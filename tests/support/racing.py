"""Two people at the same moment: real threads on a committed database."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


def together(*acts: Callable[[], Any]) -> Sequence[Any]:
    """Run the acts at once, each on a connection of its own; a refusal comes back as what it was."""
    from django.db import connections

    from stepwell.foundation.errors import DomainError

    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(10)
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(30) for future in [pool.submit(run, act) for act in acts]]
