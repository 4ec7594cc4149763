from stepwell.foundation.verdicts import Verdict, verdict


def may_read(*, owner: bool, signed: bool, writer: str) -> Verdict:
    """A draft is its writer's; the others read it once it is signed."""
    sentence = f"{writer} is writing this part. It can be read once it is signed."
    return verdict((owner or signed, sentence, "section.draft"))


def may_save(*, owner: bool, signed: bool, revision: int, saved_revision: int) -> Verdict:
    return verdict(
        (
            owner,
            "This part belongs to someone else. Ask them, or have it handed over.",
            "section.owner",
        ),
        (not signed, "This part is signed and cannot be changed.", "section.signed"),
        (
            revision == saved_revision,
            "This part was saved somewhere else while you were writing. Your words are still below; save again to keep them.",
            "section.stale",
        ),
    )


def may_sign(*, owner: bool, signed: bool, missing: list[str]) -> Verdict:
    return verdict(
        (owner, "Only the one who wrote this part signs it.", "section.owner"),
        (not signed, "This part is signed already.", "section.signed"),
        (not missing, f"Still to be written: {', '.join(missing)}.", "section.missing"),
    )


def may_decide(
    *, decided: bool, unsigned: list[str], recommended: str, level: str, reason: str
) -> Verdict:
    """A clinician decides; where they differ from the recommendation, they say why."""
    return verdict(
        (not decided, "The level of care was decided already.", "level.decided"),
        (not unsigned, f"Waiting for a signature: {', '.join(unsigned)}.", "level.unsigned"),
        (
            level == recommended or len(reason.strip()) >= 10,
            "You decide differently from the recommendation. Say why, in a sentence.",
            "level.reason",
        ),
    )


def may_agree(*, seen: str, recommended: str) -> Verdict:
    """Nobody decides on a recommendation they did not see."""
    sentence = (
        f"The ratings changed: the recommendation is now {recommended}. Look at it and decide."
    )
    return verdict((seen == recommended, sentence, "level.changed"))
