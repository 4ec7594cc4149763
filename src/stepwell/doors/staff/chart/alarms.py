"""Alarms: they stay until somebody writes what was done."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety.actions import act_on_alarm
from stepwell.chart.safety.queries import alarm_for, open_alarms
from stepwell.chart.safety.rules import may_act
from stepwell.chart.safety.terms import AlarmState
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import AlarmForm
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.doors.staff.shell import staff_page
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


def alarms(request: Request) -> HttpResponse:
    """Every open alarm of patients one may see, the oldest first."""
    rows = list(open_alarms(request.viewer))
    mine = sum(row.clinician_id == request.viewer.account_id for row in rows)
    hours = {row.pk: int((request.now - row.raised_at).total_seconds() // 3600) for row in rows}
    context = {"alarms": rows, "mine": mine, "hours": hours}
    return staff_page(request, "staff/chart/alarms.html", context, way="staff:alarms")


def alarm(request: Request, *, alarm_id: UUID) -> HttpResponse:
    """The answers that raised it, whom to call, and what was done."""
    found = alarm_for(request.viewer, alarm_id)
    frame = frame_of(request, found.patient_id)
    form = AlarmForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            act_on_alarm(alarm=found, by=request.viewer, at=request.now, **form.cleaned_data)
            return done(request, "The alarm is closed with what you wrote.", "staff:alarms")
    verdict = may_act(state=found.state, action_taken="to be written below")
    context = {
        "alarm": found,
        "form": form,
        "is_open": found.state == AlarmState.OPEN,
        "verdict": verdict,
        "acts": request.viewer.may(Permission.ALARM_ACT),
        "answers": _answers(found.response, found.rule),
        "measure": instrument(found.response.instrument),
        "acted_by": names_of({found.acted_by}).get(found.acted_by, "") if found.acted_by else "",
    }
    return chart_page(request, "alarm.html", frame, context)


def _answers(response: MeasureResponse, rule: str) -> list[dict[str, Any]]:
    """Each question with its answer in words; the one that rang is marked."""
    form = instrument(response.instrument)
    rang = {each.item for each in form.alarms if each.code == rule}
    rows = []
    for item in form.items:
        value = response.answers.get(item.link_id)
        text = next((option.text["en"] for option in item.options if option.ordinal == value), "")
        rows.append(
            {
                "question": item.text["en"],
                "answer": text,
                "value": value,
                "rang": item.link_id in rang,
            }
        )
    return rows
