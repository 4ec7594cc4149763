from stepwell.foundation.verdicts import Verdict, verdict


def may_answer(*, answered: bool, withdrawn: bool) -> Verdict:
    return verdict(
        (not answered, "You answered this already. Thank you.", "measure.answered"),
        (not withdrawn, "This was taken back and needs no answer.", "measure.withdrawn"),
    )


def complete(*, missing: tuple[str, ...], alarmed: bool) -> Verdict:
    """Every scored item is asked for – except that an answer that raises an alarm is taken at once, whatever is missing."""
    return verdict(
        (
            alarmed or not missing,
            "Please answer every question. If one is hard, pick what comes closest.",
            "measure.missing",
        )
    )
