"""PHQ-9 every week and what else is asked, answered along a plausible course; alarms acted upon."""

from datetime import date, timedelta

from stepwell.chart.measures.actions import answer, ask
from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.queries import waiting_for
from stepwell.chart.safety.actions import act_on_alarm
from stepwell.chart.safety.models import Alarm
from stepwell.chart.safety.queries import alarms_of

from .kinds import words
from .people import SimPerson
from .world import World

PHQ9 = "phq-9"


def begin(world: World, person: SimPerson) -> None:
    """Admission asked for the first PHQ-9, due on the first day."""
    assert person.viewer and person.first_day
    rows = waiting_for(person.viewer, person.patient_id, on=person.first_day)
    person.waiting[PHQ9] = rows.filter(instrument=PHQ9).get()
    world.plan(
        world.local(person.first_day, 7, 30) + world.minutes(0, 60), answer_one, person, PHQ9
    )
    world.plan(world.local(_next_monday(person), 8), ask_weekly, person, 1)


def _next_monday(person: SimPerson) -> date:
    assert person.first_day
    return person.first_day + timedelta(days=7 - person.first_day.weekday())


def ask_weekly(world: World, person: SimPerson, week: int) -> None:
    """Each Monday; the program day of that week is when it is due."""
    if person.gone:
        return
    assert person.patient and person.seats
    by = world.viewer(person.seats.therapist)
    due = world.today + timedelta(days=person.weekdays[0])
    asked = [PHQ9]
    if person.kind.gad7 and week % 2 == 0:
        asked.append("gad-7")
    for name in asked:
        if name not in person.waiting:
            person.waiting[name] = ask(
                patient=person.patient, instrument_id=name, due_on=due, by=by, at=world.now
            )
        if person.keen or world.chance(0.93):
            late = 0 if world.chance(0.9) else 1
            at = world.local(due + timedelta(days=late), 18) + world.minutes(0, 210)
            world.plan(at, answer_one, person, name)
    world.plan(world.local(world.today + timedelta(days=7), 8), ask_weekly, person, week + 1)


def answer_one(world: World, person: SimPerson, name: str) -> None:
    """The patient answers on the phone, at home or in the waiting room."""
    request = person.waiting.get(name)
    if person.gone or request is None or person.viewer is None or world.today < request.due_on:
        return
    answers = _phq9(world, person) if name == PHQ9 else _other(world, person, name)
    response = answer(
        request=request,
        answers=answers,
        by=person.viewer,
        at=world.now,
        mode=world.rng.choice(("portal", "portal", "portal", "clinic")),
    )
    del person.waiting[name]
    if name == PHQ9 and response.score is not None:
        person.scores.append(int(response.score))
    if response.alarms:
        world.plan_in(world.rng.randint(12, 55), respond, person)


def respond(world: World, person: SimPerson) -> None:
    """The clinician the alarm names acts on it within the hour."""
    for alarm in alarms_of(world.viewer("director"), person.patient_id).filter(state="open"):
        _act(world, alarm)


def _act(world: World, alarm: Alarm) -> None:
    if alarm.pk in world.left_open:
        return
    assert alarm.clinician_id
    act_on_alarm(
        alarm=alarm,
        action_taken=world.rng.choice(words()["alarm"]["acted"]),
        by=world.viewer(world.key_of(alarm.clinician_id)),
        at=world.now,
    )


def answer_alarming(world: World, person: SimPerson) -> None:
    """For the demo: an answer above zero on item 9 that nobody has acted on yet."""
    assert person.patient and person.viewer and person.seats
    if person.gone:
        return
    request = person.waiting.pop(PHQ9, None) or ask(
        patient=person.patient,
        instrument_id=PHQ9,
        due_on=world.today,
        by=world.viewer(person.seats.therapist),
        at=world.now,
    )
    answers = _phq9(world, person)
    answers[_item9()] = 1
    answer(request=request, answers=answers, by=person.viewer, at=world.now)
    for alarm in alarms_of(world.viewer("director"), person.patient_id).filter(state="open"):
        world.left_open.add(alarm.pk)


# -- answers ---------------------------------------------------------------------------------------


def _item9() -> str:
    return instrument(PHQ9).alarms[0].item


def _phq9(world: World, person: SimPerson) -> dict[str, int]:
    """A total near the person's course, spread over the items; item 9 by its own odds."""
    rng = world.rng
    first, last = person.kind.phq
    done = person.progress(world.now)
    mean = first + (last - first) * done**0.8
    total = max(0, min(24, round(rng.gauss(mean + person.bent, 1.8))))
    items = [item.link_id for item in instrument(PHQ9).scored_items if item.link_id != _item9()]
    answers = _spread(world, items, total)
    ideation = rng.random() < person.kind.item9 * (1 - done) ** 2
    answers[_item9()] = rng.choice((1, 1, 1, 2)) if ideation else 0
    answers[instrument(PHQ9).items[-1].link_id] = min(3, total // 7)
    return answers


def _other(world: World, person: SimPerson, name: str) -> dict[str, int]:
    form = instrument(name)
    done = person.progress(world.now)
    most = max(option.ordinal for option in form.items[0].options)
    mean = (0.62 - 0.4 * done) * most * len(form.scored_items)
    total = max(0, round(world.rng.gauss(mean, 1.5)))
    return _spread(world, [item.link_id for item in form.scored_items], total, most)


def _spread(world: World, items: list[str], total: int, most: int = 3) -> dict[str, int]:
    answers = dict.fromkeys(items, 0)
    for _ in range(min(total, most * len(items))):
        open_items = [item for item in items if answers[item] < most]
        answers[world.rng.choice(open_items)] += 1
    return answers
