"""One line of a worklist."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """One line: what, why now, by when."""

    title: str
    why: str
    href: str = ""
    tone: str = ""
    due: str = ""
    meta: str = ""
