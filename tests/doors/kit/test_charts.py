"""Charts are well-formed, say what they show, and survive odd data."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from stepwell.doors.kit import charts

DAY = date(2026, 9, 7)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    text = str(svg).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(text)


def words(svg: str) -> list[str]:
    return ["".join(el.itertext()) for el in parsed(svg).iter(f"{SVG}text")]


def of_class(svg: str, name: str) -> list[ElementTree.Element]:
    return [el for el in parsed(svg).iter() if name in el.get("class", "").split()]


def weekly(n: int) -> list[tuple[date, float]]:
    return [(DAY + timedelta(weeks=i), float(20 - i)) for i in range(n)]


def line(points: list[tuple[date, float]], **more: object) -> Markup:
    return charts.line_chart(points, title="PHQ-9", desc="Falling", y_max=27, **more)  # type: ignore[arg-type]


def test_a_chart_is_markup_with_role_title_and_description() -> None:
    svg = line(weekly(3))
    root = parsed(svg)
    assert isinstance(svg, Markup)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, desc.text) == ("PHQ-9", "Falling")  # type: ignore[union-attr]
    assert root.get("aria-labelledby") == title.get("id")  # type: ignore[union-attr]
    assert root.get("aria-describedby") == desc.get("id")  # type: ignore[union-attr]


def test_two_charts_on_a_page_share_no_id() -> None:
    ids = [
        el.get("id")
        for svg in (line(weekly(2)), line(weekly(2)))
        for el in parsed(svg).iter()
        if el.get("id")
    ]
    assert len(ids) == len(set(ids)) == 4


def test_there_is_no_inline_style_or_script() -> None:
    svg = line(weekly(5), bars=[(DAY, None, "a", "b")], events=[(DAY, "x")], bands=[(0, 5, "low")])
    assert "style" not in svg
    assert "<script" not in svg


def test_nothing_at_all_says_so() -> None:
    assert words(line([])) == ["No scores yet"]
    assert words(line([], empty="Todavía nada")) == ["Todavía nada"]


def test_doses_without_scores_are_drawn_and_the_gap_is_named() -> None:
    svg = line(
        [], bars=[(DAY, None, "sertraline", "50 mg")], events=[(DAY + timedelta(days=9), "Seen")]
    )
    assert "No scores yet" in words(svg)
    assert len(of_class(svg, "chart-bar")) == 1


def test_one_point_is_a_dot_without_a_line() -> None:
    svg = line([(DAY, 14)])
    assert len(of_class(svg, "chart-dot")) == 1
    assert of_class(svg, "chart-line") == []
    assert "14" in words(svg)


def test_many_points_keep_their_order_and_their_place() -> None:
    svg = line(list(reversed(weekly(80))))
    spots = [
        tuple(map(float, p.split(",")))
        for p in of_class(svg, "chart-line")[0].get("points", "").split()
    ]
    assert len(spots) == 80
    assert [x for x, _ in spots] == sorted(x for x, _ in spots)


def test_two_scores_on_one_day_both_stand() -> None:
    svg = line([(DAY, 10), (DAY, 12), (DAY + timedelta(days=7), 9)])
    dots = of_class(svg, "chart-dot")
    assert len(dots) == 3
    assert dots[0].get("cx") == dots[1].get("cx")
    assert dots[0].get("cy") != dots[1].get("cy")


def test_a_higher_score_stands_higher() -> None:
    dots = of_class(line([(DAY, 5), (DAY + timedelta(days=7), 20)]), "chart-dot")
    assert float(dots[0].get("cy", 0)) > float(dots[1].get("cy", 0))


def test_a_score_beyond_the_scale_stays_on_the_paper() -> None:
    svg = charts.line_chart([(DAY, 40), (DAY + timedelta(days=1), -3)], y_max=27, title="t")
    height = float(parsed(svg).get("viewBox", "").split()[3])
    assert all(0 <= float(dot.get("cy", -1)) <= height for dot in of_class(svg, "chart-dot"))


@pytest.mark.parametrize("top", [0, 0.4, 1, 3, 7, 10, 21, 27, 63, 80, 100, 1234])
def test_the_scale_has_a_handful_of_round_lines(top: float) -> None:
    svg = charts.line_chart([(DAY, top)], y_max=top, title="t")
    assert 2 <= len(of_class(svg, "chart-grid") + of_class(svg, "chart-axis")) <= 12


def test_dates_do_not_overprint() -> None:
    for days in (1, 2, 6, 30, 100, 400, 2000):
        svg = line([(DAY, 1), (DAY + timedelta(days=days), 2)])
        at = [
            float(t.get("x", 0))
            for t in of_class(svg, "chart-tick")
            if t.get("text-anchor") != "end"
        ]
        assert all(b - a >= 40 for a, b in pairwise(at))


def test_words_are_escaped() -> None:
    nasty = "<script>alert('x') & \"y\"</script>"
    svg = charts.line_chart(
        [(DAY, 3)], title=nasty, desc=nasty, bands=[(0, 10, nasty)], events=[(DAY, nasty)],
        bars=[(DAY, None, nasty, nasty)], width=2000,
    )  # fmt: skip
    assert "<script" not in svg
    assert nasty in words(svg)


def test_one_drug_has_one_lane_and_its_name_once() -> None:
    later = DAY + timedelta(days=40)
    svg = line(
        weekly(12),
        bars=[(DAY, later, "sertraline", "50 mg"), (later, None, "sertraline", "100 mg")],
    )
    assert len({bar.get("y") for bar in of_class(svg, "chart-bar")}) == 1
    assert [w for w in words(svg) if "mg" in w] == ["sertraline 50 mg", "100 mg"]


def test_a_drug_is_named_where_there_is_room_for_its_name() -> None:
    second = DAY + timedelta(days=7)
    bars = [(DAY, second, "sertraline", "50 mg"), (second, None, "sertraline", "100 mg")]
    told = words(line(weekly(12), bars=bars, width=360))
    assert [w for w in told if "mg" in w] == ["sertraline 100 mg"]


def test_a_dose_still_taken_reaches_the_edge() -> None:
    svg = line(weekly(4), bars=[(DAY, None, "lithium", "300 mg")])
    bar = of_class(svg, "chart-bar-open")[0]
    dots = of_class(svg, "chart-dot")
    assert float(bar.get("x", 0)) + float(bar.get("width", 0)) == pytest.approx(
        float(dots[-1].get("cx", 0)), abs=1
    )


def test_days_can_be_worded_in_another_language() -> None:
    svg = line(weekly(2), label_day=lambda d: f"{d.day} de sep")
    assert "7 de sep" in words(svg)


def test_neighbouring_events_stand_on_different_rows() -> None:
    svg = line(
        weekly(12),
        events=[(DAY, "Admitted to the day track"), (DAY + timedelta(days=2), "First group")],
    )
    assert len({e.get("y") for e in of_class(svg, "chart-event-label")}) == 2


@pytest.mark.parametrize("values", [[], [3], [0, 0, 0], [1, 5, 2, 8]])
def test_a_sparkline_is_drawn_from_any_number_of_values(values: list[float]) -> None:
    svg = charts.sparkline(values)
    assert parsed(svg).get("aria-hidden") == "true"
    assert len(of_class(svg, "chart-line")) == (len(values) > 1)
    assert "nan" not in svg


def test_a_sparkline_with_a_title_speaks() -> None:
    assert parsed(charts.sparkline([1, 2], title="Mood, rising")).get("role") == "img"


def width_of(el: ElementTree.Element) -> float:
    return float(el.get("width", 0))


@pytest.mark.parametrize(
    ("value", "maximum", "share"), [(0, 0, 0), (3, 12, 25), (15, 12, 100), (-1, 12, 0)]
)
def test_a_bar_is_as_long_as_its_share(value: float, maximum: float, share: float) -> None:
    fill = of_class(charts.bar_row(value, maximum, title="Seats"), "bar-fill")[0]
    assert width_of(fill) == pytest.approx(share)


def test_a_bar_marks_where_it_should_reach() -> None:
    tick = of_class(charts.bar_row(3, 12, target=9, title="Hours"), "bar-target")[0]
    assert float(tick.get("x", 0)) == pytest.approx(75)


def test_stacked_shares_fill_the_bar_and_are_told() -> None:
    svg = charts.stacked([("attended", 6), ("missed", 2), ("none", 0)], title="Attendance")
    assert [width_of(el) for el in of_class(svg, "bar-fill")] == pytest.approx([75, 25, 0])
    assert parsed(svg).find(f"{SVG}desc").text == "attended: 6, missed: 2, none: 0"  # type: ignore[union-attr]


def test_stacked_of_nothing_is_an_empty_track() -> None:
    svg = charts.stacked([], title="Attendance")
    assert of_class(svg, "bar-fill") == []
    assert len(of_class(svg, "bar-track")) == 1
