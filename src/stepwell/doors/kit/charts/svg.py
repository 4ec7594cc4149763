"""Pieces of SVG: words escaped, classes instead of styles."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

from markupsafe import Markup, escape

_numbers = count(1)


def svg(
    parts: Iterable[str],
    width: int,
    height: float,
    title: str,
    desc: str,
    kind: str = "chart-svg",
    *,
    stretch: bool = False,
) -> Markup:
    wide = (" chart-wide" if width > 480 else " chart-narrow") if kind == "chart-svg" else ""
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    size = f'viewBox="0 0 {width} {height:g}"{ratio} class="{kind}{wide}" focusable="false"'
    body = "".join(p for p in parts if p)
    if not title:
        return Markup(f'<svg {size} aria-hidden="true">{body}</svg>')  # noqa: S704 - escaped in text
    n = next(_numbers)
    told = f' aria-describedby="chart-{n}-d"' if desc else ""
    words = f'<title id="chart-{n}-t">{escape(title)}</title>'
    words += f'<desc id="chart-{n}-d">{escape(desc)}</desc>' if desc else ""
    return Markup(  # noqa: S704 - every word above went through escape()
        f'<svg {size} role="img" aria-labelledby="chart-{n}-t"{told}>{words}{body}</svg>'
    )


def text(x: float, y: float, words: str, css: str, anchor: str) -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text {place} class="{css}">{escape(words)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{css}"/>'


def rect(x: float, y: float, width: float, height: float, css: str, radius: float = 0) -> str:
    corner = f' rx="{radius:g}"' if radius else ""
    size = f'width="{max(width, 0):.4g}" height="{max(height, 0):.4g}"'
    return f'<rect x="{x:.4g}" y="{y:.4g}" {size}{corner} class="{css}"/>'


def bar_share(at: float, value: float, whole: float, series: int) -> str:
    share = max(value, 0.0)
    return rect(100 * at / whole, 0, 100 * share / whole, 10, f"bar-fill series-{series}")


def circle(x: float, y: float, r: float, css: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" class="{css}"/>'


def polyline(spots: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in spots)
    return f'<polyline points="{path}" class="chart-line"/>'


def month_day(day: date) -> str:
    return f"{day:%b} {day.day}"


def nice_step(top: float) -> float:
    """A round step that makes about five lines."""
    raw = top / 5
    power = 10.0 ** (len(str(int(raw))) - 1) if raw >= 1 else 0.1
    while raw < power and power > 1e-9:
        power /= 10
    return next((m * power for m in (1, 2, 5, 10) if m * power >= raw), power * 10)


def short(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
