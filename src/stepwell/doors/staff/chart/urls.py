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
    outreach,
    progress,
    stepdown,
    summary,
    visits,
)
from stepwell.trust.people.roles import Permission

PATIENT = "patients/<uuid:patient_id>/"
ORDER = "orders/<uuid:order_id>/"
VISIT = "visits/<uuid:visit_id>/"
NOTE = "progress/<uuid:note_id>/"
PLAN = "aftercare/<uuid:plan_id>/"
OUTREACH = "outreach/<uuid:task_id>/"

urlpatterns = [
    page(
        "patients/",
        caseload.patients,
        Permission.CHART_READ,
        name="patients",
        shows="caseload",
        lists=True,
    ),
    page(PATIENT, summary.chart, Permission.CHART_READ, name="chart", shows="chart"),
    page(
        "conditions/<uuid:condition_id>/voiding/",
        summary.condition_voiding,
        Permission.PLAN_WRITE,
        name="condition_voiding",
        shows="condition",
    ),
    page(
        PATIENT + "medications/",
        medications.medications,
        Permission.CHART_READ,
        name="medications",
        shows="medications",
        lists=True,
    ),
    page(
        PATIENT + "medications/new/",
        ordering.medication_start,
        Permission.PRESCRIBE,
        name="medication_start",
        shows="medications",
    ),
    page(ORDER + "dose/", ordering.dose, Permission.PRESCRIBE, name="dose", shows="medications"),
    page(
        ORDER + "stop/",
        medications.medication_stop,
        Permission.PRESCRIBE,
        name="medication_stop",
        shows="medications",
    ),
    page(
        PATIENT + "measures/",
        measures.measures,
        Permission.CHART_READ,
        name="measures",
        shows="measures",
        lists=True,
    ),
    page(
        PATIENT + "measures/new/",
        measures.measure_sending,
        Permission.MEASURE_SEND,
        name="measure_sending",
        shows="measures",
    ),
    page(
        PATIENT + "goals/",
        goals.goals,
        Permission.CHART_READ,
        name="goals",
        shows="goals",
        lists=True,
    ),
    page(
        "goals/<uuid:goal_id>/ending/",
        goals.goal_ending,
        Permission.PLAN_WRITE,
        name="goal_ending",
        shows="goals",
    ),
    page(
        "alarms/", alarms.alarms, Permission.CHART_READ, name="alarms", shows="alarms", lists=True
    ),
    page(
        "alarms/<uuid:alarm_id>/", alarms.alarm, Permission.CHART_READ, name="alarm", shows="alarm"
    ),
    page(
        "outreach/",
        outreach.outreach,
        Permission.OUTREACH_WORK,
        name="outreach",
        shows="outreach",
        lists=True,
    ),
    page(
        OUTREACH,
        outreach.outreach_task,
        Permission.OUTREACH_WORK,
        name="outreach_task",
        shows="outreach",
    ),
    page(
        OUTREACH + "attempt/",
        outreach.outreach_attempt,
        Permission.OUTREACH_WORK,
        name="outreach_attempt",
        shows="outreach",
    ),
    page(
        OUTREACH + "message/",
        outreach.outreach_message,
        Permission.OUTREACH_WORK,
        name="outreach_message",
        shows="outreach",
    ),
    page(
        OUTREACH + "end/",
        outreach.outreach_end,
        Permission.OUTREACH_WORK,
        name="outreach_end",
        shows="outreach",
    ),
    page(
        PATIENT + "step/",
        stepdown.stepdown,
        Permission.CHART_READ,
        name="stepdown",
        shows="level of care",
    ),
    page(
        PATIENT + "discharge/",
        leaving.discharge,
        Permission.STEP_DOWN,
        name="discharge",
        shows="level of care",
    ),
    page(
        PATIENT + "aftercare/",
        aftercare.aftercare,
        Permission.CHART_READ,
        name="aftercare",
        shows="aftercare",
    ),
    page(
        PLAN + "signature/",
        aftercare.aftercare_signature,
        Permission.AFTERCARE_WRITE,
        name="aftercare_signature",
    ),
    page(
        PLAN + "paper/",
        aftercare.aftercare_paper,
        Permission.CHART_READ,
        name="aftercare_paper",
        shows="aftercare",
        exit="print",
    ),
    page(
        PATIENT + "sessions/",
        visits.visits,
        Permission.CHART_READ,
        name="visits",
        shows="sessions",
        lists=True,
    ),
    page(
        PATIENT + "sessions/new/",
        visits.scheduling,
        Permission.SCHEDULE_WRITE,
        name="visit_scheduling",
        shows="sessions",
    ),
    page(VISIT, visits.visit, Permission.SCHEDULE_WRITE, name="visit", shows="appointment"),
    page(VISIT + "beginning/", visits.beginning, Permission.SCHEDULE_WRITE, name="visit_beginning"),
    page(
        VISIT + "correction/",
        visits.correction,
        Permission.SCHEDULE_WRITE,
        name="visit_correction",
        shows="appointment",
    ),
    page(VISIT + "absence/", visits.absence, Permission.SCHEDULE_WRITE, name="visit_absence"),
    page(
        VISIT + "cancellation/",
        visits.cancellation,
        Permission.SCHEDULE_WRITE,
        name="visit_cancellation",
        shows="appointment",
    ),
    page(
        VISIT + "note/",
        progress.writing,
        Permission.NOTE_WRITE,
        name="progress_writing",
        shows="note",
    ),
    page(NOTE, progress.note, Permission.CHART_READ, name="progress", shows="note"),
    page(
        NOTE + "cosignature/",
        progress.cosignature,
        Permission.NOTE_WRITE,
        name="progress_cosignature",
    ),
    page(
        NOTE + "return/",
        progress.returning,
        Permission.NOTE_WRITE,
        name="progress_return",
        shows="note",
    ),
    page(
        NOTE + "addendum/",
        progress.addendum,
        Permission.NOTE_WRITE,
        name="progress_addendum",
        shows="note",
    ),
]
