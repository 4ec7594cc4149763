"""Words of the program catalogue. Imports nothing of ours."""

from enum import StrEnum


class LevelCode(StrEnum):
    """Levels of care, from least to most intensive; the order of members is the order of care."""

    OP = "OP"
    IOP = "IOP"
    PHP = "PHP"
    RES = "RES"
    INP = "INP"

    @property
    def intensity(self) -> int:
        """Rank from 0 (weekly outpatient) to 4 (inpatient)."""
        return list(LevelCode).index(self)
