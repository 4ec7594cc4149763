"""Program days: who came, who came late or left early, and the notes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepwell.chart.notes.actions import Words, save_group_note, sign_group_note
from stepwell.foundation.clock import at_local
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.actions import Mark, correct_presence, take_roll
from stepwell.offering.programs.curriculum import Topic, topic
from stepwell.offering.programs.models import Group

from . import reaching
from .cast import ZONE
from .kinds import words
from .people import SimPerson
from .world import Seats, World

CURRICULUM = {"process": "process-group"}  # the cast's word → the curriculum's


@dataclass(frozen=True)
class Day:
    """How one member's program day goes; minutes are 0 when nothing is cut short."""

    late: int = 0
    early: int = 0


@dataclass(frozen=True)
class Held:
    """One group as it was held."""

    group: Group
    session: GroupSession
    present: dict[SimPerson, Day]


def open_day(world: World, day: date) -> None:
    """Plan the groups of every track that meets on a day."""
    for seats in world.seats:
        groups = seats.groups.get(day.weekday())
        if groups:
            start = at_local(day, groups[0].starts, ZONE)
            world.plan(start, begin, seats, groups)
    world.plan(world.local(day, 16), reaching.tidy)
    tomorrow = day + timedelta(days=1)
    world.plan(world.local(tomorrow, 6), open_day, tomorrow)


def begin(world: World, seats: Seats, groups: list[Group]) -> None:
    """The day's members, each with how their day goes; attendance is taken at the end of each group."""
    today = world.today
    came: dict[SimPerson, Day] = {}
    for person in seats.members:
        due = today.weekday() in person.weekdays and person.first_day and person.first_day <= today
        if due and (day := _how(world, person)) is not None:
            came[person] = day
    expected = any(
        today.weekday() in person.weekdays and person.first_day and person.first_day <= today
        for person in seats.members
    )
    if not expected:
        return
    for place, group in enumerate(groups):
        ends = world.now + timedelta(minutes=60 * place + group.minutes)
        last = place == len(groups) - 1
        present = _present(came, group.minutes, first=place == 0, last=last)
        world.plan(ends, hold, seats, group, present, last)


def _how(world: World, person: SimPerson) -> Day | None:
    kind, rng = person.kind, world.rng
    if person.keen:
        return Day(late=15 if rng.random() < 0.05 else 0) if rng.random() < 0.97 else None
    if rng.random() > kind.attends * (0.5 if person.fading else 1):
        return None
    late = rng.choice((5, 10, 15, 20, 35)) if rng.random() < kind.late else 0
    early = rng.choice((10, 15, 20, 30)) if rng.random() < kind.early else 0
    return Day(late, early)


def _present(
    came: dict[SimPerson, Day], minutes: int, *, first: bool, last: bool
) -> dict[SimPerson, Day]:
    """What of a member's day falls into one group of so many minutes."""
    return {
        person: _fitting(Day(day.late if first else 0, day.early if last else 0), minutes)
        for person, day in came.items()
    }


def _fitting(day: Day, minutes: int) -> Day:
    """Where a day is a single group, who came too late for it stays to its end, and nobody misses all of it."""
    late = day.late if day.late < minutes else 0
    return Day(late, day.early if late + day.early < minutes else 0)


def hold(
    world: World, seats: Seats, group: Group, present: dict[SimPerson, Day], last: bool
) -> None:
    """Attendance as the group ends; the note some minutes later, after the last group of the block."""
    present = {person: day for person, day in present.items() if person in seats.members}
    by = world.viewer(seats.therapist)
    ends = world.now
    opens = ends - timedelta(minutes=group.minutes)
    session = take_roll(
        group=group,
        day=world.today,
        present={person.patient_id: _mark(day, opens, ends) for person, day in present.items()},
        by=by,
        at=ends,
    )
    held = Held(group, session, present)
    if last:
        world.plan_in(20, reaching.call, seats)
    if present and world.chance(0.01):
        world.plan_in(4, correct, seats, held)
    block = seats.groups[world.today.weekday()]
    wait = sum(g.minutes for g in block[block.index(group) + 1 :]) + 6 * (block.index(group) + 1)
    world.plan_in(wait + world.rng.randint(4, 9), write, seats, held, last)


def _mark(day: Day, opens: datetime, ends: datetime) -> Mark:
    return Mark(
        joined_at=opens + timedelta(minutes=day.late) if day.late else None,
        left_at=ends - timedelta(minutes=day.early) if day.early else None,
    )


def correct(world: World, seats: Seats, held: Held) -> None:
    """Now and then an entry is put right before the note is written."""
    person = next((p for p, day in held.present.items() if day == Day()), None)
    if person is None:
        return
    correct_presence(
        session=held.session,
        patient_id=person.patient_id,
        mark=Mark(left_at=held.session.during.upper - timedelta(minutes=25)),
        reason=words()["correction"]["left"],
        by=world.viewer(seats.therapist),
        at=world.now,
    )


def write(world: World, seats: Seats, held: Held, last: bool) -> None:
    """The group's text and a part for each who was there, signed by the leader at once."""
    if not held.present:
        return
    by = world.viewer(seats.therapist)
    note = save_group_note(
        occasion_id=held.session.pk,
        topic=held.group.topic,
        text=_group_text(world, held),
        members={
            person.patient_id: _part(world, person, day) for person, day in held.present.items()
        },
        revision=0,
        by=by,
        at=world.now,
    )
    if last and world.today == world.last_workday() and seats is world.seats[0]:
        return  # one draft is still to be signed
    sign_group_note(
        note=note,
        was_there={person.patient_id: True for person in held.present},
        roll_taken=True,
        because=dict.fromkeys((p.patient_id for p in held.present), words()["note"]["alike"]),
        by=by,
        at=world.now + timedelta(minutes=1),
    )


def _group_text(world: World, held: Held) -> str:
    plan, said = _topic(held.group.topic), words()["note"]
    week = (world.today - world.first).days // 7
    session = plan.sessions[week % len(plan.sessions)]
    prompt = world.rng.choice(plan.prompts)
    opening, closing = world.rng.choice(said["opening"]), world.rng.choice(said["closing"])
    return f"{session.title}. {opening} {session.outline} Talked about: {prompt} {closing}"


def _topic(code: str) -> Topic:
    return topic(CURRICULUM.get(code, code))


def _part(world: World, person: SimPerson, day: Day) -> Words:
    rng, said = world.rng, words()["member"]
    how = rng.choices(("active", "some", "quiet", "withdrawn"), (4, 4, 2, 0.4))[0]
    text = f"{rng.choice(said[how])} {_own(world, person)}"
    if rng.random() < 0.5:
        text += f" {rng.choice(said[_course(person)])}"
    if day.late:
        text += f" {said['late'].format(minutes=day.late)}"
    if day.early:
        text += f" {said['early'].format(minutes=day.early)}"
    goal = rng.choice(person.goals).pk if person.goals and rng.random() < 0.6 else None
    return Words(text=text, participation=how, goal_id=goal)


def _own(world: World, person: SimPerson) -> str:
    """What only this member said; nobody repeats within the month or within the group."""
    own = words()["member"]["own"]
    return str(own[(7 * person.number + 4 * world.now.toordinal() + world.now.hour) % len(own)])


def _course(person: SimPerson) -> str:
    if len(person.scores) < 2:
        return "same"
    change = person.scores[-1] - person.scores[-2]
    return "better" if change < -1 else "worse" if change > 2 else "same"
