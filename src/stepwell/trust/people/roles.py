"""Every role and every permission, on one page, as data. Only who holds which role is in the database."""

from enum import StrEnum


class Permission(StrEnum):
    """What someone may do. A page names one (doors), an action asks for it (actions)."""

    # the way in
    PIPELINE_WORK = "pipeline.work"  # see and move inquiries, book consultations, send packets
    ADMIT = "admission.admit"
    # the chart
    ADMISSION_READ = (
        "admission.read"  # names, contacts, packet and consents of people on their way in
    )
    CHART_READ = "chart.read"  # the clinical chart, within the treating relationship
    CHART_READ_ALL = "chart.read_all"  # without one: those who answer for the whole clinic
    ASSESS = "assessment.therapist"
    EVALUATE = "assessment.prescriber"
    DECIDE_LEVEL = "level.decide"
    PLAN_WRITE = "plan.write"
    NOTE_WRITE = "note.write"
    ATTENDANCE_MARK = "attendance.mark"
    PRESCRIBE = "medication.prescribe"
    MEASURE_SEND = "measure.send"
    ALARM_ACT = "alarm.act"
    OUTREACH_WORK = "outreach.work"
    STEP_DOWN = "episode.step"
    AFTERCARE_WRITE = "aftercare.write"
    # the clinic
    SCHEDULE_READ = "schedule.read"
    SCHEDULE_WRITE = "schedule.write"  # book, move and close appointments
    FIGURES_READ = "figures.read"
    LEDGER_READ = "ledger.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    MESSAGES_READ = "messages.read"  # the outbox: whether messages left
    # one's own
    OWN_CHART = "own.chart"  # a patient's own page
    SHARED_CHART = "shared.chart"  # what a patient let someone see
    OWN_ACCOUNT = "own.account"  # password, second factor, sessions


class Role(StrEnum):
    INTAKE_COORDINATOR = "intake_coordinator"
    THERAPIST = "therapist"
    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    UTILIZATION_REVIEWER = "utilization_reviewer"
    BILLER = "biller"
    PROGRAM_DIRECTOR = "program_director"
    ALUMNI_COORDINATOR = "alumni_coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PATIENT = "patient"
    SUPPORTER = "supporter"


ROLE_NAMES: dict[Role, str] = {
    Role.INTAKE_COORDINATOR: "Intake coordinator",
    Role.THERAPIST: "Therapist",
    Role.PRESCRIBER: "Psychiatric prescriber",
    Role.NURSE: "Nurse",
    Role.UTILIZATION_REVIEWER: "Utilization reviewer",
    Role.BILLER: "Biller",
    Role.PROGRAM_DIRECTOR: "Program director",
    Role.ALUMNI_COORDINATOR: "Alumni and aftercare coordinator",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
    Role.PATIENT: "Patient",
    Role.SUPPORTER: "Someone a patient lets in",
}

ROLE_WORDS: dict[Role, str] = {
    Role.INTAKE_COORDINATOR: "Answers people who ask for help, books them in and admits them. Sees no clinical notes.",
    Role.THERAPIST: "Assesses, leads groups, marks attendance, writes notes, decides the level of care.",
    Role.PRESCRIBER: "Evaluates, prescribes and follows medication.",
    Role.NURSE: "Sees the chart of patients in care, marks attendance, acts on alarms.",
    Role.UTILIZATION_REVIEWER: "Reads the whole chart to show a payer why care is needed.",
    Role.BILLER: "Sees the clinic's figures; no chart, no notes, no medication.",
    Role.PROGRAM_DIRECTOR: "Answers for the clinic: every chart, every figure.",
    Role.ALUMNI_COORDINATOR: "Writes aftercare plans with patients who are leaving and follows up.",
    Role.AUDITOR: "Reads the ledger. Changes nothing.",
    Role.ADMINISTRATOR: "Sets up accounts and the installation. Sees no chart.",
    Role.PATIENT: "Sees and fills in what is theirs.",
    Role.SUPPORTER: "Sees what one patient chose to share with them.",
}

P = Permission
_EVERY_STAFF = {P.SCHEDULE_READ, P.OWN_ACCOUNT}
_CLINICAL = _EVERY_STAFF | {
    P.SCHEDULE_WRITE,
    P.CHART_READ,
    P.ADMISSION_READ,
    P.MEASURE_SEND,
    P.ALARM_ACT,
    P.OUTREACH_WORK,
    P.PLAN_WRITE,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    role: frozenset(permissions)
    for role, permissions in {
        Role.INTAKE_COORDINATOR: _EVERY_STAFF
        | {P.SCHEDULE_WRITE, P.PIPELINE_WORK, P.ADMISSION_READ, P.ADMIT, P.MESSAGES_READ},
        Role.THERAPIST: _CLINICAL
        | {
            P.ASSESS,
            P.DECIDE_LEVEL,
            P.NOTE_WRITE,
            P.ATTENDANCE_MARK,
            P.STEP_DOWN,
            P.AFTERCARE_WRITE,
            P.ADMIT,
        },
        Role.PRESCRIBER: _CLINICAL | {P.EVALUATE, P.PRESCRIBE, P.NOTE_WRITE, P.STEP_DOWN},
        Role.NURSE: _CLINICAL | {P.ATTENDANCE_MARK},
        Role.UTILIZATION_REVIEWER: _EVERY_STAFF | {P.CHART_READ, P.CHART_READ_ALL, P.FIGURES_READ},
        Role.BILLER: _EVERY_STAFF | {P.FIGURES_READ},
        Role.PROGRAM_DIRECTOR: _CLINICAL
        | {P.CHART_READ_ALL, P.FIGURES_READ, P.PIPELINE_WORK, P.ADMIT, P.LEDGER_READ},
        Role.ALUMNI_COORDINATOR: _EVERY_STAFF | {P.SCHEDULE_WRITE, P.CHART_READ, P.AFTERCARE_WRITE},
        Role.AUDITOR: _EVERY_STAFF | {P.LEDGER_READ},
        Role.ADMINISTRATOR: _EVERY_STAFF | {P.ACCOUNTS_MANAGE, P.MESSAGES_READ, P.LEDGER_READ},
        Role.PATIENT: {P.OWN_CHART, P.OWN_ACCOUNT},
        Role.SUPPORTER: {P.SHARED_CHART, P.OWN_ACCOUNT},
    }.items()
}

STAFF_ROLES = frozenset(Role) - {Role.PATIENT, Role.SUPPORTER}
CLINICAL_ROLES = frozenset({Role.THERAPIST, Role.PRESCRIBER, Role.NURSE})


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles)) if roles else frozenset()
