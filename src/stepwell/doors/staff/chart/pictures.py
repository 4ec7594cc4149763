"""Scores and doses as pictures, with the words and the table that stand for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from stepwell.chart.measures.instruments import Instrument, instrument
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.queries import bands, sentence
from stepwell.chart.medications.terms import number
from stepwell.doors.kit import charts
from stepwell.doors.kit.templating import day
from stepwell.foundation.clock import local_day


@dataclass(frozen=True, slots=True)
class Answered:
    """One filled-in instrument as a row: what it came to, and against the one before."""

    on: date
    at: datetime
    score: Decimal | None
    band: str
    tone: str
    change: Decimal | None
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the table behind the picture: a score, an order, or both on one day."""

    on: date
    score: Decimal | None
    band: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    form: Instrument
    svg: Markup
    words: str
    rows: list[Answered]
    table: list[Happened]

    @property
    def title(self) -> str:
        return self.form.title["en"]


def picture(
    instrument_id: str,
    responses: Sequence[MeasureResponse],
    orders: Sequence[MedicationOrder],
    zone: str,
    *,
    height: int = 280,
) -> Picture:
    """An instrument over time, with what was taken above it. Both oldest first."""
    form = instrument(instrument_id)
    rows = _answered(form, responses, zone)
    words = _words(form, rows)
    svg = charts.line_chart(
        [(row.on, float(row.score)) for row in rows if row.score is not None],
        bands=_stretches(form),
        bars=[
            (b.since, b.until, b.drug, f"{number(b.daily_mg)} mg a day")
            for b in bands(list(orders))
            if b.until is None or b.until > b.since
        ],
        y_max=form.range[1],
        title=f"{short(form)} over time" + (", with medication above" if orders else ""),
        desc=words,
        height=height,
    )
    return Picture(form, svg, words, rows, _table(rows, orders))


def short(form: Instrument) -> str:
    """`PHQ-9`: what clinicians say."""
    return form.id.upper()


def tone_of(instrument_id: str, score: Decimal | int | None) -> str:
    """How grave a total is: ok, warn or danger, by the place of its band among the bands."""
    form = instrument(instrument_id)
    codes = [band.code for band in form.bands]
    found = [b.code for b in form.bands if _holds(b.least, b.most, score)]
    return _tone(codes.index(found[0]), len(codes)) if found else ""


def _holds(least: int | None, most: int | None, score: Decimal | int | None) -> bool:
    return score is not None and least is not None and most is not None and least <= score <= most


def _tone(place: int, of: int) -> str:
    share = place / max(of - 1, 1)
    return "ok" if share < 0.4 else "warn" if share < 0.7 else "danger"


def _answered(form: Instrument, responses: Sequence[MeasureResponse], zone: str) -> list[Answered]:
    labels = {band.code: band.label["en"] for band in form.bands}
    places = {band.code: i for i, band in enumerate(form.bands)}
    says = {rule.code: rule.says["en"] for rule in form.alarms}
    rows: list[Answered] = []
    before: Decimal | None = None
    for each in responses:
        change = each.score - before if each.score is not None and before is not None else None
        tone = _tone(places[each.band], len(places)) if each.band in places else ""
        rows.append(
            Answered(
                on=local_day(each.answered_at, zone),
                at=each.answered_at,
                score=each.score,
                band=labels.get(each.band, ""),
                tone=tone,
                change=change,
                alarms=tuple(says.get(code, code) for code in each.alarms),
            )
        )
        before = each.score if each.score is not None else before
    return rows


def _stretches(form: Instrument) -> list[tuple[float, float, str]]:
    """Bands for the chart, each up to where the next begins; none where a total has no fixed bands."""
    known = [b for b in form.bands if b.least is not None]
    tops = [b.least for b in known[1:]] + [form.range[1]]
    return [
        (float(b.least or 0), float(top or 0), b.label["en"])
        for b, top in zip(known, tops, strict=False)
    ]


def _words(form: Instrument, rows: list[Answered]) -> str:
    scored = [row for row in rows if row.score is not None]
    if not scored:
        return f"No {short(form)} yet."
    last = f"{_int(scored[-1].score)} ({scored[-1].band.lower()}) on {day(scored[-1].on)}"
    if len(scored) == 1:
        return f"{short(form)} {last}."
    first = f"{_int(scored[0].score)} ({scored[0].band.lower()}) on {day(scored[0].on)}"
    return f"{short(form)} from {first} to {last}."


def _int(score: Decimal | None) -> str:
    return number(score) if score is not None else ""


def _table(rows: list[Answered], orders: Sequence[MedicationOrder]) -> list[Happened]:
    """Scores and orders by day, newest first."""
    days = sorted({row.on for row in rows} | {order.effective_on for order in orders}, reverse=True)
    scores = {row.on: row for row in rows}
    return [
        Happened(
            on=each,
            score=scores[each].score if each in scores else None,
            band=scores[each].band if each in scores else "",
            orders=tuple(order_words(order) for order in orders if order.effective_on == each),
        )
        for each in days
    ]


def order_words(order: MedicationOrder) -> str:
    """`Sertraline started: 50 mg once a day`."""
    drug = order.drug[:1].upper() + order.drug[1:]
    if order.kind == MedicationOrder.Kind.STOP:
        return f"{drug} stopped"
    return f"{drug} {order.get_kind_display().lower()}: {sentence(order)}"
