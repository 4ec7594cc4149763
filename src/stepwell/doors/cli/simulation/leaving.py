"""From one level to the next, and out: step-downs, aftercare plans, closures, and who comes after."""

from datetime import timedelta

from stepwell.chart.episodes.actions import close_episode
from stepwell.chart.episodes.terms import CloseReason
from stepwell.chart.plan.actions import end_goal
from stepwell.journey.admission.actions import leave_seat
from stepwell.journey.admission.queries import seat_on
from stepwell.journey.aftercare import actions as aftercare
from stepwell.journey.stepdown.actions import step
from stepwell.trust.access.actions import join_care_team, leave_care_team
from stepwell.trust.access.queries import care_team
from stepwell.trust.people.roles import Role

from .kinds import words
from .people import SimPerson
from .prescribing import cancel_visit
from .schedule import choose_weekdays, next_day
from .world import Seats, World, workday

DOWN = {"PHP": "IOP", "IOP": "OP"}
LEAD = timedelta(days=9)  # from a first call to admission, more or less


def foresee(world: World, person: SimPerson) -> None:
    """At admission the simulation knows how long they stay; the next in line calls in time."""
    days = 7 * person.total_weeks
    if person.leaves_early is not None and not person.keen:
        days = max(5, int(days * person.leaves_early))
        fades = world.today + timedelta(days=max(2, days - 10))
        world.plan(world.local(fades, 6), fade, person)
    leaves = workday(world.today + timedelta(days=days))
    if world.last_workday(2) <= leaves <= world.until:
        leaves = workday(world.until + timedelta(days=1))  # nobody hands over in the last days
    if person.keen:
        leaves = max(leaves, world.until + timedelta(days=7))
    person.discharge_on = leaves
    evening = person.seats is not None and person.seats.track.block == "evening"
    world.plan(world.local(leaves, 21 if evening else 16) + world.minutes(0, 45), discharge, person)
    _plan_step(world, person)
    if person.slot is not None:
        world.plan(world.local(leaves, 9) - LEAD, replace, person)


def fade(world: World, person: SimPerson) -> None:
    person.fading = True


def replace(world: World, person: SimPerson) -> None:
    """Someone new calls for the place that will be free."""
    slot, person.slot = person.slot, None
    if slot is not None:
        world.vacancy(slot)


# -- from level to level ---------------------------------------------------------------------------


def _plan_step(world: World, person: SimPerson) -> None:
    """The next step down, at the end of this level's weeks; not in the last days before leaving."""
    if person.level not in DOWN:
        return
    day = workday(world.today + timedelta(days=7 * person.weeks[person.level]))
    if person.discharge_on and day < person.discharge_on - timedelta(days=6):
        world.plan(world.local(day, 8) + world.minutes(0, 30), step_down, person, 0)


def step_down(world: World, person: SimPerson, waited: int) -> None:
    if person.gone or person.seats is None or person.episode is None:
        return
    new = world.find_seats(DOWN[person.level], near=person.seats)
    if new is None or world.today.weekday() > 4:
        world.plan_in(60 * 24, step_down, person, waited + 1)
        return
    _change(world, person, new, world.rng.choice(words()["step"]["down"]))
    if person.level == "OP":
        day = world.today + timedelta(days=world.rng.randint(3, 10))
        world.plan(world.local(workday(day), 13) + world.minutes(0, 150), draft_plan, person)


def _change(world: World, person: SimPerson, new: Seats, reason: str) -> None:
    assert person.seats and person.episode
    old, person.weekdays = person.seats, choose_weekdays(world, new)
    by = world.viewer(old.therapist)
    step(
        episode=person.episode,
        track=new.track,
        weekdays=list(person.weekdays),
        on=world.today,
        reason=reason,
        by=by,
        at=world.now,
    )
    old.members.remove(person)
    new.members.append(person)
    person.seats, person.level = new, new.track.level
    person.first_day = next_day(world.today, person.weekdays)
    _plan_step(world, person)
    if new.therapist != old.therapist:
        world.plan_in(60 * 24 * 7, hand_over, person, old.therapist)


def hand_over(world: World, person: SimPerson, therapist: str) -> None:
    """A week after the change of track the earlier therapist leaves the care team."""
    if person.seats is None or person.seats.therapist == therapist:
        return
    account = world.account(therapist)
    for member in care_team(person.patient_id).filter(account=account):
        leave_care_team(
            member=member,
            by=world.viewer(therapist),
            at=world.now,
            reason=f"Handed over to {world.account(person.seats.therapist).person.full_name}.",
        )


# -- out -------------------------------------------------------------------------------------------


def draft_plan(world: World, person: SimPerson) -> None:
    """The alumni coordinator joins and writes the aftercare plan with the person."""
    if person.gone or person.patient is None or person.seats is None or person.episode is None:
        return
    join_care_team(
        patient=person.patient,
        account_id=world.account("alumni").pk,
        role=Role.ALUMNI_COORDINATOR,
        by=world.viewer(person.seats.therapist),
        at=world.now,
    )
    said = words()["aftercare"]
    pick = world.rng.sample
    plan = aftercare.save_plan(
        episode=person.episode,
        words={
            "appointments": "\n".join(pick(said["appointments"], 2)),
            "warning_signs": "\n".join(pick(said["warning_signs"], 2)),
            "coping": "\n".join(pick(said["coping"], 2)),
            "supports": "\n".join(pick(said["supports"], 2)),
            "reasons_to_call": said["reasons_to_call"],
        },
        revision=0,
        by=world.viewer("alumni"),
        at=world.now,
    )
    person.plan, person.planned = plan, True
    day = workday(world.today + timedelta(days=world.rng.randint(1, 12)))
    world.plan(world.local(day, 14) + world.minutes(0, 120), sign_plan, person)


def sign_plan(world: World, person: SimPerson) -> None:
    if person.plan is not None:
        aftercare.sign_plan(plan=person.plan, by=world.viewer("alumni"), at=world.now)
        person.plan = None


def discharge(world: World, person: SimPerson) -> None:
    """The last day: goals end, the seat is free from tomorrow, the stay is closed."""
    assert person.seats and person.episode and person.discharge_on
    if person.gone:
        return
    by, done = world.viewer(person.seats.therapist), person.leaves_early is None
    if done:
        sign_plan(world, person)
    for goal in person.goals:
        outcome = world.rng.choice(("reached", "reached", "partly reached"))
        end_goal(goal=goal, outcome=outcome if done else "not reached", by=by, at=world.now)
    held = seat_on(by, person.patient_id, world.today)
    assert held is not None
    tomorrow = world.today + timedelta(days=1)
    leave_seat(held=held, last_day=tomorrow, by=by, at=world.now)
    close_episode(
        episode=person.episode, on=world.today, reason=_why(world, person), by=by, at=world.now
    )
    cancel_visit(world, person)
    person.seats.members.remove(person)
    person.gone = True
    world.plan_in(60 * 24 * 10, say_goodbye, person)


def _why(world: World, person: SimPerson) -> str:
    if person.leaves_early is None:
        return CloseReason.COMPLETED
    return world.rng.choice(
        (
            CloseReason.STOPPED_COMING,
            CloseReason.STOPPED_COMING,
            CloseReason.LEFT,
            CloseReason.TRANSFERRED,
        )
    )


def say_goodbye(world: World, person: SimPerson) -> None:
    """Ten days on nobody treats them any more; the alumni coordinator stays in touch."""
    assert person.seats
    by = world.viewer(person.seats.therapist)
    for member in list(care_team(person.patient_id)):
        if member.role != Role.ALUMNI_COORDINATOR:
            leave_care_team(member=member, by=by, at=world.now, reason="Left the program.")
