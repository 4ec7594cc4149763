"""A problem of version 1 as frozen values, and its reader.

Two readings the contract leaves open: an any-mode patient joins in-person sessions too (and takes a chair there only), and a
group is in one place at a time, so its sessions do not overlap.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stepwell.foundation.errors import BadInput

from .schema import DAYS, SCHEMA
from .shape import hold


@dataclass(frozen=True)
class Slot:
    id: str
    day: int  # 0 is Monday
    block: str
    start: int  # minutes after midnight
    minutes: int

    @property
    def end(self) -> int:
        return self.start + self.minutes

    def overlaps(self, other: "Slot") -> bool:
        return self.day == other.day and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Room:
    id: str
    capacity: int
    closed: frozenset[str]


@dataclass(frozen=True)
class Staff:
    id: str
    role: str
    credentials: frozenset[str]
    states: frozenset[str]
    max_minutes: int
    unavailable: frozenset[str]


@dataclass(frozen=True)
class Group:
    id: str
    topic: str
    min_size: int
    max_size: int
    mode: str
    times: int
    leaders: tuple[str, ...]
    credential: str | None

    @property
    def thin_below(self) -> int:
        """Members from which a session is no longer thin: half of `max_size`, rounded up."""
        return (self.max_size + 1) // 2


@dataclass(frozen=True)
class MedCheck:
    prescriber: str
    minutes: int


@dataclass(frozen=True)
class Patient:
    id: str
    minutes: int
    days: int
    max_minutes_a_day: int
    block: str
    mode: str
    state: str | None
    busy: frozenset[str]
    topics: tuple[tuple[str, int], ...]
    med_check: MedCheck | None
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Fixed:
    group: str
    slot: str
    room: str | None
    leader: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    slots: dict[str, Slot]
    rooms: dict[str, Room]
    staff: dict[str, Staff]
    groups: dict[str, Group]
    patients: dict[str, Patient]
    fixed: tuple[Fixed, ...]

    @cached_property
    def overlapping(self) -> dict[str, frozenset[str]]:
        """slot → slots at the same time, itself included."""
        return {
            a.id: frozenset(b.id for b in self.slots.values() if a.overlaps(b))
            for a in self.slots.values()
        }

    @cached_property
    def layered(self) -> bool:
        """Some slots overlap."""
        return any(len(others) > 1 for others in self.overlapping.values())

    def spread(self, slots: frozenset[str]) -> frozenset[str]:
        """These slots and all at the same time."""
        return frozenset(other for slot in slots for other in self.overlapping[slot])

    @cached_property
    def free(self) -> dict[str, tuple[str, ...]]:
        """patient → slots in their block in which they are not busy."""
        found = {}
        for patient in self.patients.values():
            busy = self.spread(patient.busy)
            found[patient.id] = tuple(
                slot.id
                for slot in self.slots.values()
                if patient.block in ("any", slot.block) and slot.id not in busy
            )
        return found

    @cached_property
    def may_lead(self) -> dict[str, tuple[str, ...]]:
        """group → those of its leaders who hold its credential."""
        return {
            group.id: tuple(
                leader
                for leader in group.leaders
                if group.credential is None or group.credential in self.staff[leader].credentials
            )
            for group in self.groups.values()
        }

    @cached_property
    def away(self) -> dict[str, frozenset[str]]:
        """staff → slots they are not available in."""
        return {person.id: self.spread(person.unavailable) for person in self.staff.values()}

    @cached_property
    def closed(self) -> dict[str, frozenset[str]]:
        """room → slots in which it cannot be used."""
        return {room.id: self.spread(room.closed) for room in self.rooms.values()}


def joins(patient: Patient, group: Group) -> str:
    """How a patient takes part in a group: "chair", "remote" (the leader must hold their state) or "" for not at all."""
    if group.mode == "in_person":
        return "" if patient.mode == "telehealth" else "chair"
    if patient.mode == "in_person":
        return "chair" if group.mode == "hybrid" else ""
    return "remote"


def read_problem(value: Any) -> Problem:
    """Raises `BadInput`: one line, with the JSON pointer of the first fault."""
    hold(value, SCHEMA)
    for kind in ("slots", "rooms", "staff", "groups", "patients"):
        _unique(value, kind)
    _references(value)
    slots = {row["id"]: _slot(row, index) for index, row in enumerate(value["slots"])}
    return Problem(
        slots=dict(sorted(slots.items(), key=lambda item: (item[1].day, item[1].start, item[0]))),
        rooms={row["id"]: _room(row) for row in value["rooms"]},
        staff={row["id"]: _staff(row) for row in value["staff"]},
        groups={row["id"]: _group(row, index) for index, row in enumerate(value["groups"])},
        patients={row["id"]: _patient(row) for row in value["patients"]},
        fixed=tuple(_fixed(row) for row in value.get("fixed", [])),
    )


def _unique(value: dict[str, Any], kind: str) -> None:
    seen: dict[str, int] = {}
    for index, row in enumerate(value[kind]):
        if row["id"] in seen:
            raise BadInput(
                f"{row['id']!r} is already the id of /{kind}/{seen[row['id']]}.",
                place=f"/{kind}/{index}/id",
            )
        seen[row["id"]] = index


# kind of row → key → what its ids name
_NAMES = {
    "rooms": {"closed": "slots"},
    "staff": {"unavailable": "slots"},
    "groups": {"leaders": "staff"},
    "patients": {"busy": "slots"},
    "fixed": {"group": "groups", "slot": "slots", "leader": "staff", "members": "patients"},
}


def _references(value: dict[str, Any]) -> None:
    known = {kind: {row["id"] for row in value[kind]} for kind in _NAMES if kind != "fixed"}
    known["slots"] = {row["id"] for row in value["slots"]}
    for kind, keys in _NAMES.items():
        for index, row in enumerate(value.get(kind, [])):
            for key, names in keys.items():
                _known(row.get(key, []), known[names], names, f"/{kind}/{index}/{key}")
    for index, row in enumerate(value["patients"]):
        _patient_references(row, known, f"/patients/{index}")
    rows = set()
    for index, row in enumerate(value.get("fixed", [])):
        if row.get("room") is not None:
            _known(row["room"], known["rooms"], "rooms", f"/fixed/{index}/room")
        if (row["group"], row["slot"]) in rows:
            raise BadInput("this group is in this slot already.", place=f"/fixed/{index}")
        rows.add((row["group"], row["slot"]))


def _patient_references(row: dict[str, Any], known: dict[str, set[str]], place: str) -> None:
    kept = row.get("keep", {}).get("groups", [])
    _known(kept, known["groups"], "groups", f"{place}/keep/groups")
    med_check = row.get("med_check")
    if med_check:
        _known(med_check["prescriber"], known["staff"], "staff", f"{place}/med_check/prescriber")


def _known(ids: Any, known: set[str], names: str, place: str) -> None:
    single = isinstance(ids, str)
    seen = set()
    for index, one in enumerate([ids] if single else ids):
        here = place if single else f"{place}/{index}"
        if one not in known:
            raise BadInput(f"there is no {one!r} in /{names}.", place=here)
        if one in seen:
            raise BadInput(f"{one!r} stands there twice.", place=here)
        seen.add(one)


def _slot(row: dict[str, Any], index: int) -> Slot:
    hours, minutes = row["start"].split(":")
    slot = Slot(
        row["id"],
        DAYS.index(row["day"]),
        row["block"],
        int(hours) * 60 + int(minutes),
        row["minutes"],
    )
    if slot.end > 1440:
        raise BadInput("the slot runs past midnight.", place=f"/slots/{index}/minutes")
    return slot


def _room(row: dict[str, Any]) -> Room:
    return Room(row["id"], row["capacity"], frozenset(row.get("closed", [])))


def _staff(row: dict[str, Any]) -> Staff:
    held, states = frozenset(row.get("credentials", [])), frozenset(row.get("states", []))
    away = frozenset(row.get("unavailable", []))
    return Staff(row["id"], row["role"], held, states, row.get("max_minutes", 10_080), away)


def _group(row: dict[str, Any], index: int) -> Group:
    least, most = row.get("min_size", 1), row["max_size"]
    if least > most:
        raise BadInput(f"{least} is more than max_size {most}.", place=f"/groups/{index}/min_size")
    mode, times = row.get("mode", "in_person"), row.get("times_per_week", 1)
    leaders = tuple(row["leaders"])
    return Group(row["id"], row["topic"], least, most, mode, times, leaders, row.get("credential"))


def _patient(row: dict[str, Any]) -> Patient:
    med = row.get("med_check")
    return Patient(
        id=row["id"],
        minutes=row["minutes_per_week"],
        days=row["days_per_week"],
        max_minutes_a_day=row.get("max_minutes_per_day", 1440),
        block=row.get("block", "any"),
        mode=row.get("mode", "in_person"),
        state=row.get("state"),
        busy=frozenset(row.get("busy", [])),
        topics=tuple((topic, least) for topic, least in row.get("topics", {}).items() if least),
        med_check=MedCheck(med["prescriber"], med["minutes"]) if med else None,
        keep=tuple(row.get("keep", {}).get("groups", [])),
    )


def _fixed(row: dict[str, Any]) -> Fixed:
    room, leader = row.get("room"), row["leader"]
    return Fixed(row["group"], row["slot"], room, leader, tuple(row["members"]))
