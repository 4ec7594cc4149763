"""Marking who was there: taps as it happens, the roll that makes intervals of them, and corrections."""

from stepwell.journey.days.actions.roll import (
    TAPPED,
    Mark,
    correct_presence,
    merge_taps,
    take_roll,
)
from stepwell.journey.days.actions.tapping import tap, undo_tap

__all__ = [
    "TAPPED",
    "Mark",
    "correct_presence",
    "merge_taps",
    "take_roll",
    "tap",
    "undo_tap",
]
