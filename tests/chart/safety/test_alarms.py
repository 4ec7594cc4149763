"""An answer about self-harm rings for a named clinician, in the same transaction. M20"""

from datetime import timedelta
from typing import Any

import pytest

from support.charted import answer_phq9
from support.clinic import NOW

DONE = "Called her; safe today, sees me at two."


@pytest.mark.parametrize(
    ("state", "words", "codes"),
    [
        ("open", DONE, []),
        ("open", "ok", ["alarm.words"]),
        ("open", "           ", ["alarm.words"]),
        ("acted", DONE, ["alarm.move"]),
    ],
)
def test_an_alarm_ends_once_and_in_words(state: str, words: str, codes: list[str]) -> None:
    from stepwell.chart.safety.rules import may_act

    assert [r.code for r in may_act(state=state, action_taken=words).reasons] == codes


@pytest.mark.django_db
@pytest.mark.parametrize(("item9", "rings"), [(0, 0), (1, 1), (3, 1)])
def test_any_answer_above_zero_rings_for_the_therapist(
    item9: int, rings: int, admitted: Any, clinic: Any
) -> None:
    from stepwell.chart.safety.queries import open_alarms

    answer_phq9(admitted, 9, NOW, item9=item9)
    found = list(open_alarms(clinic.viewers["therapist"]))
    assert [a.clinician_id for a in found] == [clinic.staff["therapist"].pk] * rings


@pytest.mark.django_db
def test_without_a_therapist_the_prescriber_is_named_and_else_nobody(
    admitted: Any, clinic: Any
) -> None:
    from stepwell.chart.safety.models import Alarm
    from stepwell.trust.access.actions import leave_care_team
    from stepwell.trust.access.queries import care_team

    named = []
    for turn, role in enumerate(("therapist", "prescriber")):
        for member in care_team(admitted.patient.pk).filter(role=role):
            leave_care_team(member=member, reason="away", by=clinic.viewers["coordinator"], at=NOW)
        answer_phq9(admitted, 5, NOW + timedelta(days=turn), item9=1)
        named.append(Alarm.objects.latest("raised_at").clinician)
    assert named == [clinic.staff["prescriber"], None]


@pytest.mark.django_db
def test_the_message_names_nobody_and_nothing(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.models import OutboxMessage

    answer_phq9(admitted, 5, NOW, item9=1)
    sent = OutboxMessage.objects.get(kind="staff-alert")
    assert sent.to == clinic.staff["therapist"].email
    for word in ("Ana", "O'Hara", "self-harm", "PHQ", admitted.patient.mrn):
        assert word not in sent.subject + sent.body


@pytest.mark.django_db
def test_an_alarm_that_cannot_be_raised_takes_the_answer_back(
    admitted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer is stored without its alarm: the two stand or fall together."""
    from stepwell.chart.measures.models import MeasureResponse
    from stepwell.chart.safety import actions

    def broken(**kwargs: Any) -> None:
        raise RuntimeError("no alarm")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(actions, "raise_alarm", broken)
        answer_phq9(admitted, 5, NOW, item9=1)
    assert MeasureResponse.objects.count() == 0


@pytest.mark.django_db
def test_it_stays_open_until_someone_who_treats_them_acts(admitted: Any, clinic: Any) -> None:
    from stepwell.chart.safety.actions import act_on_alarm
    from stepwell.chart.safety.models import Alarm
    from stepwell.chart.safety.queries import alarms_of, open_alarms
    from stepwell.foundation.errors import NotAllowed, NotFound, Refused

    answer_phq9(admitted, 5, NOW, item9=1)
    alarm, doing = Alarm.objects.get(), {"action_taken": DONE, "at": NOW}
    for key, refusal in (("reviewer", NotAllowed), ("therapist2", NotFound)):
        with pytest.raises(refusal):
            act_on_alarm(alarm=alarm, by=clinic.viewers[key], **doing)
    acted = act_on_alarm(alarm=alarm, by=clinic.viewers["prescriber"], **doing)
    assert (acted.state, acted.acted_by, acted.action_taken) == (
        "acted",
        clinic.staff["prescriber"].pk,
        DONE,
    )
    with pytest.raises(Refused):
        act_on_alarm(alarm=alarm, by=clinic.viewers["therapist"], **doing)
    assert list(open_alarms(clinic.viewers["therapist"])) == []
    assert list(alarms_of(clinic.viewers["therapist"], admitted.patient.pk)) == [acted]
