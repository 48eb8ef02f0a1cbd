"""data_visualization blocks as SVG: sizes in per cent of their box, so that text stays crisp."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from sandbox.render.html import Json, join, tag


def data_visualization(block: Json) -> Markup:
    """A bar, line, area or pie chart with its title and legend."""
    chart = block.get("chart") or {}
    body = _pie(chart) if chart.get("type") == "pie" else _axes(chart)
    title = str(block.get("title", ""))
    return tag("figure", tag("figcaption", title), body, class_="chart", aria_label=title)


def number(value: float) -> str:
    """`1,200`, `0.82`, `14`"""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    step: float

    def y(self, value: float) -> float:
        """Per cent from the top."""
        return 100 * (self.high - value) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def _scale(values: Sequence[float]) -> _Scale:
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / 4
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
    return _Scale(math.floor(low / step) * step, math.ceil(high / step) * step, step)


def _axes(chart: Json) -> Markup:
    series: list[Json] = list(chart.get("series", []))
    axis = chart.get("axis_config") or {}
    labels = (
        axis.get("categories") or [point["label"] for point in series[0]["data"]] if series else []
    )
    rows = [{p["label"]: float(p["value"]) for p in one["data"]} for one in series]
    scale = _scale([value for row in rows for value in row.values()])
    draw = _bars if chart.get("type") == "bar" else _lines
    plot = tag(
        "svg",
        *(
            tag(
                "line", x1="0", x2="100%", y1=_pc(scale.y(t)), y2=_pc(scale.y(t)), class_="gridline"
            )
            for t in scale.ticks
        ),
        draw(rows, labels, scale, chart.get("type") == "area"),
        class_="plot",
        role="img",
        aria_label=_spoken(series),
    )
    return join(
        (
            tag("div", axis["y_label"], class_="axis-label") if axis.get("y_label") else "",
            tag(
                "div",
                tag(
                    "div",
                    *(tag("span", number(t)) for t in reversed(scale.ticks)),
                    class_="y-ticks",
                ),
                plot,
                tag("div", *(tag("span", label) for label in labels), class_="x-ticks"),
                class_="chart-body",
            ),
            tag("div", axis["x_label"], class_="axis-label axis-x") if axis.get("x_label") else "",
            _legend([str(one.get("name", "")) for one in series]) if len(series) > 1 else "",
        )
    )


def _bars(rows: list[dict[str, float]], labels: Sequence[str], scale: _Scale, _: bool) -> Markup:
    slot = 100 / max(len(labels), 1)
    width = min(slot * 0.64, 14 * len(rows)) / max(len(rows), 1)
    named = len(rows) * len(labels) <= 12
    out: list[Markup] = []
    for i, label in enumerate(labels):
        left = slot * (i + 0.5) - width * len(rows) / 2
        for j, row in enumerate(rows):
            value = row.get(label, 0.0)
            top, bottom = sorted((scale.y(value), scale.y(0)))
            x = left + j * width
            bar = tag(
                "rect",
                x=_pc(x + width * 0.04),
                y=_pc(top),
                width=_pc(width * 0.92),
                height=_pc(bottom - top),
                rx="3",
                class_=f"series-{j + 1}",
            )
            out.append(tag("g", bar, tag("title", f"{label}: {number(value)}")))
            if named:
                out.append(_value(x + width / 2, top, value))
    return join(out)


def _value(x: float, y: float, value: float) -> Markup:
    return tag("text", number(value), x=_pc(x), y=_pc(y), dy="-5", class_="value")


def _lines(
    rows: list[dict[str, float]], labels: Sequence[str], scale: _Scale, area: bool
) -> Markup:
    slot = 100 / max(len(labels), 1)
    out: list[Markup] = []
    for j, row in enumerate(rows):
        points = [
            (slot * (i + 0.5), scale.y(row.get(label, 0.0))) for i, label in enumerate(labels)
        ]
        css = f"series-{j + 1}"
        if area and points:
            out.append(_area(points, scale.y(0), css))
        for (x1, y1), (x2, y2) in pairwise(points):
            out.append(
                tag("line", x1=_pc(x1), y1=_pc(y1), x2=_pc(x2), y2=_pc(y2), class_=f"stroke {css}")
            )
        for (x, y), label in zip(points, labels, strict=True):
            dot = tag("circle", cx=_pc(x), cy=_pc(y), r="4", class_=css)
            out.append(tag("g", dot, tag("title", f"{label}: {number(row.get(label, 0.0))}")))
        if len(rows) == 1 and len(points) <= 12:
            out += [
                _value(x, y - 2, row.get(label, 0.0))
                for (x, y), label in zip(points, labels, strict=True)
            ]
    return join(out)


def _area(points: list[tuple[float, float]], base: float, css: str) -> Markup:
    corners = [(points[0][0], base), *points, (points[-1][0], base)]
    shape = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    return tag(
        "svg",
        tag("polygon", points=shape, class_=f"fill {css}"),
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
        width="100%",
        height="100%",
    )


def _pie(chart: Json) -> Markup:
    segments = [(str(s["label"]), float(s["value"])) for s in chart.get("segments", [])]
    total = sum(value for _, value in segments) or 1.0
    out: list[Markup] = []
    start = 0.0
    for i, (label, value) in enumerate(segments):
        share = value / total
        title = tag("title", f"{label}: {number(value)} ({share:.0%})")
        out.append(tag("g", _slice(start, share, f"series-{i + 1}"), title))
        start += share
    names = [f"{label} · {number(value)} ({value / total:.0%})" for label, value in segments]
    spoken = ", ".join(names)
    svg = tag("svg", *out, viewBox="-52 -52 104 104", class_="pie", role="img", aria_label=spoken)
    return tag("div", svg, _legend(names), class_="pie-body")


def _slice(start: float, share: float, css: str) -> Markup:
    if share >= 0.9999:
        return tag("circle", cx="0", cy="0", r="50", class_=f"slice {css}")
    (x1, y1), (x2, y2) = (
        (50 * math.sin(turn), -50 * math.cos(turn))
        for turn in (2 * math.pi * start, 2 * math.pi * (start + share))
    )
    large = int(share > 0.5)
    path = f"M0 0 L{x1:.3f} {y1:.3f} A50 50 0 {large} 1 {x2:.3f} {y2:.3f} Z"
    return tag("path", d=path, class_=f"slice {css}")


def _legend(names: Sequence[str]) -> Markup:
    swatch = [
        tag(
            "li",
            tag(
                "svg",
                tag("rect", width="10", height="10", rx="3", class_=f"series-{i + 1}"),
                width=10,
                height=10,
            ),
            name,
        )
        for i, name in enumerate(names)
    ]
    return tag("ul", *swatch, class_="legend")


def _spoken(series: Sequence[Json]) -> str:
    return "; ".join(
        f"{one.get('name', '')}: "
        + ", ".join(f"{point['label']} {number(float(point['value']))}" for point in one["data"])
        for one in series
    )


def _pc(value: float) -> str:
    return f"{value:.3f}%"
