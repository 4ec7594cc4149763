"""Judges any answer to a timetable problem by the contract alone; shares nothing with the solver."""

from collections import Counter, defaultdict
from typing import Any

Row = dict[str, Any]


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


class Judge:
    def __init__(self, problem: Row, answer: Row) -> None:
        self.problem, self.answer = problem, answer
        self.faults: list[str] = []
        self.by_id = {
            kind: {row["id"]: row for row in problem[kind]}
            for kind in ("slots", "rooms", "staff", "groups", "patients")
        }

    def span(self, slot: str) -> tuple[str, int, int]:
        row = self.by_id["slots"][slot]
        start = _minutes(row["start"])
        return row["day"], start, start + row["minutes"]

    def clash(self, one: tuple[str, int, int], two: tuple[str, int, int]) -> bool:
        return one[0] == two[0] and one[1] < two[2] and two[1] < one[2]

    def fault(self, wrong: bool, sentence: str) -> None:
        if wrong:
            self.faults.append(sentence)

    def judge(self) -> list[str]:
        self._groups()
        for session in self.answer["sessions"]:
            self._session(session)
        for patient in self.problem["patients"]:
            self._patient(patient)
        self._single()
        return self.faults

    def _groups(self) -> None:
        held = Counter(session["group"] for session in self.answer["sessions"])
        places = Counter((s["group"], s["slot"]) for s in self.answer["sessions"])
        self.fault(any(count > 1 for count in places.values()), "a group is twice in one slot")
        for group in self.problem["groups"]:
            self.fault(
                held[group["id"]] != group.get("times_per_week", 1),
                f"{group['id']} runs {held[group['id']]} times",
            )

    def _session(self, session: Row) -> None:
        group = self.by_id["groups"][session["group"]]
        leader = self.by_id["staff"][session["leader"]]
        where = f"{session['group']} in {session['slot']}"
        self.fault(leader["id"] not in group["leaders"], f"{where}: leader not on the list")
        wanted = group.get("credential")
        self.fault(
            wanted is not None and wanted not in leader.get("credentials", []),
            f"{where}: leader lacks the credential",
        )
        self.fault(session["slot"] in leader.get("unavailable", []), f"{where}: leader is away")
        members, mode = session["members"], group.get("mode", "in_person")
        self.fault(len(members) != len(set(members)), f"{where}: somebody twice")
        self.fault(
            not group.get("min_size", 1) <= len(members) <= group["max_size"], f"{where}: size"
        )
        chairs = 0
        for name in members:
            chairs += self._member(self.by_id["patients"][name], mode, leader, where)
        if session["room"] is None:
            self.fault(mode != "telehealth", f"{where}: no room")
        else:
            room = self.by_id["rooms"][session["room"]]
            self.fault(session["slot"] in room.get("closed", []), f"{where}: room closed")
            self.fault(chairs > room["capacity"], f"{where}: room too small")

    def _member(self, patient: Row, mode: str, leader: Row, where: str) -> bool:
        """Whether the patient takes a chair."""
        asked = patient.get("mode", "in_person")
        if mode == "in_person" or (mode == "hybrid" and asked == "in_person"):
            self.fault(asked == "telehealth", f"{where}: {patient['id']} comes by telehealth")
            return True
        self.fault(asked == "in_person", f"{where}: {patient['id']} comes in person")
        self.fault(
            patient.get("state") not in leader.get("states", []),
            f"{where}: leader lacks {patient['id']}'s state",
        )
        return False

    def _mine(self, name: str) -> list[str]:
        return [s["slot"] for s in self.answer["sessions"] if name in s["members"]]

    def _patient(self, patient: Row) -> None:
        name, mine = patient["id"], self._mine(patient["id"])
        days: Counter[str] = Counter()
        for slot in mine:
            row = self.by_id["slots"][slot]
            days[row["day"]] += row["minutes"]
            block = patient.get("block", "any")
            self.fault(block not in ("any", row["block"]), f"{name}: wrong block")
        self.fault(len(days) != patient["days_per_week"], f"{name}: {len(days)} days")
        self.fault(sum(days.values()) < patient["minutes_per_week"], f"{name}: too few minutes")
        most = patient.get("max_minutes_per_day", 1440)
        self.fault(any(minutes > most for minutes in days.values()), f"{name}: too long a day")
        topics = Counter(
            self.by_id["groups"][s["group"]]["topic"]
            for s in self.answer["sessions"]
            if name in s["members"]
        )
        for topic, least in patient.get("topics", {}).items():
            self.fault(topics[topic] < least, f"{name}: {topics[topic]} of {topic}")
        checks = [c for c in self.answer["med_checks"] if c["patient"] == name]
        wanted: Row = patient.get("med_check") or {}
        self.fault(len(checks) != (1 if wanted else 0), f"{name}: {len(checks)} med checks")
        for check in checks if wanted else []:
            same = (check["prescriber"], check["minutes"]) == (
                wanted["prescriber"],
                wanted["minutes"],
            )
            self.fault(not same, f"{name}: not the med check asked for")

    def _single(self) -> None:
        """Nobody and no room is in two places at once."""
        taken: dict[Any, list[tuple[str, int, int]]] = defaultdict(list)
        load: Counter[str] = Counter()
        for session in self.answer["sessions"]:
            span = self.span(session["slot"])
            load[session["leader"]] += span[2] - span[1]
            taken["staff", session["leader"]].append(span)
            if session["room"] is not None:
                taken["room", session["room"]].append(span)
            for member in session["members"]:
                taken["patient", member].append(span)
        for check in self.answer["med_checks"]:
            day, opens, closes = self.span(check["slot"])
            start = _minutes(check["start"])
            self.fault(
                start < opens or start + check["minutes"] > closes, f"{check['patient']}: outside"
            )
            span = (day, start, start + check["minutes"])
            taken["patient", check["patient"]].append(span)
            taken["staff", check["prescriber"]].append(span)
            away = self.by_id["staff"][check["prescriber"]].get("unavailable", [])
            self.fault(check["slot"] in away, f"{check['patient']}: prescriber away")
        for patient in self.problem["patients"]:
            for slot in patient.get("busy", []):
                taken["patient", patient["id"]].append(self.span(slot))
        for who, spans in taken.items():
            spans.sort()
            for position, one in enumerate(spans):
                clashes = any(self.clash(one, two) for two in spans[position + 1 :])
                self.fault(clashes and not self._busy_twice(who, spans), f"{who}: two at once")
        for name, minutes in load.items():
            most = self.by_id["staff"][name].get("max_minutes", 10_080)
            self.fault(minutes > most, f"{name} leads {minutes} minutes")

    def _busy_twice(self, who: Any, spans: list[tuple[str, int, int]]) -> bool:
        """Busy slots may overlap one another; sessions and checks may overlap nothing."""
        if who[0] != "patient":
            return False
        busy = [self.span(s) for s in self.by_id["patients"][who[1]].get("busy", [])]
        kept = list(spans)
        for span in busy:
            kept.remove(span)
        return not any(
            self.clash(one, two)
            for position, one in enumerate(kept)
            for two in [*kept[position + 1 :], *busy]
        )

    def objective(self) -> int:
        sessions = {(s["group"], s["slot"]): s["members"] for s in self.answer["sessions"]}
        moves = 0
        for row in self.problem.get("fixed", []):
            now = sessions.get((row["group"], row["slot"]))
            moves += 1 if now is None else sum(member not in now for member in row["members"])
        broken = sum(
            not any(group == g and patient["id"] in members for (g, _), members in sessions.items())
            for patient in self.problem["patients"]
            for group in patient.get("keep", {}).get("groups", [])
        )
        thin = sum(
            len(members) < self.by_id["groups"][group]["max_size"] / 2
            for (group, _), members in sessions.items()
        )
        return 1000 * moves + 100 * broken + 10 * thin + self._idle()

    def _idle(self) -> int:
        found = 0
        for patient in self.problem["patients"]:
            mine = self._mine(patient["id"])
            checks = {c["slot"] for c in self.answer["med_checks"] if c["patient"] == patient["id"]}
            for slot in self.by_id["slots"]:
                day, start, end = self.span(slot)
                ends = [self.span(s)[2] for s in mine if self.span(s)[0] == day]
                starts = [self.span(s)[1] for s in mine if self.span(s)[0] == day]
                between = any(e <= start for e in ends) and any(s >= end for s in starts)
                found += between and slot not in mine and slot not in checks
        return found
