"""What the packet and the referral say, beside what is being written; every line with its source."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from stepwell.chart.medications.queries import reported_for
from stepwell.chart.problems.queries import allergies_for, conditions_for
from stepwell.doors.kit.templating import day
from stepwell.journey.intake import form as forms
from stepwell.journey.intake.models import Packet
from stepwell.journey.intake.queries import packet_of
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    source: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    label: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Beside:
    conditions: list[Line]
    allergies: list[Line]
    medications: list[Line]
    packet: Packet | None
    pages: list[Page]


def beside(viewer: Viewer, patient_id: UUID) -> Beside:
    """Read through the treating relationship."""
    packet = packet_of(viewer, patient_id, need=Permission.ADMISSION_READ)
    return Beside(
        conditions=[
            Line(
                c.display,
                _said(c.source, c.recorded_at),
                "" if c.clinical_status == "active" else c.clinical_status,
            )
            for c in conditions_for(viewer, patient_id)
        ],
        allergies=[
            Line(a.substance, _said(a.source, a.recorded_at), a.reaction)
            for a in allergies_for(viewer, patient_id)
        ],
        medications=[
            Line(m.text, _said(m.source, m.said_on)) for m in reported_for(viewer, patient_id)
        ],
        packet=packet,
        pages=pages(packet) if packet else [],
    )


def _said(source: str, on: date | datetime) -> str:
    return f"{source}, {day(on)}"


def pages(packet: Packet) -> list[Page]:
    """The answers given, by page of the form, in the words of the form."""
    form = forms.form(packet.form_version)
    asked = {question.id for question in forms.visible(form, packet.answers)}
    found = []
    for section in form.sections:
        answers = [
            Answer(question.id, question.label["en"], words)
            for question in section.questions
            if question.id in asked
            and (words := in_words(question, packet.answers.get(question.id)))
        ]
        if answers:
            found.append(Page(section.title["en"], answers))
    return found


def in_words(question: forms.Question, value: Any) -> list[str]:
    """An answer as lines to read; none when it was left empty."""
    if value is None or value == "" or value == []:
        return []
    if question.kind == "yesno":
        return ["Yes" if value else "No"]
    if question.kind == "choice":
        return [next((o.label["en"] for o in question.options if o.value == value), str(value))]
    if question.kind == "list":
        return [line for line in value if line.strip()]
    if question.kind == "date":
        return [day(value if isinstance(value, date) else date.fromisoformat(value))]
    return [str(value)]


# Which answers a part of the assessment can begin from, so that nobody is asked twice.
BEGINS_WITH: dict[str, tuple[str, ...]] = {
    "presenting": ("reason", "since", "hardest"),
    "history": ("treated_where", "treated_helped", "substances", "last_use", "withdrawal"),
    "social": ("housing", "home_calm", "lives_with", "supports", "busy_times"),
    "strengths": ("hopes",),
    "medication_history": ("medicines", "medicines_tried"),
    "physical": ("conditions", "hospital_why", "could_be_pregnant", "allergies", "other_allergies"),
}


def begins(field: str, facts: Beside) -> str:
    """What the patient said that belongs into a field, marked as such; empty when there is nothing."""
    if facts.packet is None or facts.packet.submitted_at is None:
        return ""
    given = {answer.id: answer for page in facts.pages for answer in page.answers}
    lines = [
        f"– {given[name].label} {'; '.join(given[name].words)}"
        for name in BEGINS_WITH.get(field, ())
        if name in given
    ]
    head = f"Patient said in the intake form, {day(facts.packet.submitted_at)}:"
    return "\n".join([head, *lines, ""]) if lines else ""
