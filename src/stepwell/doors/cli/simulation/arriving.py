"""The way in: an inquiry, a first conversation, the packet and the consents."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from stepwell.chart.medications.actions import Said
from stepwell.chart.medications.formulary import find
from stepwell.chart.problems.actions import KnownAllergy, KnownCondition
from stepwell.journey.intake import actions as intake
from stepwell.journey.intake.form import Form, form, visible
from stepwell.journey.intake.queries import pipeline
from stepwell.journey.intake.referrals import ReferralFacts, ReferredPerson
from stepwell.journey.intake.terms import InquiryState, Outcome
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.consent import texts
from stepwell.trust.consent.actions import sign
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION, ConsentKind
from stepwell.trust.people.actions import accept_invitation
from stepwell.trust.people.queries import invitation
from stepwell.trust.people.viewer import ANONYMOUS, system

from . import assessing
from .kinds import words
from .people import SimPerson
from .world import HALF_HOUR, World

ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
LOST = {each.value: each for each in (Outcome.DECLINED, Outcome.REFERRED_OUT, Outcome.NO_ANSWER)}
PAGES = ("/", "/program/", "/levels/", "/ask/")


def ask(world: World, person: SimPerson) -> None:
    """The first word: by the web form, by a family member, or as a referral from a hospital."""
    person.team = person.team or world.team_for(person)
    referred = not person.email.endswith("stepwell.example") and world.chance(person.kind.referred)
    if referred and person.stops_at in ("", "goes_on"):
        _referred(world, person)
    else:
        person.inquiry = intake.receive_inquiry(
            name=person.name[:160],
            email=person.email,
            phone=person.phone,
            preferred_time=world.rng.choice(("", "mornings", "after five", "any time")),
            message_text=person.kind.asks[person.language],
            asking="family" if world.chance(0.15) else "self",
            language=person.language,
            source_page=world.rng.choice(PAGES),
            ok_email=world.chance(0.7),
            dedup_key=f"sim-{person.number}",
            by=ANONYMOUS,
            at=world.now,
        )
    if person.stops_at != "new":
        world.plan_in(world.rng.randint(20, 150), call_back, person, 1)


def _referred(world: World, person: SimPerson) -> None:
    kind = person.kind
    report = intake.receive_referral(
        facts=ReferralFacts(
            origin="Albany General Hospital",
            bundle_hash=f"{person.number:064d}",
            person=ReferredPerson(
                given_name=person.given,
                family_name=person.family,
                birth_date=person.birth,
                external_id=f"AGH-{person.number:05d}",
                email=person.email,
                phone=person.phone,
                city="Albany",
                state="NY",
                language=person.language,
            ),
            conditions=[KnownCondition(words_, ICD10, code) for code, words_ in kind.conditions],
            medications=[_said(text) for text in kind.takes],
            allergies=[KnownAllergy(text) for text in kind.allergies],
        ),
        by=system("referral import"),
        at=world.now,
    )
    rows = pipeline(system("simulation")).filter(patient_id=report.patient_id)
    person.inquiry = rows.get()
    person.patient = person.inquiry.patient
    person.said, person.allergies = kind.takes, kind.allergies


def _said(text: str) -> Said:
    drug = find(text)
    return Said(text=text, rxcui=drug.rxcui if drug else "")


def call_back(world: World, person: SimPerson, attempt: int) -> None:
    """Book the first conversation into the coordinator's next free half hour."""
    assert person.team and person.inquiry
    key = person.team.coordinator
    at = world.now
    opens, closes = world.local(world.today, 8, 30), world.local(world.today, 17)
    if world.today.weekday() > 4 or at > closes:
        day = world.today + timedelta(days=1)
        world.plan(world.local(day, 8, 30) + world.minutes(0, 60), call_back, person, attempt)
        return
    if at < opens:
        world.plan(opens + world.minutes(0, 60), call_back, person, attempt)
        return
    start = world.diaries[key].take(at + HALF_HOUR)
    if attempt == 1:
        intake.book_consultation(
            inquiry=person.inquiry,
            staff=world.account(key),
            start=start,
            by=world.viewer(key),
            at=at,
        )
    if person.stops_at != "booked":
        world.plan(start + world.minutes(15, 29), consult, person, attempt)


def consult(world: World, person: SimPerson, attempt: int) -> None:
    """The conversation, and what came of it."""
    assert person.team and person.inquiry
    by = world.viewer(person.team.coordinator)
    outcome = LOST.get(person.stops_at, Outcome.GOES_ON)
    given_up = outcome is Outcome.NO_ANSWER and attempt == 3
    if given_up:
        outcome = Outcome.DECLINED
    notes = words()["consultation"]
    text = notes["lost"] if given_up else world.rng.choice(notes[outcome.value])
    intake.record_consultation(
        inquiry=person.inquiry, outcome=outcome, notes=text, by=by, at=world.now
    )
    person.inquiry.refresh_from_db()
    if outcome is Outcome.NO_ANSWER:
        world.plan_in(60 * 24, call_back, person, attempt + 1)
    elif outcome is Outcome.GOES_ON and person.stops_at != "consulted":
        world.plan_in(world.rng.randint(5, 90), send_packet, person)


def send_packet(world: World, person: SimPerson) -> None:
    assert person.team and person.inquiry
    by = world.viewer(person.team.coordinator)
    person.packet, person.token = intake.send_packet(
        inquiry=person.inquiry,
        given_name=person.given,
        family_name=person.family,
        birth_date=person.birth,
        email=person.email,
        by=by,
        at=world.now,
    )
    person.patient = person.packet.patient
    world.by_patient[person.patient_id] = person
    person.inquiry.refresh_from_db()
    if person.stops_at == "packet_out":
        return
    if person.stops_at == "gives_up":  # the packet goes out and nobody ever opens it
        world.plan_in(60 * 24 * 9, give_up, person)
        return
    day = world.today + timedelta(days=world.rng.choice((0, 1, 1, 2)))
    world.plan(world.local(day, 18) + world.minutes(0, 150), open_link, person)


def give_up(world: World, person: SimPerson) -> None:
    assert person.team and person.inquiry
    intake.move_inquiry(
        inquiry=person.inquiry,
        to=InquiryState.DECLINED,
        reason="The packet was not opened and two calls were not answered.",
        by=world.viewer(person.team.coordinator),
        at=world.now,
    )


def open_link(world: World, person: SimPerson) -> None:
    """Choose a password, and begin the form."""
    person.account = accept_invitation(
        invitation=invitation(person.token, at=world.now),
        password="",
        hashed=world.hashed,
        by=ANONYMOUS,
        at=world.now,
    )
    person.viewer = viewer_for(person.account)
    world.plan_in(world.rng.randint(3, 15), fill_in, person)


def fill_in(world: World, person: SimPerson) -> None:
    """Answer the form in two sittings; some stop half way and come back the next day."""
    assert person.packet and person.viewer
    answers = _answers(world, person)
    asked = [question.id for question in visible(form(person.packet.form_version), answers)]
    half = len(asked) // 2
    first = {name: answers[name] for name in asked[:half] if name in answers}
    person.packet = intake.save_packet(
        packet=person.packet,
        answers=first,
        revision=person.packet.revision,
        by=person.viewer,
        at=world.now,
    )
    if person.stops_at == "half_filled":
        return
    rest = {name: value for name, value in answers.items() if name not in first}
    pause = 60 * 24 if world.chance(0.2) else world.rng.randint(6, 25)
    world.plan_in(pause, finish_form, person, rest)


def finish_form(world: World, person: SimPerson, rest: dict[str, Any]) -> None:
    assert person.packet and person.viewer
    by = person.viewer
    person.packet = intake.save_packet(
        packet=person.packet, answers=rest, revision=person.packet.revision, by=by, at=world.now
    )
    person.packet = intake.submit_packet(packet=person.packet, by=by, at=world.now)
    person.said = tuple(dict.fromkeys((*person.said, *person.kind.takes)))
    person.allergies = tuple(dict.fromkeys((*person.allergies, *person.kind.allergies)))
    world.plan_in(world.rng.randint(2, 9), sign_consents, person)


def sign_consents(world: World, person: SimPerson) -> None:
    assert person.viewer and person.patient
    kinds = list(REQUIRED_FOR_ADMISSION)
    if world.chance(0.6):
        kinds.append(ConsentKind.TELEHEALTH)
    for kind in kinds:
        shown = texts.text(kind, person.language, world.until).filled(**_blanks(world, person))
        sign(
            patient=person.patient,
            kind=kind,
            version=shown.version,
            language=person.language,
            shown=shown.shown,
            signed_name=person.name,
            by=person.viewer,
            at=world.now,
        )
    if person.stops_at != "signed":
        day = world.today + timedelta(days=1)
        world.plan(world.local(day, 9) + world.minutes(0, 120), assessing.open_up, person)


def _blanks(world: World, person: SimPerson) -> dict[str, str]:
    spanish = person.language == "es"
    return {
        "organization": settings.ORGANIZATION,
        "patient": person.name,
        "signature": person.name,
        "signed_on": world.today.isoformat(),
        "expires": "un año después de terminar" if spanish else "one year after the program ends",
        "fundraising_choice": "No",
        "intermediary": "ninguno" if spanish else "none",
        "revoke_how": f"{'Llame al' if spanish else 'Call'} {settings.CLINIC_PHONE}",
        "refusal_consequences": "ninguna" if spanish else "none",
    }


def _answers(world: World, person: SimPerson) -> dict[str, Any]:
    rng, kind = world.rng, person.kind
    answers: dict[str, Any] = {
        "full_name": person.name,
        "called": person.given.split()[0],
        "birth_date": person.birth.isoformat(),
        "language": person.language,
        "reach": rng.choice(("phone", "text", "email", "portal")),
        "voicemail": rng.random() < 0.5,
        "veteran": kind.veteran,
        "reason": kind.asks[person.language],
        "since": rng.choice(("weeks", "months", "years")),
        "treated_before": rng.random() < 0.5,
        "hospital": kind.key == "depression-after-hospital",
        "hospital_why": "Depression, last month",
        "takes_medicines": bool(kind.takes),
        "medicines": list(kind.takes),
        "has_allergies": bool(kind.allergies),
        "allergies": list(kind.allergies),
        "uses_substances": kind.uses,
        "last_use": (world.today - timedelta(days=rng.randint(2, 20))).isoformat(),
        "withdrawal": kind.governs == "4" and rng.random() < 0.3,
        "tobacco": rng.random() < 0.3,
        "housing": "sober_home" if "sober house" in kind.home else rng.choice(("own", "family")),
        "home_calm": rng.random() < 0.8,
        "lives_with": rng.randint(0, 4),
        "supports": [rng.choice(words()["aftercare"]["supports"])],
        "internet": rng.random() < 0.7,
        "emergency_name": f"{rng.choice(('Pat', 'Chris', 'Alex'))} {person.family.split()[0]}",
        "emergency_phone": f"(555) 010-{rng.randrange(10_000):04d}",
        "emergency_knows": rng.random() < 0.8,
    }
    return _shown(form(), answers)


def _shown(asked: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """Only what was asked and answered: a screen shows no other questions."""
    shown = {question.id for question in visible(asked, answers)}
    return {
        name: value for name, value in answers.items() if name in shown and value not in ("", [])
    }
