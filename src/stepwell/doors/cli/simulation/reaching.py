"""Outreach: whoever missed a day is called; some answer at once, some the day after, and some go to the director."""

from datetime import date, timedelta
from random import Random

from stepwell.journey.outreach.actions import attempt, end, send_message
from stepwell.journey.outreach.models import OutreachTask
from stepwell.journey.outreach.queries import standing_on
from stepwell.journey.outreach.reactions import sweep
from stepwell.journey.outreach.terms import Agreed, Barrier, Channel, Heard, TaskState

from .kinds import words
from .world import Seats, World, workday

AGREED = (Agreed.NEXT_SESSION, Agreed.RIDE, Agreed.EXCUSED)
CAN_BE_CALLED = (TaskState.OPEN, TaskState.TRIED)


def call(world: World, seats: Seats) -> None:
    """After the last group of a block: each member who missed is called once."""
    standing = standing_on(world.today, [person.patient_id for person in seats.members])
    for person in seats.members:
        task = standing.get(person.patient_id)
        if task is None or task.state not in CAN_BE_CALLED:
            continue
        rng = _chance(task)
        if world.today == world.last_workday() and rng.random() < 0.5:
            continue  # some are still to be called
        if rng.random() < 0.55:
            _reach(world, task, seats.therapist, rng)
            continue
        _try(world, task, seats.therapist)
        if task.patient.person.email and rng.random() < 0.5:
            send_message(task=task, by=world.viewer(seats.therapist), at=world.now)
        again = workday(world.today + timedelta(days=1))
        world.plan(world.local(again, 16, 30), call_again, seats.therapist, world.today, task)


def call_again(world: World, therapist: str, day: date, task: OutreachTask) -> None:
    """The working day after: reached by the therapist, or by the director whom it went to meanwhile."""
    now = standing_on(day, [task.patient_id]).get(task.patient_id)
    if now is None:
        return  # taken back meanwhile: they were there after all, or have left
    if now.state in CAN_BE_CALLED:
        _reach(world, now, therapist, _chance(now, "again"))
    elif now.state == TaskState.ESCALATED:
        _reach(world, now, "director", _chance(now, "again"))


def tidy(world: World) -> None:
    """What the job does every ten minutes, once a day."""
    sweep(at=world.now)


def _try(world: World, task: OutreachTask, key: str) -> None:
    attempt(
        task=task,
        channel=Channel.PHONE,
        heard=Heard.NO_ANSWER,
        note="",
        by=world.viewer(key),
        at=world.now,
    )


def _reach(world: World, task: OutreachTask, key: str, rng: Random) -> None:
    by = world.viewer(key)
    attempt(task=task, channel=Channel.PHONE, heard=Heard.REACHED, note="", by=by, at=world.now)
    end(
        task=task,
        agreed=rng.choices(AGREED, (7, 1, 2))[0],
        barrier=rng.choice(list(Barrier)),
        note=rng.choice(words()["outreach"]["said"]),
        by=by,
        at=world.now + timedelta(minutes=1),
    )


def _chance(task: OutreachTask, more: str = "") -> Random:
    """Chance of its own for each task, so that calling changes nothing else of a seed's clinic."""
    return Random(f"{task.patient_id}{task.day}{more}")  # noqa: S311
