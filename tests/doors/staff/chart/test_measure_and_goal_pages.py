"""Scores, questionnaires and goals. M13 M20"""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9, page, words
from support.clinic import NOW

pytestmark = pytest.mark.django_db


def test_scores_are_listed_with_band_change_and_alarm(as_: Any, admitted: Any) -> None:
    answer_phq9(admitted, 19, NOW - timedelta(days=6))
    answer_phq9(admitted, 12, NOW - timedelta(days=1), item9=1)
    text = words(as_("therapist").get(page("measures", patient_id=admitted.patient.pk)))
    assert "Nov 22, 2026, 10:00 a.m. 12 Moderate −7 Thoughts of death or self-harm" in text
    assert "Nov 17, 2026, 10:00 a.m. 19 Moderately severe – –" in text
    assert "Waiting for an answer PHQ-9 since Nov 16, 2026" in text


def test_before_the_first_answer_the_page_says_what_will_come(as_: Any, admitted: Any) -> None:
    text = words(as_("therapist").get(page("measures", patient_id=admitted.patient.pk)))
    assert "Nothing answered yet" in text


def test_a_questionnaire_is_sent_once_for_a_day(as_: Any, admitted: Any) -> None:
    from stepwell.chart.measures.models import MeasureRequest

    client, address = as_("therapist"), page("measure_sending", patient_id=admitted.patient.pk)
    typed = {"instrument": "gad-7", "due_on": "2026-11-24"}
    for _press in range(2):
        assert client.post(address, typed).status_code == 302
    assert MeasureRequest.objects.filter(instrument="gad-7").count() == 1
    assert "GAD-7 from Nov 24, 2026" in words(
        client.get(page("measures", patient_id=admitted.patient.pk))
    )


def test_a_questionnaire_answered_that_day_is_not_sent_again(as_: Any, admitted: Any) -> None:
    answer_phq9(admitted, 9, NOW)
    client = as_("therapist")
    address = page("measure_sending", patient_id=admitted.patient.pk)
    response = client.post(address, {"instrument": "phq-9", "due_on": "2026-11-23"}, follow=True)
    assert "This PHQ-9 was answered already. Choose a later day." in words(response)


def test_a_day_gone_by_and_an_unknown_questionnaire_are_asked_for_again(
    as_: Any, admitted: Any
) -> None:
    client, address = as_("therapist"), page("measure_sending", patient_id=admitted.patient.pk)
    past = client.post(address, {"instrument": "phq-9", "due_on": "2026-11-22"})
    assert past.status_code == 422
    assert "Choose today or a later day." in words(past)
    assert client.post(address, {"instrument": "moca", "due_on": "2026-11-24"}).status_code == 422


def test_a_goal_is_set_and_ended(as_: Any, admitted: Any) -> None:
    from stepwell.chart.plan.models import Goal

    client, address = as_("therapist"), page("goals", patient_id=admitted.patient.pk)
    short = client.post(address, {"statement": "be"})
    assert short.status_code == 422
    assert "Write the goal in the patient's own words." in words(short)
    assert client.post(address, {"statement": "Sleep through the night"}).status_code == 302
    goal = Goal.objects.get()
    assert goal.episode == admitted.episode
    ending = page("goal_ending", goal_id=goal.pk)
    assert "Sleep through the night" in words(client.get(ending))
    assert client.post(ending, {"outcome": "forgotten"}).status_code == 422
    assert client.post(ending, {"outcome": "met"}).status_code == 302
    assert "This goal has ended already." in words(client.post(ending, {"outcome": "met"}))
    assert "Ended Sleep through the night met Nov 23, 2026" in words(client.get(address))


def test_a_goal_of_someone_else_does_not_exist(as_: Any, admitted: Any, clinic: Any) -> None:
    from stepwell.chart.plan.actions import set_goal

    goal = set_goal(
        patient=admitted.patient,
        episode=None,
        statement="Back to work",
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    ending = page("goal_ending", goal_id=goal.pk)
    assert as_("therapist2").post(ending, {"outcome": "met"}).status_code == 404
    assert as_("reviewer").post(ending, {"outcome": "met"}).status_code == 403
    goals = page("goals", patient_id=admitted.patient.pk)
    assert as_("reviewer").post(goals, {"statement": "Read only"}).status_code == 403
