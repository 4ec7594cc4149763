"""Outreach: who missed a day and is to be called, and one of them with what helps to call well."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.doors.staff.chart.outreach_forms import (
    AttemptForm,
    OutreachEndForm,
    OutreachFilter,
)
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import week_start
from stepwell.journey.days.queries import sessions_of, weeks
from stepwell.journey.outreach import actions, queries, rules
from stepwell.journey.outreach.models import OutreachTask
from stepwell.journey.outreach.terms import (
    AGREED_WORDS,
    BARRIER_WORDS,
    CHANNEL_WORDS,
    HEARD_WORDS,
    LIVE,
    TASK,
    Heard,
    MissKind,
)
from stepwell.offering.programs.queries import sites
from stepwell.trust.people.queries import names_of

MISS_WORDS = {
    MissKind.DAY: "Missed the day",
    MissKind.SESSION: "Missed a session",
    MissKind.SHORT: "Had a short day",
}
LANGUAGES = {"en": "English", "es": "Spanish"}


def outreach(request: Request) -> HttpResponse:
    """Who is to be reached, the most urgent first."""
    form = OutreachFilter(request.GET, sites=list(sites()))
    chosen = form.cleaned_data if form.is_valid() else {}
    mine = chosen.get("whose") != "all"
    rows = queries.waiting_for(request.viewer) if mine else queries.tasks(request.viewer)
    if chosen.get("site"):
        rows = rows.filter(site_id=chosen["site"])
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    context = {
        "form": form,
        "rows": [(task, _line(task)) for task in rows],
        "filtered": any(chosen.get(name) for name in ("site", "state")),
        "mine": mine,
    }
    return staff_page(request, "staff/chart/outreach.html", context, way="staff:outreach")


def _line(task: OutreachTask) -> dict[str, Any]:
    """The words of one line, with its tone."""
    because = task.escalated_because or task.urgent_because
    tries = f"{task.tries} {'try' if task.tries == 1 else 'tries'}"  # type: ignore[attr-defined]
    return {
        "why": " ".join(filter(None, (f"{MISS_WORDS[MissKind(task.kind)]}.", because))),
        "tone": "danger" if task.escalated_at else "warn" if task.urgent_because else "",
        "meta": ", ".join(
            (
                task.owner.person.full_name if task.owner else "nobody named",
                TASK.word(task.state),
                tries,
            )
        ),
    }


def outreach_task(request: Request, *, task_id: UUID) -> HttpResponse:
    return _page(request, queries.task_for(request.viewer, task_id))


def outreach_attempt(request: Request, *, task_id: UUID) -> HttpResponse:
    """Write down a try."""
    task = queries.task_for(request.viewer, task_id)
    form = AttemptForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            actions.attempt(task=task, by=request.viewer, at=request.now, **form.cleaned_data)
            return done(request, "The try is written down.", "staff:outreach_task", task_id=task.pk)
    return _page(request, task, attempt=form)


def outreach_message(request: Request, *, task_id: UUID) -> HttpResponse:
    """Send the neutral e-mail."""
    task = queries.task_for(request.viewer, task_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            actions.send_message(task=task, by=request.viewer, at=request.now)
            return done(request, "The message is sent.", "staff:outreach_task", task_id=task.pk)
    return _page(request, task, sending=form)


def outreach_end(request: Request, *, task_id: UUID) -> HttpResponse:
    """End it with what was agreed."""
    task = queries.task_for(request.viewer, task_id)
    form = OutreachEndForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            actions.end(task=task, by=request.viewer, at=request.now, **form.cleaned_data)
            name = task.patient.person.full_name
            return done(request, f"Outreach to {name} is ended.", "staff:outreach")
    return _page(request, task, end=form)


def _page(
    request: Request,
    task: OutreachTask,
    *,
    attempt: forms.Form | None = None,
    end: forms.Form | None = None,
    sending: forms.Form | None = None,
) -> HttpResponse:
    frame = frame_of(request, task.patient_id)
    tried = list(queries.attempts_of(task))
    names = names_of({row.by for row in tried} | ({task.closed_by} if task.closed_by else set()))
    context = {
        "task": task,
        "miss": MISS_WORDS[MissKind(task.kind)],
        "state": TASK.word(task.state),
        "is_live": task.state in LIVE,
        "attempt": attempt or AttemptForm(),
        "end": end or OutreachEndForm(),
        "sending": sending or forms.Form(),
        "may_message": rules.may_message(
            state=task.state,
            email=frame.patient.person.email,
            sent_already=any(row.heard == Heard.SENT for row in tried),
        ),
        "tried": [_tried(row, names) for row in tried],
        "closed_by": names.get(task.closed_by, "the system") if task.closed_by else "the system",
        "agreed": AGREED_WORDS.get(task.agreed, ""),  # type: ignore[call-overload]
        "barrier": BARRIER_WORDS.get(task.barrier, ""),  # type: ignore[call-overload]
        "language": LANGUAGES.get(frame.patient.person.language, frame.patient.person.language),
        **_facts(request, task, frame.today),
    }
    return chart_page(request, "outreach_task.html", frame, context)


def _facts(request: Request, task: OutreachTask, today: date) -> dict[str, Any]:
    """What was missed, what is left of the week, what comes next, what was learned before."""
    viewer, patient_id = request.viewer, task.patient_id
    that_day = [row for row in sessions_of(patient_id, since=task.day) if row.day == task.day]
    return {
        "sat": list(reversed(that_day)),
        "week": weeks(viewer, [patient_id], week_start(today), today=today).get(patient_id),
        "next": queries.next_group(viewer, patient_id, at=request.now),
        "video": queries.video_left(viewer, patient_id, day=today, at=request.now),
        "before": [
            (row, BARRIER_WORDS.get(row.barrier, ""), TASK.word(row.state))  # type: ignore[call-overload]
            for row in queries.earlier(task)
        ],
    }


def _tried(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "at": row.at,
        "title": f"{CHANNEL_WORDS[row.channel]}: {HEARD_WORDS[row.heard].lower()}",
        "note": row.note,
        "who": names.get(row.by, ""),
    }
