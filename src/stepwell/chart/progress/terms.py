from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class ProgressState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"


S = ProgressState
PROGRESS = Lifecycle(
    name="progress",
    states=ProgressState,
    start=S.DRAFT,
    owners={S.DRAFT: "the author", S.SUBMITTED: "the supervisor", S.SIGNED: "nobody"},
    moves={
        (S.DRAFT, S.SIGNED): "progress.signed",
        (S.DRAFT, S.SUBMITTED): "progress.submitted",
        (S.SUBMITTED, S.DRAFT): "progress.returned",
        (S.SUBMITTED, S.SIGNED): "progress.cosigned",
    },
    words={S.SUBMITTED: "waiting for the supervisor"},
)
