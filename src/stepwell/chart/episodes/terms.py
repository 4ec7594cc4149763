from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class EpisodeState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


EPISODE = Lifecycle(
    name="episode",
    states=EpisodeState,
    start=EpisodeState.ACTIVE,
    owners={EpisodeState.ACTIVE: "therapist", EpisodeState.CLOSED: "nobody"},
    moves={(EpisodeState.ACTIVE, EpisodeState.CLOSED): "episode.closed"},
)


class CloseReason(StrEnum):
    COMPLETED = "completed"
    LEFT = "left against advice"
    TRANSFERRED = "transferred"
    STOPPED_COMING = "stopped coming"
