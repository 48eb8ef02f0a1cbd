"""Blocks with figures: table, data_table and data_visualization."""

from collections.abc import Iterator

from sandbox.kit.objects import ID, TYPE
from sandbox.kit.rich_text import RICH_TEXT
from sandbox.kit.rules import (
    both,
    by_type,
    flag,
    many,
    number,
    one_of,
    shape,
    string,
    whole,
    wrong,
)
from sandbox.model import JsonValue

_RAW_TEXT = shape({"type": TYPE, "text": string()})
_RAW_NUMBER = shape({"type": TYPE, "value": number, "text": string()})
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT})


def _equal_rows(value: JsonValue, at: str) -> Iterator[str]:
    for place, row in enumerate(value["rows"]):
        if len(row) != len(value["rows"][0]):
            yield wrong("all rows must have the same number of cells", f"{at}/rows/{place}")


def _plain_header(value: JsonValue, at: str) -> Iterator[str]:
    for place, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            yield wrong("unsupported type: rich_text", f"{at}/rows/0/{place}/type")
    header = value.get("row_header_column_index", 0)
    if header >= len(value["rows"][0]):
        yield wrong("must be the index of a column", f"{at}/row_header_column_index")


TABLE = both(
    shape(
        {"type": TYPE, "rows": many(many(_CELL, 1, 20), 1, 100)},
        {
            "block_id": ID,
            "column_settings": many(
                shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}), 0, 20
            ),
        },
    ),
    _equal_rows,
)
# Sources disagree on rows (101 or 201) and series (6 or 12): the smaller number is safe.
DATA_TABLE = both(
    shape(
        {"type": TYPE, "caption": string(), "rows": many(many(_CELL, 1, 20), 2, 101)},
        {"block_id": ID, "page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
    ),
    _equal_rows,
    _plain_header,
)


def _positive(value: JsonValue, at: str) -> Iterator[str]:
    yield from number(value, at)
    if isinstance(value, int | float) and value <= 0:
        yield wrong("must be greater than 0", at)


_SEGMENT = shape({"label": string(20), "value": _positive})
_POINT = shape({"label": string(20), "value": number})
_SERIES = shape({"name": string(20), "data": many(_POINT, 1, 20)})
_AXIS = shape(
    {"categories": many(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)}
)
_PLOT = shape({"type": TYPE, "series": many(_SERIES, 1, 6), "axis_config": _AXIS})


def _series_fit(value: JsonValue, at: str) -> Iterator[str]:
    names = [series["name"] for series in value["series"]]
    if len(set(names)) != len(names):
        yield wrong("series names must be unique", f"{at}/series")
    categories = value["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        yield wrong("categories must be unique", f"{at}/axis_config/categories")
    for place, series in enumerate(value["series"]):
        if [point["label"] for point in series["data"]] != categories:
            yield wrong("labels must be the axis categories", f"{at}/series/{place}/data")


_CHART = both(_PLOT, _series_fit)
DATA_VISUALIZATION = shape(
    {
        "type": TYPE,
        "title": string(50),
        "chart": by_type(
            {
                "bar": _CHART,
                "line": _CHART,
                "area": _CHART,
                "pie": shape({"type": TYPE, "segments": many(_SEGMENT, 1, 6)}),
            }
        ),
    },
    {"block_id": ID},
)
