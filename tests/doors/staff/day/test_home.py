"""The worklist: what is owed, why now, and for whom (mission row M4)."""

from datetime import timedelta

import pytest
import time_machine

from stepwell.doors.staff.day.worklist import sections
from stepwell.trust.people.viewer import ANONYMOUS

from .conftest import utc

pytestmark = pytest.mark.django_db
HOME = "/staff/"


def test_an_empty_day_says_so_kindly(as_):
    for key in ("nurse", "biller", "auditor", "administrator", "alumni"):
        text = as_(key).get(HOME).content.decode()
        assert "Nothing is waiting for you" in text, key


def test_the_therapist_sees_todays_groups_in_order_of_time(as_, admitted):
    text = as_("therapist").get(HOME).content.decode()
    assert "Good morning, Rosa" in text
    assert (
        text.index("9:00 a.m. to 10:00")
        < text.index("10:00 a.m. to 11:00")
        < text.index("11:00 a.m. to 12:00")
    )
    assert "Attendance is open" in text


def test_after_the_roll_the_group_points_to_its_note(as_, admitted, roll, where):
    roll(admitted)
    text = as_("therapist").get(HOME).content.decode()
    assert f'href="{where}note/"' in text
    assert "1 of 1 here. No note yet." in text


def test_attendance_that_was_forgotten_is_still_owed_the_day_after(as_, admitted, where):
    with time_machine.travel(utc(15) + timedelta(days=1), tick=False):
        text = as_("therapist").get(HOME).content.decode()
    assert "Attendance was not taken: nobody&#39;s time counts until it is." in text
    assert f'href="{where}"' in text
    assert "since Monday, Nov 23" in text


def test_a_draft_is_owed_until_it_is_signed(as_, admitted, roll, where):
    roll(admitted)
    words = {
        f"words_{admitted.patient.pk}": "Told us what helped when the craving came on the way home."
    }
    client = as_("therapist")
    client.post(f"{where}note/", {"text": "We met.", "revision": 0} | words)
    with time_machine.travel(utc(15) + timedelta(days=1), tick=False):
        client = as_("therapist")
        assert "The note is a draft." in client.get(HOME).content.decode()
        client.post(f"{where}note/signature/", {"text": "We met.", "revision": 1} | words)
        assert "The note is a draft." not in client.get(HOME).content.decode()


def test_an_alarm_stands_on_top_for_those_who_treat_the_patient(as_, admitted, clinic, now):
    raise_alarm(admitted, clinic, now)
    text = as_("therapist").get(HOME).content.decode()
    assert text.index("An alarm nobody has acted on") < text.index("Your groups today")
    assert "For Rosa Delgado." in text
    assert "since Nov 23, 2026, 10:00 a.m." in text
    assert "An alarm" in as_("director").get(HOME).content.decode()
    assert "An alarm" not in as_("therapist2").get(HOME).content.decode()
    assert "An alarm" not in as_("biller").get(HOME).content.decode()


def raise_alarm(someone, clinic, now):
    from stepwell.chart.measures.actions import answer
    from stepwell.chart.measures.instruments import instrument
    from stepwell.chart.measures.models import MeasureRequest

    asked = MeasureRequest.objects.filter(patient=someone.patient).first()
    answers = {item.link_id: 0 for item in instrument("phq-9").items} | {"44260-8": 1}
    answer(request=asked, answers=answers, by=someone.viewer, at=now)


def test_the_coordinator_sees_calls_whose_promise_is_near_or_past(as_, clinic, now):
    from stepwell.journey.intake.actions import receive_inquiry

    asked = {"email": "eve@people.example", "phone": "(555) 010-0199", "by": ANONYMOUS}
    receive_inquiry(name="Eve Long", dedup_key="late", at=now - timedelta(days=3), **asked)
    receive_inquiry(name="Just Now", dedup_key="new", at=now, **asked)
    text = as_("coordinator").get(HOME).content.decode()
    assert "The promised call is late." in text
    assert "Eve Long" in text
    assert "Just Now" not in text


def test_a_week_that_is_lost_is_named_with_what_is_missing(
    as_, admit_someone, clinic, group, roll, now
):
    there = admit_someone(weekdays=[0, 1, 2])
    missed = admit_someone(given_name="Ben", family_name="Ruiz", weekdays=[0, 1, 2])
    roll(there)
    text = as_("therapist").get(HOME).content.decode()
    assert "9 h missing, 8 h still possible: the 9 h are lost this week." in text
    assert f"/staff/patients/{missed.patient.pk}/" in text
    assert f"/staff/patients/{there.patient.pk}/" not in text


def test_the_director_sees_the_clinics_figures(as_, admitted):
    text = as_("director").get(HOME).content.decode()
    assert "The clinic this week" in text
    assert "In the program" in text


def test_nobody_sees_a_part_their_role_does_not_carry(clinic, admitted, now):
    for key in ("biller", "auditor", "administrator"):
        assert sections(clinic.viewers[key], now=now, today=now.date()) == []


def test_patients_and_visitors_stay_outside(client, admitted, sign_in):
    assert client.get(HOME).status_code == 302
    assert sign_in(client, admitted.account).get(HOME).status_code == 403


@pytest.mark.list_page("staff:home")
@pytest.mark.parametrize("members", [1, 3])
def test_home_asks_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, clinic, now, roll, django_assert_num_queries
):
    everyone = [
        admit_someone(given_name=f"M{number}", family_name="Vale") for number in range(members)
    ]
    for someone in everyone:
        raise_alarm(someone, clinic, now)
    client = as_("therapist")
    client.get(HOME)
    with django_assert_num_queries(26):
        assert client.get(HOME).status_code == 200
