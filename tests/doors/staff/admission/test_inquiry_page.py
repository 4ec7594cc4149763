"""M7: one inquiry, and the next step only; each step is posted to a place of its own."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from stepwell.foundation.models import OutboxMessage
from stepwell.journey.calendar.models import Appointment
from stepwell.trust.ledger.models import Event

pytestmark = pytest.mark.django_db
PERSON = {
    "given_name": "Ana",
    "family_name": "O'Hara",
    "birth_date": "1991-02-28",
    "email": "ana@people.example",
}


@pytest.fixture
def coordinator(as_: Any) -> Any:
    return as_("coordinator")


def place(way: Any, name: str = "inquiry") -> str:
    return reverse(f"staff:{name}", kwargs={"inquiry_id": way.inquiry.pk})


def test_a_new_inquiry_offers_free_times_and_the_call_itself(coordinator, way, text) -> None:
    way.asked(message_text="I need help soon.", preferred_time="mornings")
    page = coordinator.get(place(way))
    words = text(page)
    assert page.status_code == 200
    for expected in (
        "I need help soon.",
        "mornings",
        "Book the call",
        "Monday, Nov 23",
        "Wednesday, Nov 25",
    ):
        assert expected in words
    assert 'href="tel:5550100177"' in page.content.decode()
    assert "On the phone now: record the call" in words
    assert "Send the packet" not in words  # not a step yet
    assert "9:30 a.m., Monday" not in page.content.decode()  # past: it is 10 o'clock


def test_one_press_books_a_free_time(coordinator, way, text) -> None:
    way.asked()
    page = coordinator.post(
        place(way, "consultation_booking"), {"start": "2026-11-24T15:00:00+00:00"}, follow=True
    )
    assert "The call is booked tomorrow at 10:00 a.m." in text(page)
    assert "Call booked tomorrow at 10:00 a.m. with Imani Okafor" in text(page)


def test_another_date_shows_that_days_free_times(coordinator, way, text) -> None:
    way.asked()
    page = coordinator.get(place(way, "consultation_booking"), {"day": "2026-12-03"})
    assert "Thursday, Dec 3" in text(page)
    assert "Wednesday, Nov 25" not in text(page)
    assert coordinator.get(place(way, "consultation_booking"), {"day": "x"}).status_code == 200


def test_a_time_that_is_taken_is_refused_and_not_offered(coordinator, way, another, text) -> None:
    another("Bo Li").asked().booked(after=timedelta(hours=1))
    way.asked()
    assert 'value="2026-11-23T16:00:00+00:00"' not in coordinator.get(place(way)).content.decode()
    page = coordinator.post(
        place(way, "consultation_booking"), {"start": "2026-11-23T16:00:00+00:00"}
    )
    assert page.status_code == 422
    assert "That time was taken a moment ago. Choose another." in text(page)


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("", "Choose one of the free times."),
        ("2026-11-20T15:00:00+00:00", "Choose a time that is still to come."),
    ],
)
def test_a_wrong_time_is_refused(coordinator, way, text, start, sentence) -> None:
    way.asked()
    page = coordinator.post(place(way, "consultation_booking"), {"start": start})
    assert page.status_code == 422
    assert sentence in text(page)


def test_a_booked_call_can_be_moved(coordinator, way, text) -> None:
    way.asked().booked()
    assert "Move the call" in text(coordinator.get(place(way)))
    coordinator.post(place(way, "consultation_booking"), {"start": "2026-11-24T15:00:00+00:00"})
    states = Appointment.objects.order_by("during").values_list("state", flat=True)
    assert list(states) == ["cancelled", "booked"]
    assert "Call moved" in text(coordinator.get(place(way)))


def test_the_call_is_recorded_with_a_script_beside(coordinator, way, text) -> None:
    way.asked().booked()
    assert "Ask whether they are safe now" in text(coordinator.get(place(way)))
    page = coordinator.post(
        place(way, "consultation"), {"outcome": "goes_on", "notes": "Sleeps badly."}, follow=True
    )
    assert "Recorded: they want to go on." in text(page)
    assert "Send the intake packet" in text(page)
    assert "Sleeps badly." in text(page)


def test_without_an_outcome_the_notes_stay(coordinator, way, text) -> None:
    way.asked()
    page = coordinator.post(place(way, "consultation"), {"notes": "Sleeps badly."})
    assert page.status_code == 422
    assert "Choose one." in text(page)
    assert "Sleeps badly." in text(page)


def test_no_answer_leaves_it_open_for_another_try(coordinator, way, text) -> None:
    way.asked().booked()
    page = coordinator.post(place(way, "consultation"), {"outcome": "no_answer"}, follow=True)
    assert "No answer at the booked call: try again or book another time. Tried once" in text(page)
    page = coordinator.post(
        place(way, "consultation_booking"), {"start": "2026-11-24T15:00:00+00:00"}, follow=True
    )
    assert "The call is booked tomorrow" in text(page)


def test_a_call_sent_twice_is_recorded_once(coordinator, way, text) -> None:
    way.asked()
    sent = {"outcome": "goes_on", "notes": ""}
    assert coordinator.post(place(way, "consultation"), sent).status_code == 302
    again = coordinator.post(place(way, "consultation"), sent)
    assert again.status_code == 422
    assert "The first conversation is over: this is consulted." in text(again)
    assert way.inquiry.consultations.count() == 1


def test_the_packet_goes_to_the_confirmed_address(coordinator, way, text, settings) -> None:
    way.asked().consulted()
    page = coordinator.post(place(way, "packet_sending"), PERSON, follow=True)
    assert "The link was sent to ana@people.example." in text(page)
    assert "The link went to ana@people.example" in text(page)
    assert OutboxMessage.objects.filter(kind="account-link", to="ana@people.example").count() == 1
    way.inquiry.refresh_from_db()
    assert way.inquiry.patient.person.birth_date.isoformat() == "1991-02-28"


def test_a_packet_is_sent_once_however_often_it_is_pressed(coordinator, way, text) -> None:
    way.asked().consulted()
    coordinator.post(place(way, "packet_sending"), PERSON)
    again = coordinator.post(place(way, "packet_sending"), PERSON)
    assert again.status_code == 422
    assert "This is packet out already" in text(again)
    assert OutboxMessage.objects.filter(kind="account-link").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": ""}, "Fill this in."),
        ({"email": "ana"}, "Enter a valid email address."),
        ({"birth_date": "2030-01-01"}, "Check the year"),
        ({"birth_date": "28.2.91"}, "Enter a valid date."),
    ],
)
def test_a_wrong_detail_of_the_packet_is_said(coordinator, way, text, wrong, sentence) -> None:
    way.asked().consulted()
    page = coordinator.post(place(way, "packet_sending"), {**PERSON, **wrong})
    assert page.status_code == 422
    assert sentence in text(page)
    assert "O'Hara" in page.content.decode().replace("&#39;", "'").replace("&#x27;", "'")


def test_someone_known_is_shown_before_a_second_chart_is_opened(
    coordinator, way, another, text
) -> None:
    another("Ana O'Hara").asked(dedup_key="first", email="ana@people.example").consulted().sent()
    way.asked(email="ana.ohara@people.example", dedup_key="second").consulted()
    words = text(coordinator.get(place(way)))
    assert "Perhaps known here already" in words
    assert "born Feb 28, 1991" in words


def test_a_referral_keeps_its_chart_and_takes_what_was_confirmed(
    coordinator, way, clinic, now, text
) -> None:
    patient = referred(way, clinic, now)
    page = coordinator.post(place(way, "packet_sending"), PERSON, follow=True)
    assert page.status_code == 200
    patient.refresh_from_db()
    patient.person.refresh_from_db()
    assert patient.person.email == "ana@people.example"
    way.inquiry.refresh_from_db()
    assert way.inquiry.patient == patient


def referred(way: Any, clinic: Any, now: datetime) -> Any:
    """A referral that was spoken with: its inquiry has a chart already."""
    from stepwell.journey.intake.actions import receive_referral, record_consultation
    from stepwell.journey.intake.referrals import ReferralFacts, ReferredPerson
    from stepwell.journey.intake.terms import Outcome

    person = ReferredPerson(
        given_name="Anna", family_name="Ohara", birth_date=None, external_id="p1"
    )
    facts = ReferralFacts(origin="Lakeside clinic", bundle_hash="x", person=person)
    receive_referral(facts=facts, by=way.front, at=now)
    from stepwell.journey.intake.models import Inquiry

    way.inquiry = Inquiry.objects.get()
    record_consultation(
        inquiry=way.inquiry, outcome=Outcome.GOES_ON, notes="", by=way.front, at=now
    )
    way.inquiry.refresh_from_db()
    return way.inquiry.patient


def test_the_packets_progress_and_the_consents_show(coordinator, way, text) -> None:
    way.asked().consulted().sent().joined().consented().answered({"full_name": "Ana O'Hara"})
    words = text(coordinator.get(place(way)))
    assert "Consent to treatment signed" in words
    assert "to answer" in words
    assert "The packet is with them" in words


def test_the_assessment_goes_to_the_least_busy(coordinator, way, another, clinic, text) -> None:
    another("Bo Li").asked().consulted().sent().opened()
    way.asked().consulted().sent()
    page = coordinator.get(place(way))
    words = text(page)
    assert words.index("Ben Whitlock (nothing open)") < words.index("Rosa Delgado (1 open part)")
    ids = {"therapist": clinic.staff["therapist2"].pk, "prescriber": clinic.staff["prescriber2"].pk}
    page = coordinator.post(place(way, "assessment_opening"), ids, follow=True)
    assert "The assessment is open." in text(page)
    assert "Ben Whitlock owes this since Nov 23, 2026" in text(page)
    again = coordinator.post(place(way, "assessment_opening"), ids)
    assert again.status_code == 422


def test_nobody_but_a_therapist_can_be_picked_as_one(coordinator, way, clinic) -> None:
    way.asked().consulted().sent()
    ids = {"therapist": clinic.staff["biller"].pk, "prescriber": clinic.staff["prescriber"].pk}
    assert coordinator.post(place(way, "assessment_opening"), ids).status_code == 422


def test_an_inquiry_ends_with_a_reason(coordinator, way, text) -> None:
    way.asked()
    page = coordinator.post(place(way, "inquiry_ending"), {"to": "referred_out", "reason": ""})
    assert page.status_code == 422
    assert "Say why in a sentence" in text(page)
    page = coordinator.post(
        place(way, "inquiry_ending"),
        {"to": "referred_out", "reason": "Needs detox first."},
        follow=True,
    )
    assert "This inquiry has ended" in text(page)
    assert "Needs detox first." in text(page)
    assert "Book a call" not in text(page)


def test_a_step_that_is_not_due_says_why_and_does_nothing(coordinator, way, text) -> None:
    way.asked()
    page = coordinator.get(place(way, "packet_sending"))
    assert page.status_code == 200
    assert "This is new already and cannot become packet out." in text(page)
    assert coordinator.post(place(way, "packet_sending"), PERSON).status_code == 422
    assert way.inquiry.packets.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "inquiry",
        "consultation_booking",
        "consultation",
        "packet_sending",
        "inquiry_ending",
        "assessment_opening",
    ],
)
def test_an_inquiry_nobody_made_is_not_found_and_roles_are_kept_out(as_, way, name) -> None:
    way.asked()
    unknown = reverse(f"staff:{name}", kwargs={"inquiry_id": uuid4()})
    assert as_("coordinator").get(unknown).status_code == 404
    assert as_("coordinator").get(place(way, name)).status_code == 200
    assert as_("therapist").get(place(way, name)).status_code == 403


def test_looking_at_someone_with_a_chart_is_recorded(coordinator, way) -> None:
    way.asked().consulted().sent()
    coordinator.get(place(way))
    seen = Event.objects.filter(name="view:inquiry").latest("at")
    assert seen.patient_id == way.inquiry.patient_id


def test_the_whole_page_takes_the_same_queries_however_long_the_story(
    coordinator, way, django_assert_num_queries, clinic, now
) -> None:
    way.asked()
    coordinator.get(place(way))
    for tries in (1, 3):
        while way.inquiry.consultations.count() < tries:
            way.consulted("no_answer")
        with django_assert_num_queries(14):
            coordinator.get(place(way))
