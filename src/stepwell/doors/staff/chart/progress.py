"""The note of an appointment: written, signed, co-signed, added to."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from stepwell.chart.plan.queries import goals_for
from stepwell.chart.progress import actions, rules
from stepwell.chart.progress.formats import formats
from stepwell.chart.progress.models import ProgressNote
from stepwell.chart.progress.queries import note_on, progress_note
from stepwell.chart.progress.terms import ProgressState
from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.doors.staff.chart.visit_forms import AddendumForm, ProgressForm, ReturnForm
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.errors import NotFound
from stepwell.foundation.verdicts import Verdict
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.visits.queries import held, visit_for
from stepwell.journey.visits.terms import NOTED, PLACES, RELATIONS
from stepwell.trust.consent.queries import in_force
from stepwell.trust.consent.rules import Asked, may_disclose
from stepwell.trust.consent.terms import Recipient
from stepwell.trust.credentials.queries import supervisor_of
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission

FIRST = {"case_management": "contact"}  # the format offered first for a kind; else DAP


def writing(request: Request, *, visit_id: UUID) -> HttpResponse:
    """Write a draft, save it, sign it. A note that left its author is shown, not edited."""
    visit = visit_for(request.viewer, visit_id)
    if visit.kind not in NOTED:
        raise NotFound("This kind of appointment has no note.")
    frame = frame_of(request, visit.patient_id)  # type: ignore[arg-type]
    note = note_on(request.viewer, visit.pk)
    if note is not None and note.state != ProgressState.DRAFT:
        return _show(request, note, AddendumForm(), ReturnForm())
    form = _form(request, frame, visit, note)
    if form.is_valid():
        with refusing(form):
            saved = _save(request, frame, visit, form)
            if request.POST.get("action") != "sign":
                url = f"{request.path}?format={saved.format}"
                return done(request, "Draft saved.", url)
            kept = held(visit) is not None
            signed = actions.sign_progress_note(
                note=saved, kept=kept, by=request.viewer, at=request.now
            )
            words = (
                "Signed." if signed.state == "signed" else "Signed. It waits for the supervisor."
            )
            return done(request, words, "staff:progress", note_id=signed.pk)
        note = note_on(request.viewer, visit.pk)
        form = _forwarded(form, note)
    return _show_draft(request, frame, visit, note, form)


def _form(
    request: Request, frame: Frame, visit: Appointment, note: ProgressNote | None
) -> ProgressForm:
    offered = formats()
    code = request.GET.get("format", "")
    if code not in offered:
        code = note.format if note else FIRST.get(visit.kind, "dap")
    initial: dict[str, Any] = {"revision": note.revision if note else 0}
    if note:
        initial |= {f"section_{key}": text for key, text in note.sections.items()}
        initial["goals"] = [str(row.goal_id) for row in note.goals.all()]
    goals = list(goals_for(request.viewer, frame.patient.pk))
    return ProgressForm(request.POST or None, shape=offered[code], goals=goals, initial=initial)


def _save(request: Request, frame: Frame, visit: Appointment, form: ProgressForm) -> ProgressNote:
    return actions.save_progress_note(
        patient=frame.patient,
        occasion_id=visit.pk,
        kind=visit.kind,
        format=form.shape.code,
        sections=form.sections(),
        goal_ids=form.cleaned_data.get("goals", []),
        revision=form.cleaned_data["revision"],
        by=request.viewer,
        at=request.now,
    )


def _forwarded(form: ProgressForm, note: ProgressNote | None) -> ProgressForm:
    """The same words on top of what is saved now, so that saving again keeps them."""
    form.data = {**form.data.dict(), "revision": str(note.revision if note else 0)}  # type: ignore[attr-defined]
    return form


def _show_draft(
    request: Request,
    frame: Frame,
    visit: Appointment,
    note: ProgressNote | None,
    form: ProgressForm,
) -> HttpResponse:
    own = note is None or note.author == request.viewer.account_id
    row = held(visit)
    supervisor = supervisor_of(request.viewer.signer, on=clinic_day(request.now))
    context = {
        "visit": visit,
        "held": row,
        "note": note,
        "form": form,
        "places": PLACES,
        "with_whom": [RELATIONS[each] for each in visit.attendees],
        "may_edit": rules.may_edit(state="draft", revision=0, saved_revision=0, own=own),
        "kept": Verdict()
        if row
        else rules.may_sign(state="draft", sections={}, asked=(), kept=False),
        "outside": _outside(frame) if visit.kind == Appointment.Kind.CASE_MANAGEMENT else [],
        "format_tabs": [
            {
                "label": each.name,
                "href": f"?format={each.code}",
                "current": each.code == form.shape.code,
            }
            for each in formats().values()
        ],
        "supervisor": names_of({supervisor}).get(supervisor, "") if supervisor else "",
        "names": names_of({each.by for each in note.returns.all()}) if note else {},
    }
    return chart_page(request, "progress_writing.html", frame, context, tab="visits")


def _outside(frame: Frame) -> list[tuple[str, str]]:
    """With whom outside the clinic one may speak about this patient, by the consents in force."""
    kinds = in_force(frame.patient.pk, on=frame.today)
    said = {
        "Another provider who treats them": Recipient.TREATING,
        "Their payer": Recipient.PAYER,
        "Anyone else": Recipient.OTHER,
    }
    return [
        (who, may_disclose(Asked(kind, kinds)).sentence or "Yes, what they need for that purpose.")
        for who, kind in said.items()
    ]


def note(request: Request, *, note_id: UUID) -> HttpResponse:
    return _show(request, progress_note(request.viewer, note_id), AddendumForm(), ReturnForm())


def _show(
    request: Request, note: ProgressNote, adding: AddendumForm, returning: ReturnForm
) -> HttpResponse:
    """Outside the chart's frame: a supervisor may sign for someone they do not treat."""
    seen(request, note.patient_id)
    people = {note.author, note.signed_by, note.cosigner, *(a.author for a in note.addenda.all())}
    mine = note.cosigner == request.viewer.account_id
    context = {
        "note": note,
        "patient": note.patient,
        "shape": formats()[note.format],
        "kind": Appointment.Kind(note.kind).label,
        "names": names_of({person for person in people if person}),
        "adding": adding,
        "returning": returning,
        "cosigns": mine and note.state == ProgressState.SUBMITTED,
        "may_cosign": rules.may_cosign(state=note.state, supervisor=mine),
        "adds": note.state == ProgressState.SIGNED and request.viewer.may(Permission.NOTE_WRITE),
    }
    return staff_page(request, "staff/chart/progress.html", context, way="staff:patients")


@require_POST
def cosignature(request: Request, *, note_id: UUID) -> HttpResponse:
    found = progress_note(request.viewer, note_id)
    actions.cosign_progress_note(note=found, by=request.viewer, at=request.now)
    return done(request, "Co-signed.", "staff:home")


def returning(request: Request, *, note_id: UUID) -> HttpResponse:
    """Give it back to its author."""
    found = progress_note(request.viewer, note_id)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            actions.return_progress_note(
                note=found, comment=form.cleaned_data["comment"], by=request.viewer, at=request.now
            )
            return done(request, "Returned to its author.", "staff:home")
    return _show(request, found, AddendumForm(), form)


def addendum(request: Request, *, note_id: UUID) -> HttpResponse:
    """Add to a signed note."""
    found = progress_note(request.viewer, note_id)
    form = AddendumForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            actions.add_to_progress_note(
                note=found, by=request.viewer, at=request.now, **form.cleaned_data
            )
            return done(request, "Added.", "staff:progress", note_id=note_id)
    return _show(request, found, form, ReturnForm())
