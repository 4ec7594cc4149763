"""Words of the medication list."""

from decimal import Decimal
from enum import StrEnum


class Timing(StrEnum):
    MORNING = "in the morning"
    NOON = "at noon"
    EVENING = "in the evening"
    BEDTIME = "at bedtime"
    WITH_FOOD = "with food"


TIMES_A_DAY = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day"}


def number(value: Decimal) -> str:
    """`50`, `2.5`: no zeros that carry nothing (ISMP: a trailing zero invites a tenfold error)."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(dose_mg: Decimal, times_a_day: int, timing: str, as_needed: bool) -> str:
    """`50 mg once a day, in the morning`."""
    words = f"{number(dose_mg)} mg {TIMES_A_DAY.get(times_a_day, f'{times_a_day} times a day')}"
    if timing:
        words += f", {timing}"
    return f"{words}, only when needed" if as_needed else words
