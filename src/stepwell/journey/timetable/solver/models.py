"""`Plan`: the problem itself as a CP-SAT model, in the slots it is allowed, with the contract's objective."""

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from ..problem import Fixed, Patient, Problem, joins
from .variables import Candidates, Presence, Sessions

MOVE, KEEP, THIN, IDLE = 1000, 100, 10, 1  # the contract's weights
SHORT = 20_000  # what one unit of a rule given up weighs in a soft plan


class Plan:
    """A seat for each patient in each session they could join, and the contract's objective over them."""

    def __init__(
        self,
        problem: Problem,
        allowed: Candidates,
        *,
        soft: bool = False,
        med_anywhere: bool = True,
    ) -> None:
        self.problem, self.allowed = problem, allowed
        self.model = cp_model.CpModel()
        self.sessions = Sessions(self.model, problem, allowed)
        self.presence = Presence(self.sessions, soft=soft, med_anywhere=med_anywhere)
        self.moves: list[Any] = []
        self.broken: list[Any] = []
        self.thin: list[Any] = []
        self._seats()
        for row in problem.fixed:
            self._row(row)
        self._keep()
        self.cost = (
            MOVE * sum(self.moves)
            + KEEP * sum(self.broken)
            + THIN * sum(self.thin)
            + IDLE * sum(self.presence.idle)
        )
        short = [amount for _, _, amount in self.presence.short]
        self.model.minimize(self.cost + SHORT * sum(short))

    def _seats(self) -> None:
        self.seats: dict[tuple[str, str, str], Any] = {}
        members: dict[tuple[str, str], list[str]] = defaultdict(list)
        for patient in self.problem.patients.values():
            self._patient(patient, members)
        for group, slot in self.sessions.meets:
            inside = members[group, slot]
            self._sized(group, slot, sum(self.seats[p, group, slot] for p in inside))
            chairs = [
                self.seats[p, group, slot]
                for p in inside
                if joins(self.problem.patients[p], self.problem.groups[group]) == "chair"
            ]
            if chairs and min(size for size, _ in self.sessions.kinds) < len(chairs):
                self.model.add(sum(chairs) <= self.sessions.chairs(group, slot))

    def _patient(self, patient: Patient, members: Any) -> None:
        by_topic: dict[str, list[Any]] = defaultdict(list)
        by_slot: dict[str, list[Any]] = defaultdict(list)
        free = set(self.problem.free[patient.id])
        for group in self.problem.groups.values():
            how = joins(patient, group)
            for slot in self.allowed[group.id] if how else ():
                if slot not in free:
                    continue
                able = [self.sessions.meets[group.id, slot]]
                if how == "remote":
                    able = self.sessions.led_with(group.id, slot, patient.state)
                if not able:
                    continue
                seat = self.model.new_bool_var("")
                self.model.add_bool_or([*able, seat.negated()])
                self.seats[patient.id, group.id, slot] = seat
                by_topic[group.topic].append(seat)
                by_slot[slot].append(seat)
                members[group.id, slot].append(patient.id)
        for slot in free:
            if (patient.id, slot) in self.presence.here:
                self.model.add(sum(by_slot[slot]) == self.presence.here[patient.id, slot])
        for topic, least in patient.topics:
            missing = self.presence.missing(f"topic {topic}", patient.id, least)
            self.model.add(sum(by_topic[topic]) + missing >= least)

    def seat(self, patient: str, group: str, slot: str) -> Any:
        """Something that is 1 when the patient is in the session; None when never."""
        return self.seats.get((patient, group, slot))

    def _sized(self, group: str, slot: str, members: Any) -> None:
        asked, meets = self.problem.groups[group], self.sessions.meets[group, slot]
        least = asked.min_size
        missing = self.presence.missing("min_size", group, least)
        self.model.add(members + missing >= least * meets)
        self.model.add(members <= asked.max_size * meets)
        if asked.thin_below > least or self.presence.soft:
            thin = self.model.new_bool_var("")
            self.thin.append(thin)
            self.model.add(members >= asked.thin_below * (meets - thin))

    def _row(self, row: Fixed) -> None:
        meets = self.sessions.meets.get((row.group, row.slot))
        if meets is None:
            self.moves.append(1)
            return
        self.moves.append(1 - meets)
        for member in row.members:
            seat = self.seat(member, row.group, row.slot)
            if seat is None:
                self.moves.append(meets)
            else:
                moved = self.model.new_bool_var("")
                self.model.add_bool_or([meets.negated(), seat, moved])
                self.moves.append(moved)

    def _keep(self) -> None:
        for patient in self.problem.patients.values():
            for group in patient.keep:
                seats = [self.seat(patient.id, group, slot) for slot in self.allowed[group]]
                some = [seat for seat in seats if seat is not None]
                broken = self.model.new_bool_var("")
                self.model.add_bool_or([*some, broken])
                self.broken.append(broken)
