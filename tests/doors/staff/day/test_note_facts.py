"""What the chart knows of a member, offered as chips on the note (mission row M17)."""

from datetime import timedelta

import pytest

from stepwell.chart.notes.models import GroupNote
from stepwell.chart.plan.actions import end_goal, set_goal
from stepwell.chart.plan.terms import Outcome
from stepwell.journey.days.actions import Mark, take_roll
from support.charted import answer_phq9, start

from .test_note import page as page
from .test_note import two as two

pytestmark = pytest.mark.django_db


def test_a_fact_is_put_behind_the_words_without_saving_or_losing_anything(two, as_, page, roll):
    ana, ben = two
    roll(ana, ben)
    typed = {
        "text": "We met.",
        "revision": 0,
        f"words_{ana.patient.pk}": "Wept.",
        f"words_{ben.patient.pk}": "Sang.",
        f"part_{ben.patient.pk}": "active",
    }
    client = as_("therapist")
    text = client.get(page).content.decode()
    assert text.count("First group day here.") == 2
    answer = client.post(page, typed | {"insert": f"{ana.patient.pk}:0"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Wept. First group day here.</textarea>" in text
    assert "Sang.</textarea>" in text
    assert "We met.</textarea>" in text
    assert not GroupNote.objects.exists()


@pytest.mark.parametrize("which", ["{ana}:9", "{ana}:x", "nobody:0", ""])
def test_a_fact_that_is_not_there_is_not_found(two, as_, page, roll, which):
    ana, ben = two
    roll(ana)
    sent = {"text": "", "revision": 0, "insert": which.format(ana=ana.patient.pk)}
    assert as_("therapist").post(page, sent).status_code == 404
    sent["insert"] = f"{ben.patient.pk}:0"  # was not there
    assert as_("therapist").post(page, sent).status_code == 404


def test_what_changed_this_week_is_offered(two, as_, page, roll, clinic, now):
    ana, _ = two
    by, before = clinic.viewers["therapist"], now - timedelta(days=1)
    goal = set_goal(
        patient=ana.patient, episode=None, statement="Sleep six hours", by=by, at=before
    )
    end_goal(goal=goal, outcome=Outcome.MET, by=by, at=before)
    old = set_goal(patient=ana.patient, episode=None, statement="Old one", by=by, at=before)
    end_goal(goal=old, outcome=Outcome.SET_ASIDE, by=by, at=before)
    roll(ana)
    text = as_("therapist").get(page).content.decode()
    assert "Reached the goal “Sleep six hours”." in text
    assert "Reached the goal “Old one”." not in text


def test_who_went_out_and_came_back_came_late_and_left_early_once(
    two, as_, page, group, clinic, now
):
    ana, ben = two
    opens = now - timedelta(hours=1)
    minutes = [timedelta(minutes=m) for m in (5, 20, 30, 50)]
    there = [
        Mark(joined_at=opens + minutes[0], left_at=opens + minutes[1]),
        Mark(joined_at=opens + minutes[2], left_at=opens + minutes[3]),
    ]
    present = {ana.patient.pk: there, ben.patient.pk: Mark()}
    by = clinic.viewers["therapist"]
    take_roll(group=group, day=now.date(), present=present, by=by, at=now)
    text = as_("therapist").get(page).content.decode()
    assert (text.count("Arrived 5 minutes late."), text.count("Left 10 minutes early.")) == (1, 1)
    assert (text.count("minutes late."), text.count("minutes early.")) == (1, 1)


def test_a_score_and_a_dose_that_changed_this_week_are_offered(two, as_, page, roll, clinic, now):
    ana, _ = two
    answer_phq9(ana, 14, now - timedelta(days=8))
    answer_phq9(ana, 9, now - timedelta(days=1))
    start(ana, by=clinic.viewers["prescriber"], at=now - timedelta(days=2))
    roll(ana)
    text = as_("therapist").get(page).content.decode()
    assert "PHQ-9 from 14 to 9 since November 15." in text
    assert "Began sertraline 50 mg this week." in text
