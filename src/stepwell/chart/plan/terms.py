"""Words of the plan."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a goal ended."""

    MET = "met"
    PARTLY = "partly met"
    SET_ASIDE = "set aside"
