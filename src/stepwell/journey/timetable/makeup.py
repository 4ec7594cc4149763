"""Make-up: what a patient may still attend this week to reach the minimum after missing something. Pure, and exact by trying."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from stepwell.foundation.errors import BadInput

from .problem import Patient, Problem, Slot, joins, read_problem
from .schema import EXAMPLE, SCHEMA
from .shape import hold

_ID = {"type": "string", "minLength": 1}
_PLACE = {
    "type": "object",
    "required": ["group", "slot"],
    "properties": {"group": _ID, "slot": _ID},
    "additionalProperties": False,
}
_PLACES = {"type": "array", "items": _PLACE, "default": []}

MAKEUP_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "stepwell timetable makeup",
    "description": (
        "A solved week, one patient, and which of their sessions were attended and missed. `over` lists slots that have "
        "passed; every session of the patient that is neither attended nor missed is still to come."
    ),
    "type": "object",
    "required": ["problem", "sessions", "patient", "missed"],
    "properties": {
        "problem": SCHEMA,
        "sessions": {"type": "array", "items": {"type": "object"}},
        "patient": _ID,
        "attended": _PLACES,
        "missed": _PLACES,
        "over": {"type": "array", "items": _ID, "default": []},
    },
    "additionalProperties": False,
    "examples": [
        {
            "problem": {**EXAMPLE, "fixed": []},
            "sessions": [
                {"group": "G1", "slot": "mon-09", "room": "R1", "leader": "T1", "members": ["P2"]},
                {"group": "G1", "slot": "wed-09", "room": "R1", "leader": "T1", "members": ["P1"]},
            ],
            "patient": "P2",
            "attended": [],
            "missed": [{"group": "G1", "slot": "mon-09"}],
            "over": ["mon-09", "mon-10"],
        }
    ],
}

MOST_SESSIONS = 4  # a longer make-up is no make-up; what it leaves is said
SHOWN = 10


@dataclass(frozen=True)
class Opening:
    group: str
    slot: Slot
    leader: str
    topic: str


def make_up(value: Any) -> dict[str, Any]:
    """`{short, options: [{sessions, minutes, same_topic, same_leader, extra_days}], unrestored, because}`, best option first.

    `short` is what the week lacks in minutes as things stand, `unrestored` what no choice of open sessions gives back.
    Raises `BadInput`.
    """
    hold(value, MAKEUP_SCHEMA)
    problem = read_problem(value["problem"])
    week = _Week(problem, value)
    short = max(0, week.patient.minutes - week.planned)
    if not short:
        return _answer(0, [], 0, "The week still holds the minutes ordered.")
    openings = week.openings()
    options = _smallest(week, openings, short)
    if options:
        return _answer(short, options[:SHOWN], 0, "")
    most = week.most(openings)
    because = (
        f"No open session fits {week.patient.id}: each is full, over, at a time taken, or in a mode or state that does not fit."
        if not openings
        else f"The open sessions give back {most} of {short} minutes within {week.patient.max_minutes_a_day} minutes a day."
    )
    return _answer(short, [], short - most, because)


def _answer(
    short: int, options: list[dict[str, Any]], unrestored: int, because: str
) -> dict[str, Any]:
    return {"short": short, "options": options, "unrestored": unrestored, "because": because}


class _Week:
    """The patient's week as it stands: what was attended and what is still to come."""

    def __init__(self, problem: Problem, value: dict[str, Any]) -> None:
        self.problem, self.sessions = problem, value["sessions"]
        if value["patient"] not in problem.patients:
            raise BadInput(f"there is no {value['patient']!r} in /patients.", place="/patient")
        self.patient: Patient = problem.patients[value["patient"]]
        self._check(value)
        self.missed = {(row["group"], row["slot"]) for row in value["missed"]}
        attended = {(row["group"], row["slot"]) for row in value.get("attended", [])}
        mine = {
            (row["group"], row["slot"])
            for row in self.sessions
            if self.patient.id in row["members"]
        }
        self.over = set(value.get("over", [])) | {slot for _, slot in self.missed | attended}
        self.kept = attended | {p for p in mine - self.missed if p[1] not in self.over}
        self.by_day: Counter[int] = Counter()
        for _, slot in self.kept:
            self.by_day[problem.slots[slot].day] += problem.slots[slot].minutes

    def _check(self, value: dict[str, Any]) -> None:
        for kind in ("sessions", "missed", "attended"):
            for index, row in enumerate(value.get(kind, [])):
                if row.get("group") not in self.problem.groups:
                    raise BadInput("names no group of the problem.", place=f"/{kind}/{index}/group")
                if row.get("slot") not in self.problem.slots:
                    raise BadInput("names no slot of the problem.", place=f"/{kind}/{index}/slot")
        for index, row in enumerate(value["sessions"]):
            if row.get("leader") not in self.problem.staff:
                raise BadInput("names nobody of the staff.", place=f"/sessions/{index}/leader")
            if not isinstance(row.get("members"), list):
                raise BadInput("must be a list.", place=f"/sessions/{index}/members")

    @property
    def planned(self) -> int:
        return sum(self.by_day.values())

    def openings(self) -> list[Opening]:
        """Sessions still to come, with a place left, that the patient may join and has time for."""
        taken = self.problem.spread(frozenset(slot for _, slot in self.kept))
        free = set(self.problem.free[self.patient.id]) - taken - self.over
        return [
            Opening(
                row["group"],
                self.problem.slots[row["slot"]],
                row["leader"],
                self.problem.groups[row["group"]].topic,
            )
            for row in self.sessions
            if row["slot"] in free and self._has_place(row)
        ]

    def _has_place(self, row: dict[str, Any]) -> bool:
        group = self.problem.groups[row["group"]]
        how = joins(self.patient, group)
        if not how or len(row["members"]) >= group.max_size:
            return False
        if how == "remote":
            return self.patient.state in self.problem.staff[row["leader"]].states
        room = self.problem.rooms.get(row.get("room") or "")
        seated = [self.problem.patients[m] for m in row["members"] if m in self.problem.patients]
        chairs = sum(joins(member, group) == "chair" for member in seated)
        return room is not None and chairs < room.capacity

    def fits(self, chosen: tuple[Opening, ...]) -> bool:
        """No two at once, and no day longer than the patient's longest."""
        days = Counter(self.by_day)
        for position, one in enumerate(chosen):
            days[one.slot.day] += one.slot.minutes
            if any(one.slot.overlaps(other.slot) for other in chosen[position + 1 :]):
                return False
        return all(minutes <= self.patient.max_minutes_a_day for minutes in days.values())

    def most(self, openings: list[Opening]) -> int:
        """The most minutes any choice of up to `MOST_SESSIONS` gives back."""
        return max(
            (
                sum(one.slot.minutes for one in chosen)
                for size in range(1, MOST_SESSIONS + 1)
                for chosen in combinations(openings, size)
                if self.fits(chosen)
            ),
            default=0,
        )


def _smallest(week: _Week, openings: list[Opening], short: int) -> list[dict[str, Any]]:
    """All choices of the fewest sessions that are enough: same topics first, then same leaders, then fewest extra days."""
    for size in range(1, MOST_SESSIONS + 1):
        found = [
            _option(week, chosen)
            for chosen in combinations(openings, size)
            if sum(one.slot.minutes for one in chosen) >= short and week.fits(chosen)
        ]
        if found:
            return sorted(
                found,
                key=lambda o: (-o["same_topic"], -o["same_leader"], o["extra_days"], o["minutes"]),
            )
    return []


def _option(week: _Week, chosen: tuple[Opening, ...]) -> dict[str, Any]:
    topics = Counter(week.problem.groups[group].topic for group, _ in week.missed)
    leaders = Counter(
        row["leader"] for row in week.sessions if (row["group"], row["slot"]) in week.missed
    )
    days = {one.slot.day for one in chosen} - set(week.by_day)
    return {
        "sessions": [
            {"group": one.group, "slot": one.slot.id, "leader": one.leader, "topic": one.topic}
            for one in chosen
        ],
        "minutes": sum(one.slot.minutes for one in chosen),
        "same_topic": sum((topics & Counter(one.topic for one in chosen)).values()),
        "same_leader": sum((leaders & Counter(one.leader for one in chosen)).values()),
        "extra_days": len(days),
    }
