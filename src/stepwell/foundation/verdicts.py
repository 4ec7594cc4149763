"""One verdict stops the action, greys the button and words the tooltip and the error."""

from dataclasses import dataclass
from typing import TypeAlias

from stepwell.foundation.errors import Refused

Check: TypeAlias = tuple[bool, str, str]
"""(is it all right?, what is so and what to do when it is not, a stable code)"""


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Empty reasons mean yes."""

    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.reasons

    @property
    def sentence(self) -> str:
        return " ".join(str(reason.sentence) for reason in self.reasons)

    def enforce(self) -> None:
        """Raise `Refused` with every reason's sentence and the first one's code."""
        if self.reasons:
            raise Refused(self.sentence, code=self.reasons[0].code)

    def __and__(self, other: "Verdict") -> "Verdict":
        return Verdict(self.reasons + other.reasons)


YES = Verdict()


def verdict(*checks: Check) -> Verdict:
    """Collect the checks that fail, in order."""
    return Verdict(tuple(Reason(code, words) for ok, words, code in checks if not ok))
