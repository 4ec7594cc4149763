"""Goals, and the plan one leaves with."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from stepwell.chart.plan.queries import goals_for
from stepwell.doors.kit.http import hand_over
from stepwell.doors.kit.request import Request
from stepwell.doors.patient.shell import OWN, my_page, own_id
from stepwell.foundation.errors import NotFound
from stepwell.journey.aftercare.queries import plan_for, plans_of
from stepwell.trust.consent.terms import Recipient


def plan(request: Request) -> HttpResponse:
    patient_id = own_id(request)
    plans = plans_of(request.viewer, patient_id, need=OWN).filter(signed_at__isnull=False)
    parts = (
        ("appointments", _("My next appointments")),
        ("warning_signs", _("My warning signs")),
        ("coping", _("What helps me")),
        ("supports", _("People I can call")),
        ("reasons_to_call", _("When to call the clinic")),
    )
    context = {
        "goals": list(goals_for(request.viewer, patient_id, need=OWN)),
        "plans": list(plans),
        "parts_of_plan": parts,
    }
    return my_page(request, "patient/plan.html", context, way="patient:plan")


def aftercare_paper(request: Request, plan_id: UUID) -> HttpResponse:
    """The signed plan as a PDF, to one's own hands; accounted for as every exit."""
    from stepwell.doors.kit.documents import aftercare_pdf  # slow to load; most pages need no paper

    found = plan_for(request.viewer, plan_id, need=OWN)
    if found.signed_at is None:
        raise NotFound("We could not find that plan.")
    return hand_over(
        request,
        patient=found.patient,
        content=aftercare_pdf(found),
        filename="my-aftercare-plan.pdf",
        content_type="application/pdf",
        recipient_kind=Recipient.PATIENT,
        recipient="the patient",
        purpose="the patient's own copy",
        what="aftercare plan",
    )
