from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet

from stepwell.chart.progress.queries import progress_states
from stepwell.chart.progress.terms import ProgressState
from stepwell.foundation.clock import at_local, clinic_day, local_day
from stepwell.foundation.errors import NotFound
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.agenda.queries import busy_spells
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.journey.calendar.queries import free_times, leaves
from stepwell.journey.days.minutes import Interval
from stepwell.journey.days.models import Presence
from stepwell.journey.visits.terms import NOTED
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

OPENS, CLOSES = time(8), time(20)


def visit_for(viewer: Viewer, visit_id: UUID | str) -> Appointment:
    """One patient's appointment with its entry in the minute ledger, or `NotFound`."""
    rows = visible(viewer, _with_minutes(Appointment.objects.filter(patient__isnull=False)))
    try:
        return rows.get(pk=visit_id)
    except (Appointment.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that appointment.") from error


def visits_of(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[Appointment]:
    """Every appointment of a patient, the latest first."""
    rows = Appointment.objects.filter(patient_id=patient_id)
    return visible(viewer, _with_minutes(rows), need=need).order_by("-during", "pk")


def _with_minutes(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    standing = Presence.objects.filter(replaced_by__isnull=True)
    return rows.select_related("patient__person", "staff__person").prefetch_related(
        Prefetch("presences", queryset=standing, to_attr="standing")
    )


def held(visit: Appointment) -> Presence | None:
    """When a visit got by these queries took place, by the minute ledger."""
    return next(iter(visit.standing), None)  # type: ignore[attr-defined]


def without_outcome(viewer: Viewer, *, now: datetime) -> QuerySet[Appointment]:
    """One's own appointments with patients whose time is over and whose outcome nobody wrote down."""
    rows = Appointment.objects.filter(
        staff_id=viewer.account_id,
        patient__isnull=False,
        state=Appointment.State.BOOKED,
        during__endswith__lte=now,
    ).exclude(kind__in=(Appointment.Kind.CONSULTATION, Appointment.Kind.ASSESSMENT))
    return visible(viewer, rows.select_related("patient__person")).order_by("during")


def notes_owed(viewer: Viewer, *, since: datetime) -> list[tuple[Appointment, str]]:
    """One's own kept appointments whose note is not signed, with the note's state ("" before it is begun)."""
    rows = Appointment.objects.filter(
        staff_id=viewer.account_id,
        kind__in=NOTED,
        state=Appointment.State.KEPT,
        during__startswith__gte=since,
    ).select_related("patient__person")
    kept = list(visible(viewer, rows).order_by("during"))
    states = progress_states(visit.pk for visit in kept)
    done = (ProgressState.SIGNED, ProgressState.SUBMITTED)
    return [(v, states.get(v.pk, "")) for v in kept if states.get(v.pk) not in done]


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that stands at a time, and the sentence about it."""

    during: Interval
    words: str


def clashes(
    patient_id: UUID, staff_id: UUID, starts: Sequence[datetime], *, minutes: int
) -> dict[datetime, str]:
    """Start → what stands in the way of either side: appointments, the patient's groups, the groups led. Without those free."""
    if not starts:
        return {}
    length = timedelta(minutes=minutes)
    taken = _taken(patient_id, staff_id, min(starts), max(starts) + length)
    found = {}
    for start in starts:
        for each in taken:
            if each.during[0] < start + length and start < each.during[1]:
                found[start] = each.words
                break
    return found


def _taken(patient_id: UUID, staff_id: UUID, first: datetime, last: datetime) -> list[Taken]:
    booked = Appointment.objects.filter(
        Q(staff_id=staff_id) | Q(patient_id=patient_id),
        state=Appointment.State.BOOKED,
        during__overlap=(first, last),
    )
    found = [
        Taken(
            (during.lower, during.upper),
            "The member of staff has another appointment then."
            if staff == staff_id
            else "The patient has another appointment then.",
        )
        for during, staff in booked.values_list("during", "staff_id")
    ]
    days = _days(clinic_day(first) - timedelta(days=1), clinic_day(last) + timedelta(days=1))
    return found + _away(staff_id, first, last) + _groups(patient_id, staff_id, days)


def _away(staff_id: UUID, first: datetime, last: datetime) -> list[Taken]:
    rows = leaves(start=first, end=last).filter(staff_id=staff_id).values_list("during", flat=True)
    return [Taken((r.lower, r.upper), "The member of staff is away then.") for r in rows]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _groups(patient_id: UUID, staff_id: UUID, days: list[date]) -> list[Taken]:
    seats = list(
        SeatAssignment.objects.filter(
            patient_id=patient_id, during__overlap=(days[0], days[-1] + timedelta(days=1))
        )
        .select_related("seat__track__site")
        .order_by("during")
    )
    groups = list(
        Group.objects.filter(
            Q(track_id__in={seat.seat.track_id for seat in seats}) | Q(leader_id=staff_id),
            from_day__lte=days[-1],
        )
        .exclude(until_day__lt=days[0])
        .select_related("track__site")
    )
    off = set(
        GroupSession.objects.filter(
            group__in=groups, day__in=days, cancelled_at__isnull=False
        ).values_list("group_id", "day")
    )
    zone = seats[-1].seat.track.site.zone if seats else settings.CLINIC_ZONE
    found = [
        Taken(spell, "The patient said they cannot come then.")
        for spell in busy_spells(patient_id, days, zone=zone)
    ]
    for group in groups:
        for day in days:
            if not _meets(group, day) or (group.pk, day) in off:
                continue
            start = at_local(day, group.starts, group.track.site.zone)
            during = (start, start + timedelta(minutes=group.minutes))
            if any(s.seat.track_id == group.track_id and s.attends(day) for s in seats):
                found.append(Taken(during, f"The patient is in the group {group.name} then."))
            elif group.leader_id == staff_id:
                found.append(
                    Taken(during, f"The member of staff leads the group {group.name} then.")
                )
    return found


def _meets(group: Group, day: date) -> bool:
    inside = group.from_day <= day and (group.until_day is None or day <= group.until_day)
    closed = group.track.closed_on is not None and group.track.closed_on <= day
    return inside and not closed and day.weekday() == group.weekday


def times_offered(
    patient_id: UUID, staff_id: UUID, day: date, *, minutes: int, zone: str, now: datetime
) -> list[datetime]:
    """Half-hour starts of a day at which both sides are free."""
    opening = [(at_local(day, OPENS, zone), at_local(day, CLOSES, zone))]
    free = free_times(staff_id, now=now, days=opening, minutes=minutes)
    taken = clashes(patient_id, staff_id, free, minutes=minutes)
    return [start for start in free if start not in taken]


def weekly(start: datetime, weeks: int, zone: str) -> list[datetime]:
    """The same time on the wall, week after week, across changes of the clock."""
    from zoneinfo import ZoneInfo

    wall = start.astimezone(ZoneInfo(zone)).time()
    day = local_day(start, zone)
    return [at_local(day + timedelta(weeks=i), wall, zone) for i in range(weeks)]
