"""Saving and signing group notes: who may write about whom, and what stands afterwards (mission row M28)."""

from datetime import date, time
from uuid import uuid4

import pytest

from stepwell.chart.notes.actions import Words, save_group_note, sign_group_note
from stepwell.chart.notes.models import MemberNote
from stepwell.chart.notes.queries import note_of, signed_for, states_of, unsigned_by
from stepwell.chart.plan.actions import set_goal
from stepwell.foundation.errors import NotAllowed, NotFound, Refused
from stepwell.journey.days.actions import Mark, take_roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(clinic):
    return clinic.viewers["therapist"]


@pytest.fixture
def two(admit_someone):
    return admit_someone(), admit_someone(given_name="Ben", family_name="Ruiz")


@pytest.fixture
def session(clinic, two, by, now):
    group = next(
        g
        for g in clinic.groups
        if g.track == clinic.track("IOP") and g.weekday == 0 and g.starts == time(9)
    )
    present = {someone.patient.pk: Mark() for someone in two}
    return take_roll(group=group, day=date(2026, 11, 23), present=present, by=by, at=now)


@pytest.fixture
def save(session, by, now):
    def do(members, *, text="We met.", revision=0, writer=by):
        return save_group_note(
            occasion_id=session.pk,
            topic="process",
            text=text,
            members=members,
            revision=revision,
            by=writer,
            at=now,
        )

    return do


OWN = ["Named payday as the trigger.", "Wept about the eviction."]


def words(*people, text=""):
    """A part of their own for each, or the same text for all."""
    return {someone.patient.pk: Words(text=text or OWN[n]) for n, someone in enumerate(people)}


def test_a_note_is_a_draft_until_it_is_signed(save, two, session, by, clinic, now):
    note = save(words(*two))
    author = clinic.staff["therapist"].pk
    assert (list(unsigned_by(author)), states_of([session.pk])) == ([note], {session.pk: "draft"})
    sign_group_note(
        note=note, was_there=dict.fromkeys(words(*two), True), roll_taken=True, by=by, at=now
    )
    assert (list(unsigned_by(author)), states_of([session.pk])) == ([], {session.pk: "signed"})
    assert signed_for(by, two[0].patient.pk).get().text == OWN[0]


def test_signing_leaves_out_who_was_not_there(save, two, by, now):
    ana, ben = two
    note = save(words(*two))
    sign_group_note(
        note=note,
        was_there={ana.patient.pk: True, ben.patient.pk: False},
        roll_taken=True,
        by=by,
        at=now,
    )
    assert list(MemberNote.objects.values_list("patient_id", flat=True)) == [ana.patient.pk]


def test_a_signed_note_is_not_saved_again(save, two, by, now):
    note = save(words(*two))
    sign_group_note(
        note=note, was_there=dict.fromkeys(words(*two), True), roll_taken=True, by=by, at=now
    )
    with pytest.raises(Refused) as refused:
        save(words(*two), revision=1)
    assert refused.value.code == "note.signed"


def test_a_stale_revision_changes_nothing(save, two, by, session):
    save(words(*two, text="First."))
    with pytest.raises(Refused) as refused:
        save(words(*two, text="Second."))
    assert refused.value.code == "note.stale"
    assert {part.text for part in note_of(by, session.pk).parts} == {"First."}


def test_nobody_writes_about_someone_they_do_not_treat(save, two, clinic):
    with pytest.raises(NotFound):
        save(words(two[0]), writer=clinic.viewers["therapist2"])
    with pytest.raises(NotAllowed):
        save(words(two[0]), writer=clinic.viewers["nurse"])
    assert not MemberNote.objects.exists()


def test_a_goal_belongs_to_the_one_it_is_written_about(save, two, by, now):
    ana, ben = two
    goal = set_goal(patient=ben.patient, episode=None, statement="Sleep six hours", by=by, at=now)
    with pytest.raises(NotFound):
        save(
            {
                ana.patient.pk: Words(text="x", goal_id=goal.pk),
                ben.patient.pk: Words(text="x", goal_id=goal.pk),
            }
        )
    save({ana.patient.pk: Words(text="x"), ben.patient.pk: Words(text="x", goal_id=goal.pk)})
    assert MemberNote.objects.get(patient=ben.patient).goal == goal


def test_others_see_no_part_of_someone_they_do_not_treat(save, two, session, clinic):
    save(words(*two))
    assert note_of(clinic.viewers["therapist2"], session.pk).parts == []


# M17
def test_a_part_is_compared_with_the_same_members_last_notes(save, two, by, now, session):
    ana, ben = two
    note = save(words(*two))
    there = dict.fromkeys(words(*two), True)
    sign_group_note(note=note, was_there=there, roll_taken=True, by=by, at=now)
    later = save_group_note(
        occasion_id=uuid4(),
        topic="process",
        text="We met.",
        members={
            ana.patient.pk: Words(text=OWN[0]),
            ben.patient.pk: Words(text="Poured out the vodka."),
        },
        revision=0,
        by=by,
        at=now,
    )
    with pytest.raises(Refused) as refused:
        sign_group_note(note=later, was_there=there, roll_taken=True, by=by, at=now)
    assert refused.value.code == "note.alike"
    assert "says the same as their note of November 23" in refused.value.sentence
    why = {ana.patient.pk: "It happened again on this payday."}
    sign_group_note(note=later, was_there=there, roll_taken=True, because=why, by=by, at=now)
    assert later.members.get(patient=ana.patient).because == why[ana.patient.pk]
