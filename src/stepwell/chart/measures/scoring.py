"""Scoring an instrument: pure, from answers to score, band, alarms and change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .instruments import Instrument, Item
from .responses import read_response


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier total: signed points, percent of the earlier one, and what it means.

    ``important`` is a change by at least the instrument's important difference;
    ``response`` and ``remission`` are None where the instrument defines none.
    """

    prior: int
    points: int
    percent: float | None
    direction: str
    important: bool
    response: bool | None
    remission: bool | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored instrument. ``score`` is None when too much is missing; ``missing`` lists link ids
    of unanswered scored items. A score beside a non-empty ``missing`` is prorated."""

    score: int | None
    subscales: dict[str, int | None]
    band: str | None
    positive: bool | None
    alarms: tuple[str, ...]
    missing: tuple[str, ...]
    change: Change | None


def score(
    instrument: Instrument,
    answers: Mapping[str, int],
    prior: int | None = None,
    *,
    sex: str | None = None,
) -> Scored:
    """Score answers given as {link id: ordinal value}; aliases of link ids are understood.

    ``prior`` is an earlier total to compare with. ``sex`` ("female"/"male") matters only where
    the cut-off differs; unknown takes the lower cut-off. ValueError names a wrong link id or
    value. An unanswered item is never taken as zero unless the instrument says so.
    """
    values = _with_skips(instrument, _checked(instrument, answers))
    missing = tuple(i.link_id for i in instrument.scored_items if i.link_id not in values)
    total = _total(instrument, values, missing)
    return Scored(
        score=total,
        subscales=_subscales(instrument, values),
        band=_band(instrument, total, sex),
        positive=None if total is None else total >= _cut_off(instrument, sex),
        alarms=_alarms(instrument, values),
        missing=missing,
        change=None if total is None or prior is None else _change(instrument, total, prior),
    )


def score_response(
    response: dict[str, Any], prior: int | None = None, *, sex: str | None = None
) -> dict[str, Any]:
    """Score a FHIR R4 QuestionnaireResponse; the shape of ``stepwell measures score``.

    ValueError starts with a JSON pointer to what is wrong.
    """
    instrument, answers = read_response(response)
    scored = asdict(score(instrument, answers, prior, sex=sex))
    scored["alarms"] = list(scored["alarms"])
    scored["missing"] = list(scored["missing"])
    return {"instrument": instrument.id, **scored}


def _checked(instrument: Instrument, answers: Mapping[str, int]) -> dict[str, int]:
    values: dict[str, int] = {}
    for link_id, value in answers.items():
        item = instrument.item(link_id)
        if item is None:
            raise ValueError(f"/{link_id}: {instrument.id} has no such item.")
        if isinstance(value, bool) or value not in _ordinals(item):
            raise ValueError(f"/{link_id}: {value!r} is not one of {sorted(_ordinals(item))}.")
        if item.link_id in values:
            raise ValueError(f"/{link_id}: item {item.link_id} is answered twice.")
        values[item.link_id] = value
    return values


def _ordinals(item: Item) -> set[int]:
    return {option.ordinal for option in item.options}


def _with_skips(instrument: Instrument, values: dict[str, int]) -> dict[str, int]:
    filled = dict(values)
    for rule in instrument.skips:
        if values.get(rule.when) == rule.equals:
            for link_id in rule.zero:
                filled.setdefault(link_id, 0)
    return filled


def _total(
    instrument: Instrument, values: Mapping[str, int], missing: tuple[str, ...]
) -> int | None:
    given = [values[i.link_id] for i in instrument.scored_items if i.link_id in values]
    if not given or len(missing) > instrument.prorate_up_to:
        return None
    count = len(given) + len(missing)
    return (2 * sum(given) * count + len(given)) // (2 * len(given))  # mean x count, half up


def _subscales(instrument: Instrument, values: Mapping[str, int]) -> dict[str, int | None]:
    return {
        code: sum(values[i] for i in items) if all(i in values for i in items) else None
        for code, items in instrument.subscales.items()
    }


def _cut_off(instrument: Instrument, sex: str | None) -> int:
    return instrument.cut_off.get(sex or "any", instrument.cut_off["any"])


def _band(instrument: Instrument, total: int | None, sex: str | None) -> str | None:
    if total is None:
        return None
    for band in instrument.bands:
        if band.least is not None and band.most is not None and band.least <= total <= band.most:
            return band.code
    return "at-or-above-cut-off" if total >= _cut_off(instrument, sex) else "below-cut-off"


def _alarms(instrument: Instrument, values: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(r.code for r in instrument.alarms if values.get(r.item, 0) >= r.at_least)


def _change(instrument: Instrument, total: int, prior: int) -> Change:
    least, most = instrument.range
    if not least <= prior <= most:
        raise ValueError(f"/prior: {prior} is outside {least}-{most}.")
    rule, points = instrument.change, total - prior
    drop, remission = rule.response_drop_percent, rule.remission_below
    return Change(
        prior=prior,
        points=points,
        percent=round(100 * points / prior, 1) if prior else None,
        direction="same" if points == 0 else "better" if points < 0 else "worse",
        important=abs(points) >= rule.important,
        response=None if drop is None else prior > 0 and -points * 100 >= drop * prior,
        remission=None if remission is None else total < remission,
    )
