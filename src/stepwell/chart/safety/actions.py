from datetime import datetime

from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety import rules
from stepwell.chart.safety.models import Alarm
from stepwell.chart.safety.terms import ALARM, AlarmState
from stepwell.foundation.acting import action
from stepwell.foundation.announcements import announce
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import clinician_of, permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission, Role
from stepwell.trust.people.viewer import Viewer


@action
def raise_alarm(
    *, response: MeasureResponse, rule: str, summary: str, by: Viewer, at: datetime
) -> Alarm:
    """Ring for a named clinician: the patient's therapist, else their prescriber.

    Where there is neither, it names nobody and everyone who could help is told (`reactions.tell_clinician`).
    """
    clinician = clinician_of(response.patient_id, Role.THERAPIST) or clinician_of(
        response.patient_id, Role.PRESCRIBER
    )
    alarm = Alarm.objects.create(
        patient_id=response.patient_id,
        response=response,
        rule=rule,
        summary=summary,
        clinician=clinician,
        raised_at=at,
    )
    record(
        by=by,
        at=at,
        event="alarm.raised",
        subject=alarm,
        patient_id=response.patient_id,
        detail={"rule": rule, "clinician": str(clinician.pk) if clinician else None},
    )
    announce("alarm.raised", alarm=alarm, by=by, at=at)
    return alarm


@action
def act_on_alarm(*, alarm: Alarm, action_taken: str, by: Viewer, at: datetime) -> Alarm:
    """End an alarm with what was done."""
    permit(by, Permission.ALARM_ACT, alarm.patient_id)
    alarm = lock(alarm)
    rules.may_act(state=alarm.state, action_taken=action_taken).enforce()
    event = ALARM.event(alarm.state, AlarmState.ACTED)
    alarm.state, alarm.acted_at, alarm.acted_by = AlarmState.ACTED, at, by.account_id
    alarm.action_taken = action_taken.strip()
    alarm.save(update_fields=["state", "acted_at", "acted_by", "action_taken"])
    record(by=by, at=at, event=event, subject=alarm, patient_id=alarm.patient_id)
    return alarm
