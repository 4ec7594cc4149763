"""Where sessions stand, and who is present when. Every rule of the contract but seats is here."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ortools.sat.python import cp_model

from ..problem import Group, Patient, Problem

Candidates = dict[str, tuple[str, ...]]
"""group → slots it may meet in"""


def candidates(problem: Problem) -> Candidates:
    """Slots in which somebody may lead the group and, unless it is by telehealth, some room is open."""
    open_slots = {
        slot
        for slot in problem.slots
        if any(slot not in problem.closed[room] for room in problem.rooms)
    }
    return {
        group.id: tuple(
            slot
            for slot in problem.slots
            if (group.mode == "telehealth" or slot in open_slots)
            and any(slot not in problem.away[leader] for leader in problem.may_lead[group.id])
        )
        for group in problem.groups.values()
    }


def moments(problem: Problem) -> list[tuple[str, ...]]:
    """For each slot those that run when it begins. What is single is single in each of these."""
    return [
        tuple(other for other in problem.overlapping[s.id] if problem.slots[other].start <= s.start)
        for s in problem.slots.values()
    ]


class Sessions:
    """Where each group meets, who leads it and in what kind of room. Rooms of one capacity are one kind."""

    def __init__(self, model: cp_model.CpModel, problem: Problem, allowed: Candidates) -> None:
        self.model, self.problem, self.allowed = model, problem, allowed
        self.meets: dict[tuple[str, str], Any] = {}
        self.leads: dict[tuple[str, str, str], Any] = {}
        self.room: dict[tuple[str, str, int], Any] = {}
        self.moments = moments(problem)
        self._kinds()
        for group in problem.groups.values():
            self._group(group)
        self._leaders()
        self._rooms()

    def _kinds(self) -> None:
        top = max((g.max_size for g in self.problem.groups.values()), default=0)
        kinds: dict[Any, list[str]] = defaultdict(list)
        for room in self.problem.rooms.values():
            size = min(room.capacity, top)
            kinds[(size, room.id) if self.problem.layered else (size,)].append(room.id)
        self.kinds = [(key[0], tuple(rooms)) for key, rooms in sorted(kinds.items())]

    def open_rooms(self, kind: int, slot: str) -> list[str]:
        rooms = self.kinds[kind][1]
        return [room for room in rooms if slot not in self.problem.closed[room]]

    def _group(self, group: Group) -> None:
        for slot in self.allowed[group.id]:
            meets = self.model.new_bool_var("")
            self.meets[group.id, slot] = meets
            able = [
                leader
                for leader in self.problem.may_lead[group.id]
                if slot not in self.problem.away[leader]
            ]
            for leader in able:
                self.leads[group.id, slot, leader] = self.model.new_bool_var("")
            self.model.add(sum(self.leads[group.id, slot, leader] for leader in able) == meets)
            if group.mode != "telehealth":
                self._group_room(group, slot, meets)
        held = [self.meets[group.id, slot] for slot in self.allowed[group.id]]
        self.model.add(sum(held) == group.times)
        for moment in self.moments:
            self._at_most_one(self.meets.get((group.id, slot)) for slot in moment)

    def _group_room(self, group: Group, slot: str, meets: Any) -> None:
        used = []
        for kind in range(len(self.kinds)):
            if self.open_rooms(kind, slot):
                self.room[group.id, slot, kind] = self.model.new_bool_var("")
                used.append(self.room[group.id, slot, kind])
        self.model.add(sum(used) == meets)

    def _at_most_one(self, variables: Iterable[Any]) -> None:
        some = [variable for variable in variables if variable is not None]
        if len(some) > 1:
            self.model.add_at_most_one(some)

    def _leaders(self) -> None:
        by_place: dict[tuple[str, str], list[Any]] = defaultdict(list)
        load: dict[str, list[Any]] = defaultdict(list)
        for (_, slot, leader), leads in self.leads.items():
            by_place[leader, slot].append(leads)
            load[leader].append(leads * self.problem.slots[slot].minutes)
        self.by_place = by_place
        for leader, terms in load.items():
            self.model.add(sum(terms) <= self.problem.staff[leader].max_minutes)
            for moment in self.moments:
                self._at_most_one(v for slot in moment for v in by_place.get((leader, slot), []))

    def _rooms(self) -> None:
        taken: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for (_, slot, kind), used in self.room.items():
            taken[kind, slot].append(used)
        for kind in range(len(self.kinds)):
            for moment in self.moments:
                terms = [v for slot in moment for v in taken.get((kind, slot), [])]
                free = max(len(self.open_rooms(kind, slot)) for slot in moment)
                if len(terms) > free:
                    self.model.add(sum(terms) <= free)

    def chairs(self, group: str, slot: str) -> Any:
        """Capacity of the room this session has."""
        return sum(
            self.kinds[kind][0] * self.room[group, slot, kind]
            for kind in range(len(self.kinds))
            if (group, slot, kind) in self.room
        )

    def led_with(self, group: str, slot: str, state: str | None) -> list[Any]:
        """Variables of leaders who hold the state."""
        return [
            self.leads[group, slot, leader]
            for leader in self.problem.may_lead[group]
            if (group, slot, leader) in self.leads and state in self.problem.staff[leader].states
        ]


class Presence:
    """When each patient is there, and when they see their prescriber. `short` holds what is missing when `soft`."""

    def __init__(self, sessions: Sessions, *, soft: bool, med_anywhere: bool) -> None:
        self.sessions, self.model, self.problem = sessions, sessions.model, sessions.problem
        self.soft, self.med_anywhere = soft, med_anywhere
        self.here: dict[tuple[str, str], Any] = {}
        self.med: dict[tuple[str, str], Any] = {}
        self.idle: list[Any] = []
        self.short: list[tuple[str, str, Any]] = []  # (constraint, who, how much)
        offered = {slot for slots in sessions.allowed.values() for slot in slots}
        for patient in self.problem.patients.values():
            self._week(patient, offered)
            self._med_check(patient)
        for patient in self.problem.patients.values():
            self._idle(patient)
        self._prescribers()

    def missing(self, constraint: str, who: str, most: int) -> Any:
        """How much of a rule is given up: 0 unless soft."""
        if not self.soft or most <= 0:
            return 0
        short = self.model.new_int_var(0, most, "")
        self.short.append((constraint, who, short))
        return short

    def _week(self, patient: Patient, offered: set[str]) -> None:
        days: dict[int, list[str]] = defaultdict(list)
        for slot in self.problem.free[patient.id]:
            if slot in offered:
                self.here[patient.id, slot] = self.model.new_bool_var("")
                days[self.problem.slots[slot].day].append(slot)
        minutes: list[Any] = []
        present = []
        for slots in days.values():
            day = self.model.new_bool_var("")
            there = [self.here[patient.id, slot] for slot in slots]
            self.model.add_max_equality(day, there)
            present.append(day)
            spent = [self.here[patient.id, s] * self.problem.slots[s].minutes for s in slots]
            self.model.add(sum(spent) <= patient.max_minutes_a_day)
            minutes += spent
        missing = self.missing("days", patient.id, patient.days)
        self.model.add(sum(present) + missing == patient.days)
        missing = self.missing("minutes", patient.id, patient.minutes)
        self.model.add(sum(minutes) + missing >= patient.minutes)
        for moment in self.sessions.moments if self.problem.layered else []:
            there = [self.here[patient.id, s] for s in moment if (patient.id, s) in self.here]
            if len(there) > 1:
                self.model.add_at_most_one(there)

    def _med_slots(self, patient: Patient) -> list[str]:
        assert patient.med_check is not None
        wanted = patient.med_check
        not_then = self.problem.spread(patient.busy) | self.problem.away[wanted.prescriber]
        able = [
            slot.id
            for slot in self.problem.slots.values()
            if slot.id not in not_then and slot.minutes >= wanted.minutes
        ]
        own = [s for s in able if patient.block in ("any", self.problem.slots[s].block)]
        return able if self.med_anywhere or not own else own

    def _med_check(self, patient: Patient) -> None:
        if patient.med_check is None:
            return
        for slot in self._med_slots(patient):
            self.med[patient.id, slot] = self.model.new_bool_var("")
            for other in self.problem.overlapping[slot]:
                if (patient.id, other) in self.here:
                    self.model.add_at_most_one(
                        [self.med[patient.id, slot], self.here[patient.id, other]]
                    )
        checks = [self.med[patient.id, slot] for slot in self._med_slots(patient)]
        missing = self.missing("med_check", patient.id, 1)
        self.model.add(sum(checks) + missing == 1)

    def _idle(self, patient: Patient) -> None:
        mine = [
            self.problem.slots[s]
            for s in self.problem.free[patient.id]
            if (patient.id, s) in self.here
        ]
        for middle in self.problem.slots.values():
            before = [s for s in mine if s.day == middle.day and s.end <= middle.start]
            after = [s for s in mine if s.day == middle.day and s.start >= middle.end]
            if not before or not after:
                continue
            idle = self.model.new_bool_var("")
            self.idle.append(idle)
            filled = [
                v
                for v in (
                    self.here.get((patient.id, middle.id)),
                    self.med.get((patient.id, middle.id)),
                )
                if v is not None
            ]
            for one in before:
                for two in after:
                    ends = [self.here[patient.id, one.id].negated()]
                    ends.append(self.here[patient.id, two.id].negated())
                    self.model.add_bool_or([*ends, *filled, idle])

    def _prescribers(self) -> None:
        seen: dict[tuple[str, str], list[tuple[Any, int]]] = defaultdict(list)
        for (who, slot), check in self.med.items():
            wanted = self.problem.patients[who].med_check
            assert wanted is not None
            seen[wanted.prescriber, slot].append((check, wanted.minutes))
        for (prescriber, slot), checks in seen.items():
            minutes = self.problem.slots[slot].minutes
            busy = [
                v
                for other in self.problem.overlapping[slot]
                for v in self.sessions.by_place.get((prescriber, other), [])
            ]
            self.model.add(
                sum(v * length for v, length in checks) <= minutes * (1 - sum(busy))
                if len(busy) == 1
                else sum(v * length for v, length in checks) <= minutes
            )
            self._one_at_a_time(prescriber, slot, checks, busy, seen)

    def _one_at_a_time(
        self, prescriber: str, slot: str, checks: list[Any], busy: list[Any], seen: Any
    ) -> None:
        """No check while leading, nor in two slots that overlap."""
        others = [
            check
            for other in self.problem.overlapping[slot]
            if other > slot
            for check, _ in seen.get((prescriber, other), [])
        ]
        for check, _ in checks:
            for one in [*busy, *others]:
                self.model.add_at_most_one([check, one])
