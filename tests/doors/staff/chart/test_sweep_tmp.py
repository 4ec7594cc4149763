from datetime import timedelta
import pytest
from support.charted import *
from support.clinic import NOW
pytestmark = pytest.mark.django_db

def test_all(as_, admitted, clinic):
    from stepwell.chart.problems.actions import note_known, KnownCondition, KnownAllergy
    from stepwell.chart.medications.actions import note_reported, Said
    from stepwell.trust.people.viewer import system
    from stepwell.chart.plan.actions import set_goal
    a=admitted; pk=a.patient.pk; p=clinic.viewers["prescriber"]
    note_known(patient=a.patient, conditions=[KnownCondition("Seizure disorder", onset_on=NOW.date(), external_id="1")], allergies=[KnownAllergy("Penicillin", reaction="hives", criticality="high")], source="referral", by=system("t"), at=NOW)
    note_reported(patient=a.patient, medications=[Said("Tramadol 50 MG Oral Tablet"), Said("Zorbulin 5")], source="referral", said_on=NOW.date(), by=system("t"), at=NOW)
    set_goal(patient=a.patient, episode=a.episode, statement="Sleep through the night", by=p, at=NOW)
    answer_phq9(a, 19, NOW-timedelta(days=6)); answer_phq9(a, 12, NOW-timedelta(days=1), item9=1)
    o=start(a,p,NOW-timedelta(days=5)); o=change(o,p,NOW-timedelta(days=1))
    attend(clinic,(NOW-timedelta(days=7)).date(),[a.patient],track=a.track,at=NOW-timedelta(days=7))
    from stepwell.chart.safety.models import Alarm
    from stepwell.chart.problems.models import Condition
    from stepwell.chart.plan.models import Goal
    from stepwell.offering.programs.models import Track
    op=Track.objects.filter(level="OP").first()
    c=as_("prescriber")
    for url in [page("patients"),page("patients")+"?q=zzz",page("chart",patient_id=pk),page("medications",patient_id=pk),page("medication_start",patient_id=pk),page("medication_start",patient_id=pk)+"?q=zolof",page("medication_start",patient_id=pk)+"?q=tram",page("medication_start",patient_id=pk)+"?drug=10737",page("dose",order_id=o.pk),page("medication_stop",order_id=o.pk),page("measures",patient_id=pk),page("measure_sending",patient_id=pk),page("goals",patient_id=pk),page("goal_ending",goal_id=Goal.objects.get().pk),page("alarms"),page("alarm",alarm_id=Alarm.objects.get().pk),page("stepdown",patient_id=pk),page("stepdown",patient_id=pk)+f"?track={op.pk}",page("discharge",patient_id=pk),page("aftercare",patient_id=pk),page("condition_voiding",condition_id=Condition.objects.get().pk)]:
        r=c.get(url); print(url, r.status_code, len(r.content)); assert r.status_code==200
    r=c.post(page("medication_start",patient_id=pk)+"?drug=42347", {"step":"check","dose":"150","times_a_day":"1","timing":"in the morning","on":"2026-11-23","indication":"depression","reason":"x"})
    print(words(r)); assert r.status_code==200
