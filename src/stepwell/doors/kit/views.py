"""Pages of the kit: home by role, kept work, the gallery, health."""

from django.db import Error as DatabaseFailure
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render

from stepwell.doors.kit import sessions
from stepwell.doors.kit.gallery import gallery_context
from stepwell.doors.kit.request import Request
from stepwell.trust.people.roles import Permission


def home(request: Request) -> HttpResponse:
    """To the page of one's role."""
    viewer = request.viewer
    if viewer.is_staff:
        return redirect("staff:home")
    if viewer.may(Permission.OWN_CHART):
        return redirect("patient:today")
    return redirect("patient:shared")


def kept(request: Request) -> HttpResponse:
    """What was typed before the session ended, to send or to leave. It stays until a form is sent (see `register`)."""
    work = sessions.kept(request)
    if request.method == "POST" or work is None:
        sessions.forget(request)
        return HttpResponseRedirect("/home/")
    return render(request, "kit/kept.html", {"fields": work["fields"], "path": work["path"]})


def gallery(request: Request) -> HttpResponse:
    return render(request, "kit/gallery.html", gallery_context())


def healthz(request: Request) -> HttpResponse:
    """Alive."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: Request) -> HttpResponse:
    """Ready to serve: database answers, migrations are applied, the queue is worked."""
    try:
        checks = {"database": _database(), "migrations": _migrations(), "queue": _queue_lag() < 300}
    except DatabaseFailure:
        checks = {"database": False, "migrations": False, "queue": False}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def metrics(request: Request) -> HttpResponse:
    """Prometheus text. Counts only; nothing about anybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),"
            " (SELECT count(*) FROM foundation_outbox_message WHERE sent_at IS NULL),"
            " (SELECT count(*) FROM trust_ledger_unsealed)"
        )
        jobs, outbox, unsealed = cursor.fetchone()
    lines = [
        f"stepwell_jobs_waiting {jobs}",
        f"stepwell_outbox_waiting {outbox}",
        f"stepwell_ledger_unsealed {unsealed}",
        f"stepwell_queue_lag_seconds {_queue_lag():.0f}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _queue_lag() -> float:
    """Seconds the oldest job that is due has been waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0) "
            "FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' "
            "WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
        )
        return float(cursor.fetchone()[0])
