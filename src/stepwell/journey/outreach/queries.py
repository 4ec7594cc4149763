"""Reads of outreach. `misses_on` is the view of the minute ledger that opens and takes back tasks."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.queries import episodes
from stepwell.chart.episodes.terms import EpisodeState
from stepwell.chart.safety.models import Alarm
from stepwell.foundation.clock import at_local, clinic_day, local_day
from stepwell.foundation.errors import NotFound
from stepwell.journey.admission.queries import seat_on
from stepwell.journey.calendar.queries import cancelled_on, sessions_on
from stepwell.journey.days.queries import minutes_of_each
from stepwell.journey.outreach import rules
from stepwell.journey.outreach.models import OutreachAttempt, OutreachTask
from stepwell.journey.outreach.rules import Miss, Sitting
from stepwell.journey.outreach.terms import LIVE, UNREACHED, TaskState
from stepwell.offering.programs.levels import level
from stepwell.offering.programs.models import Group, Track
from stepwell.offering.programs.queries import groups_of, groups_on
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

STAYS = Episode.objects.filter(patient=OuterRef("patient"), state=EpisodeState.ACTIVE)


def misses_on(track: Track, day: date) -> dict[UUID, Miss | None]:
    """Patient → what they missed of a track's day so far, for all whose attendance was taken. Not scoped."""
    opened = sessions_on(day).filter(group__track=track).select_related("roll")
    held = [s for s in opened if s.cancelled_at is None and getattr(s, "roll", None)]
    off = {s.group_id for s in opened if s.cancelled_at}
    offered = [g for g in groups_on(day, track_id=track.pk) if g.pk not in off]
    least = min(level(track.level, day).minutes_per_day[0], sum(g.minutes for g in offered))
    complete = {g.pk for g in offered} <= {s.group_id for s in held}
    sittings: dict[UUID, list[Sitting]] = defaultdict(list)
    minutes = minutes_of_each(held)
    for session in held:
        here = minutes[session.pk]
        length = int((session.during.upper - session.during.lower).total_seconds() // 60)
        for member in session.roll.expected:  # type: ignore[attr-defined]
            sittings[UUID(member)].append(Sitting(length, here.get(UUID(member), 0)))
    return {
        patient_id: rules.missed(of_day, complete=complete, least=least)
        for patient_id, of_day in sittings.items()
    }


def standing_on(day: date, patient_ids: Collection[UUID]) -> dict[UUID, OutreachTask]:
    """Patient → the task of a day that was not taken back. Not scoped."""
    rows = OutreachTask.objects.filter(day=day, patient_id__in=patient_ids)
    return {task.patient_id: task for task in rows.exclude(state=TaskState.WITHDRAWN)}


def in_program(viewer: Viewer, patient_ids: Collection[UUID]) -> dict[UUID, Episode]:
    """Patient → their open stay. Who left is not in it."""
    rows = episodes(viewer).filter(patient_id__in=patient_ids, state=EpisodeState.ACTIVE)
    return {episode.patient_id: episode for episode in rows}


def alarmed_since(since: datetime, patient_ids: Collection[UUID]) -> set[UUID]:
    """Patients for whom an alarm rang since then. Not scoped."""
    rows = Alarm.objects.filter(patient_id__in=patient_ids, raised_at__gte=since)
    return set(rows.values_list("patient_id", flat=True))


def tasks(viewer: Viewer, *, live: bool = True) -> QuerySet[OutreachTask]:
    """Outreach for patients this viewer may see, the most urgent first, with `tries`."""
    rows = OutreachTask.objects.all()
    if live:  # whoever left meanwhile is followed up by aftercare, not called about a missed day
        rows = rows.filter(Exists(STAYS), state__in=LIVE)
    urgent = Case(
        When(state=TaskState.ESCALATED, then=Value(0)),
        When(~Q(urgent_because=""), then=Value(1)),
        When(state=TaskState.REACHED, then=Value(3)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = rows.select_related("patient__person", "owner__person", "site")
    counted = visible(viewer, found).annotate(tries=Count("attempts"), rank=urgent)
    return counted.order_by("rank", "opened_at", "pk") if live else counted.order_by("-opened_at")


def task_for(viewer: Viewer, task_id: UUID | str) -> OutreachTask:
    try:
        return tasks(viewer, live=False).get(pk=task_id)
    except (OutreachTask.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that outreach.") from error


def attempts_of(task: OutreachTask) -> QuerySet[OutreachAttempt]:
    """What was tried, the newest first. For a task got through the viewer."""
    return OutreachAttempt.objects.filter(task=task).order_by("-at", "-pk")


def due_to_escalate(*, at: datetime) -> Iterable[tuple[OutreachTask, str]]:
    """Tasks without contact that go to the director now, each with why. Not scoped: for the system's job."""
    waiting = OutreachTask.objects.filter(Exists(STAYS), state__in=UNREACHED)
    for task in waiting.annotate(tries=Count("attempts")).order_by("opened_at"):
        why = rules.escalation(
            state=task.state,
            tries=task.tries,
            opened_at=task.opened_at,
            now=at,
            urgent=bool(task.urgent_because),
        )
        if why:
            yield task, why


def left_behind() -> QuerySet[OutreachTask]:
    """Live tasks of patients who have left the program. Not scoped: for the system's job."""
    return OutreachTask.objects.filter(~Exists(STAYS), state__in=LIVE).order_by("opened_at")


def video_left(viewer: Viewer, patient_id: UUID, *, day: date, at: datetime) -> list[Group]:
    """Groups of a patient that can be joined by video and are not over at `at`, on that day."""
    seat = seat_on(viewer, patient_id, day)
    if seat is None or not seat.attends(day):
        return []
    track = seat.seat.track
    cancelled = cancelled_on(day, track_id=track.pk)
    return [
        group
        for group in groups_on(day, track_id=track.pk)
        if group.mode != Group.Mode.IN_PERSON
        and group.pk not in cancelled
        and at_local(day, group.ends, track.site.zone) > at
    ]


def waiting_for(viewer: Viewer) -> QuerySet[OutreachTask]:
    """Live tasks this viewer has to act on: their own, and for who answers for the clinic what was escalated."""
    theirs = Q(owner_id=viewer.account_id)
    if viewer.may(Permission.CHART_READ_ALL):
        theirs |= Q(state=TaskState.ESCALATED) | Q(owner__isnull=True)
    return tasks(viewer).filter(theirs)


def earlier(task: OutreachTask, *, most: int = 5) -> list[OutreachTask]:
    """The patient's tasks of days before, the newest first. For a task got through the viewer."""
    rows = OutreachTask.objects.filter(patient_id=task.patient_id, day__lt=task.day)
    return list(rows.exclude(state=TaskState.WITHDRAWN).order_by("-day")[:most])


def next_group(viewer: Viewer, patient_id: UUID, *, at: datetime) -> tuple[date, Group] | None:
    """The next group of a patient that has not begun at `at`, within two weeks, and its day."""
    seat = seat_on(viewer, patient_id, clinic_day(at))
    if seat is None:
        return None
    track = seat.seat.track
    today = local_day(at, track.site.zone)
    groups = list(groups_of([track.pk], on=today))
    for day in (today + timedelta(days=ahead) for ahead in range(15)):
        for group in groups:
            meets = group.weekday == day.weekday() and seat.attends(day)
            if meets and at_local(day, group.starts, track.site.zone) > at:
                return day, group
    return None


@dataclass(frozen=True, slots=True)
class Promptness:
    """How many were missed, and for how many somebody tried on the calendar day the task was opened."""

    tasks: int
    same_day: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down; None where nobody was missed."""
        return 100 * self.same_day // self.tasks if self.tasks else None


def promptness(viewer: Viewer, first: date, last: date) -> Promptness:
    """Outreach for days from first to last inclusive, as a figure: it names nobody."""
    viewer.require(Permission.FIGURES_READ)
    rows = OutreachTask.objects.filter(day__range=(first, last)).exclude(state=TaskState.WITHDRAWN)
    found = rows.annotate(tried_at=Min("attempts__at")).values_list(
        "opened_at", "tried_at", "site__zone"
    )
    prompt = [
        tried is not None and local_day(tried, zone) == local_day(opened, zone)
        for opened, tried, zone in found
    ]
    return Promptness(len(prompt), sum(prompt))
