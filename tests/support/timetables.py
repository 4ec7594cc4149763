"""Timetable problems with a planted answer: cohorts that meet together, and noise around them that never breaks the plan."""

from collections.abc import Collection
from random import Random
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri")
BLOCKS = {"am": 9, "pm": 13, "eve": 17}
TOPICS = ("coping", "relapse", "skills", "stress", "family", "wellness")
STATES = ("NY", "NJ", "CT")
# kind → days a week, slots a day, blocks to choose from, share
KINDS = {
    "iop": (3, 3, ("am", "pm", "eve"), 0.7),
    "iop5": (5, 3, ("am", "pm", "eve"), 0.1),
    "php": (5, 6, ("any",), 0.1),
    "op": (1, 1, ("pm", "eve"), 0.1),
}


def slots() -> list[dict[str, Any]]:
    return [
        {
            "id": f"{day}-{block}-{place}",
            "day": day,
            "block": block,
            "start": f"{hour + place:02}:00",
            "minutes": 60,
        }
        for day in DAYS
        for block, hour in BLOCKS.items()
        for place in range(3)
    ]


class Planted:
    """A problem of about `patients` patients; `sessions` and `checks` are one answer to it."""

    def __init__(self, patients: int, seed: int, *, slack: int = 2) -> None:
        self.random, self.slack = Random(seed), slack
        self.problem: dict[str, Any] = {
            "version": 1,
            "slots": slots(),
            "rooms": [],
            "staff": [],
            "groups": [],
            "patients": [],
        }
        self.sessions: list[dict[str, Any]] = []
        self.busy_staff: set[tuple[str, str]] = set()
        self.load: dict[str, int] = {}
        self._staff(patients)
        while len(self.problem["patients"]) < patients:
            self._cohort(min(10, patients - len(self.problem["patients"])))
        self._rooms()
        self._med_checks(patients)
        self._leave()

    def _staff(self, patients: int) -> None:
        for number in range(max(3, patients // 8)):
            self.problem["staff"].append(
                {
                    "id": f"T{number}",
                    "role": "therapist",
                    "credentials": ["LCSW"] if number % 2 else ["LCSW", "CADC"],
                    "states": sorted({STATES[number % 3], STATES[(number // 3) % 3], "NY"}),
                    "max_minutes": 1500,
                    "unavailable": [],
                }
            )

    def _cohort(self, size: int) -> None:
        kind = self.random.choices(list(KINDS), [share for *_, share in KINDS.values()])[0]
        days, a_day, blocks, _ = KINDS[kind]
        block = self.random.choice(blocks)
        mode = self.random.choice(("in_person", "in_person", "telehealth", "hybrid"))
        state = self.random.choice(STATES)
        chosen = sorted(self.random.sample(range(5), days))
        places = self._places(chosen, block, a_day)
        number = len(self.problem["patients"])
        members = [f"P{number + place}" for place in range(size)]
        topics: dict[str, int] = {}
        groups = []
        for position in range(a_day):
            held = places[position::a_day]
            groups.append(self._group(held, mode, state, members, topics))
        for member in members:
            self._patient(member, kind, block, mode, state, places, topics, groups)

    def _places(self, days: list[int], block: str, a_day: int) -> list[str]:
        found = []
        for day in days:
            blocks = ("am", "pm") if block == "any" else (block,)
            found += [f"{DAYS[day]}-{b}-{place}" for b in blocks for place in range(3)][:a_day]
        return found

    def _group(
        self, held: list[str], mode: str, state: str, members: list[str], topics: dict[str, int]
    ) -> str:
        name = f"G{len(self.problem['groups'])}"
        topic = self.random.choice(TOPICS)
        topics[topic] = topics.get(topic, 0) + len(held)
        credential = self.random.choice((None, None, "LCSW", "CADC"))
        leaders: set[str] = set()
        for slot in held:
            leader = self._leader(slot, credential, state, leaders)
            leaders.add(leader)
            self.busy_staff.add((leader, slot))
            self.load[leader] = self.load.get(leader, 0) + 60
            self.sessions.append(
                {"group": name, "slot": slot, "room": None, "leader": leader, "members": members}
            )
        others = self.random.sample([s["id"] for s in self.problem["staff"]], self.slack)
        self.problem["groups"].append(
            {
                "id": name,
                "topic": topic,
                "min_size": min(4, len(members)),
                "max_size": max(12, len(members)) if self.slack else max(1, len(members)),
                "mode": mode,
                "times_per_week": len(held),
                "leaders": sorted(leaders | set(others)),
                "credential": credential,
            }
        )
        return name

    def _leader(self, slot: str, credential: str | None, state: str, liked: set[str]) -> str:
        able = [
            row
            for row in self.problem["staff"]
            if (row["id"], slot) not in self.busy_staff
            and (credential is None or credential in row["credentials"])
            and state in row["states"]
            and self.load.get(row["id"], 0) + 60 <= row["max_minutes"]
        ]
        able.sort(key=lambda row: (row["id"] not in liked, self.random.random()))
        if not able:
            extra = {
                "id": f"T{len(self.problem['staff'])}",
                "role": "therapist",
                "credentials": ["LCSW", "CADC"],
                "states": list(STATES),
                "max_minutes": 1500,
                "unavailable": [],
            }
            self.problem["staff"].append(extra)
            return str(extra["id"])
        return str(able[0]["id"])

    def _patient(
        self,
        name: str,
        kind: str,
        block: str,
        mode: str,
        state: str,
        places: Collection[str],
        topics: dict[str, int],
        groups: list[str],
    ) -> None:
        days, a_day, _, _ = KINDS[kind]
        free = [s["id"] for s in self.problem["slots"] if s["id"] not in places]
        some = {t: self.random.randint(0, n) for t, n in topics.items()}
        asked = {
            "in_person": "in_person",
            "telehealth": self.random.choice(("telehealth", "any")),
            "hybrid": self.random.choice(("in_person", "telehealth", "any")),
        }[mode]
        self.problem["patients"].append(
            {
                "id": name,
                "minutes_per_week": days * a_day * 60,
                "days_per_week": days,
                "max_minutes_per_day": a_day * 60,
                "block": block,
                "mode": asked,
                "state": state,
                "busy": self.random.sample(free, self.random.randint(0, 5)),
                "topics": {t: n for t, n in some.items() if n},
                "med_check": None,
                "keep": {"groups": groups[:1] if self.random.random() < 0.2 else []},
            }
        )

    def _rooms(self) -> None:
        modes = {group["id"]: group["mode"] for group in self.problem["groups"]}
        used: dict[str, int] = {}
        for session in self.sessions:
            if modes[session["group"]] != "telehealth":
                used[session["slot"]] = used.get(session["slot"], 0) + 1
                session["room"] = f"R{used[session['slot']]}"
        for number in range(1, max(used.values(), default=0) + 1):
            self.problem["rooms"].append(
                {
                    "id": f"R{number}",
                    "capacity": 12,
                    "closed": [s for s, n in used.items() if n < number][: 3 * number],
                }
            )

    def _med_checks(self, patients: int) -> None:
        self.checks: list[dict[str, Any]] = []
        docs = [f"D{number}" for number in range(max(1, patients // 30))]
        for name in docs:
            away = self.random.sample([s["id"] for s in self.problem["slots"]], 9)
            self.problem["staff"].append(
                {"id": name, "role": "prescriber", "max_minutes": 2400, "unavailable": away}
            )
        away_of = {row["id"]: set(row.get("unavailable", [])) for row in self.problem["staff"]}
        at: dict[str, set[str]] = {}
        for session in self.sessions:
            for member in session["members"]:
                at.setdefault(member, set()).add(session["slot"])
        used: dict[tuple[str, str], int] = {}
        for patient in self.problem["patients"]:
            doc = self.random.choice(docs)
            taken = at.get(patient["id"], set()) | set(patient["busy"]) | away_of[doc]
            able = [
                s["id"]
                for s in self.problem["slots"]
                if s["id"] not in taken
                and used.get((doc, s["id"]), 0) < 3
                and patient["block"] in ("any", s["block"])
            ]
            if able and self.random.random() < 0.8:
                slot = self.random.choice(able)
                start = used.get((doc, slot), 0) * 20
                used[doc, slot] = used.get((doc, slot), 0) + 1
                patient["med_check"] = {"prescriber": doc, "minutes": 20}
                hour = next(s["start"][:2] for s in self.problem["slots"] if s["id"] == slot)
                self.checks.append(
                    {
                        "patient": patient["id"],
                        "prescriber": doc,
                        "slot": slot,
                        "start": f"{hour}:{start:02}",
                        "minutes": 20,
                    }
                )

    def _leave(self) -> None:
        for row in self.problem["staff"]:
            if row["role"] == "therapist":
                day = self.random.choice(DAYS)
                row["unavailable"] = [
                    s["id"]
                    for s in self.problem["slots"]
                    if s["day"] == day and (row["id"], s["id"]) not in self.busy_staff
                ]

    @property
    def answer(self) -> dict[str, Any]:
        return {"sessions": self.sessions, "med_checks": self.checks}
