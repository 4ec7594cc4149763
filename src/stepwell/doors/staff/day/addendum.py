"""An addendum to one member's part of a signed note."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.notes import rules
from stepwell.chart.notes.actions import add_to_note
from stepwell.chart.notes.queries import note_of
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.day.forms import AddendumForm
from stepwell.doors.staff.day.roster import load
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.errors import NotFound


def note_addendum(request: Request, group_id: UUID, day: date, patient_id: UUID) -> HttpResponse:
    meeting = load(request, group_id, day)
    note = note_of(request.viewer, meeting.session.pk) if meeting.session else None
    part = next((p for p in note.parts if p.patient_id == patient_id), None) if note else None  # type: ignore[attr-defined]
    if part is None:
        raise NotFound("We could not find that note.")
    form = AddendumForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            add_to_note(part=part, **form.cleaned_data, by=request.viewer, at=request.now)
            return done(request, "Added to the note.", "staff:note", group_id=group_id, day=day)
    verdict = rules.may_add(signed=part.signed_at is not None, text="-")
    context = {"meeting": meeting, "part": part, "form": form, "verdict": verdict}
    return staff_page(request, "staff/day/note_addendum.html", context, way="staff:groups")
