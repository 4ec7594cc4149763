from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class AppointmentState(StrEnum):
    BOOKED = "booked"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


class LeaveReason(StrEnum):
    """Why someone is away, as coarse as planning needs it."""

    VACATION = "vacation"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"

    @property
    def label(self) -> str:
        return LEAVE_WORDS[self]


LEAVE_WORDS = {
    LeaveReason.VACATION: "Vacation",
    LeaveReason.SICK: "Sick",
    LeaveReason.TRAINING: "Training",
    LeaveReason.OTHER: "Away",
}

S = AppointmentState
APPOINTMENT = Lifecycle(
    name="appointment",
    states=AppointmentState,
    start=S.BOOKED,
    owners={
        S.BOOKED: "the member of staff",
        S.KEPT: "nobody",
        S.MISSED: "nobody",
        S.CANCELLED: "nobody",
    },
    moves={
        (S.BOOKED, S.KEPT): "appointment.kept",
        (S.BOOKED, S.MISSED): "appointment.missed",
        (S.BOOKED, S.CANCELLED): "appointment.cancelled",
    },
)

# Kind of appointment → the service of a level it is (`offering/programs/levels`), where it is one.
SERVICES = {
    "individual": "individual_therapy",
    "family": "family_session",
    "case_management": "case_management",
    "medication": "medication_visit",
}
