from datetime import date

from stepwell.foundation.verdicts import Verdict, verdict


def may_step(
    *, to_level: str, track_level: str | None, free_seats: int, reason: str, on: date, today: date
) -> Verdict:
    return verdict(
        (track_level is not None, "Choose the track they go on in.", "step.track"),
        (track_level in (None, to_level), "That track is at another level of care.", "step.level"),
        (free_seats > 0, "No seat is free in that track on that day.", "step.full"),
        (on >= today, "The new level cannot begin in the past.", "step.past"),
        (len(reason.strip()) >= 10, "Say why this level fits now, in a sentence.", "step.reason"),
    )
