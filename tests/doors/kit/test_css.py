"""The look holds: kit.css is current, every token exists, and what must be read can be read."""

import re

import pytest

from stepwell.doors.kit import build_css

CSS = build_css.built()
TOKENS = (build_css.HERE / "css" / "tokens.css").read_text()

TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3")
        for ground in ("page", "surface", "sunken")
    ],
    *[("link", ground) for ground in ("page", "surface", "sunken", "accent-soft")],
    *[(tone, "surface") for tone in ("accent", "ok", "warn", "danger", "info")],
    *[(tone, "page") for tone in ("accent", "ok", "warn", "danger", "info")],
    *[(tone, f"{tone}-soft") for tone in ("accent", "ok", "warn", "danger", "info")],
    *[(ink, f"{tone}-soft") for ink in ("ink", "ink-2") for tone in ("warn", "danger", "accent")],
    *[("ink-2", f"band-{n}") for n in (1, 2, 3, 4)],
    ("ink", "accent-line"),
    ("ink-2", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    *[(ink, ground) for ink in ("on-deep", "on-deep-2") for ground in ("deep", "deep-2")],
]
EDGE_PAIRS = [
    *[("line-strong", ground) for ground in ("page", "surface", "sunken")],
    *[("focus", ground) for ground in ("page", "surface", "sunken")],
    *[(series, "surface") for series in ("series-1", "series-2", "series-3")],
    *[("series-1", f"band-{n}") for n in (1, 2, 3, 4)],
    ("accent", "line"),
]


def block(start: str) -> dict[str, str]:
    """The custom properties between `start` and the next closing brace."""
    body = TOKENS.split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


THEMES = {
    "light": block('[data-theme="light"] {'),
    "dark": block('  [data-theme="dark"] {'),
}


def luminance(hexed: str) -> float:
    parts = [int(hexed[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula_agrees_with_wcags_own_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_kit_css_is_what_its_sources_make() -> None:
    assert build_css.is_current(), "run python src/stepwell/doors/kit/build_css.py"


def test_every_source_is_in_the_build() -> None:
    assert {path.stem for path in (build_css.HERE / "css").glob("*.css")} == set(build_css.ORDER)


def test_every_custom_property_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    defined = set(re.findall(r"--([\w-]+):", CSS))
    with_fallback = set(re.findall(r"var\(--([\w-]+),", CSS))
    assert used - defined - with_fallback == set()


def test_every_token_is_used() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    assert set(THEMES["light"]) - used == set()


def test_dark_by_device_and_dark_by_choice_are_the_same() -> None:
    assert block('    :root:not([data-theme="light"]) {') == THEMES["dark"]


def test_both_themes_colour_the_same_tokens() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_and_marks_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert re.findall(r"""url\(["']?(?:https?:)?//""", CSS) == []
    fonts = re.findall(r'url\("(vendor/[^"]+)"\)', CSS)
    assert fonts
    assert [name for name in fonts if not (build_css.HERE / name).exists()] == []
