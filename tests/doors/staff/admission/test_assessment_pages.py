"""M8: two people write two parts; who owes what is one glance; nothing is asked twice and nothing typed is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from stepwell.journey.assessment.actions import save_section
from stepwell.journey.assessment.terms import SECTION_FIELDS
from stepwell.trust.ledger.models import Event
from support.clinic import SECTION_WORDS

pytestmark = pytest.mark.django_db
WORDS = dict.fromkeys(SECTION_FIELDS["therapist"], "A full sentence.")


@pytest.fixture
def opened(way: Any) -> Any:
    return way.asked().consulted().sent().joined().submitted().opened()


def place(way: Any, name: str = "assessment", **more: Any) -> str:
    return reverse(f"staff:{name}", kwargs={"assessment_id": way.assessment.pk, **more})


def part(way: Any, kind: str = "therapist") -> str:
    return place(way, "section", kind=kind)


# -- the glance ------------------------------------------------------------------------------------


def test_the_therapist_sees_who_owes_what_and_what_is_known(as_, opened, text) -> None:
    page = text(as_("therapist").get(place(opened)))
    assert "Rosa Delgado owes this since Nov 23, 2026: 5 fields to write" in page
    assert "Daniel Osei owes this" in page
    assert "Allergy: penicillin" in page
    assert "sertraline 50 mg" in page
    assert "patient said, Nov 23, 2026" in page
    assert "I cannot sleep and I drink to fall asleep." in page


def test_the_coordinator_sees_who_owes_what_and_no_clinical_word(as_, opened, text) -> None:
    opened.written("therapist")
    page = text(as_("coordinator").get(place(opened)))
    assert "Rosa Delgado owes this" in page
    assert "Daniel Osei owes this" in page
    for word in ("penicillin", "sertraline", "drink", SECTION_WORDS):
        assert word not in page
    assert place(opened, "section", kind="therapist") not in page
    assert as_("coordinator").get(part(opened)).status_code == 403


def test_a_colleague_who_does_not_treat_them_finds_nothing(as_, opened) -> None:
    for url in (place(opened), part(opened), place(opened, "level"), place(opened, "admission")):
        assert as_("therapist2").get(url).status_code == 404, url
    assert (
        as_("therapist2").post(place(opened, "section_signature", kind="therapist"), {}).status_code
        == 404
    )


def test_roles_without_a_chart_are_kept_out_and_unknown_ids_are_not_found(as_, opened) -> None:
    for url in (place(opened), part(opened), place(opened, "level"), place(opened, "admission")):
        assert as_("biller").get(url).status_code == 403, url
    unknown = {"assessment_id": uuid4()}
    assert as_("therapist").get(reverse("staff:assessment", kwargs=unknown)).status_code == 404
    assert as_("therapist").get(part(opened, "nurse")).status_code == 404


def test_looking_is_recorded_once(as_, opened) -> None:
    as_("therapist").get(part(opened))
    seen = Event.objects.filter(name="view:assessment")
    assert [event.patient_id for event in seen] == [opened.assessment.patient_id]


# -- writing ---------------------------------------------------------------------------------------


def test_a_part_begins_from_what_the_patient_said_with_its_source(as_, opened, text) -> None:
    page = text(as_("therapist").get(part(opened)))
    assert "Patient said in the intake form, Nov 23, 2026:" in page
    assert "– How long has it been hard? Some months" in page
    assert opened.section("therapist").content == {}  # nothing is stored by looking


def test_a_draft_is_saved_and_found_again(as_, opened, text) -> None:
    sent = {**WORDS, "revision": 1, "risk": "None now."}
    page = as_("therapist").post(part(opened), sent, follow=True)
    assert "Draft saved." in text(page)
    assert "None now." in text(page)
    assert "Everything is written, as last saved." in text(page)


def test_what_does_not_come_along_is_not_emptied(as_, opened) -> None:
    opened.written("therapist")
    as_("therapist").post(part(opened), {"revision": 2, "risk": "None now."})
    content = opened.section("therapist").content
    assert content["risk"] == "None now."
    assert content["social"] == SECTION_WORDS


def test_saved_elsewhere_meanwhile_shows_both_and_loses_nothing(
    as_, opened, text, clinic, now
) -> None:
    save_section(
        section=opened.section("therapist"),
        content={"risk": "From the other tab."},
        revision=1,
        by=clinic.viewers["therapist"],
        at=now,
    )
    page = as_("therapist").post(part(opened), {"revision": 1, "risk": "From this tab."})
    assert page.status_code == 422
    assert "Saved meanwhile by Rosa Delgado" in text(page)
    assert "From the other tab." in text(page)
    assert "From this tab." in text(page)
    assert 'name="revision" value="2"' in page.content.decode()
    again = as_("therapist").post(part(opened), {"revision": 2, "risk": "From this tab."})
    assert again.status_code == 302
    assert opened.section("therapist").content["risk"] == "From this tab."


def test_a_draft_is_its_writers_until_it_is_signed(as_, opened, text) -> None:
    opened.written("therapist")
    page = text(as_("prescriber").get(part(opened)))
    assert "Rosa Delgado is writing this part. It can be read once it is signed." in page
    assert SECTION_WORDS not in page
    opened.signed("therapist")
    page = text(as_("prescriber").get(part(opened)))
    assert SECTION_WORDS in page
    assert "Signed by Rosa Delgado, Nov 23, 2026" in page


def test_nobody_writes_in_someone_elses_part(as_, opened) -> None:
    assert as_("prescriber").post(part(opened), {"revision": 1, "risk": "x"}).status_code == 403
    assert opened.section("therapist").content == {}


# -- signing ---------------------------------------------------------------------------------------


def sign(way: Any, browser: Any, **sent: Any) -> Any:
    return browser.post(place(way, "section_signature", kind="therapist"), sent, follow=True)


def test_signing_takes_along_what_stands_in_the_fields(as_, opened, text) -> None:
    page = sign(opened, as_("therapist"), revision=1, **WORDS)
    assert "Biopsychosocial assessment signed." in text(page)
    assert opened.section("therapist").content == WORDS


def test_signing_with_something_missing_names_it_and_keeps_the_words(as_, opened, text) -> None:
    page = sign(opened, as_("therapist"), revision=1, **{**WORDS, "risk": ""})
    assert page.status_code == 422
    assert "Still to be written: Risk and what protects them." in text(page)
    assert "A full sentence." in text(page)
    assert 'name="revision" value="2"' in page.content.decode()
    assert opened.section("therapist").signed_at is None


def test_signing_twice_is_refused_and_the_part_is_read_only(as_, opened, text) -> None:
    sign(opened, as_("therapist"), revision=1, **WORDS)
    page = sign(opened, as_("therapist"), revision=2, **{**WORDS, "risk": "Other words."})
    assert page.status_code == 422
    assert "This part is signed and cannot be changed." in text(page)
    page = as_("therapist").get(part(opened))
    assert "A signed part is not changed." in text(page)
    assert "<textarea" not in page.content.decode()
    assert opened.section("therapist").content["risk"] == "A full sentence."


def test_a_signature_is_posted_never_visited(as_, opened) -> None:
    assert (
        as_("therapist").get(place(opened, "section_signature", kind="therapist")).status_code
        == 405
    )


# -- the packet ------------------------------------------------------------------------------------


def test_staff_read_the_packet_in_its_own_words(as_, opened, text) -> None:
    url = reverse("staff:packet", kwargs={"patient_id": opened.packet.patient_id})
    for key in ("coordinator", "therapist", "prescriber", "director"):
        page = as_(key).get(url)
        assert page.status_code == 200
        assert "Patient said, on Nov 23, 2026" in text(page)
        assert "In your own words, what would you like help with?" in text(page)
        assert "My own place, or rented" in text(page)
    assert as_("therapist2").get(url).status_code == 404
    assert as_("biller").get(url).status_code == 403
    assert (
        Event.objects.filter(name="view:packet", patient_id=opened.packet.patient_id).count() == 4
    )


def test_an_empty_packet_says_so_and_no_packet_is_not_found(as_, way, another, text) -> None:
    way.asked().consulted().sent()
    url = reverse("staff:packet", kwargs={"patient_id": way.packet.patient_id})
    assert "Nothing is filled in yet" in text(as_("coordinator").get(url))
    assert (
        as_("coordinator").get(reverse("staff:packet", kwargs={"patient_id": uuid4()})).status_code
        == 404
    )
