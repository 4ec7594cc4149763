"""May this order be written? Advice is asked for separately; a serious warning needs a reason, never a refusal alone."""

from decimal import Decimal

from stepwell.foundation.verdicts import Verdict, verdict

NEEDS_REASON = ("contraindicated", "serious")


def may_start(*, already_taking: bool, dose_mg: Decimal, reason: str) -> Verdict:
    return verdict(
        (not already_taking, "This is ordered already. Change its dose instead.", "order.active"),
        (dose_mg > 0, "The dose has to be more than zero.", "order.dose"),
        (bool(reason.strip()), "Say why it is started.", "order.reason"),
    )


def may_change(*, active: bool, same: bool, dose_mg: Decimal, reason: str) -> Verdict:
    return verdict(
        (
            active,
            "This order was changed or stopped by someone in the meantime. Look at the list again.",
            "order.stale",
        ),
        (not same, "This is the dose they take already.", "order.same"),
        (dose_mg > 0, "The dose has to be more than zero.", "order.dose"),
        (bool(reason.strip()), "Say why the dose changes.", "order.reason"),
    )


def may_stop(*, active: bool, reason: str) -> Verdict:
    return verdict(
        (
            active,
            "This order was changed or stopped by someone in the meantime. Look at the list again.",
            "order.stale",
        ),
        (bool(reason.strip()), "Say why it is stopped.", "order.reason"),
    )


def warnings_answered(*, severities: list[str], reason: str) -> Verdict:
    """Serious and contraindicated advice needs the prescriber's own words before the order is written."""
    loud = any(severity in NEEDS_REASON for severity in severities)
    return verdict(
        (
            not loud or len(reason.strip()) >= 10,
            "Say why you prescribe it all the same. Your reason stays with the order.",
            "order.override",
        )
    )
