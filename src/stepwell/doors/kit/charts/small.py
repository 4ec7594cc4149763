"""Small pictures: a sparkline, a bar against a target, parts of a whole."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from stepwell.doors.kit.charts.svg import bar_share, circle, polyline, rect, short, svg


def sparkline(values: Sequence[float], y_max: float | None = None, *, title: str = "") -> Markup:
    """A line the size of a word. Without a title it is decoration: say the figures beside it."""
    width, height, pad = 96, 24, 3
    top = max([y_max or 0, *values, 1e-9])
    gap = (width - 2 * pad) / max(len(values) - 1, 1)
    spots = [
        (round(pad + i * gap, 1), round(height - pad - (v / top) * (height - 2 * pad), 1))
        for i, v in enumerate(values)
    ]
    parts = [polyline(spots)] if len(spots) > 1 else []
    if spots:
        parts.append(circle(*spots[-1], 2.5, "chart-dot chart-dot-last"))
    return svg(parts, width, height, title, "", "spark")


def bar_row(
    value: float, maximum: float, target: float | None = None, *, title: str = "", series: int = 1
) -> Markup:
    """One bar in a table row, with a tick where it should reach."""
    top = max(maximum, value, target or 0, 1e-9)
    parts = [rect(0, 0, 100, 10, "bar-track"), bar_share(0, value, top, series)]
    if target is not None:
        parts.append(rect(min(100 * target / top, 99.2), 0, 0.8, 10, "bar-target"))
    return svg(parts, 100, 10, title, "", "bar-row", stretch=True)


def stacked(
    parts: Iterable[tuple[str, float]], *, title: str, desc: str = "", total: float | None = None
) -> Markup:
    """Shares of a whole in one bar, in the order given; series colours 1–6, then again."""
    shares = [(label, max(value, 0.0)) for label, value in parts]
    whole = max(total or 0, sum(value for _, value in shares), 1e-9)
    drawn, at = [rect(0, 0, 100, 10, "bar-track")], 0.0
    for i, (_, value) in enumerate(shares):
        drawn.append(bar_share(at, value, whole, i % 6 + 1))
        at += value
    words = desc or ", ".join(f"{label}: {short(value)}" for label, value in shares)
    return svg(drawn, 100, 10, title, words, "bar-row", stretch=True)


# -- the frame
