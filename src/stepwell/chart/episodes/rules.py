from datetime import date

from stepwell.chart.episodes.terms import EPISODE, EpisodeState
from stepwell.foundation.verdicts import Verdict, verdict


def may_open(*, has_open: bool) -> Verdict:
    return verdict(
        (
            not has_open,
            "This person is in the program already. Change the level of care instead.",
            "episode.open",
        )
    )


def may_change_level(
    *, state: str, current: str | None, new: str, on: date, since: date | None
) -> Verdict:
    return verdict(
        (state == EpisodeState.ACTIVE, "This stay has ended.", "episode.closed"),
        (new != current, "This is the level they are on already.", "level.same"),
        (
            since is None or on > since,
            "The new level has to begin after the present one did.",
            "level.before",
        ),
    )


def may_close(*, state: str, on: date, opened_on: date) -> Verdict:
    return EPISODE.may_move(state, EpisodeState.CLOSED) & verdict(
        (on >= opened_on, "A stay cannot end before it began.", "episode.before")
    )
