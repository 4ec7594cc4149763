"""Someone on their way in, as far as a test needs them: each step by the real action."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from support.clinic import NOW, SECTION_WORDS, password_hash


@dataclass
class WayIn:
    """Take the steps in order; each returns self, so that they chain."""

    clinic: Any
    at: datetime = NOW
    name: str = "Ana O'Hara"
    inquiry: Any = None
    packet: Any = None
    token: str = ""
    viewer: Any = None
    account: Any = None
    assessment: Any = None

    @property
    def front(self) -> Any:
        return self.clinic.viewers["coordinator"]

    @property
    def email(self) -> str:
        return f"{self.name.replace(' ', '.').replace(chr(39), '').lower()}@people.example"

    def asked(self, **choices: Any) -> "WayIn":
        from stepwell.journey.intake.actions import receive_inquiry
        from stepwell.trust.people.viewer import ANONYMOUS

        words = {"phone": "(555) 010-0177", "email": self.email, "dedup_key": self.email, **choices}
        self.inquiry = receive_inquiry(name=self.name, by=ANONYMOUS, at=self.at, **words)
        return self

    def booked(self, after: timedelta = timedelta(hours=1)) -> "WayIn":
        from stepwell.journey.intake.actions import book_consultation

        book_consultation(
            inquiry=self.inquiry,
            staff=self.clinic.staff["coordinator"],
            start=self.at + after,
            by=self.front,
            at=self.at,
        )
        return self._fresh()

    def consulted(self, outcome: str = "goes_on") -> "WayIn":
        from stepwell.journey.intake.actions import record_consultation
        from stepwell.journey.intake.terms import Outcome

        record_consultation(
            inquiry=self.inquiry,
            outcome=Outcome(outcome),
            notes="We spoke.",
            by=self.front,
            at=self.at,
        )
        return self._fresh()

    def sent(self) -> "WayIn":
        from stepwell.journey.intake.actions import send_packet

        given, _, family = self.name.partition(" ")
        self.packet, self.token = send_packet(
            inquiry=self.inquiry,
            given_name=given,
            family_name=family,
            birth_date=date(1991, 2, 28),
            email=self.email,
            by=self.front,
            at=self.at,
        )
        return self._fresh()

    def joined(self) -> "WayIn":
        """They used the link."""
        from stepwell.trust.access.queries import viewer_for
        from stepwell.trust.people.actions import accept_invitation
        from stepwell.trust.people.queries import invitation
        from stepwell.trust.people.viewer import ANONYMOUS

        self.account = accept_invitation(
            invitation=invitation(self.token, at=self.at),
            password="",
            hashed=password_hash(),
            by=ANONYMOUS,
            at=self.at,
        )
        self.viewer = viewer_for(self.account)
        return self

    def answered(self, answers: dict[str, Any]) -> "WayIn":
        from stepwell.journey.intake.actions import save_packet

        self.packet = save_packet(
            packet=self.packet,
            answers=answers,
            revision=self.packet.revision,
            by=self.viewer,
            at=self.at,
        )
        return self

    def submitted(self) -> "WayIn":
        from stepwell.journey.intake.actions import submit_packet

        self.answered(ANSWERS)
        self.packet = submit_packet(packet=self.packet, by=self.viewer, at=self.at)
        return self

    def consented(self) -> "WayIn":
        from stepwell.trust.consent.actions import sign
        from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION

        for kind in REQUIRED_FOR_ADMISSION:
            sign(
                patient=self.packet.patient,
                kind=kind,
                version="1",
                language="en",
                shown="What was shown.",
                signed_name=self.name,
                by=self.viewer,
                at=self.at,
            )
        return self

    def opened(self) -> "WayIn":
        from stepwell.journey.assessment.actions import open_assessment

        self.assessment = open_assessment(
            inquiry=self.inquiry,
            therapist=self.clinic.staff["therapist"],
            prescriber=self.clinic.staff["prescriber"],
            by=self.front,
            at=self.at,
        )
        return self._fresh()

    def section(self, kind: str) -> Any:
        return self.assessment.sections.select_related("assessment", "owner").get(kind=kind)

    def written(self, kind: str) -> "WayIn":
        from stepwell.journey.assessment.actions import save_section
        from stepwell.journey.assessment.terms import SECTION_FIELDS

        words = dict.fromkeys(SECTION_FIELDS[kind], SECTION_WORDS)
        part = self.section(kind)
        save_section(
            section=part,
            content=words,
            revision=part.revision,
            by=self.clinic.viewers[kind],
            at=self.at,
        )
        return self

    def signed(self, kind: str) -> "WayIn":
        from stepwell.journey.assessment.actions import sign_section

        self.written(kind)
        sign_section(section=self.section(kind), by=self.clinic.viewers[kind], at=self.at)
        return self

    def decided(self, rating: int = 2, **choices: Any) -> "WayIn":
        """Both parts signed and the level decided: 1 is OP, 2 IOP, 3 PHP."""
        from stepwell.journey.assessment.actions import decide_level

        level = {1: "OP", 2: "IOP", 3: "PHP"}[rating]
        self.signed("therapist").signed("prescriber")
        words = {"level": level, "reason": "", **choices}
        decide_level(
            assessment=self.assessment,
            ratings={str(n): (rating if n == 3 else 0) for n in range(1, 6)},
            context={"safe_home": True},
            by=self.clinic.viewers["therapist"],
            at=self.at,
            **words,
        )
        self.assessment.refresh_from_db()
        return self

    def ready(self, rating: int = 2) -> "WayIn":
        """From the first message to the evening before admission."""
        return self.asked().consulted().sent().joined().consented().opened().decided(rating)

    def _fresh(self) -> "WayIn":
        self.inquiry.refresh_from_db()
        return self


ANSWERS = {
    "full_name": "Ana O'Hara",
    "birth_date": "1991-02-28",
    "language": "en",
    "reach": "email",
    "reason": "I cannot sleep and I drink to fall asleep.",
    "since": "months",
    "treated_before": False,
    "could_be_pregnant": "no",
    "hospital": False,
    "takes_medicines": True,
    "medicines": ["sertraline 50 mg", "something for sleep"],
    "has_allergies": True,
    "allergies": ["penicillin, rash"],
    "uses_substances": "in_person",
    "housing": "own",
    "emergency_name": "Joan O'Hara",
    "emergency_phone": "(555) 010-0178",
    "emergency_knows": True,
}
