"""Who owes what, the two parts with what is known beside them, and the packet as staff read it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.admission.facts import Beside, begins, beside, pages
from stepwell.doors.staff.admission.forms import SectionForm, posted
from stepwell.doors.staff.admission.standing import standing
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.errors import NotFound
from stepwell.journey.admission.rules import is_ready
from stepwell.journey.assessment import actions, queries, rules
from stepwell.journey.assessment.models import Assessment, Section
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.journey.intake.queries import packet_of
from stepwell.trust.access.queries import patient_for
from stepwell.trust.consent.queries import in_force
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


def packet(request: Request, patient_id: UUID) -> HttpResponse:
    patient = patient_for(request.viewer, patient_id, need=Permission.ADMISSION_READ)
    found = packet_of(request.viewer, patient_id, need=Permission.ADMISSION_READ)
    if found is None:
        raise NotFound("No intake packet was sent to this person.")
    context = {"patient": patient, "packet": found, "pages": pages(found)}
    return staff_page(request, "staff/admission/packet.html", context, way="staff:pipeline")


def assessment(request: Request, assessment_id: UUID) -> HttpResponse:
    """With the treating relationship the whole; with ADMISSION_READ who owes what, and the level."""
    clinical = request.viewer.may(Permission.CHART_READ)
    need = Permission.CHART_READ if clinical else Permission.ADMISSION_READ
    found = queries.assessment_for(request.viewer, assessment_id, need=need)
    seen(request, found.patient_id)
    decision = queries.decision_of(found)
    context = {
        "assessment": found,
        "patient": found.patient,
        "owed": queries.who_owes(found),
        "decision": decision,
        "decided_by": _name(decision.decided_by) if decision else "",
        "facts": beside(request.viewer, found.patient_id) if clinical else None,
        "standing": standing(request.viewer, found.patient_id, request.now),
        "ready": _ready(request, found),
    }
    return staff_page(request, "staff/admission/assessment.html", context, way="staff:pipeline")


def _ready(request: Request, found: Assessment) -> Any:
    decision = queries.decision_of(found)
    held = in_force(found.patient_id, on=request.now.date())
    return is_ready(decided_level=decision.level if decision else None, consents=held)


def _name(account_id: UUID | None) -> str:
    return names_of({account_id}).get(account_id, "") if account_id else ""


def section(request: Request, assessment_id: UUID, kind: str) -> HttpResponse:
    found = queries.section_for(request.viewer, assessment_id, kind)
    facts = beside(request.viewer, found.assessment.patient_id)
    form = SectionForm(posted(request), kind=kind, initial=_begun(request, found, facts))
    if form.is_valid():
        with refusing(form):
            _save(request, found, form)
            return done(
                request, "Draft saved.", "staff:section", assessment_id=assessment_id, kind=kind
            )
    return _section_page(request, found, form, facts)


@require_POST
def section_signature(request: Request, assessment_id: UUID, kind: str) -> HttpResponse:
    """Signing takes along what stands in the fields: it is saved first, then signed."""
    found = queries.section_for(request.viewer, assessment_id, kind)
    form = SectionForm(request.POST, kind=kind)
    if form.is_valid():
        with refusing(form):
            saved = _save(request, found, form)
            form.at_revision(saved.revision)
            actions.sign_section(section=saved, by=request.viewer, at=request.now)
            sentence = f"{found.get_kind_display()} signed."
            return done(request, sentence, "staff:assessment", assessment_id=assessment_id)
    facts = beside(request.viewer, found.assessment.patient_id)
    found = queries.section_for(request.viewer, assessment_id, kind)
    return _section_page(request, found, form, facts)


def _save(request: Request, found: Section, form: SectionForm) -> Section:
    return actions.save_section(
        section=found,
        content=form.content,
        revision=form.cleaned_data["revision"],
        by=request.viewer,
        at=request.now,
    )


def _begun(request: Request, found: Section, facts: Beside) -> dict[str, Any]:
    """What was saved; where nothing was, what the patient said that belongs there."""
    mine = found.owner_id == request.viewer.account_id
    begun: dict[str, Any] = {"revision": found.revision}
    for name in SECTION_FIELDS[found.kind]:
        words = found.content.get(name, "")
        begun[name] = words or (begins(name, facts) if mine and found.saved_at is None else "")
    return begun


def _section_page(
    request: Request, found: Section, form: SectionForm, facts: Beside
) -> HttpResponse:
    seen(request, found.assessment.patient_id)
    owner, signed = found.owner_id == request.viewer.account_id, found.signed_at is not None
    missing = queries.missing(found)
    context = {
        "section": found,
        "assessment": found.assessment,
        "patient": found.assessment.patient,
        "form": form,
        "fields": SECTION_FIELDS[found.kind],
        "writes": owner and not signed,
        "may_read": rules.may_read(owner=owner, signed=signed, writer=found.owner.person.full_name),
        "may_sign": rules.may_sign(owner=owner, signed=signed, missing=missing),
        "theirs": _theirs(found, form),
        "saved_by": _name(found.saved_by),
        "facts": facts,
    }
    return staff_page(request, "staff/admission/section.html", context, way="staff:pipeline")


def _theirs(found: Section, form: SectionForm) -> list[tuple[str, str]]:
    """When it was saved elsewhere meanwhile: what stands there now and differs from what was typed.

    The form then carries the new revision, so that saving again keeps these words.
    """
    if not form.is_bound or not form.has_error("__all__", code="section.stale"):
        return []
    typed = form.content
    form.at_revision(found.revision)
    return [
        (words, str(found.content.get(name, "")))
        for name, (words, _) in SECTION_FIELDS[found.kind].items()
        if name in typed and found.content.get(name, "") != typed[name]
    ]
