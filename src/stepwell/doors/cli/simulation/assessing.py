"""The team's look at someone: two signed parts, a decision on the level of care, and admission."""

from datetime import timedelta

from stepwell.chart.measures.actions import ask as ask_measure
from stepwell.chart.plan.actions import set_goal
from stepwell.chart.problems.actions import KnownCondition, note_known
from stepwell.journey.admission.actions import admit
from stepwell.journey.assessment import actions as assessing
from stepwell.journey.assessment.models import Section
from stepwell.journey.intake.actions import move_inquiry
from stepwell.journey.intake.terms import InquiryState

from . import leaving, measuring, prescribing
from .kinds import words
from .people import SimPerson
from .schedule import choose_weekdays, next_day
from .world import Seats, World, workday

ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
RATING = {"OP": 1, "IOP": 2, "PHP": 3}
NEXT = {"OP": "IOP", "IOP": "PHP"}
BELOW = {"PHP": "IOP", "IOP": "OP"}


def open_up(world: World, person: SimPerson) -> None:
    """Give each discipline its part, once there is a place for this person; until then they wait."""
    assert person.team and person.inquiry and person.patient
    if world.today.weekday() > 4:
        world.plan(world.local(workday(world.today), 9) + world.minutes(0, 90), open_up, person)
        return
    seats = _promise(world, person)
    if seats is None:
        world.plan_in(60 * 24, open_up, person)
        return
    person.inquiry.refresh_from_db()
    person.assessment = assessing.open_assessment(
        inquiry=person.inquiry,
        therapist=world.account(seats.therapist),
        prescriber=world.account(person.team.prescriber),
        by=world.viewer(person.team.coordinator),
        at=world.now,
    )
    parts = {part.kind: part for part in person.assessment.sections.select_related("assessment")}
    world.plan_in(world.rng.randint(60, 240), write_part, person, parts["therapist"], 1)
    if person.stops_at != "half_signed":
        world.plan_in(world.rng.randint(90, 1500), write_part, person, parts["prescriber"], 1)


def _promise(world: World, person: SimPerson) -> Seats | None:
    """Keep a place at the level they will need; the demo's own patient goes to the first track."""
    evening = person.kind.key == "alcohol-on-naltrexone"
    seats = world.seats[0] if person.keen and world.seats[0].free > 0 else None
    if seats is None and person.stops_at and person.stops_at != "undecided":
        seats = world.seats[0]  # nobody is admitted from here: no place is kept
        person.seats = seats
        return seats
    seats = seats or world.find_seats(person.start, evening=evening)
    if seats is not None:
        seats.promised.add(person.number)
        person.seats = seats
    return seats


def write_part(world: World, person: SimPerson, part: Section, revision: int) -> None:
    """Written in one or two sittings, then signed by its owner."""
    assert person.team and person.seats
    if world.today.weekday() > 4:
        day = workday(world.today)
        world.plan(world.local(day, 9) + world.minutes(0, 240), write_part, person, part, revision)
        return
    key = person.seats.therapist if part.kind == "therapist" else person.team.prescriber
    content = dict(person.kind.sections[part.kind])
    if revision == 1 and world.chance(0.3):
        first = dict(list(content.items())[:3])
        part = assessing.save_section(
            section=part, content=first, revision=1, by=world.viewer(key), at=world.now
        )
        world.plan_in(world.rng.randint(60, 1200), write_part, person, part, part.revision)
        return
    part = assessing.save_section(
        section=part, content=content, revision=part.revision, by=world.viewer(key), at=world.now
    )
    assessing.sign_section(section=part, by=world.viewer(key), at=world.now)
    if part.kind == "prescriber":
        _diagnose(world, person)
        prescribing.begin(world, person)
    _count_signature(world, person)


def _diagnose(world: World, person: SimPerson) -> None:
    assert person.team and person.patient
    note_known(
        patient=person.patient,
        conditions=[KnownCondition(text, ICD10, code) for code, text in person.kind.conditions],
        allergies=[],
        source="assessment",
        by=world.viewer(person.team.prescriber),
        at=world.now,
    )


def _count_signature(world: World, person: SimPerson) -> None:
    person.signatures += 1
    if person.signatures == 2 and person.stops_at != "undecided":
        world.plan_in(world.rng.randint(15, 120), decide, person)


def decide(world: World, person: SimPerson) -> None:
    """The clinician decides; now and then differently from the recommendation, and says why."""
    assert person.assessment and person.seats
    level, reason = person.start, ""
    rated = level
    if world.chance(0.07) and level in BELOW:
        rated, reason = BELOW[level], world.rng.choice(words()["decision"]["higher"])
    elif world.chance(0.05) and level in NEXT:
        rated, reason = NEXT[level], world.rng.choice(words()["decision"]["lower"])
    assessing.decide_level(
        assessment=person.assessment,
        ratings=_ratings(world, person, rated),
        context={"safe_home": True},
        level=level,
        reason=reason,
        by=world.viewer(person.seats.therapist),
        at=world.now,
    )
    if person.stops_at == "decided":
        return
    if not person.keen and world.chance(0.03):
        world.plan_in(60 * 20, change_mind, person)
        return
    day = workday(world.today + timedelta(days=1))
    world.plan(world.local(day, 8) + world.minutes(0, 40), admit_them, person)


def _ratings(world: World, person: SimPerson, level: str) -> dict[str, int]:
    ratings = {str(n): world.rng.choice((0, 0, 1)) for n in range(1, 6)}
    ratings[person.kind.governs] = RATING[level]
    return ratings


def change_mind(world: World, person: SimPerson) -> None:
    """Someone decides against it on the last day."""
    assert person.team and person.inquiry and person.seats
    person.seats.promised.discard(person.number)
    person.inquiry.refresh_from_db()
    move_inquiry(
        inquiry=person.inquiry,
        to=InquiryState.DECLINED,
        reason="Decided to wait until the new year; prescriptions go on with the family doctor.",
        by=world.viewer(person.team.coordinator),
        at=world.now,
    )
    person.gone = True
    leaving.replace(world, person)


def admit_them(world: World, person: SimPerson) -> None:
    """Admission in the morning; the first program day is that day or the next of theirs."""
    assert person.assessment and person.seats and person.team
    seats = person.seats
    person.assessment.refresh_from_db()
    person.weekdays = choose_weekdays(world, seats)
    person.first_day = next_day(world.today, person.weekdays)
    by = world.viewer(seats.therapist if world.chance(0.3) else person.team.coordinator)
    person.episode = admit(
        assessment=person.assessment,
        track=seats.track,
        weekdays=list(person.weekdays),
        first_day=person.first_day,
        by=by,
        at=world.now,
    )
    seats.promised.discard(person.number)
    seats.members.append(person)
    person.level, person.admitted_on = seats.track.level, world.today
    world.plan(world.local(person.first_day, 12) + world.minutes(0, 90), settle_in, person)
    leaving.foresee(world, person)
    measuring.begin(world, person)
    prescribing.go_on(world, person)


def settle_in(world: World, person: SimPerson) -> None:
    """After the first day: two or three goals in the person's own words, and first questionnaires."""
    assert person.patient and person.seats
    if person.gone:
        return
    by = world.viewer(person.seats.therapist)
    for statement in person.kind.goals[: world.rng.randint(2, 3)]:
        goal = set_goal(
            patient=person.patient, episode=person.episode, statement=statement, by=by, at=world.now
        )
        person.goals.append(goal)
    extra = "audit-c" if person.kind.uses == "now" else "gad-7"
    person.waiting[extra] = ask_measure(
        patient=person.patient, instrument_id=extra, due_on=world.today, by=by, at=world.now
    )
    world.plan_in(world.rng.randint(5, 60), measuring.answer_one, person, extra)
