"""What every page of a chart carries: whose it is, what nobody may overlook, and the ways through it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.queries import last_episode, level_on, level_since
from stepwell.chart.episodes.terms import EpisodeState
from stepwell.chart.problems.queries import allergies_for
from stepwell.chart.safety.queries import open_alarms
from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE, day
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day, years_between
from stepwell.trust.access.queries import patient_for
from stepwell.trust.people.models import Patient
from stepwell.trust.people.viewer import Viewer

TABS = (
    ("Chart", "chart"),
    ("Medications", "medications"),
    ("Measures", "measures"),
    ("Goals", "goals"),
    ("Sessions and notes", "visits"),
    ("Level of care", "stepdown"),
    ("Aftercare", "aftercare"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One patient, on a day of their site. `stay` is their last one, open or not."""

    patient: Patient
    stay: Episode | None
    zone: str
    today: date
    level: str

    @property
    def open_stay(self) -> Episode | None:
        return self.stay if self.stay and self.stay.state == EpisodeState.ACTIVE else None

    @property
    def url(self) -> str:
        return reverse("staff:chart", kwargs={"patient_id": self.patient.pk})


def frame_of(request: Request, patient_id: UUID) -> Frame:
    """Load whose chart this is, or 404; and tell the register, for URLs that do not name the patient."""
    patient = patient_for(request.viewer, patient_id)
    seen(request, patient.pk)
    stay = last_episode(request.viewer, patient.pk)
    zone = stay.site.zone if stay else DEFAULT_ZONE
    today = local_day(request.now, zone)
    level = level_on(stay, today) if stay and stay.state == EpisodeState.ACTIVE else None
    return Frame(patient, stay, zone, today, level or "")


def chart_page(
    request: Request,
    template: str,
    frame: Frame,
    context: dict[str, Any],
    *,
    tab: str = "",
    part: str = "",
) -> HttpResponse:
    """Show a page of the chart under its banner; `tab` is the one it belongs to."""
    shared = {
        "frame": frame,
        "patient": frame.patient,
        "zone": frame.zone,
        "today": frame.today,
        "banner_facts": _facts(frame),
        "banner_alerts": _allergies(request.viewer, frame.patient.pk),
        "open_alarms": list(open_alarms(request.viewer).filter(patient_id=frame.patient.pk)),
        "tabs": [
            {
                "label": label,
                "href": reverse(f"staff:{name}", kwargs={"patient_id": frame.patient.pk}),
                "current": name == tab,
            }
            for label, name in TABS
        ],
    }
    return staff_page(
        request, f"staff/chart/{template}", {**shared, **context}, way="staff:patients", part=part
    )


def _facts(frame: Frame) -> list[tuple[str, str]]:
    person = frame.patient.person
    born = person.birth_date
    age = f"{years_between(born, frame.today)} · born {day(born)}" if born else ""
    level = _level_words(frame)
    facts = [
        ("Age", age),
        ("Pronouns", person.pronouns),
        ("Chart number", frame.patient.mrn),
        ("Level", level),
    ]
    return [(label, value) for label, value in facts if value]


def _level_words(frame: Frame) -> str:
    if frame.stay is None:
        return "Not admitted"
    if frame.open_stay is None:
        return f"Left on {day(frame.stay.closed_on)}"
    since = level_since(frame.stay, frame.today)
    return f"{frame.level} since {day(since)}" if since else f"Begins {day(frame.stay.opened_on)}"


def _allergies(viewer: Viewer, patient_id: UUID) -> list[tuple[str, str]]:
    rows = list(allergies_for(viewer, patient_id))
    if not rows:
        return [("info", "No allergies recorded")]
    return [("danger", f"Allergy: {row.substance}") for row in rows]
