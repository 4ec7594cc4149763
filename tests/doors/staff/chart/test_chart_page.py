"""The chart on one page, its banner, and striking a condition out. M13"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.charted import answer_phq9, change, page, start, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(admitted: Any) -> Any:
    """A condition, an allergy and a reported medicine from a referral."""
    from stepwell.chart.medications.actions import Said, note_reported
    from stepwell.chart.problems.actions import KnownAllergy, KnownCondition, note_known
    from stepwell.trust.people.viewer import system

    note_known(
        patient=admitted.patient,
        conditions=[KnownCondition("Seizure disorder", external_id="1")],
        allergies=[KnownAllergy("Penicillin", reaction="hives")],
        source="referral",
        by=system("tests"),
        at=NOW,
    )
    note_reported(
        patient=admitted.patient,
        medications=[Said("Tramadol 50 MG Oral Tablet")],
        source="referral",
        said_on=NOW.date(),
        by=system("tests"),
        at=NOW,
    )
    return admitted


def test_the_chart_says_what_is_known(as_: Any, known: Any, clinic: Any) -> None:
    order = start(known, clinic.viewers["prescriber"], NOW - timedelta(days=5))
    change(order, clinic.viewers["prescriber"], NOW - timedelta(days=1))
    answer_phq9(known, 19, NOW - timedelta(days=6))
    answer_phq9(known, 12, NOW - timedelta(days=1), item9=1)
    text = words(as_("therapist").get(page("chart", patient_id=known.patient.pk)))
    for said in (
        "Allergy: Penicillin",
        "Open alarm",
        "IOP since Nov 16, 2026",
        "35 · born Feb 28, 1991",
        "PHQ-9 from 19 (moderately severe) on Nov 17, 2026 to 12 (moderate) on Nov 22, 2026.",
        "Sertraline 100 mg once a day for depression",
        "Tramadol 50 MG Oral Tablet from the referral",
        "Seizure disorder",
        "Sertraline dose changed: 100 mg once a day",
        "Therapist Rosa Delgado",
        "IOP decided Nov 16, 2026",
    ):
        assert said in text


def test_someone_without_an_allergy_on_file_is_said_to_have_none_recorded(
    as_: Any, admitted: Any
) -> None:
    assert "No allergies recorded" in words(
        as_("therapist").get(page("chart", patient_id=admitted.patient.pk))
    )


def test_looking_is_recorded_once(as_: Any, admitted: Any) -> None:
    from stepwell.trust.ledger.models import Event

    as_("therapist").get(page("chart", patient_id=admitted.patient.pk))
    seen = Event.objects.filter(name="view:chart", patient_id=admitted.patient.pk)
    assert seen.count() == 1


@pytest.mark.parametrize(
    "name", ["chart", "medications", "measures", "goals", "stepdown", "aftercare", "discharge"]
)
def test_a_chart_of_someone_else_does_not_exist(name: str, as_: Any, admitted: Any) -> None:
    assert as_("therapist").get(page(name, patient_id=admitted.patient.pk)).status_code == 200
    assert as_("therapist2").get(page(name, patient_id=admitted.patient.pk)).status_code == 404
    assert as_("therapist").get(page(name, patient_id=uuid4())).status_code == 404


def test_a_reviewer_reads_every_part_and_finds_no_button_to_write(
    as_: Any, known: Any, clinic: Any
) -> None:
    start(known, clinic.viewers["prescriber"], NOW)
    client = as_("reviewer")
    for name in ("chart", "medications", "measures", "goals", "stepdown", "aftercare"):
        response = client.get(page(name, patient_id=known.patient.pk))
        body = response.content.decode()
        assert response.status_code == 200
        assert '<form method="post" novalidate' not in body
        for label in ("Change dose", "Strike out", "Send a questionnaire", "Discharge", "Choose"):
            assert f">{label}<" not in body


@pytest.mark.parametrize("name", ["medication_start", "measure_sending", "discharge"])
def test_what_a_reviewer_may_not_do_is_refused(name: str, as_: Any, admitted: Any) -> None:
    assert as_("reviewer").get(page(name, patient_id=admitted.patient.pk)).status_code == 403


def test_a_condition_is_struck_out_with_a_reason_and_stays_readable(as_: Any, known: Any) -> None:
    from stepwell.chart.problems.models import Condition

    condition = Condition.objects.get()
    client, address = as_("therapist"), page("condition_voiding", condition_id=condition.pk)
    assert "Seizure disorder" in words(client.get(address))
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert client.post(address, {"reason": "Mixed up with her sister."}).status_code == 302
    twice = client.post(address, {"reason": "Mixed up with her sister."})
    assert "This was struck out already." in words(twice)
    assert "1 struck out Seizure disorder Nov 23, 2026: Mixed up with her sister." in words(
        client.get(page("chart", patient_id=known.patient.pk))
    )


def test_a_condition_of_someone_else_does_not_exist(as_: Any, known: Any) -> None:
    from stepwell.chart.problems.models import Condition

    address = page("condition_voiding", condition_id=Condition.objects.get().pk)
    assert as_("therapist2").post(address, {"reason": "Not mine."}).status_code == 404
    assert as_("reviewer").post(address, {"reason": "Not mine."}).status_code == 403
