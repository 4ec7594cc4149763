"""What is left to do today: people at every stage of the way in, an open alarm, drafts, a visitor let in."""

from datetime import timedelta

from stepwell.trust.access.actions import let_in
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.people.actions import accept_invitation, invite, register_person
from stepwell.trust.people.roles import Role
from stepwell.trust.people.viewer import ANONYMOUS

from . import arriving, leaving, measuring
from .people import SimPerson
from .world import World

PATIENT_EMAIL = "patient@stepwell.example"
SUPPORTER_EMAIL = "supporter@stepwell.example"

# stage at which they stand at the end → working days before the end on which they first wrote, hour
STAGES: tuple[tuple[str, int, int], ...] = (
    ("new", 0, 13),
    ("new", 0, 15),
    ("new", 0, 16),
    ("booked", 0, 14),
    ("booked", 0, 11),
    ("consulted", 1, 10),
    ("packet_out", 2, 9),
    ("packet_out", 1, 9),
    ("half_filled", 4, 9),
    ("signed", 5, 9),
    ("half_signed", 8, 9),
    ("undecided", 9, 9),
)


def plan(world: World) -> None:
    """Put everything that will be unfinished into the diary, before the clock starts."""
    for stage, back, hour in STAGES:
        day = world.last_workday(back)
        if day < world.first + timedelta(days=1):
            continue
        person = world.crowd.draw(start="IOP" if stage in ("half_signed", "undecided") else "")
        person.stops_at = stage
        person.team = world.teams[0]  # the accounts that are listed
        world.people.append(person)
        world.plan(world.local(day, hour) + world.minutes(0, 25), arriving.ask, person)
    evening = world.end - timedelta(hours=5)
    world.plan(evening, ring)
    world.plan(evening + timedelta(minutes=20), draft_aftercare)


def ring(world: World) -> None:
    """One of the listed therapist's patients answers above zero on item 9, an hour ago as it were."""
    for person in _of_first_track(world):
        if not person.keen:
            measuring.answer_alarming(world, person)
            return


def draft_aftercare(world: World) -> None:
    """A plan begun and not signed, for someone in the listed therapist's weekly group if there is one."""
    members = [p for seats in world.seats if seats.track.level == "OP" for p in seats.members]
    ready = [p for p in members or _of_first_track(world) if p.plan is None and not p.planned]
    if ready:
        leaving.draft_plan(world, ready[0])


def _of_first_track(world: World) -> list[SimPerson]:
    return [person for person in world.seats[0].members if person.viewer is not None]


# -- the accounts anyone can try -------------------------------------------------------------------


def keen_patient(world: World) -> SimPerson:
    """The patient whose account is listed: six weeks in, comes nearly always, on a full course."""
    person = world.crowd.draw(kind="depression-after-hospital", start="IOP", email=PATIENT_EMAIL)
    person.keen, person.leaves_early, person.bent = True, None, 0.0
    person.weeks = {**person.weeks, "IOP": 10}
    person.slot, person.team = 0, world.teams[0]
    world.people.append(person)
    return person


def let_supporter_in(world: World, person: SimPerson) -> None:
    """The listed patient lets a relative see the appointments."""
    assert person.patient and person.viewer
    relative = register_person(
        given_name="Ruth",
        family_name=person.family,
        email=SUPPORTER_EMAIL,
        by=person.viewer,
        at=world.now,
    )
    invitation, _token = invite(
        person=relative,
        role=Role.SUPPORTER,
        for_patient=person.patient,
        by=person.viewer,
        at=world.now,
    )
    account = accept_invitation(
        invitation=invitation, password="", hashed=world.hashed, by=ANONYMOUS, at=world.now
    )
    let_in(
        patient=person.patient,
        account=account,
        relationship="sister",
        by=viewer_for(person.account) if person.account else person.viewer,
        at=world.now,
    )
