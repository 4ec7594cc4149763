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


def may_sign(*, signed: bool, missing: list[str]) -> Verdict:
    return verdict(
        (not signed, "This plan is signed already.", "aftercare.signed"),
        (not missing, f"Still to be written: {', '.join(missing)}.", "aftercare.missing"),
    )
