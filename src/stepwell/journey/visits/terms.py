from stepwell.journey.calendar.models import Appointment

KINDS = (
    Appointment.Kind.INDIVIDUAL,
    Appointment.Kind.FAMILY,
    Appointment.Kind.CASE_MANAGEMENT,
    Appointment.Kind.MEDICATION,
)
# Kinds whose outcome leaves a progress note to write. A medication visit is documented by its orders.
NOTED = (Appointment.Kind.INDIVIDUAL, Appointment.Kind.FAMILY, Appointment.Kind.CASE_MANAGEMENT)
PLACES = {"clinic": "In person", "video": "By video", "phone": "By phone"}
REMOTE = ("video", "phone")
# Who besides the patient took part, by relation: they are no patients and are not named.
RELATIONS = {
    "partner": "Partner",
    "parent": "Parent",
    "child": "Child",
    "sibling": "Sibling",
    "friend": "Friend",
    "other": "Someone else",
}
LATE_HOURS = 24  # a patient's cancellation later than this before the start is a late one
MOST_WEEKS = 26
