"""What appointments add to a patient's week: kept, still possible and planned, where their level counts them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from stepwell.foundation.clock import at_local, local_day, minutes_between
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.calendar.terms import SERVICES
from stepwell.journey.days.minutes import Interval, beyond
from stepwell.journey.days.models import Presence
from stepwell.journey.days.queries.seats import Held
from stepwell.offering.programs.levels import level


@dataclass(slots=True)
class Alone:
    """Minutes of one patient's appointments in a week."""

    done: int = 0
    possible: int = 0
    planned: int = 0


NOTHING = Alone()


def visits_in(seats: Iterable[Held], days: Sequence[date], today: date) -> dict[UUID, Alone]:
    """Patient → what their appointments add to the week. Minutes in a group at the same time are the group's."""
    by_patient = {held.patient_id: held for held in seats}  # the level they are at last counts
    zones = {held.zone for held in by_patient.values()}
    if not zones:
        return {}
    rows = Appointment.objects.filter(
        patient_id__in=by_patient,
        kind__in=SERVICES,
        during__overlap=_span(days, zones),
    ).exclude(state=Appointment.State.CANCELLED)
    booked = [
        row
        for row in rows.values_list("pk", "patient_id", "kind", "during", "state")
        if _counts(by_patient[row[1]], row[2], row[3].lower, days)
    ]
    if not booked:
        return {}
    kept, groups = _present([row[0] for row in booked], {row[1] for row in booked}, days)
    found: dict[UUID, Alone] = defaultdict(Alone)
    took: dict[UUID, list[Interval]] = defaultdict(list)
    for pk, patient_id, _kind, during, state in booked:
        length = minutes_between(during.lower, during.upper)
        found[patient_id].planned += length
        on = local_day(during.lower, by_patient[patient_id].zone)
        if state == Appointment.State.BOOKED and on >= today:
            found[patient_id].possible += length
        took[patient_id] += kept[pk]
    for patient_id, intervals in took.items():
        left = beyond(intervals, groups[patient_id])
        found[patient_id].done = sum(minutes_between(start, end) for start, end in left)
    return found


def _span(days: Sequence[date], zones: set[str]) -> Interval:
    """The week in every zone asked for."""
    following = days[-1] + timedelta(days=1)
    return (
        min(at_local(days[0], time(), zone) for zone in zones),
        max(at_local(following, time(), zone) for zone in zones),
    )


def _counts(held: Held, kind: str, start: datetime, days: Sequence[date]) -> bool:
    inside = days[0] <= local_day(start, held.zone) <= days[-1]
    return inside and level(held.level, days[0]).counts(SERVICES[kind])


Present = dict[UUID, list[Interval]]


def _present(
    visit_ids: list[UUID], patient_ids: set[UUID], days: Sequence[date]
) -> tuple[Present, Present]:
    """Appointment → when it took place; patient → when they were in groups, inside the groups' time."""
    standing = Presence.objects.filter(replaced_by__isnull=True, void=False)
    kept: Present = defaultdict(list)
    for pk, joined, left in standing.filter(appointment_id__in=visit_ids).values_list(
        "appointment_id", "joined_at", "left_at"
    ):
        kept[pk].append((joined, left))
    groups: Present = defaultdict(list)
    rows = standing.filter(patient_id__in=patient_ids, session__day__range=(days[0], days[-1]))
    for patient_id, during, joined, left in rows.values_list(
        "patient_id", "session__during", "joined_at", "left_at"
    ):
        start, end = max(joined, during.lower), min(left, during.upper)
        if start < end:
            groups[patient_id].append((start, end))
    return kept, groups
