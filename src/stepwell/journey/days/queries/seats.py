"""A seat somebody holds, as far as the hours of a week ask."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Held:
    patient_id: UUID
    track_id: UUID
    level: str
    weekdays: tuple[int, ...]
    first: date
    until: date | None
    zone: str = ""

    def attends(self, day: date) -> bool:
        inside = self.first <= day and (self.until is None or day < self.until)
        return inside and day.weekday() in self.weekdays
