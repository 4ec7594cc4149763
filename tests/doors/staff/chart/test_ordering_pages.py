"""The prescriber's pages: find, check, sign, change, stop. M21 M22 M23"""

import re
from datetime import timedelta
from typing import Any

import pytest

from support.charted import LITHIUM, LORAZEPAM, SERTRALINE, TRAZODONE, page, start, stop, words
from support.clinic import NOW, password_hash

pytestmark = pytest.mark.django_db

TYPED = {
    "dose": "50",
    "times_a_day": "1",
    "timing": "in the morning",
    "on": "2026-11-23",
    "indication": "depression",
    "reason": "PHQ-9 stays above 15.",
}


@pytest.fixture
def reported(admitted: Any) -> Any:
    """Lisinopril from the referral, and something nobody knows."""
    from stepwell.chart.medications.actions import Said, note_reported
    from stepwell.trust.people.viewer import system

    note_reported(
        patient=admitted.patient,
        medications=[Said("Lisinopril 10 MG Oral Tablet"), Said("Zorbulin 5")],
        source="referral",
        said_on=NOW.date(),
        by=system("tests"),
        at=NOW,
    )
    return admitted


def _orders(who: Any) -> list[tuple[str, str, str]]:
    from stepwell.chart.medications.models import MedicationOrder
    from stepwell.chart.medications.terms import number

    rows = MedicationOrder.objects.filter(patient=who.patient).order_by("ordered_at", "pk")
    return [(row.kind, row.drug, number(row.dose_mg)) for row in rows]


def _new(who: Any, rxcui: str = "") -> str:
    return page("medication_start", patient_id=who.patient.pk) + (f"?drug={rxcui}" if rxcui else "")


def _carried(response: Any) -> dict[str, str]:
    """The hidden fields of the check page: the order as it will be signed."""
    body = response.content.decode()
    fields = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', body)
    return dict(fields)


def _checked(client: Any, address: str, **typed: str) -> Any:
    return client.post(address, {**TYPED, "step": "check", **typed})


def _sign(client: Any, address: str, checked: Any, **typed: str) -> Any:
    return client.post(address, {**_carried(checked), "step": "sign", **typed})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sertr", "Sertraline"),
        ("Zoloft", "Sertraline"),
        ("setraline", "Sertraline"),
        ("zzzz", "No drug found"),
    ],
)
def test_a_drug_is_found_by_name_brand_or_near_miss(
    typed: str, found: str, as_: Any, admitted: Any
) -> None:
    assert found in words(as_("prescriber").get(_new(admitted), {"q": typed}))


def test_what_is_not_prescribed_here_is_shown_and_cannot_be_chosen(as_: Any, admitted: Any) -> None:
    client = as_("prescriber")
    body = client.get(_new(admitted), {"q": "lisinopril"}).content.decode()
    assert "not prescribed here" in body
    assert "?drug=29046" not in body
    assert "Type the first letters" in words(client.get(_new(admitted, "29046")))


def test_what_they_say_they_take_is_offered_first(as_: Any, admitted: Any) -> None:
    from stepwell.chart.medications.actions import Said, note_reported

    note_reported(
        patient=admitted.patient,
        medications=[Said("Zoloft")],
        source="patient said",
        said_on=NOW.date(),
        by=admitted.viewer,
        at=NOW,
    )
    assert "They say they take Sertraline Zoloft" in words(as_("prescriber").get(_new(admitted)))


def test_an_order_is_checked_then_signed(as_: Any, admitted: Any) -> None:
    client, address = as_("prescriber"), _new(admitted, SERTRALINE)
    assert "First dose 50 mg a day" in words(client.get(address))
    checked = _checked(client, address)
    assert "Nothing speaks against it" in words(checked)
    assert _orders(admitted) == []
    response = _sign(client, address, checked)
    assert response.status_code == 302
    assert _orders(admitted) == [("start", "sertraline", "50")]
    assert "Sertraline started: 50 mg once a day, in the morning." in words(
        client.get(response.url)
    )


def test_a_second_press_writes_no_second_order(as_: Any, admitted: Any) -> None:
    client, address = as_("prescriber"), _new(admitted, SERTRALINE)
    checked = _checked(client, address)
    assert _sign(client, address, checked).status_code == 302
    twice = _sign(client, address, checked)
    assert twice.status_code == 422
    assert "This is ordered already. Change its dose instead." in words(twice)
    assert _orders(admitted) == [("start", "sertraline", "50")]
    again = client.get(address)
    assert "They take this already" in words(again)


def test_serious_advice_needs_the_prescribers_own_words(as_: Any, reported: Any) -> None:
    from stepwell.chart.medications.models import AlertOverride

    client, address = as_("prescriber"), _new(reported, LITHIUM)
    checked = _checked(client, address, dose="300", reason="Partial response.")
    text = words(checked)
    assert "Lithium with lisinopril" in text
    assert "Serious" in text
    assert "verified" in text
    assert "Not checked: we do not know these Zorbulin 5" in text
    silent = _sign(client, address, checked)
    assert silent.status_code == 422
    assert "Say why you prescribe it all the same." in words(silent)
    assert _orders(reported) == []
    answered = _sign(
        client, address, checked, override_reason="Lisinopril ends this week; level on Friday."
    )
    assert answered.status_code == 302
    assert [(o.rule, o.reason) for o in AlertOverride.objects.all()] == [
        (AlertOverride.objects.get().rule, "Lisinopril ends this week; level on Friday.")
    ]
    assert "Ordered despite: Lithium with lisinopril" in words(client.get(answered.url))


def test_signing_asks_again_when_the_chart_changed_since_the_check(as_: Any, admitted: Any) -> None:
    """An allergy comes to light between check and signature: the form is never trusted."""
    client, address = as_("prescriber"), _new(admitted, SERTRALINE)
    checked = _checked(client, address)
    _allergic(admitted)
    response = _sign(client, address, checked)
    assert response.status_code == 422
    assert "changed since you checked it" in words(response)
    assert "Recorded allergy to sertraline." in words(response)
    assert _orders(admitted) == []


def _allergic(who: Any) -> None:
    from stepwell.chart.problems.actions import KnownAllergy, note_known

    note_known(
        patient=who.patient,
        conditions=[],
        allergies=[KnownAllergy("sertraline", reaction="rash")],
        source="patient said",
        by=who.viewer,
        at=NOW,
    )


def test_a_dose_altered_after_the_check_is_checked_again(as_: Any, admitted: Any) -> None:
    client, address = as_("prescriber"), _new(admitted, SERTRALINE)
    checked = _checked(client, address)
    response = _sign(client, address, checked, dose="other", other_mg="500")
    assert response.status_code == 422
    assert "twice the maximum of 200 mg" in words(response)
    assert _orders(admitted) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Fill this in."),
        ({"dose": "other", "other_mg": ""}, "Write how many milligrams."),
        ({"dose": "other", "other_mg": "-5"}, "greater than or equal"),
        ({"dose": "51"}, "Select a valid choice"),
        ({"on": "soon"}, "Enter a valid date"),
    ],
)
def test_what_cannot_be_read_is_asked_for_again(
    typed: dict[str, str], sentence: str, as_: Any, admitted: Any
) -> None:
    response = _checked(as_("prescriber"), _new(admitted, SERTRALINE), **typed)
    assert response.status_code == 422
    assert sentence in words(response)


def test_change_something_brings_back_what_was_typed(as_: Any, admitted: Any) -> None:
    client, address = as_("prescriber"), _new(admitted, SERTRALINE)
    response = client.post(address, {**_carried(_checked(client, address)), "step": "edit"})
    assert response.status_code == 200
    assert "PHQ-9 stays above 15." in response.content.decode()


def test_a_controlled_drug_needs_a_registration(
    client: Any, sign_in: Any, admitted: Any, clinic: Any
) -> None:
    typed = {"dose": "1", "timing": "", "indication": "panic"}
    address = _new(admitted, LORAZEPAM)
    sign_in(client, clinic.staff["prescriber"])
    assert "DEA" not in words(client.get(address))
    sign_in(client, _unregistered(admitted, clinic))
    assert "No DEA registration in force is on file" in words(client.get(address))
    checked = _checked(client, address, **typed)
    refused = _sign(client, address, checked, override_reason="Short course, five days.")
    assert refused.status_code == 422
    assert "No DEA registration in force is on file" in words(refused)
    assert _orders(admitted) == []


def _unregistered(who: Any, clinic: Any) -> Any:
    """A prescriber on the care team with a license and without a DEA registration."""
    from stepwell.trust.access.actions import join_care_team
    from stepwell.trust.credentials.actions import record_credential
    from stepwell.trust.people.actions import create_account, grant_role, register_person
    from stepwell.trust.people.roles import Role
    from stepwell.trust.people.viewer import system

    doing = {"by": system("tests"), "at": NOW}
    email = "resident@stepwell.example"
    person = register_person(given_name="Nils", family_name="Aas", email=email, **doing)
    account = create_account(
        person=person, email=email, password=None, hashed=password_hash(), **doing
    )
    grant_role(account=account, role=Role.PRESCRIBER, **doing)
    record_credential(
        account_id=account.pk,
        kind="license",
        title="MD",
        number="NY-77777",
        state="NY",
        valid_from=NOW.date() - timedelta(days=30),
        expires_on=None,
        **doing,
    )
    join_care_team(patient=who.patient, account_id=account.pk, role=Role.PRESCRIBER, **doing)
    return account


def test_a_dose_is_changed_without_being_told_it_is_on_the_list(
    as_: Any, admitted: Any, clinic: Any
) -> None:
    order = start(admitted, clinic.viewers["prescriber"], NOW - timedelta(days=7))
    client, address = as_("prescriber"), page("dose", order_id=order.pk)
    assert "Now: 50 mg once a day since Nov 16, 2026" in words(client.get(address))
    checked = _checked(client, address, dose="100", reason="Some relief, not enough.")
    assert "on the list already" not in words(checked)
    response = _sign(client, address, checked)
    assert response.status_code == 302
    assert _orders(admitted) == [("start", "sertraline", "50"), ("change", "sertraline", "100")]
    text = words(client.get(response.url))
    assert "Dose changed, before 50 mg once a day: Some relief, not enough. Daniel Osei" in text


def test_the_same_dose_and_a_stale_order_are_refused(as_: Any, admitted: Any, clinic: Any) -> None:
    order = start(admitted, clinic.viewers["prescriber"], NOW - timedelta(days=7))
    client, address = as_("prescriber"), page("dose", order_id=order.pk)
    same = _checked(client, address, timing="")
    assert "This is the dose they take already." in words(_sign(client, address, same))
    checked = _checked(client, address, dose="100")
    stop(order, clinic.viewers["prescriber"], NOW)
    late = _sign(client, address, checked)
    assert late.status_code == 422
    assert "changed or stopped by someone in the meantime" in words(late)
    assert [kind for kind, _, _ in _orders(admitted)] == ["start", "stop"]


def test_a_drug_is_stopped_once_and_with_a_reason(as_: Any, admitted: Any, clinic: Any) -> None:
    order = start(admitted, clinic.viewers["prescriber"], NOW - timedelta(days=7))
    client, address = as_("prescriber"), page("medication_stop", order_id=order.pk)
    assert "They take sertraline 50 mg once a day since Nov 16, 2026." in words(client.get(address))
    assert client.post(address, {"on": "2026-11-23", "reason": ""}).status_code == 422
    typed = {"on": "2026-11-23", "reason": "Nausea."}
    assert client.post(address, typed).status_code == 302
    twice = client.post(address, typed)
    assert twice.status_code == 422
    assert "changed or stopped by someone in the meantime" in words(twice)
    assert [kind for kind, _, _ in _orders(admitted)] == ["start", "stop"]


@pytest.mark.parametrize("name", ["dose", "medication_stop"])
def test_an_order_of_someone_else_does_not_exist(
    name: str, as_: Any, admitted: Any, clinic: Any
) -> None:
    order = start(admitted, clinic.viewers["prescriber"], NOW)
    assert as_("prescriber").get(page(name, order_id=order.pk)).status_code == 200
    assert as_("prescriber2").get(page(name, order_id=order.pk)).status_code == 404
    assert as_("therapist").get(page(name, order_id=order.pk)).status_code == 403


def test_a_check_in_is_two_pages_from_the_worklist(as_: Any, admitted: Any, clinic: Any) -> None:
    """Everything for ten minutes on one screen: regimen, reports, picture, week."""
    start(admitted, clinic.viewers["prescriber"], NOW, rxcui=TRAZODONE, drug="trazodone")
    text = words(as_("prescriber").get(page("medications", patient_id=admitted.patient.pk)))
    for said in (
        "Trazodone 50 mg once a day",
        "Also taken, as reported",
        "PHQ-9 and medication",
        "This week",
    ):
        assert said in text
