from datetime import date, time

from stepwell.foundation.verdicts import Verdict, verdict

MOST_FEEDS = 5


def may_be_busy(
    *, starts: time, ends: time, from_day: date, until_day: date | None, overlaps: bool
) -> Verdict:
    return verdict(
        (starts < ends, "It must end later than it begins.", "busy.order"),
        (
            until_day is None or from_day <= until_day,
            "The last day comes before the first.",
            "busy.days",
        ),
        (
            not overlaps,
            "You entered a time that overlaps this one. Remove that one first.",
            "busy.overlap",
        ),
    )


def may_remove(*, removed: bool) -> Verdict:
    return verdict((not removed, "This time was removed already.", "busy.removed"))


def may_make_feed(*, standing: int, name: str) -> Verdict:
    return verdict(
        (bool(name.strip()), "Say where you use it, for example: my phone.", "feed.name"),
        (
            standing < MOST_FEEDS,
            "You have five calendar links. End one before you make another.",
            "feed.many",
        ),
    )


def may_end_feed(*, revoked: bool) -> Verdict:
    return verdict((not revoked, "This link was ended already.", "feed.ended"))
