"""Which answers of the intake form become chart data, and as what. Provenance: "patient said"."""

from datetime import date, datetime
from typing import Any

from stepwell.chart.medications.actions import Said, note_reported
from stepwell.chart.medications.formulary import find
from stepwell.chart.problems.actions import KnownAllergy, note_known
from stepwell.trust.people.models import Patient
from stepwell.trust.people.viewer import Viewer

SOURCE = "patient said"


def chart_answers(
    *, patient: Patient, answers: dict[str, Any], said_on: date, by: Viewer, at: datetime
) -> None:
    """Medications and allergies of the packet into the chart; each is matched to the formulary where it can be.

    `answers` holds only questions that were shown.
    """
    medications = [
        Said(text=text, rxcui=_rxcui(text)) for text in _lines(answers.get("medicines")) if text
    ]
    said = _lines(answers.get("allergies")) + _lines(answers.get("other_allergies"))
    allergies = [KnownAllergy(substance=text[:160]) for text in said if text]
    note_reported(
        patient=patient, medications=medications, source=SOURCE, said_on=said_on, by=by, at=at
    )
    note_known(patient=patient, conditions=[], allergies=allergies, source=SOURCE, by=by, at=at)


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(line).strip() for line in value if str(line).strip()]
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _rxcui(text: str) -> str:
    found = find(text)
    return found.rxcui if found else ""
