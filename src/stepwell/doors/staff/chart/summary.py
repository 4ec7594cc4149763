"""The chart on one page, to read in ten minutes or to print."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.measures.queries import responses_for
from stepwell.chart.medications.queries import active_orders, orders_for, reported_for, sentence
from stepwell.chart.notes.queries import signed_for
from stepwell.chart.notes.terms import PARTICIPATION_WORDS
from stepwell.chart.plan.queries import goals_for
from stepwell.chart.problems.actions import void_condition
from stepwell.chart.problems.queries import (
    allergies_for,
    condition_for,
    conditions_for,
    struck_out_for,
)
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import ReasonForm
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.doors.staff.chart.pictures import picture
from stepwell.foundation.clock import week_start
from stepwell.journey.assessment.queries import latest_for, who_owes
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.journey.days.queries import sessions_of, weeks
from stepwell.journey.stepdown.queries import steps_of
from stepwell.trust.access.queries import care_team
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import ROLE_NAMES, Role
from stepwell.trust.people.viewer import Viewer

NOTES = 8
WEEKS_SHOWN = 3


def chart(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Problems, medicines beside symptoms, goals, attendance, notes, assessment, steps."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    orders = list(orders_for(viewer, patient_id))
    scores = responses_for(viewer, patient_id, instrument="phq-9")
    context = {
        "conditions": list(conditions_for(viewer, patient_id)),
        "struck_out": list(struck_out_for(viewer, patient_id)),
        "allergies": list(allergies_for(viewer, patient_id)),
        "orders": list(active_orders(viewer, patient_id)),
        "reported_rows": list(reported_for(viewer, patient_id)),
        "picture": picture("phq-9", list(scores), orders, frame.zone),
        "goals": list(goals_for(viewer, patient_id)),
        "team": [
            (ROLE_NAMES[Role(m.role)], m.account.person.full_name) for m in care_team(patient_id)
        ],
        "sentence": sentence,
        **attended(viewer, frame),
        **_notes(viewer, patient_id, frame),
        **_assessed(viewer, patient_id),
    }
    return chart_page(request, "chart.html", frame, context, tab="chart")


def attended(viewer: Viewer, frame: Frame) -> dict[str, Any]:
    """This week against the minimum, and the last program days with what was missed on them."""
    monday = week_start(frame.today)
    pk = frame.patient.pk
    sat = sessions_of(pk, since=monday - timedelta(weeks=WEEKS_SHOWN - 1))
    days = sorted({each.day for each in sat}, reverse=True)
    return {
        "week": weeks(viewer, [pk], monday, today=frame.today).get(pk),
        "days": [
            {
                "day": day,
                "minutes": sum(s.minutes for s in sat if s.day == day),
                "length": sum(s.length for s in sat if s.day == day),
                "missed": [s.name for s in reversed(sat) if s.day == day and not s.minutes],
            }
            for day in days
        ],
    }


def _notes(viewer: Viewer, patient_id: UUID, frame: Frame) -> dict[str, Any]:
    """The latest signed notes, each with the group, its day and the minutes from the ledger."""
    rows = list(signed_for(viewer, patient_id)[:NOTES])
    oldest = min((row.signed_at.date() for row in rows if row.signed_at), default=frame.today)
    sat = {
        each.session_id: each for each in sessions_of(patient_id, since=oldest - timedelta(weeks=4))
    }
    names = names_of({row.note.signed_by for row in rows if row.note.signed_by})
    notes = [
        {
            "note": row,
            "sat": sat.get(row.note.occasion_id),
            "part": PARTICIPATION_WORDS.get(row.participation, ""),  # type: ignore[call-overload]
            "by": ", ".join(filter(None, [_name(names, row.note.signed_by), row.note.title])),
        }
        for row in rows
    ]
    return {"notes": notes}


def _name(names: dict[UUID, str], account_id: UUID | None) -> str:
    return names.get(account_id, "") if account_id else ""


def _assessed(viewer: Viewer, patient_id: UUID) -> dict[str, Any]:
    assessment = latest_for(viewer, patient_id)
    steps = list(steps_of(viewer, patient_id))
    sections = list(assessment.sections.all()) if assessment else []
    return {
        "assessment": assessment,
        "owed": who_owes(assessment) if assessment else [],
        "sections": [
            (
                s,
                [
                    (words, s.content.get(name, ""))
                    for name, (words, _) in SECTION_FIELDS[s.kind].items()
                ],
            )
            for s in sections
            if s.signed_at
        ],
        "decision": getattr(assessment, "decision", None) if assessment else None,
        "steps": steps,
        "names": names_of({step.decided_by for step in steps}),
    }


def condition_voiding(request: Request, *, condition_id: UUID) -> HttpResponse:
    """Strike a condition out, with the reason."""
    condition = condition_for(request.viewer, condition_id)
    frame = frame_of(request, condition.patient_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            void_condition(
                condition=condition,
                reason=form.cleaned_data["reason"],
                by=request.viewer,
                at=request.now,
            )
            return done(request, "Struck out. It stays readable with your reason.", frame.url)
    context = {"condition": condition, "form": form}
    return chart_page(request, "condition_voiding.html", frame, context, tab="chart")
