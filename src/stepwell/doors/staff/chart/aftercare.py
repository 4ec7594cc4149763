"""The aftercare plan: written, signed, handed over on paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from stepwell.chart.medications.queries import active_orders, sentence
from stepwell.doors.kit.http import hand_over
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import AftercareForm
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.foundation.errors import NotFound
from stepwell.journey.aftercare import rules
from stepwell.journey.aftercare.actions import FIELDS, save_plan, sign_plan
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.journey.aftercare.queries import plan_for, plans_of
from stepwell.trust.consent.terms import Recipient
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


def aftercare(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Signed plans as they are, and the draft to write on."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    plans = list(plans_of(viewer, patient_id))
    signed = [plan for plan in plans if plan.signed_at]
    draft = next((plan for plan in plans if not plan.signed_at), None)
    form = AftercareForm(request.POST or None, initial=_start(draft, signed))
    if form.is_valid():
        with refusing(form):
            save_plan(
                episode=_stay(frame),
                words={name: form.cleaned_data[name] for name in FIELDS},
                revision=form.cleaned_data["revision"],
                by=viewer,
                at=request.now,
            )
            return done(
                request,
                "Saved. Sign it when it is complete.",
                "staff:aftercare",
                patient_id=patient_id,
            )
    stale = form.is_bound and form.has_error("__all__", "aftercare.stale")
    context = {
        "form": _forwarded(form, draft) if stale else form,
        "stale": draft if stale else None,
        "draft": draft,
        "fields": FIELDS,
        "needed": rules.NEEDED,
        "plans": signed,
        "latest": signed[0] if signed else None,
        "writing": draft is not None or not signed or form.is_bound or "new" in request.GET,
        "writes": viewer.may(Permission.AFTERCARE_WRITE) and frame.stay is not None,
        "verdict": _may_sign(draft),
        "orders": list(active_orders(viewer, patient_id)),
        "sentence": sentence,
        "names": names_of(
            {p.signed_by for p in signed if p.signed_by} | {p.saved_by for p in plans}
        ),
    }
    return chart_page(request, "aftercare.html", frame, context, tab="aftercare")


def _stay(frame: Frame) -> Any:
    if frame.stay is None:
        raise NotFound("This person was never in the program.")
    return frame.stay


def _start(draft: AftercarePlan | None, signed: list[AftercarePlan]) -> dict[str, Any]:
    """From the draft; a new version begins with the words of the one before."""
    source = draft or (signed[0] if signed else None)
    said = {name: getattr(source, name) for name in FIELDS} if source else {}
    return {**said, "revision": draft.revision if draft else 0}


def _forwarded(form: AftercareForm, draft: AftercarePlan | None) -> AftercareForm:
    """The same words on top of what the other person saved, so that saving again keeps them."""
    form.data = {**form.data.dict(), "revision": str(draft.revision if draft else 0)}  # type: ignore[attr-defined]
    return form


def _may_sign(draft: AftercarePlan | None) -> Any:
    missing = [words for name, words in rules.NEEDED.items() if draft and not getattr(draft, name)]
    return rules.may_sign(signed=False, missing=missing)


@require_POST
def aftercare_signature(request: Request, *, plan_id: UUID) -> HttpResponse:
    """Sign what is saved: the medications are written into it as they stand."""
    plan = plan_for(request.viewer, plan_id)
    sign_plan(plan=plan, by=request.viewer, at=request.now)
    return done(
        request, "Signed. The patient sees it now.", "staff:aftercare", patient_id=plan.patient_id
    )


def aftercare_paper(request: Request, *, plan_id: UUID) -> HttpResponse:
    """The signed plan as a PDF for the patient."""
    from stepwell.doors.kit.documents import aftercare_pdf  # slow: it brings the typesetter

    plan = plan_for(request.viewer, plan_id)
    frame_of(request, plan.patient_id)
    rules.may_print(signed=plan.signed_at is not None).enforce()
    return hand_over(
        request,
        patient=plan.patient,
        content=aftercare_pdf(plan),
        filename=f"aftercare-{plan.patient.mrn}.pdf",
        content_type="application/pdf",
        recipient_kind=Recipient.PATIENT,
        recipient=plan.patient.person.full_name,
        purpose="aftercare plan",
        what=f"aftercare plan signed {plan.signed_at:%Y-%m-%d}",
    )
