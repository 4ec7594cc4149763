"""What a worklist is made of."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Work:
    """One line: what, why now, by when."""

    title: str
    why: str
    href: str = ""
    tone: str = ""
    due: str = ""
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: list[Work] = field(default_factory=list)
    owed: bool = True
