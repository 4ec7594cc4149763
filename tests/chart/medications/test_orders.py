"""Start, change, stop: rows that follow one another, and who wins when two prescribe at once. M21 M23"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from support.charted import LITHIUM, change, start, stop
from support.clinic import NOW, admit_by_every_step, build_clinic
from support.racing import together


@pytest.fixture
def prescriber(clinic: Any) -> Any:
    return clinic.viewers["prescriber"]


def _told(*severities: str) -> tuple[Any, ...]:
    from stepwell.chart.medications.advice import Advice, Kind, Severity

    return tuple(
        Advice(Kind.INTERACTION, f"rule-{s}", Severity(s), f"{s}.", "", "", "label", True, ())
        for s in severities
    )


@pytest.mark.django_db
def test_each_act_follows_the_one_before_and_the_last_is_the_regimen(
    admitted: Any, prescriber: Any
) -> None:
    from stepwell.chart.medications.queries import active_orders, is_active, orders_for

    first = start(admitted, prescriber, NOW)
    second = change(first, prescriber, NOW + timedelta(days=14))
    assert [o.pk for o in active_orders(prescriber, admitted.patient.pk)] == [second.pk]
    assert (is_active(first), is_active(second)) == (False, True)
    third = stop(second, prescriber, NOW + timedelta(days=30))
    assert list(active_orders(prescriber, admitted.patient.pk)) == []
    assert not is_active(third)
    rows = orders_for(prescriber, admitted.patient.pk)
    assert [(o.kind, o.previous_id) for o in rows] == [
        ("start", None),
        ("change", first.pk),
        ("stop", second.pk),
    ]


@pytest.mark.django_db
def test_bands_run_from_each_dose_to_the_next(admitted: Any, prescriber: Any) -> None:
    from stepwell.chart.medications.queries import bands, orders_for

    first = start(admitted, prescriber, NOW)
    second = change(first, prescriber, NOW + timedelta(days=14))
    day, later = NOW.date(), (NOW + timedelta(days=14)).date()
    found = bands(list(orders_for(prescriber, admitted.patient.pk)))
    assert [(b.daily_mg, b.since, b.until) for b in found] == [
        (Decimal(50), day, later),
        (Decimal(100), later, None),
    ]
    stop(second, prescriber, NOW + timedelta(days=30))
    ended = bands(list(orders_for(prescriber, admitted.patient.pk)))
    assert ended[-1].until == (NOW + timedelta(days=30)).date()


@pytest.mark.django_db
def test_an_order_is_never_edited_not_even_by_hand(admitted: Any, prescriber: Any) -> None:
    from django.db import DatabaseError, connection, transaction

    start(admitted, prescriber, NOW)
    for statement in (
        "UPDATE chart_medication_order SET dose_mg = 1",
        "DELETE FROM chart_medication_order",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_serious_advice_is_kept_with_the_reason_it_was_overridden(
    admitted: Any, prescriber: Any
) -> None:
    from stepwell.foundation.errors import Refused

    advice = _told("contraindicated", "serious", "know")
    with pytest.raises(Refused, match="Say why you prescribe it all the same"):
        start(admitted, prescriber, NOW, advice=advice)
    order = start(
        admitted, prescriber, NOW, advice=advice, override_reason="Discussed with cardiology."
    )
    kept = order.overrides.order_by("rule")
    assert [(o.rule, o.reason) for o in kept] == [
        ("rule-contraindicated", "Discussed with cardiology."),
        ("rule-serious", "Discussed with cardiology."),
    ]


@pytest.mark.django_db
def test_mild_advice_asks_for_nothing_and_keeps_nothing(admitted: Any, prescriber: Any) -> None:
    assert start(admitted, prescriber, NOW, advice=_told("know")).overrides.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["therapist", "nurse", "director"])
def test_only_prescribers_order(key: str, admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import NotAllowed

    with pytest.raises(NotAllowed):
        start(admitted, clinic.viewers[key], NOW)


@pytest.mark.django_db
def test_a_prescriber_orders_only_for_those_they_treat(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import NotFound

    start(admitted, clinic.viewers["prescriber"], NOW)
    with pytest.raises(NotFound):
        start(admitted, clinic.viewers["prescriber2"], NOW, rxcui=LITHIUM, drug="lithium", mg=300)


@pytest.mark.django_db
def test_a_license_that_ran_out_stops_the_order(admitted: Any, prescriber: Any) -> None:
    from stepwell.foundation.errors import Refused

    late = NOW + timedelta(days=800)
    start(admitted, prescriber, NOW)
    with pytest.raises(Refused, match="No license in force"):
        start(admitted, prescriber, late, rxcui=LITHIUM, drug="lithium", mg=300)


@pytest.mark.django_db
def test_what_advice_looks_at_is_what_the_chart_knows(admitted: Any, prescriber: Any) -> None:
    from stepwell.chart.medications import formulary
    from stepwell.chart.medications.actions import Said, note_reported
    from stepwell.chart.medications.queries import check_order, regimen_for
    from stepwell.chart.problems.actions import KnownAllergy, KnownCondition, note_known
    from stepwell.trust.people.viewer import system

    stop(
        start(
            admitted, prescriber, NOW - timedelta(days=20), rxcui="4493", drug="fluoxetine", mg=20
        ),
        prescriber,
        NOW - timedelta(days=9),
    )
    start(admitted, prescriber, NOW, rxcui=LITHIUM, drug="lithium", mg=300)
    note_known(
        patient=admitted.patient,
        conditions=[
            KnownCondition("Seizure disorder", code="G40.9", external_id="1"),
            KnownCondition("Asthma", clinical_status="resolved", external_id="2"),
        ],
        allergies=[KnownAllergy("codeine"), KnownAllergy("Latex", code="111088007")],
        source="referral",
        by=system("tests"),
        at=NOW,
    )
    note_reported(
        patient=admitted.patient,
        medications=[Said("Lisinopril 10 MG / Hydrochlorothiazide 12.5 MG"), Said("Zorbulin 5")],
        source="referral",
        said_on=NOW.date(),
        by=system("tests"),
        at=NOW,
    )
    drug = formulary.drug("42347")
    regimen = regimen_for(prescriber, admitted.patient, drug, Decimal(150), NOW.date())
    assert {d.name for d in regimen.current} == {"lithium", "lisinopril", "hydrochlorothiazide"}
    assert [(s.drug.name, s.days_ago) for s in regimen.stopped] == [("fluoxetine", 9)]
    assert sorted(a.text for a in regimen.allergies) == ["Latex", "codeine"]
    assert (regimen.age, regimen.pregnant) == (35, None)
    assert regimen.conditions == ("G40.9", "Seizure disorder")
    checked = check_order(prescriber, admitted.patient, drug, Decimal(150), NOW.date())
    assert checked.unread == ("Zorbulin 5",)
    assert checked.serious[0].summary == "Bupropion: contraindicated with a seizure disorder."


@pytest.mark.django_db
def test_raising_a_dose_is_not_called_a_duplicate_and_not_held_to_a_first_dose(
    admitted: Any, prescriber: Any
) -> None:
    from stepwell.chart.medications import formulary
    from stepwell.chart.medications.queries import check_order

    start(admitted, prescriber, NOW, rxcui="28439", drug="lamotrigine", mg=25)
    drug, on = formulary.drug("28439"), NOW.date()
    again = check_order(prescriber, admitted.patient, drug, Decimal(50), on)
    changed = check_order(prescriber, admitted.patient, drug, Decimal(50), on, changes=True)
    assert "on the list already" in again.advice[0].summary
    assert changed.advice == ()


# -- at the same moment ----------------------------------------------------------------------------


@pytest.fixture
def committed(committed_db: None) -> Any:
    """A clinic and a patient two prescribers treat, with one order; all of it committed."""
    from stepwell.trust.access.actions import join_care_team
    from stepwell.trust.people.roles import Role
    from stepwell.trust.people.viewer import system

    clinic = build_clinic()
    who = admit_by_every_step(clinic)
    second = clinic.staff["prescriber2"].pk
    join_care_team(
        patient=who.patient, account_id=second, role=Role.PRESCRIBER, by=system("tests"), at=NOW
    )
    return clinic, who, start(who, clinic.viewers["prescriber"], NOW)


def test_one_stops_while_another_changes_and_only_one_of_them_does(committed: Any) -> None:
    from stepwell.chart.medications.models import MedicationOrder

    clinic, who, order = committed
    one, two = clinic.viewers["prescriber"], clinic.viewers["prescriber2"]
    results = together(lambda: stop(order, one, NOW), lambda: change(order, two, NOW))
    codes = [getattr(result, "code", "written") for result in results]
    assert sorted(codes) == ["order.stale", "written"]
    assert MedicationOrder.objects.filter(patient=who.patient).count() == 2


def test_the_same_drug_started_twice_at_once_is_started_once(committed: Any) -> None:
    from stepwell.chart.medications.models import MedicationOrder

    clinic, who, _order = committed
    lithium = {"rxcui": LITHIUM, "drug": "lithium", "mg": 300}
    results = together(
        *(
            lambda key=key: start(who, clinic.viewers[key], NOW, **lithium)
            for key in ("prescriber", "prescriber2")
        )
    )
    assert sorted(getattr(result, "code", "written") for result in results) == [
        "order.active",
        "written",
    ]
    assert MedicationOrder.objects.filter(rxcui=LITHIUM).count() == 1
