"""Why there is no timetable, in plain words: by counting where that is enough, else by the least that must be given up."""

from collections import defaultdict
from collections.abc import Iterator

from ..problem import Group, Patient, Problem, joins
from .result import Draft
from .variables import candidates

Conflict = dict[str, str]


def _conflict(constraint: str, who: str, sentence: str) -> Conflict:
    return {"constraint": constraint, "who": who, "sentence": sentence}


def counted(problem: Problem) -> list[Conflict]:
    """Each of these alone makes a timetable impossible."""
    found = [c for group in problem.groups.values() for c in _group(problem, group)]
    for patient in problem.patients.values():
        found += _patient(problem, patient)
    return found + list(_together(problem))


def _group(problem: Problem, group: Group) -> Iterator[Conflict]:
    able = problem.may_lead[group.id]
    if not able:
        wants = (
            f"a leader with the credential {group.credential}" if group.credential else "a leader"
        )
        yield _conflict(
            "credential" if group.leaders else "leaders",
            group.id,
            f"Group {group.id} needs {wants}; nobody on its list is one.",
        )
        return
    slots = candidates(problem)[group.id]
    if len(slots) < group.times:
        yield _conflict(
            "slots",
            group.id,
            f"Group {group.id} meets {group.times} times a week, and only {len(slots)} slots have a leader and a room for it.",
        )
    could = sum(bool(joins(patient, group)) for patient in problem.patients.values())
    if could < group.min_size:
        yield _conflict(
            "min_size",
            group.id,
            f"Group {group.id} needs {group.min_size} members, and only {could} patients can join its mode.",
        )


def _patient(problem: Problem, patient: Patient) -> Iterator[Conflict]:
    name = patient.id
    days: dict[int, int] = defaultdict(int)
    for slot in problem.free[name]:
        days[problem.slots[slot].day] += problem.slots[slot].minutes
    best = sorted((min(patient.max_minutes_a_day, m) for m in days.values()), reverse=True)
    when = "in the week" if patient.block == "any" else f"in the block {patient.block}"
    if len(best) < patient.days:
        yield _conflict(
            "days", name, f"{name} needs {patient.days} days {when}, and is free on {len(best)}."
        )
    offered = sum(best[: patient.days])
    if offered < patient.minutes:
        yield _conflict(
            "minutes",
            name,
            f"{name} needs {patient.minutes} minutes {when}, and only {offered} are offered on {patient.days} days.",
        )
    for topic, least in patient.topics:
        held = sum(
            group.times
            for group in problem.groups.values()
            if group.topic == topic and joins(patient, group)
        )
        if held < least:
            yield _conflict(
                f"topic {topic}",
                name,
                f"{name} needs {topic} {least} times a week, and it is held {held} times in a mode {name} can join.",
            )
    yield from _med_check(problem, patient)


def _med_check(problem: Problem, patient: Patient) -> Iterator[Conflict]:
    if patient.med_check is None:
        return
    wanted = patient.med_check
    never = problem.spread(patient.busy) | problem.away[wanted.prescriber]
    if not any(s.id not in never and s.minutes >= wanted.minutes for s in problem.slots.values()):
        yield _conflict(
            "med_check",
            patient.id,
            f"{patient.id} and {wanted.prescriber} are never free together for {wanted.minutes} minutes.",
        )


def _together(problem: Problem) -> Iterator[Conflict]:
    wanted: dict[str, int] = defaultdict(int)
    for patient in problem.patients.values():
        if patient.med_check:
            wanted[patient.med_check.prescriber] += patient.med_check.minutes
    for name, minutes in wanted.items():
        free = sum(s.minutes for s in problem.slots.values() if s.id not in problem.away[name])
        if free < minutes:
            yield _conflict(
                "med_check",
                name,
                f"{name} has {minutes} minutes of med checks, and is there for {free} minutes.",
            )
    rooms = sum(len(problem.slots) - len(problem.closed[room]) for room in problem.rooms)
    needed = sum(g.times for g in problem.groups.values() if g.mode != "telehealth")
    if rooms < needed:
        yield _conflict(
            "rooms",
            "rooms",
            f"{needed} sessions a week need a room, and rooms are open for {rooms}.",
        )


SENTENCES = {
    "minutes": "{who} can get {had} of the {asked} minutes a week they need.",
    "days": "{who} can come on {had} of the {asked} days they need.",
    "med_check": "{who} finds no time for the med check.",
    "min_size": "Group {who} lacks {short} members in the week to reach its least size.",
}


def from_shortage(problem: Problem, draft: Draft | None) -> list[Conflict]:
    """What the nearest plan gives up. Without one, the rules clash before anybody is seated."""
    if draft is None:
        sentence = "Leaders, rooms and slots cannot be brought together, whoever attends."
        return [_conflict("sessions", "groups", sentence)]
    return [_given_up(problem, *row) for row in draft.short]


def _given_up(problem: Problem, constraint: str, who: str, short: int) -> Conflict:
    asked = 0
    patient = problem.patients.get(who) if constraint != "min_size" else None
    if patient is not None:
        asked = {"minutes": patient.minutes, "days": patient.days}.get(constraint, 0)
    if constraint.startswith("topic "):
        sentence = f"{who} gets {constraint[6:]} {short} times less than needed."
    else:
        sentence = SENTENCES[constraint].format(
            who=who, short=short, asked=asked, had=asked - short
        )
    return _conflict(constraint, who, sentence)
