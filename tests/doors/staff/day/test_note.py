"""The group note (mission row M28): shared text, a sentence each, one signature."""

import pytest
import time_machine

from stepwell.chart.notes.models import GroupNote, MemberNote
from stepwell.chart.plan.actions import set_goal
from stepwell.trust.credentials.models import Credential
from stepwell.trust.ledger.models import Event

from .conftest import TODAY, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(admit_someone):
    return admit_someone(), admit_someone(given_name="Ben", family_name="Ruiz")


@pytest.fixture
def page(where):
    return f"{where}note/"


@pytest.fixture
def sign(page):
    return f"{page}signature/"


OWN = ["Named payday as a first sign.", "Wept about the eviction.", "Taught us box breathing."]


def sent(*people, text="We practised urge surfing.", revision=0, **more):
    words = {f"words_{someone.patient.pk}": OWN[n] for n, someone in enumerate(people)}
    return {"text": text, "revision": revision} | words | more


def test_before_attendance_the_page_says_to_take_it(two, as_, page):
    text = as_("therapist").get(page).content.decode()
    assert "Take attendance first" in text
    assert "<textarea" not in text


def test_only_who_was_there_has_a_row_with_minutes_from_the_ledger(two, as_, page, roll):
    ana, ben = two
    roll(ana)
    text = as_("therapist").get(page).content.decode()
    assert f"words_{ana.patient.pk}" in text
    assert f"words_{ben.patient.pk}" not in text
    assert "1 h" in text


def test_a_draft_keeps_words_goal_and_participation(two, as_, page, roll, clinic, now):
    ana, ben = two
    roll(ana, ben)
    goal = set_goal(
        patient=ana.patient,
        episode=ana.episode,
        statement="Sleep six hours",
        by=clinic.viewers["therapist"],
        at=now,
    )
    choices = {f"part_{ana.patient.pk}": "active", f"goal_{ana.patient.pk}": str(goal.pk)}
    answer = as_("therapist").post(page, sent(ana, ben, **choices), follow=True)
    assert "Draft saved." in answer.content.decode()
    part = MemberNote.objects.get(patient=ana.patient)
    assert (part.text, part.participation, part.goal) == (OWN[0], "active", goal)


def test_someone_elses_goal_is_not_a_choice(two, as_, page, roll, clinic, now):
    ana, ben = two
    roll(ana, ben)
    by = clinic.viewers["therapist"]
    set_goal(patient=ana.patient, episode=None, statement="Call my sister", by=by, at=now)
    other = set_goal(patient=ben.patient, episode=None, statement="Sleep six hours", by=by, at=now)
    answer = as_("therapist").post(
        page, sent(ana, ben, **{f"goal_{ana.patient.pk}": str(other.pk)})
    )
    assert answer.status_code == 422
    assert not GroupNote.objects.exists()


def test_a_stale_draft_is_refused_and_nothing_is_lost(two, as_, page, roll):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    client.post(page, sent(ana, ben, text="First."))
    answer = client.post(page, sent(ana, ben, text="Second, written meanwhile."))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Someone else saved this note while you were writing." in text
    assert "Second, written meanwhile." in text
    assert "First." in text  # to compare with
    assert 'name="revision" value="1"' in text
    assert (
        client.post(page, sent(ana, ben, text="Second, written meanwhile.", revision=1)).status_code
        == 302
    )


def test_signing_names_whose_sentence_is_missing_and_keeps_the_draft(two, as_, page, sign, roll):
    ana, ben = two
    roll(ana, ben)
    answer = as_("therapist").post(sign, sent(ana))
    assert answer.status_code == 422
    assert "Write a sentence of their own for Ben Ruiz." in answer.content.decode()
    note = GroupNote.objects.get()
    assert (note.state, note.text) == ("draft", "We practised urge surfing.")


def test_a_signed_note_is_read_only_with_name_title_and_time(two, as_, page, sign, roll):
    ana, ben = two
    roll(ana, ben)
    answer = as_("therapist").post(sign, sent(ana, ben), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(page, 302)]
    assert "Rosa Delgado, LCSW, Nov 23, 2026, 10:00 a.m." in text
    assert "<textarea" not in text
    assert (text.count(OWN[0]), text.count(OWN[1])) == (1, 1)


def test_a_second_signature_gets_a_sentence(two, as_, sign, roll):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    client.post(sign, sent(ana, ben))
    answer = client.post(sign, sent(ana, ben, revision=1))
    assert answer.status_code == 422
    assert GroupNote.objects.get().state == "signed"


# M17
def test_a_name_in_the_shared_text_stops_until_it_goes_or_a_reason_is_given(
    two, as_, page, sign, roll
):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    answer = client.post(sign, sent(ana, ben, text="Ana led the breathing."))
    text = answer.content.decode()
    assert (answer.status_code, GroupNote.objects.get().state) == (422, "draft")
    assert "The shared text names Ana" in text
    assert 'name="named_because"' in text
    why = "The member asked for the credit."
    client.post(sign, sent(ana, ben, text="Ana led the breathing.", revision=1, named_because=why))
    note = GroupNote.objects.get()
    assert (note.state, note.named_because) == ("signed", why)
    assert why in client.get(page).content.decode()


# M17
def test_a_copied_part_stops_the_signature_beside_the_part_with_the_copy_marked(
    two, as_, page, sign, roll
):
    ana, ben = two
    roll(ana, ben)
    mine, copy = "He named his payday as the trigger.", "She named her payday as the trigger."
    data = sent(ana, ben) | {f"words_{ana.patient.pk}": copy, f"words_{ben.patient.pk}": mine}
    client = as_("therapist")
    answer = client.post(sign, data)
    text = answer.content.decode()
    assert (answer.status_code, GroupNote.objects.get().state) == (422, "draft")
    assert (
        "What is written about Ben Ruiz says the same as what is written about Ana O&#39;Hara: "
        "“named his payday as the trigger” and “named her payday as the trigger”."
    ) in text
    assert f'name="because_{ben.patient.pk}"' in text
    assert f'name="because_{ana.patient.pk}"' not in text
    assert "<mark>trigger</mark>" in text
    edited = data | {"revision": 1, f"words_{ben.patient.pk}": "Wept about the eviction."}
    assert client.post(sign, edited).status_code == 302
    assert MemberNote.objects.get(patient=ben.patient).because == ""


# M17
def test_a_copied_part_is_signed_with_a_reason_that_is_kept_shown_and_counted_in_the_ledger(
    two, as_, page, sign, roll
):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    same = {f"words_{someone.patient.pk}": "Left early for court." for someone in two}
    why = {f"because_{ben.patient.pk}": "Both had the same hearing."}
    client.post(sign, sent(ana, ben) | same | why)
    assert MemberNote.objects.get(patient=ben.patient).because == "Both had the same hearing."
    assert Event.objects.get(name="note.signed").detail["alike"] == 1
    assert "Both had the same hearing." in client.get(page).content.decode()


# M17
def test_a_draft_shows_what_would_stop_it_before_anybody_signs(two, as_, page, roll):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    empty = {f"words_{ana.patient.pk}": "Attended and participated appropriately."}
    client.post(page, sent(ana, ben) | empty)
    text = client.get(page).content.decode()
    assert "What is written about Ana O&#39;Hara could stand in anybody’s note." in text


def test_without_a_license_the_button_says_why_and_the_signature_is_refused(
    two, as_, page, sign, roll, clinic
):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    lapsed = Credential.objects.get(account=clinic.staff["therapist"]).expires_on.year + 1
    with time_machine.travel(utc(15).replace(year=lapsed), tick=False):
        client = as_("therapist")
        assert "No license in force" in client.get(page).content.decode()
        assert client.post(sign, sent(ana, ben)).status_code == 422


def test_a_correction_after_signing_changes_the_minutes_shown(two, as_, page, sign, where, roll):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    client.post(sign, sent(ana, ben))
    client.post(
        f"{where}{ana.patient.pk}/correction/",
        {"here": "yes", "joined": "09:25", "reason": "Late bus."},
    )
    assert "35 min" in client.get(page).content.decode()


def test_a_nurse_reads_a_note_only_once_it_is_signed(two, as_, page, sign, roll, clinic, now):
    from stepwell.trust.access.actions import join_care_team

    ana, ben = two
    roll(ana, ben)
    nurse = clinic.staff["nurse"]
    join_care_team(
        patient=ana.patient,
        account_id=nurse.pk,
        role="nurse",
        by=clinic.viewers["coordinator"],
        at=now,
    )
    as_("therapist").post(page, sent(ana, ben))
    assert "This note is not signed yet" in as_("nurse").get(page).content.decode()
    as_("therapist").post(sign, sent(ana, ben, revision=1))
    text = as_("nurse").get(page).content.decode()
    assert "Ana O&#39;Hara" in text
    assert "Ben Ruiz" not in text
    assert "1 more member who was here is not on your care team" in text
    assert as_("nurse").post(sign, {}).status_code == 403


def test_a_note_about_nobody_one_treats_is_not_found(two, as_, page, roll):
    roll(two[0])
    assert as_("therapist2").get(page).status_code == 404
    assert as_("therapist2").post(page, sent(two[0])).status_code == 404
    assert as_("biller").get(page).status_code == 403


def test_reading_the_note_is_recorded(two, as_, page, roll):
    roll(two[0])
    as_("therapist").get(page)
    assert Event.objects.filter(name="view:note").count() == 1


@pytest.mark.list_page("staff:note")
@pytest.mark.parametrize("members", [1, 3])
def test_the_note_asks_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, page, roll, django_assert_num_queries, clinic, now
):
    everyone = [
        admit_someone(given_name=f"M{number}", family_name="Vale") for number in range(members)
    ]
    roll(*everyone)
    for someone in everyone:
        set_goal(
            patient=someone.patient,
            episode=None,
            statement="Sleep",
            by=clinic.viewers["therapist"],
            at=now,
        )
    client = as_("therapist")
    client.post(page, sent(*everyone))
    client.get(page)
    with django_assert_num_queries(22):
        assert client.get(page).status_code == 200
    assert GroupNote.objects.get().saved_at.date() == TODAY
