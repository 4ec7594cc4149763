from collections.abc import Collection
from datetime import date

from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.trust.consent.rules import missing_for_admission
from stepwell.trust.consent.terms import ConsentKind

CONSENT_WORDS = {
    ConsentKind.TREATMENT: "consent to treatment",
    ConsentKind.PRIVACY_NOTICE: "privacy notice",
    ConsentKind.PART2_TPO: "42 CFR Part 2 consent",
    ConsentKind.TELEHEALTH: "telehealth consent",
}


def may_admit(
    *,
    decided_level: str | None,
    track_level: str,
    consents: Collection[ConsentKind],
    free_seats: int,
    first_day: date,
    today: date,
    weekdays: list[int],
    track_weekdays: list[int],
    least_days: int,
) -> Verdict:
    return (
        is_ready(decided_level=decided_level, consents=consents)
        & verdict(
            (
                decided_level in (None, track_level),
                f"The level decided is {decided_level}; this track is {track_level}. Choose another track.",
                "admit.track",
            ),
            (
                free_seats > 0,
                "No seat is free in this track on that day. Choose another track or a later day.",
                "admit.full",
            ),
            (first_day >= today, "The first day cannot lie in the past.", "admit.past"),
        )
        & may_attend_on(weekdays=weekdays, track_weekdays=track_weekdays, least_days=least_days)
    )


def is_ready(*, decided_level: str | None, consents: Collection[ConsentKind]) -> Verdict:
    """What has to be there before a track is even looked for."""
    missing = [CONSENT_WORDS[kind] for kind in missing_for_admission(consents)]
    return verdict(
        (decided_level is not None, "No level of care has been decided yet.", "admit.level"),
        (
            not missing,
            f"Still to be signed by the patient: {', '.join(missing)}.",
            "admit.consents",
        ),
    )


def may_attend_on(*, weekdays: list[int], track_weekdays: list[int], least_days: int) -> Verdict:
    return verdict(
        (
            set(weekdays) <= set(track_weekdays),
            "The track does not meet on one of these days.",
            "admit.weekdays",
        ),
        (
            len(set(weekdays)) >= least_days,
            f"This level needs at least {least_days} {'day' if least_days == 1 else 'days'} a week.",
            "admit.least_days",
        ),
    )
