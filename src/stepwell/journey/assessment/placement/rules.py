"""The recommendation: the dimension that asks for the most governs; nothing is averaged. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stepwell.offering.programs.terms import LevelCode

from .facts import Facts, read_facts
from .pack import Dimension, Pack, read_pack

Flag = dict[str, str]
FLAGS = {
    "emergency": "Danger now: call 911 or 988 and stay with the person; placement comes after.",
    "withdrawal": "Withdrawal risk: a prescriber or nurse looks before the first program day.",
    "no-safe-home": "No safe place to live: arrange housing or sober living, or think of residential.",
    "home-unknown": "Ask whether there is a safe place to live.",
    "failed-before": "{failed} did not help before; say what will be different this time.",
    "planning": "{label}: used for the plan, not for the level.",
    "refer-out": "{level} is not offered here: refer, and stay in touch until it has begun.",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that asks for at least a level: who (a dimension id or context key), and why."""

    by: str
    level: LevelCode
    because: str


def assess(given: dict[str, Any], pack: Pack | None = None) -> dict[str, Any]:
    """Recommend a level of care; the shape of ``stepwell placement assess``.

    ``given`` follows ``INPUT_SCHEMA``. Returns ``level``; ``governing``, the ids of the dimensions
    (or context keys) that ask for it; ``why_not_lower`` and ``why_not_higher``, lists of
    sentences; ``flags``, a list of ``{"code", "sentence"}`` with an emergency first. ValueError
    begins with a JSON pointer. A recommendation only: a clinician decides.
    """
    pack = pack or read_pack()
    facts = read_facts(given, pack)
    claims = list(_claims(facts, pack))
    level = max((claim.level for claim in claims), key=lambda code: code.intensity)
    governing = [claim for claim in claims if claim.level is level]
    return {
        "level": level.value,
        "governing": [claim.by for claim in governing] if level is not LevelCode.OP else [],
        "why_not_lower": _why_not_lower(level, governing),
        "why_not_higher": _why_not_higher(level, facts, pack),
        "flags": list(_flags(facts, level, pack)),
    }


def _claims(facts: Facts, pack: Pack) -> Iterator[Claim]:
    """All claims: dimensions first, then what the context adds on top of them."""
    ratings = list(_rated(facts, pack))
    yield from ratings
    if facts.imminent_danger:
        yield Claim("imminent_danger", LevelCode.INP, "The person is in danger now.")
    if facts.withdrawal != "none":
        because = f"Withdrawal risk is stated as {facts.withdrawal}."
        yield Claim("withdrawal_risk", pack.withdrawal[facts.withdrawal], because)
    asked = max((claim.level for claim in ratings), key=lambda code: code.intensity)
    if facts.failed is asked:
        because = f"The ratings ask for {asked}, and {asked} did not help before."
        yield Claim("prior_level_failed", pack.failed[asked], because)
        asked = pack.failed[asked]
    if facts.safe_home is False and asked in pack.unsafe_home:
        because = f"{asked} needs a safe place to sleep, and there is none."
        yield Claim("safe_home", pack.unsafe_home[asked], because)


def _rated(facts: Facts, pack: Pack) -> Iterator[Claim]:
    for dimension in _counted(facts, pack):
        rating = facts.ratings[dimension.id]
        because = f"{_named(dimension)} is rated {rating} ({pack.anchors[rating]})."
        yield Claim(dimension.id, dimension.least[rating], because)


def _counted(facts: Facts, pack: Pack) -> list[Dimension]:
    return [each for each in pack.editions[facts.edition].values() if not each.planning_only]


def _named(dimension: Dimension) -> str:
    return f"Dimension {dimension.id}, {dimension.label.lower()},"


def _why_not_lower(level: LevelCode, governing: list[Claim]) -> list[str]:
    if level is LevelCode.OP:
        return ["OP is the lowest level of care here."]
    return [f"{claim.because} That asks for at least {level}." for claim in governing]


def _why_not_higher(level: LevelCode, facts: Facts, pack: Pack) -> list[str]:
    if level is LevelCode.INP:
        return ["INP is the highest level of care."]
    near = list(_nearest(level, facts, pack))
    closest = min((gap for _, _, gap in near), default=0)
    sentences = [f"Nothing that was rated or reported asks for more than {level}."]
    for dimension, rating, gap in near:
        if gap == closest:
            asks = dimension.least[rating]
            word = pack.anchors[rating]
            sentences.append(f"{_named(dimension)} would ask for {asks} at {rating} ({word}).")
    return sentences


def _nearest(level: LevelCode, facts: Facts, pack: Pack) -> Iterator[tuple[Dimension, int, int]]:
    """Per dimension the lowest rating that would ask for more, and how far it is from there."""
    for dimension in _counted(facts, pack):
        now = facts.ratings[dimension.id]
        for rating in range(now + 1, len(dimension.least)):
            if dimension.least[rating].intensity > level.intensity:
                yield dimension, rating, rating - now
                break


def _flags(facts: Facts, level: LevelCode, pack: Pack) -> Iterator[Flag]:
    if facts.imminent_danger:
        yield _flag("emergency")
    if facts.withdrawal in ("moderate", "high"):
        yield _flag("withdrawal")
    if facts.safe_home is False:
        yield _flag("no-safe-home")
    if facts.safe_home is None:
        yield _flag("home-unknown")
    if facts.failed and facts.failed.intensity >= level.intensity:
        yield _flag("failed-before", failed=facts.failed.value)
    for dimension in pack.editions[facts.edition].values():
        if dimension.planning_only and dimension.id in facts.ratings:
            yield _flag("planning", label=f"Dimension {dimension.id}, {dimension.label.lower()}")
    if level in (LevelCode.RES, LevelCode.INP) and not facts.imminent_danger:
        yield _flag("refer-out", level=level.value)


def _flag(code: str, **words: str) -> Flag:
    return {"code": code, "sentence": FLAGS[code].format(**words)}
