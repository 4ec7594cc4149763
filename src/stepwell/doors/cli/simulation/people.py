"""The people of the simulation: what is drawn for each of them, and handles to what the actions made."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING

from .kinds import Course, Kind, kinds, words

if TYPE_CHECKING:
    from uuid import UUID

    from stepwell.chart.episodes.models import Episode
    from stepwell.chart.measures.models import MeasureRequest
    from stepwell.chart.medications.models import MedicationOrder
    from stepwell.chart.plan.models import Goal
    from stepwell.journey.aftercare.models import AftercarePlan
    from stepwell.journey.assessment.models import Assessment
    from stepwell.journey.calendar.models import Appointment
    from stepwell.journey.intake.models import Inquiry, Packet
    from stepwell.trust.people.models import Account, Patient
    from stepwell.trust.people.viewer import Viewer

    from .world import Seats, Team


@dataclass(eq=False)
class SimPerson:
    """Someone invented. The first block is drawn, the second is what became of them."""

    number: int
    kind: Kind
    given: str
    family: str
    language: str
    email: str
    phone: str
    birth: date
    start: str
    weeks: dict[str, int]
    leaves_early: float | None  # how far into the whole course they leave, or None
    stops_at: str = ""  # a stage of the way in at which this person still stands at the end
    slot: int | None = None
    bent: float = 0.0  # how far above or below the usual course of their kind
    keen: bool = False  # the demo's own patient: comes, answers, stays
    discharge_on: date | None = None

    team: "Team | None" = None
    inquiry: "Inquiry | None" = None
    packet: "Packet | None" = None
    token: str = ""
    account: "Account | None" = None
    viewer: "Viewer | None" = None
    patient: "Patient | None" = None
    assessment: "Assessment | None" = None
    episode: "Episode | None" = None
    seats: "Seats | None" = None
    weekdays: tuple[int, ...] = ()
    first_day: date | None = None
    admitted_on: date | None = None
    level: str = ""
    course: tuple[Course, ...] = ()
    said: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    goals: "list[Goal]" = field(default_factory=list)
    orders: "dict[str, MedicationOrder]" = field(default_factory=dict)
    waiting: "dict[str, MeasureRequest]" = field(default_factory=dict)
    scores: list[int] = field(default_factory=list)
    plan: "AftercarePlan | None" = None
    visit: "Appointment | None" = None
    planned: bool = False  # an aftercare plan was begun
    signatures: int = 0
    fading: bool = False  # comes half as often, before they stop coming
    gone: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def patient_id(self) -> "UUID":
        assert self.patient is not None
        return self.patient.pk

    @property
    def total_weeks(self) -> int:
        """Weeks of the whole course, from the level they begin at down to the last."""
        order = ["PHP", "IOP", "OP"]
        return sum(self.weeks[level] for level in order[order.index(self.start) :])

    def progress(self, at: datetime) -> float:
        """How far they are, from 0 at admission to 1 at the planned end."""
        if self.admitted_on is None:
            return 0.0
        days = (at.date() - self.admitted_on).days
        return min(1.0, max(0.0, days / (7 * self.total_weeks)))


class Crowd:
    """Draws people who differ: kind, name, language, course. The same random source, the same people."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.count = 0
        self._names: set[str] = set()
        self._emails: set[str] = set()
        self._special = list(words()["names"]["special"])

    def draw(self, *, kind: str = "", start: str = "", email: str = "") -> SimPerson:
        rng = self.rng
        drawn = next(k for k in kinds() if k.key == kind) if kind else self._kind()
        given, family, language = self._name(drawn, plain=bool(email))
        birth = self._birth(drawn)
        level = start or rng.choices(list(drawn.starts), list(drawn.starts.values()))[0]
        self.count += 1
        return SimPerson(
            number=self.count,
            kind=drawn,
            given=given,
            family=family,
            language=language,
            email=email or self._email(given, family),
            phone=f"(555) 01{rng.randrange(10)}-{rng.randrange(10_000):04d}",
            birth=birth,
            start=level,
            weeks={name: rng.randint(*span) for name, span in drawn.weeks.items()},
            bent=rng.gauss(0, 2),
            leaves_early=rng.uniform(0.15, 0.8) if rng.random() < drawn.drops else None,
        )

    def _kind(self) -> Kind:
        known = kinds()
        return self.rng.choices(known, [kind.share for kind in known])[0]

    def _birth(self, kind: Kind) -> date:
        years = self.rng.randint(*kind.ages)
        return date(self.today.year - years - 1, self.rng.randint(1, 12), self.rng.randint(1, 28))

    def _name(self, kind: Kind, *, plain: bool) -> tuple[str, str, str]:
        if self._special and not plain and self.rng.random() < 0.4:
            row = self._special.pop(0)
            return row["given"], row["family"], row.get("language", "en")
        language = "es" if not plain and self.rng.random() < kind.spanish else "en"
        pool = words()["names"][language]
        for _ in range(200):
            given, family = self.rng.choice(pool["given"]), self.rng.choice(pool["family"])
            if language == "es" and self.rng.random() < 0.4:
                family = f"{family} {self.rng.choice(pool['family'])}"
            elif self.rng.random() < 0.06:
                family = f"{family}-{self.rng.choice(pool['family'])}"
            if f"{given} {family}" not in self._names:
                break
        self._names.add(f"{given} {family}")
        return given, family, language

    def _email(self, given: str, family: str) -> str:
        letters = unicodedata.normalize("NFKD", f"{given}.{family}".lower().replace("đ", "d"))
        slug = re.sub(r"[^a-z.]+", "", letters.encode("ascii", "ignore").decode())[:50].strip(".")
        address, number = f"{slug}@people.example", 1
        while address in self._emails:
            number += 1
            address = f"{slug}{number}@people.example"
        self._emails.add(address)
        return address
