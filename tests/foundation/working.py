"""A worker in this process, for tests with a committed database."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

from django.db import connections
from procrastinate.contrib.django import app


def work_the_queue() -> None:
    """Run every job that is due, then return. Jobs run as in `stepwell worker`: in a thread, with its own connection."""
    # A connection of a job's thread ends with the job: nobody is left to close it later.
    with (
        mock.patch.dict(connections.settings["default"], CONN_MAX_AGE=0),
        app.replace_connector(app.connector.get_worker_connector()) as worker_app,  # type: ignore[attr-defined]
        # In a thread of its own: Playwright's sync API may keep an event loop in this one.
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(asyncio.run, _work(worker_app)).result()


async def _work(worker_app: Any) -> None:
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1
        )


def jobs(name: str) -> list[tuple[str, int, object]]:
    """(status, attempts, arguments) of every job of that name, oldest first."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    rows = ProcrastinateJob.objects.filter(task_name=name).order_by("id")
    return list(rows.values_list("status", "attempts", "args"))


def make_due() -> None:
    """Let jobs that wait for their next try be due now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
