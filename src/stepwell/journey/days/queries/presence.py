"""Who was where, and for how long."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.minutes import Interval, minutes_in
from stepwell.journey.days.models import Presence, RollCall
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def roster(viewer: Viewer, group: Group, day: date) -> QuerySet[Patient]:
    """The members of a group on a day whom this viewer may see."""
    return visible(viewer, members_on(group.track_id, day), "self")


def standing(session_id: UUID) -> QuerySet[Presence]:
    """The entries of a session that hold: not corrected away."""
    return Presence.objects.filter(session_id=session_id, replaced_by__isnull=True, void=False)


def last_said(session_id: UUID, patient_id: UUID) -> QuerySet[Presence]:
    """What was said last of one member, in order of time: the intervals that hold, then "was not there"."""
    rows = Presence.objects.filter(
        session_id=session_id, patient_id=patient_id, replaced_by__isnull=True
    )
    return rows.order_by("void", "joined_at", "recorded_at")


def corrections_of(session_id: UUID) -> QuerySet[Presence]:
    """What was corrected in a session, the newest first. For members got through the viewer."""
    rows = Presence.objects.filter(session_id=session_id).exclude(reason="")
    return rows.order_by("-recorded_at")


def minutes_of(session: GroupSession) -> dict[UUID, int]:
    """Patient → minutes present in a session."""
    return minutes_of_each([session])[session.pk]


def minutes_of_each(sessions: Collection[GroupSession]) -> dict[UUID, dict[UUID, int]]:
    """Session → patient → minutes present. One query whatever the number of sessions."""
    rows = Presence.objects.filter(session__in=sessions, replaced_by__isnull=True, void=False)
    there: dict[tuple[UUID, UUID], list[Interval]] = defaultdict(list)
    for session_id, patient_id, joined, left in rows.values_list(
        "session_id", "patient_id", "joined_at", "left_at"
    ):
        there[session_id, patient_id].append((joined, left))
    found: dict[UUID, dict[UUID, int]] = {session.pk: {} for session in sessions}
    windows = {session.pk: (session.during.lower, session.during.upper) for session in sessions}
    for (session_id, patient_id), intervals in there.items():
        found[session_id][patient_id] = minutes_in(intervals, windows[session_id])
    return found


def last_present(patient_ids: Iterable[UUID], *, before: date) -> dict[UUID, date]:
    """Patient → the last day they were in any group before a day. For patients got through the viewer."""
    rows = Presence.objects.filter(
        patient_id__in=list(patient_ids),
        session__day__lt=before,
        replaced_by__isnull=True,
        void=False,
    )
    return dict(rows.values_list("patient_id").annotate(last=Max("session__day")))


def roll_of(session_id: UUID) -> RollCall | None:
    return RollCall.objects.filter(session_id=session_id).first()


def minutes_between_days(
    patient_ids: Iterable[UUID], first: date, last: date
) -> dict[UUID, dict[date, int]]:
    """Patient → day → minutes, for days from first to last inclusive. One query whatever the number of patients."""
    rows = Presence.objects.filter(
        patient_id__in=list(patient_ids),
        session__day__range=(first, last),
        replaced_by__isnull=True,
        void=False,
    ).values_list(
        "patient_id", "session__day", "session__during", "session_id", "joined_at", "left_at"
    )
    by_session: dict[tuple[UUID, UUID], tuple[date, Interval, list[Interval]]] = {}
    for patient_id, day, during, session_id, joined, left in rows:
        window = (during.lower, during.upper)
        entry = by_session.setdefault((patient_id, session_id), (day, window, []))
        entry[2].append((joined, left))
    result: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for (patient_id, _session), (day, window, intervals) in by_session.items():
        result[patient_id][day] += minutes_in(intervals, window)
    return result


def attendance_of(
    viewer: Viewer, patient_id: UUID, *, since: date, need: Permission = Permission.CHART_READ
) -> QuerySet[Presence]:
    """A patient's presence, newest first."""
    rows = Presence.objects.filter(
        patient_id=patient_id, session__day__gte=since, replaced_by__isnull=True, void=False
    )
    return visible(viewer, rows.select_related("session__group"), need=need).order_by("-joined_at")


@dataclass(frozen=True, slots=True)
class Sat:
    """A group someone was expected in, and how long they were there: 0 when they were not."""

    session_id: UUID
    day: date
    name: str
    length: int
    minutes: int


def sessions_of(patient_id: UUID, *, since: date) -> list[Sat]:
    """The groups with attendance taken that a patient belonged to, newest first. For a patient got through the viewer."""
    rolls = RollCall.objects.filter(
        expected__contains=[str(patient_id)],
        session__day__gte=since,
        session__cancelled_at__isnull=True,
    ).select_related("session__group")
    sessions = {roll.session_id: roll.session for roll in rolls}
    here: dict[UUID, list[Interval]] = defaultdict(list)
    for row in Presence.objects.filter(
        patient_id=patient_id, session__day__gte=since, replaced_by__isnull=True, void=False
    ).select_related("session__group"):
        if row.session is not None:  # the filter sees to it
            sessions[row.session.pk] = row.session
            here[row.session.pk].append((row.joined_at, row.left_at))
    newest = sorted(sessions.values(), key=lambda session: session.during.lower, reverse=True)
    return [
        Sat(
            s.pk,
            s.day,
            s.group.name,
            s.group.minutes,
            minutes_in(here[s.pk], (s.during.lower, s.during.upper)),
        )
        for s in newest
    ]
