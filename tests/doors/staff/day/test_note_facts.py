"""What the chart knows of a member, offered as chips on the note (mission row M17)."""

from datetime import timedelta

import pytest

from stepwell.chart.notes.models import GroupNote
from stepwell.chart.plan.actions import end_goal, set_goal
from stepwell.chart.plan.terms import Outcome

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
