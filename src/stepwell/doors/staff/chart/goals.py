"""The goals patient and team agreed on."""

from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.plan import rules
from stepwell.chart.plan.actions import end_goal, set_goal
from stepwell.chart.plan.queries import ended_goals_for, goal_for, goals_for
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import GoalEndForm, GoalForm
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


def goals(request: Request, *, patient_id: UUID) -> HttpResponse:
    """What they work towards, and setting one more."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    form = GoalForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            set_goal(
                patient=frame.patient,
                episode=frame.open_stay,
                statement=form.cleaned_data["statement"],
                by=viewer,
                at=request.now,
            )
            return done(request, "Goal set.", "staff:goals", patient_id=patient_id)
    standing, ended = list(goals_for(viewer, patient_id)), list(ended_goals_for(viewer, patient_id))
    context = {
        "form": form,
        "goals": standing,
        "ended": ended,
        "names": names_of({goal.set_by for goal in (*standing, *ended)}),
        "writes": viewer.may(Permission.PLAN_WRITE),
    }
    return chart_page(request, "goals.html", frame, context, tab="goals")


def goal_ending(request: Request, *, goal_id: UUID) -> HttpResponse:
    """A goal ends with how it ended."""
    goal = goal_for(request.viewer, goal_id)
    frame = frame_of(request, goal.patient_id)
    form = GoalEndForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            end_goal(
                goal=goal, outcome=form.cleaned_data["outcome"], by=request.viewer, at=request.now
            )
            return done(request, "Goal ended.", "staff:goals", patient_id=goal.patient_id)
    verdict = rules.may_end(ended=goal.ended_at is not None)
    context = {"goal": goal, "form": form, "verdict": verdict}
    return chart_page(request, "goal_ending.html", frame, context, tab="goals")
