"""What appointments and their notes leave to do, for the worklist."""

from datetime import date, datetime, timedelta

from django.urls import reverse

from stepwell.chart.progress.queries import to_cosign
from stepwell.doors.kit.templating import DEFAULT_ZONE, when
from stepwell.doors.staff.day.work import Work
from stepwell.foundation.clock import at_local
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.visits.queries import notes_owed, without_outcome
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.viewer import Viewer

NOTE_BACK = timedelta(days=90)


def open_visits(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    """Appointments of the days before whose outcome nobody wrote down; today's stand above."""
    midnight = at_local(today, datetime.min.time(), DEFAULT_ZONE)
    return [
        Work(
            _name(visit),
            f"{visit.get_kind_display()}: say how it ended. Its minutes do not count until then.",
            reverse("staff:visit", kwargs={"visit_id": visit.pk}),
            "warn",
            f"since {when(visit.during.lower)}",
        )
        for visit in without_outcome(viewer, now=midnight)
    ]


def visit_notes(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    return [
        Work(
            _name(visit),
            f"{visit.get_kind_display()} was kept. "
            + ("The note is a draft." if state else "No note yet."),
            reverse("staff:progress_writing", kwargs={"visit_id": visit.pk}),
            "warn" if now - visit.during.upper > timedelta(days=1) else "",
            f"since {when(visit.during.upper)}",
        )
        for visit, state in notes_owed(viewer, since=now - NOTE_BACK)
    ]


def cosign(viewer: Viewer, now: datetime, today: date) -> list[Work]:
    waiting = list(to_cosign(viewer))
    names = names_of({note.author for note in waiting})
    return [
        Work(
            note.patient.person.full_name,
            f"{names[note.author]} signed; the note waits for your signature.",
            reverse("staff:progress", kwargs={"note_id": note.pk}),
            "warn" if note.submitted_at and now - note.submitted_at > timedelta(days=2) else "",
            f"since {when(note.submitted_at)}",
        )
        for note in waiting
    ]


def _name(visit: Appointment) -> str:
    return visit.patient.person.full_name if visit.patient else visit.with_name
