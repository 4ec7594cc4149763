"""A worker in this process, for tests with a committed database."""

import asyncio

from procrastinate.contrib.django import app


def work_the_queue() -> None:
    """Run every job that is due, then return. Jobs run as in `stepwell worker`: in a thread, with its own connection."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        asyncio.run(_work(worker_app))


async def _work(worker_app: object) -> None:
    from asgiref.sync import sync_to_async
    from django.db import connections

    async with worker_app.open_async():  # type: ignore[attr-defined]
        await worker_app.run_worker_async(  # type: ignore[attr-defined]
            wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1
        )
        await sync_to_async(connections.close_all)()


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
