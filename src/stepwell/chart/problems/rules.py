from stepwell.foundation.verdicts import Verdict, verdict


def may_void(*, voided: bool, reason: str) -> Verdict:
    return verdict(
        (not voided, "This was struck out already.", "known.voided"),
        (bool(reason.strip()), "Say why this is being struck out.", "known.reason"),
    )
