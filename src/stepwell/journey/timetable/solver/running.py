"""One run of CP-SAT: parameters, hints, the answer as a draft."""

import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from .models import Plan
from .result import Draft, drafted


@dataclass(frozen=True)
class Effort:
    """How long and how hard: `ends` on the monotonic clock; one worker and time left to spare make a run repeatable."""

    ends: float
    seed: int
    workers: int

    @property
    def left(self) -> float:
        return max(0.0, self.ends - time.monotonic())


@dataclass(frozen=True)
class Run:
    draft: Draft | None
    bound: int
    infeasible: bool


def run(plan: Plan, effort: Effort, seconds: float, hint: Draft | None = None) -> Run:
    """Solve for at most `seconds`. The bound is CP-SAT's own, rounded up; it holds for this plan only."""
    if hint is not None:
        _hint(plan, hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, min(seconds, effort.left))
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = effort.workers
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    if effort.workers == 2:
        # Two workers alone would run the default search and one without a linear relaxation.
        solver.parameters.subsolvers.append("max_lp")
    status = solver.solve(plan.model)
    if status == cp_model.INFEASIBLE:
        return Run(None, 0, True)
    bound = max(0, int(-(-solver.best_objective_bound // 1)))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Run(None, bound, False)
    return Run(drafted(plan, solver.value), bound, False)


def _hint(plan: Plan, hint: Draft) -> None:
    model = plan.model
    for place, meets in plan.sessions.meets.items():
        model.add_hint(meets, place in hint.sessions)
    for (group, slot, leader), leads in plan.sessions.leads.items():
        held = hint.sessions.get((group, slot))
        model.add_hint(leads, held is not None and held[0] == leader)
    inside = {place: set(members) for place, (_, _, members) in hint.sessions.items()}
    for (patient, group, slot), seat in plan.seats.items():
        model.add_hint(seat, patient in inside.get((group, slot), ()))
    for (patient, slot), check in plan.presence.med.items() if hint.checks else ():
        model.add_hint(check, hint.checks.get(patient) == slot)
