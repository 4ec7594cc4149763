"""Discharge: the stay ends, the seat is free."""

from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.episodes.queries import episode_for
from stepwell.chart.episodes.terms import CloseReason
from stepwell.chart.medications.queries import active_orders
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import DischargeForm
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.journey.aftercare import actions, rules
from stepwell.journey.aftercare.queries import plans_of


def discharge(request: Request, *, patient_id: UUID) -> HttpResponse:
    """How and when it ended. What is still open is said before the button."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    stay = episode_for(viewer, patient_id)
    form = DischargeForm(
        request.POST or None, initial={"on": frame.today, "reason": CloseReason.COMPLETED}
    )
    if form.is_valid():
        with refusing(form):
            actions.discharge(episode=stay, by=viewer, at=request.now, **form.cleaned_data)
            return done(request, f"{frame.patient.person.full_name} is discharged.", frame.url)
    signed = plans_of(viewer, patient_id).filter(episode=stay, signed_at__isnull=False).exists()
    completing = rules.may_discharge(
        reason=CloseReason.COMPLETED, plan_signed=signed, on=frame.today, today=frame.today
    )
    context = {
        "form": form,
        "stay": stay,
        "plan_signed": signed,
        "completing": completing,
        "orders": active_orders(viewer, patient_id).count(),
    }
    return chart_page(request, "discharge.html", frame, context, tab="stepdown")
