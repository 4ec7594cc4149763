"""A line over days, with bands behind it, bars for doses above it and events."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from markupsafe import Markup, escape

from stepwell.doors.kit.charts.svg import (
    circle,
    month_day,
    nice_step,
    polyline,
    rect,
    rule,
    short,
    svg,
    text,
)

Point = tuple[date, float]
Band = tuple[float, float, str]
Event = tuple[date, str]
Bar = tuple[date, date | None, str, str]

_LEFT, _RIGHT, _BOTTOM, _TOP = 34, 14, 26, 14  # the paper's margins
_BAR_HEIGHT, _BAR_STEP = 20, 24
_CHAR = 6.7  # width of a letter at 12 to 13 px, near enough to keep labels apart


class _Frame(NamedTuple):
    """Where days and values lie on the paper."""

    first: date
    days: int
    x0: float
    x1: float
    y0: float
    y1: float
    y_max: float

    def x(self, day: date) -> float:
        share = (day - self.first).days / self.days
        return round(self.x0 + min(max(share, 0.0), 1.0) * (self.x1 - self.x0), 1)

    def y(self, value: float) -> float:
        share = min(max(value / self.y_max, 0.0), 1.0)
        return round(self.y1 - share * (self.y1 - self.y0), 1)


def line_chart(
    points: Sequence[Point],
    *,
    bands: Sequence[Band] = (),
    events: Sequence[Event] = (),
    bars: Sequence[Bar] = (),
    y_max: float | None = None,
    title: str,
    desc: str = "",
    width: int = 720,
    height: int = 300,
    empty: str = "No scores yet",
    label_day: Callable[[date], str] | None = None,
) -> Markup:
    """Scores over time: severity bands behind, doses above the plot, dated events as dashed lines.

    `empty` and `label_day` carry words, for pages in another language.
    """
    points = sorted(points, key=lambda p: p[0])
    days = [p[0] for p in points] + [e[0] for e in events] + [d for b in bars for d in b[:2] if d]
    lanes = _lanes(bars)
    if not days:
        return svg(
            [text(width / 2, height / 2, empty, "chart-empty", "middle")],
            width,
            height,
            title,
            desc,
        )
    event_rows = _event_rows(events, days, width - _margin(bands))
    head = _TOP + len(lanes) * _BAR_STEP + (16 * (max(event_rows, default=-1) + 1))
    frame = _frame(days, points, bands, y_max, width, height + head - _TOP, head)
    parts = [
        *_bands(frame, bands),
        *_value_axis(frame),
        *_day_axis(frame, label_day or month_day),
        *_bars(frame, lanes),
        *_events(frame, events, event_rows, _TOP + len(lanes) * _BAR_STEP),
        *_line(frame, points),
    ]
    if not points:
        x, y = (frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2
        parts.append(text(x, y, empty, "chart-empty", "middle"))
    return svg(parts, width, height + head - _TOP, title, desc)


def _frame(
    days: Sequence[date],
    points: Sequence[Point],
    bands: Sequence[Band],
    y_max: float | None,
    width: int,
    height: int,
    head: float,
) -> _Frame:
    first, last = min(days), max(days)
    top = max([y_max or 0, *(p[1] for p in points), *(b[1] for b in bands if not y_max), 1e-9])
    return _Frame(
        first=first,
        days=max((last - first).days, 1),
        x0=_LEFT,
        x1=width - _margin(bands),
        y0=head,
        y1=height - _BOTTOM,
        y_max=top,
    )


def _margin(bands: Sequence[Band]) -> float:
    """Room at the right, where the bands are named."""
    return max([_RIGHT, *(8 + len(label) * _CHAR for _, _, label in bands)])


def _value_axis(frame: _Frame) -> Iterable[str]:
    step = nice_step(frame.y_max)
    for i in range(int(frame.y_max / step + 1e-6) + 1):
        y = frame.y(i * step)
        yield rule(frame.x0, y, frame.x1, y, "chart-grid" if i else "chart-axis")
        yield text(frame.x0 - 7, y + 4, short(i * step), "chart-tick", "end")


def _day_axis(frame: _Frame, words: Callable[[date], str]) -> Iterable[str]:
    room = max(int((frame.x1 - frame.x0) / 74), 1)
    step = ceil(frame.days / room)
    step = next((s for s in (1, 2, 7, 14, 28, 56, 91, 182, 364) if s >= step), step)
    last_x = -100.0
    for offset in range(0, frame.days + 1, step):
        day = date.fromordinal(frame.first.toordinal() + offset)
        x = frame.x(day)
        if x - last_x < 44:
            continue
        last_x = x
        anchor = "start" if offset == 0 else ("end" if x > frame.x1 - 16 else "middle")
        yield text(x, frame.y1 + 18, words(day), "chart-tick", anchor)


def _bands(frame: _Frame, bands: Sequence[Band]) -> Iterable[str]:
    for i, (low, high, label) in enumerate(bands):
        top, bottom = frame.y(high), frame.y(low)
        tone = f"band-{min(i, 3) + 1}"
        yield rect(frame.x0, top, frame.x1 - frame.x0, bottom - top, tone)
        if bottom - top >= 13:
            yield text(frame.x1 + 8, (top + bottom) / 2 + 4, label, "chart-band-label", "start")


def _line(frame: _Frame, points: Sequence[Point]) -> Iterable[str]:
    spots = [(frame.x(day), frame.y(value)) for day, value in points]
    if len(spots) > 1:
        yield polyline(spots)
    for i, (x, y) in enumerate(spots):
        last = i == len(spots) - 1
        yield circle(x, y, 4.5 if last else 3.5, "chart-dot" + (" chart-dot-last" if last else ""))
    for i in sorted({0, len(spots) - 1}) if spots else ():
        x, y = spots[i]
        above = y - 10 if y - 10 > frame.y0 + 4 else y + 20
        anchor = "start" if i == 0 and len(spots) > 1 else "middle"
        yield text(x, above, short(points[i][1]), "chart-value", anchor)


# -- doses above, events through


def _lanes(bars: Sequence[Bar]) -> list[list[Bar]]:
    """One lane per drug: bars with the same label share it."""
    lanes: dict[str, list[Bar]] = {}
    for bar in sorted(bars, key=lambda b: b[0]):
        lanes.setdefault(bar[2], []).append(bar)
    return list(lanes.values())


def _bars(frame: _Frame, lanes: list[list[Bar]]) -> Iterable[str]:
    for row, lane in enumerate(lanes):
        y = _TOP - 6 + row * _BAR_STEP
        named = False
        for start, end, label, sub in lane:
            x, right = frame.x(start), frame.x(end) if end else frame.x1
            tone = "chart-bar" if end else "chart-bar chart-bar-open"
            yield rect(x, y, max(right - x, 2), _BAR_HEIGHT, tone, radius=2)
            before = 0 if named else x - frame.x0
            words = _bar_words(x, y + 14, right - x, before, "" if named else label, sub)
            named = named or str(escape(label)) in words
            yield words


def _bar_words(x: float, y: float, room: float, before: float, name: str, dose: str) -> str:
    """Drug and dose in the bar; where they are too long, the drug stands before it or goes alone."""
    if _long(f"{name} {dose}") <= room:
        return _drug_and_dose(x, y, name, dose)
    inside = dose if _long(dose) <= room else ""
    if name and _long(name) <= before:
        return text(x - 6, y, name, "chart-bar-label", "end") + _drug_and_dose(x, y, "", inside)
    if name and not inside and _long(name) <= room:
        return _drug_and_dose(x, y, name, "")
    return _drug_and_dose(x, y, "", inside)


def _drug_and_dose(x: float, y: float, name: str, dose: str) -> str:
    drug = f'<tspan class="chart-bar-label">{escape(name)}</tspan>' if name else ""
    amount = f'<tspan class="chart-bar-sub">{escape(dose)}</tspan>' if dose else ""
    gap = " " if drug and amount else ""
    return f'<text x="{x + 6:g}" y="{y:g}">{drug}{gap}{amount}</text>' if drug or amount else ""


def _long(words: str) -> float:
    return len(words) * _CHAR + 10


def _event_rows(events: Sequence[Event], days: Sequence[date], right: float) -> list[int]:
    """A row for each event's words, so that neighbours do not overprint."""
    span = max((max(days) - min(days)).days, 1)
    ends: list[float] = []
    rows = []
    for day, label in sorted(events, key=lambda e: e[0]):
        x = _LEFT + (day - min(days)).days / span * (right - _LEFT)
        long = len(label) * _CHAR
        x = x - long if x + long > right else x
        row = next((i for i, end in enumerate(ends) if end < x), len(ends))
        ends[row : row + 1] = [x + long + 8]
        rows.append(row)
    return rows


def _events(
    frame: _Frame, events: Sequence[Event], rows: Sequence[int], top: float
) -> Iterable[str]:
    for (day, label), row in zip(sorted(events, key=lambda e: e[0]), rows, strict=True):
        x, y = frame.x(day), top + 8 + row * 16
        anchor = "end" if x + len(label) * _CHAR > frame.x1 else "start"
        yield rule(x, y + 4, x, frame.y1, "chart-event")
        yield text(x, y, label, "chart-event-label", anchor)


# -- marks
