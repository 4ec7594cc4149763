"""Attendance on one screen (mission rows M26, M27)."""

import pytest
import time_machine

from stepwell.journey.days.models import Presence, RollCall
from stepwell.journey.days.queries import minutes_of
from stepwell.trust.access.models import CareTeamMember
from stepwell.trust.ledger.models import Event

from .conftest import answers, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(admit_someone):
    return admit_someone(), admit_someone(given_name="Ben", family_name="Ruiz")


def test_one_submit_takes_attendance_with_a_late_arrival(two, as_, where):
    ana, ben = two
    sent = answers(ana, ben, **{f"joined_{ben.patient.pk}": "09:20"})
    page = as_("therapist").post(where, sent, follow=True)
    assert page.redirect_chain == [(where, 302)]
    assert "Attendance is taken: 2 of 2 here." in page.content.decode()
    session = RollCall.objects.get().session
    assert minutes_of(session) == {ana.patient.pk: 60, ben.patient.pk: 40}


def test_who_is_marked_not_here_has_no_minutes(two, as_, where):
    ana, ben = two
    as_("therapist").post(where, answers(ana, absent=[ben]))
    assert list(Presence.objects.values_list("patient_id", flat=True)) == [ana.patient.pk]


def test_nobody_is_absent_by_oversight(two, as_, where):
    ana, _ben = two
    page = as_("therapist").post(where, answers(ana))
    assert page.status_code == 422
    assert "Say whether they were here." in page.content.decode()
    assert not RollCall.objects.exists()


def test_everyone_is_here_fills_in_what_was_not_answered_and_writes_nothing(two, as_, where):
    ana, ben = two
    sent = answers(absent=[ana]) | {f"left_{ben.patient.pk}": "09:50", "everyone": "1"}
    page = as_("therapist").post(where, sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert (
        f'name="here_{ana.patient.pk}" id="id_here_{ana.patient.pk}_1" value="no" checked' in text
    )
    assert (
        f'name="here_{ben.patient.pk}" id="id_here_{ben.patient.pk}_0" value="yes" checked' in text
    )
    assert 'value="09:50"' in text
    assert not RollCall.objects.exists()


def test_a_wrong_time_keeps_everything_that_was_typed(two, as_, where):
    ana, ben = two
    sent = answers(ana, ben, **{f"joined_{ben.patient.pk}": "10:20"})
    page = as_("therapist").post(where, sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Ben Ruiz: the time of leaving has to come after the time of arriving." in text
    assert 'value="10:20"' in text
    assert text.count("checked") == 2


def test_a_time_beside_not_here_is_asked_about(two, as_, where):
    ana, ben = two
    sent = answers(ana, absent=[ben], **{f"joined_{ben.patient.pk}": "09:20"})
    page = as_("therapist").post(where, sent)
    assert page.status_code == 422
    assert "There is a time beside “not here”." in page.content.decode()


def test_a_second_submit_gets_a_sentence(two, as_, where):
    ana, ben = two
    client = as_("therapist")
    client.post(where, answers(ana, ben))
    page = client.post(where, answers(ana, ben))
    assert page.status_code == 422
    assert "Attendance was taken already. Use a correction to change it." in page.content.decode()
    assert Presence.objects.count() == 2


def test_before_the_session_opens_the_button_says_why(two, as_, where):
    ana, ben = two
    client = as_("therapist")
    with time_machine.travel(utc(13, 44), tick=False):  # 8:44 in New York
        assert "This session has not begun yet." in client.get(where).content.decode()
        assert client.post(where, answers(ana, ben)).status_code == 422
    with time_machine.travel(utc(13, 45), tick=False):
        assert client.post(where, answers(ana, ben)).status_code == 302


def test_someone_who_joins_mid_series_appears_by_themselves(two, as_, where, admit_someone, now):
    as_("therapist").get(where)
    admit_someone(given_name="Cleo", family_name="Zane", at=now)
    assert "Cleo Zane" in as_("therapist").get(where).content.decode()


def test_members_outside_the_care_team_are_counted_not_hidden(two, as_, where, clinic, now):
    ana, _ben = two
    nurse = clinic.staff["nurse"]
    client = as_("nurse")
    text = client.get(where).content.decode()
    assert "2 more members of this group are not on your care team" in text
    assert "Ana" not in text
    _join(ana, nurse, clinic, now)
    page = client.post(where, answers(ana))
    assert page.status_code == 422
    assert "1 member is not on your care team." in page.content.decode()


def test_a_nurse_who_treats_everyone_takes_attendance(two, as_, where, clinic, now):
    for someone in two:
        _join(someone, clinic.staff["nurse"], clinic, now)
    assert as_("nurse").post(where, answers(*two)).status_code == 302


def _join(someone, account, clinic, now):
    from stepwell.trust.access.actions import join_care_team

    join_care_team(
        patient=someone.patient,
        account_id=account.pk,
        role="nurse",
        by=clinic.viewers["coordinator"],
        at=now,
    )
    assert CareTeamMember.objects.filter(account=account).exists()


@pytest.mark.parametrize("key", ["coordinator", "biller", "auditor", "administrator"])
def test_roles_without_attendance_are_kept_out(two, as_, where, key):
    assert as_(key).get(where).status_code == 403


def test_the_director_reads_and_cannot_take_it(two, as_, where):
    client = as_("director")
    assert "Your role reads attendance" in client.get(where).content.decode()
    assert client.post(where, answers(*two)).status_code == 403


def test_a_group_that_does_not_meet_that_day_is_not_found(as_, group):
    assert as_("therapist").get(f"/staff/groups/{group.pk}/2026-11-24/").status_code == 404
    assert as_("therapist").get(f"/staff/groups/{group.pk}/2026-13-45/").status_code == 404


def test_opening_the_roster_is_recorded(two, as_, where):
    as_("therapist").get(where)
    seen = Event.objects.get(name="view:roster")
    assert seen.detail == {"group_id": where.split("/")[3], "day": "2026-11-23"}


# -- corrections


def correction(where, someone):
    return f"{where}{someone.patient.pk}/correction/"


def test_a_correction_with_a_reason_changes_the_minutes(two, as_, where, roll):
    ana, ben = two
    session = roll(ana, ben)
    sent = {"here": "yes", "joined": "09:15", "left": "", "reason": "Came with the nurse."}
    page = as_("therapist").post(correction(where, ana), sent, follow=True)
    text = page.content.decode()
    assert minutes_of(session) == {ana.patient.pk: 45, ben.patient.pk: 60}
    assert "Came with the nurse." in text
    assert "Rosa Delgado" in text


def test_who_was_marked_absent_can_be_corrected_to_here(two, as_, where, roll):
    ana, ben = two
    session = roll(ana)
    as_("therapist").post(correction(where, ben), {"here": "yes", "reason": "Sat behind the door."})
    assert minutes_of(session) == {ana.patient.pk: 60, ben.patient.pk: 60}


def test_a_correction_without_a_reason_is_asked_for_one(two, as_, where, roll):
    ana, _ben = two
    session = roll(ana)
    page = as_("therapist").post(correction(where, ana), {"here": "no", "reason": " "})
    assert page.status_code == 422
    assert minutes_of(session) == {ana.patient.pk: 60}


def test_the_same_correction_twice_gets_a_sentence(two, as_, where, roll):
    ana, _ben = two
    roll(ana)
    client, sent = as_("therapist"), {"here": "no", "reason": "Was at the dentist."}
    assert client.post(correction(where, ana), sent).status_code == 302
    page = client.post(correction(where, ana), sent)
    assert page.status_code == 422
    assert "This is what the roster says already." in page.content.decode()


def test_someone_elses_patient_cannot_be_corrected(two, as_, where, roll):
    ana, _ben = two
    roll(ana)
    assert as_("therapist2").get(correction(where, ana)).status_code == 404
    assert (
        as_("therapist2").post(correction(where, ana), {"here": "no", "reason": "x"}).status_code
        == 404
    )
    assert as_("coordinator").get(correction(where, ana)).status_code == 403


def test_there_is_nothing_to_correct_before_attendance_is_taken(two, as_, where):
    assert as_("therapist").get(correction(where, two[0])).status_code == 404


@pytest.mark.list_page("staff:roster")
@pytest.mark.parametrize("members", [1, 3])
def test_the_roster_asks_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, where, django_assert_num_queries
):
    for number in range(members):
        admit_someone(given_name=f"M{number}", family_name="Vale")
    client = as_("therapist")
    client.get(where)
    with django_assert_num_queries(15):
        assert client.get(where).status_code == 200
