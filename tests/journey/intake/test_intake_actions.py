"""M7, M8: from the first message to a packet that became chart data."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepwell.chart.medications.models import ReportedMedication
from stepwell.chart.problems.models import Allergy
from stepwell.foundation.errors import Conflict, NotAllowed, Refused
from stepwell.foundation.models import OutboxMessage
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.intake import actions
from stepwell.journey.intake import form as forms
from stepwell.journey.intake.models import Inquiry, InquiryMove, Packet
from stepwell.journey.intake.queries import packet_of, pipeline
from stepwell.journey.intake.terms import InquiryState, Outcome
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.models import Person
from stepwell.trust.people.roles import Permission
from support.way_in import ANSWERS, WayIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(clinic: Any) -> WayIn:
    return WayIn(clinic)


def events() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("name", flat=True))


def test_a_form_sent_twice_is_one_inquiry_and_one_message(way, now) -> None:
    first = way.asked(ok_email=True).inquiry
    again = WayIn(way.clinic, at=now + timedelta(seconds=2)).asked(ok_email=True).inquiry
    assert again == first
    assert Inquiry.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="inquiry-received").count() == 1
    assert events()[-1] == "inquiry.repeated"


def test_someone_who_allowed_no_email_gets_none(way) -> None:
    way.asked(ok_email=False)
    assert not OutboxMessage.objects.exists()


def test_every_move_is_a_row_with_who_and_from_where(way, now) -> None:
    way.asked().booked().consulted()
    rows = InquiryMove.objects.order_by("id").values_list("old", "new", "by", "at")
    who = way.clinic.staff["coordinator"].pk
    assert list(rows) == [("new", "booked", who, now), ("booked", "consulted", who, now)]


def test_moving_a_call_frees_the_earlier_time(way, clinic, now) -> None:
    way.asked().booked(after=timedelta(hours=1)).booked(after=timedelta(hours=2))
    assert list(Appointment.objects.order_by("during").values_list("state", flat=True)) == [
        "cancelled",
        "booked",
    ]
    WayIn(clinic, name="Bo Li").asked().booked(after=timedelta(hours=1))


def test_a_taken_time_leaves_inquiry_and_earlier_call_as_they_were(way, clinic) -> None:
    WayIn(clinic, name="Bo Li").asked().booked(after=timedelta(hours=2))
    way.asked().booked(after=timedelta(hours=1))
    with pytest.raises(Conflict):
        way.booked(after=timedelta(hours=2, minutes=15))
    assert Appointment.objects.get(occasion_id=way.inquiry.pk).state == "booked"
    assert way.inquiry.moves.count() == 1


def test_no_answer_leaves_the_inquiry_and_marks_the_call_missed(way) -> None:
    way.asked().booked().consulted("no_answer")
    assert way.inquiry.state == InquiryState.BOOKED
    assert Appointment.objects.get().state == "missed"
    way.booked(after=timedelta(hours=3)).consulted()
    assert way.inquiry.state == InquiryState.CONSULTED


def test_a_conversation_is_not_recorded_over_a_later_state(way) -> None:
    way.asked().consulted()
    for outcome in Outcome:
        with pytest.raises(Refused) as refused:
            way.consulted(outcome)
        assert refused.value.code == "consultation.over"
    assert way.inquiry.consultations.count() == 1


def test_the_packet_opens_one_chart_and_sends_one_link(way) -> None:
    way.asked().consulted().sent()
    assert way.inquiry.state == InquiryState.PACKET_OUT
    assert way.inquiry.patient == way.packet.patient
    message = OutboxMessage.objects.get(kind="account-link")
    assert message.to == way.email
    assert way.token in message.body


def test_what_the_coordinator_confirms_is_what_is_kept(way, now) -> None:
    way.asked().consulted().sent()
    patient = way.packet.patient
    begun = way.packet.pk
    inquiry = again(way, patient)
    packet, _token = actions.send_packet(
        inquiry=inquiry,
        given_name="Anna",
        family_name="O'Hara",
        birth_date=date(1991, 2, 28),
        email="anna@people.example",
        by=way.front,
        at=now,
    )
    patient.person.refresh_from_db()
    assert (patient.person.given_name, patient.person.email) == ("Anna", "anna@people.example")
    assert packet.pk == begun  # the form they began goes on
    assert Packet.objects.count() == 1
    assert Person.objects.filter(patient__isnull=False).count() == 1
    assert "person.corrected" in events()


def again(way: WayIn, patient: Any) -> Inquiry:
    """The same person comes back: the first inquiry ended, a second one has their chart."""
    way.inquiry.refresh_from_db()
    actions.move_inquiry(
        inquiry=way.inquiry, to=InquiryState.DECLINED, by=way.front, at=way.at, reason="Not now."
    )
    second = WayIn(way.clinic, name=way.name).asked(dedup_key="second").consulted()
    from stepwell.foundation.acting import bookkeeping

    with bookkeeping("test"):
        second.inquiry.patient = patient
        second.inquiry.save()
    return second.inquiry


def test_a_stale_form_is_refused_with_nothing_lost(way, now) -> None:
    way.asked().consulted().sent().joined().answered({"called": "Annie"})
    with pytest.raises(Refused) as refused:
        actions.save_packet(
            packet=way.packet, answers={"called": "Ana"}, revision=1, by=way.viewer, at=now
        )
    assert refused.value.code == "packet.stale"
    way.packet.refresh_from_db()
    assert way.packet.answers == {"called": "Annie"}


def test_what_the_patient_said_becomes_chart_data_marked_so(way, now) -> None:
    way.asked().consulted().sent().joined().submitted()
    said = ReportedMedication.objects.order_by("text")
    assert [(m.text, m.source, m.said_on) for m in said] == [
        ("sertraline 50 mg", "patient said", date(2026, 11, 23)),
        ("something for sleep", "patient said", date(2026, 11, 23)),
    ]
    assert Allergy.objects.get().substance == "penicillin, rash"


def test_a_form_is_sent_in_once_and_not_half(way) -> None:
    way.asked().consulted().sent().joined().answered({"called": "Annie"})
    with pytest.raises(Refused) as refused:
        actions.submit_packet(packet=way.packet, by=way.viewer, at=way.at)
    assert refused.value.code == "packet.incomplete"
    way.submitted()
    with pytest.raises(Refused) as refused:
        actions.submit_packet(packet=way.packet, by=way.viewer, at=way.at)
    assert refused.value.code == "packet.submitted"


def test_the_pipeline_is_closed_to_those_who_do_not_work_it(way, clinic) -> None:
    way.asked()
    for key in ("therapist", "biller", "auditor"):
        with pytest.raises(NotAllowed):
            pipeline(clinic.viewers[key])
        with pytest.raises(NotAllowed):
            actions.move_inquiry(
                inquiry=way.inquiry,
                to=InquiryState.DECLINED,
                by=clinic.viewers["biller"],
                at=way.at,
            )


def test_a_packet_is_read_by_its_patient_and_those_who_admit(way, clinic) -> None:
    way.asked().consulted().sent().joined()
    other = WayIn(clinic, name="Bo Li").asked().consulted().sent().joined()
    patient = way.packet.patient_id
    assert packet_of(way.viewer, patient) == way.packet
    assert packet_of(other.viewer, patient) is None
    assert (
        packet_of(clinic.viewers["coordinator"], patient, need=Permission.ADMISSION_READ)
        == way.packet
    )
    assert packet_of(clinic.viewers["therapist"], patient, need=Permission.ADMISSION_READ) is None


def test_how_far_every_page_of_the_form_is() -> None:
    form = forms.form("v1")
    empty = forms.filled(form, {})
    assert [part.answered for part in empty] == [0] * len(form.sections)
    full = forms.filled(form, ANSWERS)
    assert sum(part.needed for part in full) == 0
    assert sum(part.answered for part in full) == len(ANSWERS)
