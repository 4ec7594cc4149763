"""What the chart knows of each member on the day of a group, as sentences the note's writer may take over and change.

A constant number of queries, whatever the number of members.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min

from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.measures.queries import responses_of_all
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.queries import orders_between
from stepwell.chart.medications.terms import number
from stepwell.chart.plan.queries import goals_met_between
from stepwell.doors.kit.request import Request
from stepwell.foundation.clock import local_day, minutes_between
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.queries import last_present, standing
from stepwell.trust.people.models import Patient

SCORES = {"phq-9": "PHQ-9", "gad-7": "GAD-7"}
RECENT = timedelta(days=7)
AWAY = timedelta(days=7)  # a gap as long as this is worth a word
Facts = dict[UUID, list[str]]


def facts_of(
    request: Request, members: list[Patient], session: GroupSession, zone: str
) -> dict[UUID, list[str]]:
    """Patient → sentences, the most telling first. Nothing after the session's end is told."""
    ids = [member.pk for member in members]
    found: Facts = defaultdict(list)
    ends = session.during.upper
    for patient_id, sentence in (
        *_attendance(ids, session),
        *_scores(list(responses_of_all(request.viewer, ids, SCORES)), ends, zone),
        *_doses(list(orders_between(request.viewer, ids, session.day - RECENT, session.day))),
    ):
        found[patient_id].append(sentence)
    for goal in goals_met_between(request.viewer, ids, ends - RECENT, ends):
        found[goal.patient_id].append(f"Reached the goal “{goal.statement}”.")
    return found


def _attendance(ids: list[UUID], session: GroupSession) -> list[tuple[UUID, str]]:
    """First time here, back after a week, came late, left early."""
    last = last_present(ids, before=session.day)
    found = []
    for patient_id in ids:
        day = last.get(patient_id)
        if day is None:
            found.append((patient_id, "First group day here."))
        elif session.day - day >= AWAY:
            found.append((patient_id, f"First group day since {day:%B %-d}."))
    # Who went out and came back has several intervals: late is the first arrival, early the last leaving.
    rows = standing(session.pk).filter(patient_id__in=ids).order_by()
    spans = rows.values_list("patient_id").annotate(first=Min("joined_at"), last=Max("left_at"))
    for patient_id, joined, left in spans:
        late = minutes_between(session.during.lower, joined)
        early = minutes_between(left, session.during.upper)
        found += [(patient_id, f"Arrived {_minutes(late)} late.")] if late else []
        found += [(patient_id, f"Left {_minutes(early)} early.")] if early else []
    return found


def _minutes(count: int) -> str:
    return f"{count} minute" if count == 1 else f"{count} minutes"


def _scores(responses: list[MeasureResponse], ends: datetime, zone: str) -> list[tuple[UUID, str]]:
    """What the last answer changed, when it is not older than a week."""
    series: dict[tuple[UUID, str], list[MeasureResponse]] = defaultdict(list)
    for response in responses:
        if response.score is not None and response.answered_at <= ends:
            series[response.patient_id, response.instrument].append(response)
    found = []
    for (patient_id, instrument), answers in series.items():
        if len(answers) < 2 or answers[-1].answered_at < ends - RECENT:
            continue
        before, now = answers[-2], answers[-1]
        since = f"{local_day(before.answered_at, zone):%B %-d}"
        moved = f"from {before.score:.0f} to {now.score:.0f}"
        same = f"unchanged at {now.score:.0f}"
        words = moved if before.score != now.score else same
        found.append((patient_id, f"{SCORES[instrument]} {words} since {since}."))
    return found


def _doses(orders: list[MedicationOrder]) -> list[tuple[UUID, str]]:
    kinds = MedicationOrder.Kind
    found = []
    for order in orders:
        dose = f"{number(order.dose_mg)} mg"
        words = {
            kinds.START: f"Began {order.drug} {dose} this week.",
            kinds.STOP: f"Stopped {order.drug} this week.",
        }.get(kinds(order.kind), f"{order.drug} is {dose} since this week.")
        found.append((order.patient_id, words))
    return found
