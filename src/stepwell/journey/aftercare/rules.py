from datetime import date

from stepwell.chart.episodes.terms import CloseReason
from stepwell.foundation.verdicts import Verdict, verdict

NEEDED = {
    "appointments": "next appointments",
    "warning_signs": "warning signs",
    "coping": "what helps",
    "supports": "people to call",
}


def may_save(*, signed: bool, revision: int, saved_revision: int) -> Verdict:
    return verdict(
        (not signed, "This plan is signed. Start a new one to change it.", "aftercare.signed"),
        (
            revision == saved_revision,
            "Someone else saved this plan while you were writing. Your words are still below; save again to keep them.",
            "aftercare.stale",
        ),
    )


def may_print(*, signed: bool) -> Verdict:
    return verdict(
        (signed, "Sign the plan first: paper is made from what is signed.", "aftercare.unsigned")
    )


def may_discharge(*, reason: str, plan_signed: bool, on: date, today: date) -> Verdict:
    """Someone who completed the program leaves with a plan; who leaves otherwise may not wait for one."""
    return verdict(
        (reason in set(CloseReason), "Choose how the stay ended.", "discharge.reason"),
        (
            plan_signed or reason != CloseReason.COMPLETED,
            "Sign the aftercare plan first: who completes the program leaves with one.",
            "discharge.plan",
        ),
        (
            on <= today,
            "The last day cannot lie in the future. Come back on that day.",
            "discharge.future",
        ),
    )


def may_sign(*, signed: bool, missing: list[str]) -> Verdict:
    return verdict(
        (not signed, "This plan is signed already.", "aftercare.signed"),
        (not missing, f"Still to be written: {', '.join(missing)}.", "aftercare.missing"),
    )
