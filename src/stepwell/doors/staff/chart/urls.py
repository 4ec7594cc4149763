"""Register of the chart: who is in care, what is known of them, and what is decided."""

from stepwell.doors.kit.register import page
from stepwell.doors.staff.chart import (
    aftercare,
    alarms,
    caseload,
    goals,
    leaving,
    measures,
    medications,
    ordering,
    stepdown,
    summary,
)
from stepwell.trust.people.roles import Permission as P

PATIENT = "patients/<uuid:patient_id>/"
ORDER = "orders/<uuid:order_id>/"
PLAN = "aftercare/<uuid:plan_id>/"

urlpatterns = [
    page("patients/", caseload.patients, P.CHART_READ, name="patients", shows="caseload", lists=True),
    page(PATIENT, summary.chart, P.CHART_READ, name="chart", shows="chart"),
    page(
        "conditions/<uuid:condition_id>/voiding/",
        summary.condition_voiding,
        P.PLAN_WRITE,
        name="condition_voiding",
        shows="condition",
    ),
    page(PATIENT + "medications/", medications.medications, P.CHART_READ, name="medications", shows="medications"),
    page(
        PATIENT + "medications/new/",
        ordering.medication_start,
        P.PRESCRIBE,
        name="medication_start",
        shows="medications",
    ),
    page(ORDER + "dose/", ordering.dose, P.PRESCRIBE, name="dose", shows="medications"),
    page(ORDER + "stop/", medications.medication_stop, P.PRESCRIBE, name="medication_stop", shows="medications"),
    page(PATIENT + "measures/", measures.measures, P.CHART_READ, name="measures", shows="measures"),
    page(
        PATIENT + "measures/new/", measures.measure_sending, P.MEASURE_SEND, name="measure_sending", shows="measures"
    ),
    page(PATIENT + "goals/", goals.goals, P.CHART_READ, name="goals", shows="goals"),
    page("goals/<uuid:goal_id>/ending/", goals.goal_ending, P.PLAN_WRITE, name="goal_ending", shows="goals"),
    page("alarms/", alarms.alarms, P.CHART_READ, name="alarms", shows="alarms", lists=True),
    page("alarms/<uuid:alarm_id>/", alarms.alarm, P.CHART_READ, name="alarm", shows="alarm"),
    page(PATIENT + "step/", stepdown.stepdown, P.CHART_READ, name="stepdown", shows="level of care"),
    page(PATIENT + "discharge/", leaving.discharge, P.STEP_DOWN, name="discharge", shows="level of care"),
    page(PATIENT + "aftercare/", aftercare.aftercare, P.CHART_READ, name="aftercare", shows="aftercare"),
    page(PLAN + "signature/", aftercare.aftercare_signature, P.AFTERCARE_WRITE, name="aftercare_signature"),
    page(
        PLAN + "paper/",
        aftercare.aftercare_paper,
        P.CHART_READ,
        name="aftercare_paper",
        shows="aftercare",
        exit="print",
    ),
]
