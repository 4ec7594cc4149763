"""Medicines: begun at the evaluation, changed and stopped at visits, with the advice the screen would show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stepwell.chart.medications import actions
from stepwell.chart.medications.actions import Sig
from stepwell.chart.medications.advice import Advice, Allergy, Regimen, advise
from stepwell.chart.medications.formulary import Drug, drugs, find
from stepwell.chart.medications.rules import NEEDS_REASON
from stepwell.journey.calendar.actions import book, set_state
from stepwell.journey.calendar.models import Appointment

from .kinds import Course
from .people import SimPerson
from .world import World

OVERRIDE = (
    "Talked through with the patient; benefit outweighs the risk here, and we look again in a week."
)


@dataclass(frozen=True)
class _Turns:
    """What a person's course holds in one week of treatment."""

    week: int
    turns: tuple[Course, ...]


def begin(world: World, person: SimPerson) -> None:
    """At the evaluation: what starts at once."""
    person.course = tuple(turn for turn in person.kind.course if world.chance(turn.chance))
    for turn in person.course:
        if turn.week == 0:
            take(world, person, turn)


def go_on(world: World, person: SimPerson) -> None:
    """Once admitted: the first visit with the prescriber is booked."""
    weeks = sorted({turn.week for turn in person.course if turn.week})
    later = [_Turns(w, tuple(t for t in person.course if t.week == w)) for w in weeks]
    last = weeks[-1] if weeks else 0
    later += [_Turns(week, ()) for week in range(max(2, last + 3), person.total_weeks, 4)]
    _book_next(world, person, later)


def _book_next(world: World, person: SimPerson, later: list[_Turns]) -> None:
    if not later or person.gone:
        return
    assert person.patient and person.admitted_on and person.team
    following, rest = later[0], later[1:]
    day = person.admitted_on + timedelta(days=7 * following.week + world.rng.randint(-1, 2))
    _book(world, person, max(day, world.today + timedelta(days=1)), following, rest)


def _book(world: World, person: SimPerson, day: date, due: _Turns, rest: list[_Turns]) -> None:
    assert person.patient and person.team
    hour = 12 if person.weekdays and world.chance(0.7) else 9
    start = world.diaries[person.team.prescriber].take(world.local(day, hour))
    if start >= world.now + timedelta(days=170):
        return
    person.visit = book(
        kind=Appointment.Kind.MEDICATION,
        staff=world.account(person.team.prescriber),
        patient=person.patient,
        start=start,
        minutes=30,
        place="clinic",
        by=world.viewer(person.team.prescriber),
        at=world.now,
    )
    world.plan(start + timedelta(minutes=20), visited, person, due, rest)


def cancel_visit(world: World, person: SimPerson) -> None:
    """They leave: the visit that was booked is free for someone else."""
    if person.visit is not None and person.team is not None:
        by = world.viewer(person.team.prescriber)
        state = Appointment.State.CANCELLED
        set_state(appointment=person.visit, state=state, by=by, at=world.now)
        person.visit = None


def visited(world: World, person: SimPerson, due: _Turns, rest: list[_Turns]) -> None:
    visit, person.visit = person.visit, None
    if visit is None:
        return
    assert person.team
    by = world.viewer(person.team.prescriber)
    if not person.keen and world.chance(0.06):
        set_state(appointment=visit, state=Appointment.State.MISSED, by=by, at=world.now)
        _book(world, person, world.today + timedelta(days=2), due, rest)
        return
    set_state(appointment=visit, state=Appointment.State.KEPT, by=by, at=world.now)
    for turn in due.turns:
        take(world, person, turn)
    _book_next(world, person, rest)


def take(world: World, person: SimPerson, turn: Course) -> None:
    """One turn of the course: start, change or stop. A change of what was never begun is left out."""
    assert person.patient and person.team
    order, by = person.orders.get(turn.drug), world.viewer(person.team.prescriber)
    if turn.verb == "stop" and order:
        actions.stop_medication(order=order, reason=turn.why, on=world.today, by=by, at=world.now)
        del person.orders[turn.drug]
    elif turn.verb == "change" and order:
        person.orders[turn.drug] = actions.change_dose(
            order=order,
            controlled=_controlled(turn.drug),
            sig=_sig(turn),
            reason=turn.why,
            on=world.today,
            by=by,
            at=world.now,
            **_heeded(world, person, turn),
        )
    elif turn.verb == "start" and not order:
        drug = _drug(turn.drug)
        person.orders[turn.drug] = actions.start_medication(
            patient=person.patient,
            rxcui=drug.rxcui,
            drug=drug.name,
            controlled=_controlled(turn.drug),
            sig=_sig(turn),
            indication=turn.indication,
            reason=turn.why,
            on=world.today,
            by=by,
            at=world.now,
            **_heeded(world, person, turn),
        )


def _sig(turn: Course) -> Sig:
    return Sig(
        dose_mg=Decimal(str(turn.mg)),
        times_a_day=turn.times,
        timing=turn.timing,
        as_needed=turn.as_needed,
        route=turn.route,
    )


def _drug(name: str) -> Drug:
    return next(drug for drug in drugs() if drug.name == name)


def _controlled(name: str) -> bool:
    return bool(_drug(name).schedule)


def _heeded(world: World, person: SimPerson, turn: Course) -> dict[str, Any]:
    """The advice shown, and the prescriber's answer where it is serious."""
    advice = _advice(person, turn, world.now)
    serious = any(each.severity in NEEDS_REASON for each in advice)
    return {"advice": advice, "override_reason": (turn.override or OVERRIDE) if serious else ""}


def _advice(person: SimPerson, turn: Course, at: datetime) -> tuple[Advice, ...]:
    said = [find(text) for text in person.said]
    ordered = [_drug(name) for name in person.orders if name != turn.drug]
    return advise(
        Regimen(
            proposed=_drug(turn.drug),
            dose_mg_per_day=turn.mg * turn.times,
            current=(*ordered, *(drug for drug in said if drug)),
            allergies=tuple(Allergy(text=text) for text in person.allergies),
            age=(at.date() - person.birth).days // 365,
            conditions=tuple(code for code, _ in person.kind.conditions),
        )
    )
