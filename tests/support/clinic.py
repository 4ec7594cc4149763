"""The standing cast for tests: a clinic, a moment, and a patient who was admitted by every real step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, 10 a.m. in New York
OPENED = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clinic(db: None) -> Any:
    """The cast of `doors/cli/simulation/cast.py`: two sites, every role, the tracks. Password: stepwell-demo."""
    return build_clinic()


def build_clinic() -> Any:
    from stepwell.doors.cli.simulation.cast import open_clinic

    return open_clinic(at=OPENED, hashed=password_hash())


def password_hash() -> str:
    from django.contrib.auth.hashers import make_password

    global _hash
    _hash = _hash or make_password("stepwell-demo")
    return _hash


_hash = ""


@pytest.fixture
def sign_in() -> Callable[[Any, Any], Any]:
    """`sign_in(client, account)` without the form; the client is returned."""

    def force(client: Any, account: Any) -> Any:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return force


@dataclass
class Admitted:
    """Someone in the program, with everything that led there."""

    patient: Any
    account: Any
    viewer: Any
    inquiry: Any
    assessment: Any
    episode: Any
    track: Any


@pytest.fixture
def admit_someone(clinic: Any) -> Callable[..., Admitted]:
    """`admit_someone(given_name="Ana", level="IOP", at=…)`: a patient by every real step."""

    def admit(**choices: Any) -> Admitted:
        return admit_by_every_step(clinic, **choices)

    return admit


@pytest.fixture
def admitted(admit_someone: Callable[..., Admitted]) -> Admitted:
    return admit_someone()


SECTION_WORDS = "Written in full, as the clinician would."


def admit_by_every_step(
    clinic: Any,
    *,
    given_name: str = "Ana",
    family_name: str = "O'Hara",
    level: str = "IOP",
    email: str = "",
    at: datetime = NOW - timedelta(days=7),
    therapist: str = "therapist",
    prescriber: str = "prescriber",
    weekdays: list[int] | None = None,
) -> Admitted:
    from stepwell.journey.admission.actions import admit
    from stepwell.journey.assessment import actions as assessing
    from stepwell.journey.assessment.terms import SECTION_FIELDS
    from stepwell.journey.intake import actions as intake
    from stepwell.journey.intake.terms import Outcome
    from stepwell.trust.access.queries import viewer_for
    from stepwell.trust.consent.actions import sign
    from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION
    from stepwell.trust.people.actions import accept_invitation
    from stepwell.trust.people.queries import invitation
    from stepwell.trust.people.viewer import ANONYMOUS

    email = email or f"{given_name}.{family_name}@people.example".lower().replace("'", "")
    front = clinic.viewers["coordinator"]
    track = clinic.track(level)
    inquiry = intake.receive_inquiry(
        name=f"{given_name} {family_name}",
        email=email,
        phone="(555) 010-0177",
        dedup_key=email,
        by=ANONYMOUS,
        at=at,
    )
    intake.record_consultation(
        inquiry=inquiry, outcome=Outcome.GOES_ON, notes="Wants to begin.", by=front, at=at
    )
    packet, token = intake.send_packet(
        inquiry=inquiry,
        given_name=given_name,
        family_name=family_name,
        birth_date=date(1991, 2, 28),
        email=email,
        by=front,
        at=at,
    )
    account = accept_invitation(
        invitation=invitation(token, at=at),
        password="",
        hashed=password_hash(),
        by=ANONYMOUS,
        at=at,
    )
    viewer = viewer_for(account)
    for kind in REQUIRED_FOR_ADMISSION:
        sign(
            patient=packet.patient,
            kind=kind,
            version="1",
            language="en",
            shown="What was shown.",
            signed_name=f"{given_name} {family_name}",
            by=viewer,
            at=at,
        )
    inquiry.refresh_from_db()
    assessment = assessing.open_assessment(
        inquiry=inquiry,
        therapist=clinic.staff[therapist],
        prescriber=clinic.staff[prescriber],
        by=front,
        at=at,
    )
    for section in assessment.sections.select_related("assessment", "owner"):
        writer = clinic.viewers[therapist if section.kind == "therapist" else prescriber]
        words = dict.fromkeys(SECTION_FIELDS[section.kind], SECTION_WORDS)
        section = assessing.save_section(
            section=section, content=words, revision=1, by=writer, at=at
        )
        assessing.sign_section(section=section, by=writer, at=at)
    rating = {"OP": 1, "IOP": 2, "PHP": 3}[level]
    assessing.decide_level(
        assessment=assessment,
        ratings={str(n): (rating if n == 3 else 0) for n in range(1, 6)},
        context={"safe_home": True},
        level=level,
        reason="Agreed with the team after talking it through.",
        by=clinic.viewers[therapist],
        at=at,
    )
    assessment.refresh_from_db()
    episode = admit(
        assessment=assessment,
        track=track,
        weekdays=weekdays or (track.weekdays[:3] if level == "IOP" else track.weekdays),
        first_day=at.date(),
        by=clinic.viewers[therapist],
        at=at,
    )
    inquiry.refresh_from_db()
    return Admitted(packet.patient, account, viewer, inquiry, assessment, episode, track)
