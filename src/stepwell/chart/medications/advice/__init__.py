"""Decision support for one order: pure rule families, one a file, gathered by ``advise``.

Each family looks at a ``Regimen`` and returns ``Advice`` with severity, reason, what to do and
source. Unverified knowledge is never graver than "know". Ordinary good prescribing: silence.
"""

from .allergy import allergy
from .cautions import cautions
from .dose import dose
from .duplicates import duplicates
from .interactions import interactions
from .terms import Advice, Allergy, Kind, Regimen, Severity, Stopped

__all__ = ["Advice", "Allergy", "Kind", "Regimen", "Severity", "Stopped", "advise"]

FAMILIES = (allergy, interactions, cautions, duplicates, dose)


def advise(regimen: Regimen) -> tuple[Advice, ...]:
    """Everything worth saying about an order, gravest first, nothing said twice."""
    spoken: dict[tuple[str, frozenset[str]], Advice] = {}
    for family in FAMILIES:
        for advice in family(regimen):
            spoken.setdefault((advice.rule, frozenset(advice.drugs)), advice)
    unique = {advice.summary: advice for advice in reversed(spoken.values())}
    return tuple(sorted(unique.values(), key=_order))


def _order(advice: Advice) -> tuple[int, int, str, tuple[str, ...]]:
    return (advice.severity.rank, list(Kind).index(advice.kind), advice.rule, advice.drugs)
