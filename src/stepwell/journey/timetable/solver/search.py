"""The way to an answer: what stands today first, then the whole problem, then better and better parts of it."""

import time
from collections import defaultdict
from random import Random
from typing import Any

from ..problem import Problem
from .explain import counted, from_shortage
from .models import Plan
from .result import Draft, answer
from .running import Effort, run
from .variables import Candidates, candidates

GAP = 0.02
AROUND = 6  # groups set free at once when improving


def solve(
    problem: Problem, *, seconds: float = 60, seed: int = 0, workers: int = 2
) -> dict[str, Any]:
    """The contract's solution. `status` is "unknown" when time ran out before anything was found or ruled out."""
    began = time.monotonic()
    effort = Effort(began + seconds, seed, workers)
    conflicts = counted(problem)
    if conflicts:
        return _no(conflicts, began)
    found = Search(problem, effort).go()
    if found.infeasible:
        return _no(_explained(problem, effort, found.best), began)
    if found.best is None or found.best.short:
        return {
            **_no(from_shortage(problem, found.best), began),
            "status": "unknown",
        }
    shown = Plan(problem, found.best.places())
    return answer(problem, shown, found.best, found.bound, time.monotonic() - began)


def _explained(problem: Problem, effort: Effort, best: Draft | None) -> list[dict[str, str]]:
    """Proven impossible; the least that must be given up says why."""
    if best is None or not best.short:
        soft = Plan(problem, candidates(problem), soft=True)
        best = run(soft, Effort(time.monotonic() + 10, effort.seed, effort.workers), 10).draft
    return from_shortage(problem, best)


def _no(conflicts: list[dict[str, str]], began: float) -> dict[str, Any]:
    return {
        "status": "infeasible",
        "objective": None,
        "bound": None,
        "gap": None,
        "seconds": round(time.monotonic() - began, 2),
        "sessions": [],
        "med_checks": [],
        "moved": [],
        "conflicts": conflicts,
    }


class Search:
    """Keeps the best draft and the best bound proven for the whole problem."""

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.allowed = candidates(problem)
        self.best: Draft | None = None
        self.bound = least_moves(problem, self.allowed)
        self.infeasible = False
        self.anywhere = False

    @property
    def done(self) -> bool:
        if self.infeasible or self.best is None or self.best.short:
            return self.infeasible
        return self.best.cost - self.bound <= GAP * max(1, self.best.cost)

    def go(self) -> "Search":
        if self.problem.fixed:
            self._try(self._as_fixed(), self.effort.left * 0.7, standing(self.problem))
        if not self.done:
            self._whole()
        random = Random(self.effort.seed)  # noqa: S311
        while not self.done and self.best is not None and self.effort.left > 0.5:
            self._try(self._around(random), max(2.0, self.effort.left / 8))
        return self

    def _whole(self) -> None:
        """The problem itself: its bound is everybody's bound, and its no is a no."""
        small = sum(map(len, self.allowed.values())) * len(self.problem.patients) < 40_000
        share = self.effort.left * (0.9 if small else 0.5)
        for self.anywhere in (False, True):
            plan = Plan(self.problem, self.allowed, soft=not small, med_anywhere=self.anywhere)
            found = run(plan, self.effort, share, self.best)
            self.infeasible = found.infeasible
            if not found.infeasible:
                break
        if not self.infeasible:
            self.bound = max(self.bound, found.bound)
            self._take(found.draft)

    def _try(self, allowed: Candidates, seconds: float, hint: Draft | None = None) -> None:
        plan = Plan(self.problem, allowed, soft=True, med_anywhere=self.anywhere)
        self._take(run(plan, self.effort, seconds, hint or self.best).draft)

    def _take(self, draft: Draft | None) -> None:
        if draft is not None and (self.best is None or _worth(draft) < _worth(self.best)):
            self.best = draft

    def _as_fixed(self) -> Candidates:
        """Each group in the slots it has now, where that is still possible; any slot for the others."""
        now: dict[str, list[str]] = defaultdict(list)
        for row in self.problem.fixed:
            if row.slot in self.allowed[row.group]:
                now[row.group].append(row.slot)
        return {
            group.id: tuple(now[group.id])
            if len(now[group.id]) == group.times
            else self.allowed[group.id]
            for group in self.problem.groups.values()
        }

    def _around(self, random: Random) -> Candidates:
        """Today's places, but a handful of groups may meet anywhere; those that fall short come first."""
        assert self.best is not None
        places = self.best.places()
        groups = list(self.problem.groups)
        random.shuffle(groups)
        short = {who for _, who, _ in self.best.short}
        thin = {
            g
            for (g, _), (_, _, members) in self.best.sessions.items()
            if len(members) < self.problem.groups[g].thin_below
        }
        if random.random() < 0.5:
            groups.sort(key=lambda group: (group not in short, group not in thin))
        free = set(groups[:AROUND])
        return {g: self.allowed[g] if g in free else places.get(g, ()) for g in groups}


def standing(problem: Problem) -> Draft:
    """What stands today, as a hint: it may break rules by now."""
    rows = problem.fixed
    return Draft({(r.group, r.slot): (r.leader, None, r.members) for r in rows}, {}, 0)


def _worth(draft: Draft) -> tuple[int, int]:
    return sum(amount for _, _, amount in draft.short), draft.cost


def least_moves(problem: Problem, allowed: Candidates) -> int:
    """What must move whatever is done, in the objective's units: each row nobody can hold any more, or not with all its
    members, counts at least one move, and no move counts for two rows."""
    rows = 0
    for row in problem.fixed:
        gone = row.slot not in allowed[row.group]
        lost = any(row.slot not in problem.free[member] for member in row.members)
        rows += gone or lost
    return 1000 * rows
