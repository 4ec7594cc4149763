from collections.abc import Collection, Mapping

from stepwell.chart.progress.terms import PROGRESS, ProgressState
from stepwell.foundation.verdicts import Verdict, verdict

STALE = (
    "This note was saved elsewhere while you were writing. "
    "Your words are still below; compare and save again."
)


def may_edit(*, state: str, revision: int, saved_revision: int, own: bool = True) -> Verdict:
    return verdict(
        (own, "Only the author writes this note.", "progress.author"),
        (
            state != ProgressState.SUBMITTED,
            "This note waits for the supervisor. It can be changed when it is returned.",
            "progress.submitted",
        ),
        (
            state != ProgressState.SIGNED,
            "This note is signed and cannot be changed. Add to it instead.",
            "progress.signed",
        ),
        (revision == saved_revision, STALE, "progress.stale"),
    )


def may_sign(
    *, state: str, sections: Mapping[str, str], asked: Collection[str], kept: bool, own: bool = True
) -> Verdict:
    """Every section of the format has words, and the minute ledger says the appointment was kept."""
    empty = [code for code in asked if not sections.get(code, "").strip()]
    return verdict(
        (state == ProgressState.DRAFT, "This note is signed already.", "progress.signed"),
        (own, "Only the author signs this note.", "progress.author"),
        (
            kept,
            "Say first how the appointment ended: the note's times are read from it.",
            "progress.kept",
        ),
        (not empty, f"Write something in {', '.join(empty)}.", "progress.empty"),
    )


def may_cosign(*, state: str, supervisor: bool) -> Verdict:
    return PROGRESS.may_move(state, ProgressState.SIGNED) & verdict(
        (
            state == ProgressState.SUBMITTED and supervisor,
            "This note waits for another supervisor.",
            "progress.supervisor",
        )
    )


def may_return(*, state: str, supervisor: bool, comment: str) -> Verdict:
    return PROGRESS.may_move(state, ProgressState.DRAFT) & verdict(
        (supervisor, "This note waits for another supervisor.", "progress.supervisor"),
        (bool(comment.strip()), "Say what has to change.", "progress.comment"),
    )


def may_add(*, state: str, text: str, reason: str) -> Verdict:
    return verdict(
        (
            state == ProgressState.SIGNED,
            "This note is not signed yet. Change the note itself.",
            "progress.draft",
        ),
        (bool(text.strip()), "Write what is to be added.", "progress.text"),
        (bool(reason.strip()), "Say why it is added later.", "progress.reason"),
    )
