"""From the solver's values to the contract's answer: rooms and times by name, and what moved."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..problem import Fixed, Problem
from .models import Plan

Value = Callable[[Any], int]


@dataclass
class Draft:
    """A whole week: `sessions` (group, slot) → (leader, kind of room or None, members); `checks` patient → slot."""

    sessions: dict[tuple[str, str], tuple[str, int | None, tuple[str, ...]]]
    checks: dict[str, str]
    cost: int
    short: list[tuple[str, str, int]] = field(default_factory=list)

    def places(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for group, slot in self.sessions:
            found[group].append(slot)
        return {group: tuple(slots) for group, slots in found.items()}


def drafted(plan: Plan, value: Value) -> Draft:
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (patient, group, slot), seat in plan.seats.items():
        if value(seat):
            members[group, slot].append(patient)
    held = {place for place, meets in plan.sessions.meets.items() if value(meets)}
    leaders = {(g, s): who for (g, s, who), v in plan.sessions.leads.items() if value(v)}
    kinds = {(g, s): kind for (g, s, kind), v in plan.sessions.room.items() if value(v)}
    short = [(what, who, value(v)) for what, who, v in plan.presence.short if value(v)]
    return Draft(
        {p: (leaders[p], kinds.get(p), tuple(sorted(members[p]))) for p in sorted(held)},
        {who: slot for (who, slot), v in plan.presence.med.items() if value(v)},
        value(plan.cost),
        short,
    )


def sessions_of(problem: Problem, plan: Plan, draft: Draft) -> list[dict[str, Any]]:
    """Sessions with a room each: the one it has today where that is free."""
    today = {(row.group, row.slot): row.room for row in problem.fixed}
    taken: set[tuple[str, str]] = set()
    rooms: dict[tuple[str, str], str] = {}
    for keep in (True, False):
        for (group, slot), (_, kind, _) in draft.sessions.items():
            if kind is None or (group, slot) in rooms:
                continue
            open_rooms = [r for r in plan.sessions.open_rooms(kind, slot) if (r, slot) not in taken]
            if keep:
                open_rooms = [room for room in open_rooms if room == today.get((group, slot))]
            if open_rooms:
                rooms[group, slot] = open_rooms[0]
                taken.add((open_rooms[0], slot))
    order = list(problem.slots)
    return sorted(
        (
            {
                "group": group,
                "slot": slot,
                "room": rooms.get((group, slot)),
                "leader": leader,
                "members": list(members),
            }
            for (group, slot), (leader, _, members) in draft.sessions.items()
        ),
        key=lambda row: (order.index(row["slot"]), row["group"]),
    )


def checks_of(problem: Problem, draft: Draft) -> list[dict[str, Any]]:
    """Med checks one after another from a slot's beginning, on multiples of five minutes where all fit so."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for patient, slot in sorted(draft.checks.items()):
        med = problem.patients[patient].med_check
        assert med is not None
        waiting[med.prescriber, slot].append(patient)
    rows = []
    for (prescriber, slot), patients in sorted(waiting.items()):
        lengths = [_length(problem, patient) for patient in patients]
        for step in (5, 1):
            starts = _starts(problem.slots[slot].start, lengths, step)
            if starts[-1] + lengths[-1] <= problem.slots[slot].end:
                break
        rows += [
            {
                "patient": patient,
                "prescriber": prescriber,
                "slot": slot,
                "start": f"{start // 60:02}:{start % 60:02}",
                "minutes": length,
            }
            for patient, start, length in zip(patients, starts, lengths, strict=True)
        ]
    return rows


def _length(problem: Problem, patient: str) -> int:
    med = problem.patients[patient].med_check
    return med.minutes if med else 0


def _starts(first: int, lengths: list[int], step: int) -> list[int]:
    starts, at = [], first
    for length in lengths:
        at = -(-at // step) * step
        starts.append(at)
        at += length
    return starts


def moved(problem: Problem, draft: Draft) -> list[dict[str, Any]]:
    """What no longer stands as it does in `fixed`, and why."""
    places = draft.places()
    rows: list[dict[str, Any]] = []
    standing = {(row.group, row.slot) for row in problem.fixed}
    for row in problem.fixed:
        if (row.group, row.slot) not in draft.sessions:
            new = [s for s in places.get(row.group, ()) if (row.group, s) not in standing]
            why = _why_session(problem, row)
            rows.append(_move(row, None, new[0] if new else None, why))
            continue
        inside = draft.sessions[row.group, row.slot][2]
        for member in row.members:
            if member not in inside:
                now = [
                    {"group": g, "slot": s}
                    for (g, s), (_, _, members) in draft.sessions.items()
                    if member in members and problem.slots[s].day == problem.slots[row.slot].day
                ]
                why = _why_member(problem, row, member)
                rows.append(_move(row, member, now[0] if now else None, why))
    return rows


def _move(row: Fixed, patient: str | None, to: Any, because: str) -> dict[str, Any]:
    start = row.slot if patient is None else {"group": row.group, "slot": row.slot}
    return {"group": row.group, "patient": patient, "from": start, "to": to, "because": because}


def _why_session(problem: Problem, row: Fixed) -> str:
    if row.slot in problem.away[row.leader]:
        return f"{row.leader} is not available in {row.slot}."
    if row.room and row.slot in problem.spread(problem.rooms[row.room].closed):
        return f"Room {row.room} is closed in {row.slot}."
    return f"{row.slot} is needed otherwise, so that everybody gets what they need."


def _why_member(problem: Problem, row: Fixed, member: str) -> str:
    patient = problem.patients[member]
    if row.slot in problem.spread(patient.busy):
        return f"{member} is busy in {row.slot}."
    if row.slot not in problem.free[member]:
        return f"{member} comes in the block {patient.block}, and {row.slot} is not in it."
    return f"{member}'s week fits better elsewhere."


def answer(
    problem: Problem, plan: Plan, draft: Draft, bound: int, seconds: float
) -> dict[str, Any]:
    bound = max(0, min(bound, draft.cost))
    return {
        "status": "optimal" if bound == draft.cost else "feasible",
        "objective": draft.cost,
        "bound": bound,
        "gap": round((draft.cost - bound) / max(1, draft.cost), 6),
        "seconds": round(seconds, 2),
        "sessions": sessions_of(problem, plan, draft),
        "med_checks": checks_of(problem, draft),
        "moved": moved(problem, draft),
        "conflicts": [],
    }
