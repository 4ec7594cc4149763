"""Background work: a PostgreSQL-backed queue (procrastinate). Jobs take plain values, never rows.

A job is queued in the caller's transaction, so it exists exactly when what it belongs to does. `make run` works the queue
beside the server; in production `stepwell worker` is a process of its own.
"""

import os
from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

MOST_TRIES = 8
RETRY = RetryStrategy(max_attempts=MOST_TRIES, exponential_wait=3)


def job(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as the job `name`, tried again up to eight times."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        app.task(name=name, retry=RETRY, pass_context=False)(function)
        return function

    return register


def periodic(name: str, cron: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function to run by the clock; `cron` is in UTC. It is called without arguments."""

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        def run(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, pass_context=False)(run))
        return function

    return register


def defer(name: str, **values: Any) -> None:
    """Queue the job. Values must be JSON."""
    if os.environ.get("STEPWELL_SIMULATING"):
        return  # the simulator's past needs no messages sent today
    app.configure_task(name, allow_unknown=False).defer(**values)


def work(*, concurrency: int = 2) -> None:
    """Work the queue until told to stop (SIGINT or SIGTERM)."""
    # procrastinate's Django app defers only; a worker needs the connector with its own pool.
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        worker_app.run_worker(concurrency=concurrency, install_signal_handlers=True)
