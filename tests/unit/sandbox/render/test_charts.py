"""Charts are SVG whose geometry says the numbers."""

import re
from typing import Any

import pytest

from sandbox.render.charts import data_visualization, number


def chart(kind: str, *series: tuple[str, dict[str, float]]) -> str:
    names = list(series[0][1]) if series else []
    block: dict[str, Any] = {
        "type": "data_visualization",
        "title": "A <chart>",
        "chart": {
            "type": kind,
            "series": [
                {"name": name, "data": [{"label": k, "value": v} for k, v in data.items()]}
                for name, data in series
            ],
            "axis_config": {"categories": names, "x_label": "across", "y_label": "up"},
        },
    }
    return str(data_visualization(block))


def heights(html: str) -> list[float]:
    return [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)%"', html)]


def test_bars_are_as_high_as_their_values() -> None:
    low, high = heights(chart("bar", ("Taken", {"a": 10, "b": 40})))
    assert high == pytest.approx(4 * low)
    assert high <= 100


def test_title_axes_and_values_are_written() -> None:
    html = chart("bar", ("Taken", {"Second <site>": 1200}))
    for shown in ("A &lt;chart&gt;", "across", "up", "Second &lt;site&gt;", "1,200"):
        assert shown in html
    assert "legend" not in html


def test_several_series_have_a_legend() -> None:
    html = chart("bar", ("Taken", {"a": 1}), ("Landed", {"a": 2}))
    assert html.count("<li>") == 2
    assert 'class="series-2"' in html


def test_negative_values_hang_below_zero() -> None:
    html = chart("bar", ("Change", {"a": -5, "b": 5}))
    tops = [float(y) for y in re.findall(r'<rect [^>]*y="([\d.]+)%"', html)]
    assert tops[0] > tops[1]
    assert heights(html)[0] == pytest.approx(heights(html)[1])


def test_all_zero_is_drawn() -> None:
    assert heights(chart("bar", ("None", {"a": 0, "b": 0}))) == [0, 0]


@pytest.mark.parametrize("kind", ["line", "area"])
def test_lines_join_their_points(kind: str) -> None:
    html = chart(kind, ("Landed", {"a": 1, "b": 3, "c": 2}))
    assert html.count('class="stroke series-1"') == 2
    assert html.count("<circle") == 3
    assert ("<polygon" in html) == (kind == "area")


def test_a_pie_shows_shares() -> None:
    segments = [{"label": "Webinar", "value": 3}, {"label": "Search", "value": 1}]
    block = {"title": "P", "chart": {"type": "pie", "segments": segments}}
    html = str(data_visualization(block))
    assert "Webinar · 3 (75%)" in html
    assert html.count("<path") == 2


def test_a_pie_of_one_is_a_circle() -> None:
    block = {"title": "P", "chart": {"type": "pie", "segments": [{"label": "All", "value": 3}]}}
    assert "<circle" in data_visualization(block)


def test_an_empty_chart_is_no_error() -> None:
    assert "A &lt;chart&gt;" in chart("bar")


@pytest.mark.parametrize(
    ("value", "shown"), [(1200, "1,200"), (0.82, "0.82"), (14.0, "14"), (100, "100"), (0, "0")]
)
def test_numbers(value: float, shown: str) -> None:
    assert number(value) == shown
