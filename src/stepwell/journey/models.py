"""Django looks for models here; they live in their areas."""

from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.journey.agenda.models import Busy, Feed
from stepwell.journey.assessment.models import Assessment, LevelDecision, Section
from stepwell.journey.calendar.models import Appointment, Closure, GroupSession, Leave
from stepwell.journey.days.models import Presence, RollCall, Tap
from stepwell.journey.intake.models import Consultation, Inquiry, InquiryMove, Packet, Referral
from stepwell.journey.outreach.models import OutreachAttempt, OutreachTask
from stepwell.journey.stepdown.models import Step

__all__ = [
    "AftercarePlan",
    "Appointment",
    "Assessment",
    "Busy",
    "Closure",
    "Consultation",
    "Feed",
    "GroupSession",
    "Inquiry",
    "InquiryMove",
    "Leave",
    "LevelDecision",
    "OutreachAttempt",
    "OutreachTask",
    "Packet",
    "Presence",
    "Referral",
    "RollCall",
    "SeatAssignment",
    "Section",
    "Step",
    "Tap",
]
