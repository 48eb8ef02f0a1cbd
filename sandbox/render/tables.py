"""table and data_table blocks."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from sandbox.render.html import Json, tag
from sandbox.render.names import Names
from sandbox.render.rich_text import rich_text

_SHORT = 24  # characters that never wrap, so that figures stay on one line


def table(block: Json, names: Names) -> Markup:
    """A table block: the first row is its header."""
    settings = block.get("column_settings") or []
    return _grid(block.get("rows", []), names, settings=settings)


def data_table(block: Json, names: Names) -> Markup:
    """A data table: caption, header, numbers to the right, pages of `page_size` rows."""
    header = int(block.get("row_header_column_index", 0))
    return _grid(
        block.get("rows", []),
        names,
        caption=str(block.get("caption", "")),
        header_column=header,
        page_size=int(block.get("page_size", 0)),
    )


def _grid(
    rows: Sequence[Sequence[Json]],
    names: Names,
    *,
    caption: str = "",
    settings: Sequence[Json | None] = (),
    header_column: int | None = None,
    page_size: int = 0,
) -> Markup:
    if not rows:
        return Markup("")
    head, *body = rows
    aligns = [_align(i, body, settings) for i in range(len(head))]
    grid = tag(
        "table",
        tag("caption", caption) if caption else "",
        tag(
            "thead",
            tag("tr", *(_cell("th", c, names, a) for c, a in zip(head, aligns, strict=False))),
        ),
        tag(
            "tbody",
            *(
                tag(
                    "tr",
                    *(
                        _cell("th" if i == header_column else "td", cell, names, align)
                        for i, (cell, align) in enumerate(zip(row, aligns, strict=False))
                    ),
                )
                for row in body
            ),
        ),
        class_="grid",
    )
    paged = page_size if 0 < page_size < len(body) else None
    pager = tag("div", class_="pager", data_own=True) if paged else ""
    return tag("div", grid, pager, class_="table-scroll", data_page_size=paged)


def _align(column: int, body: Sequence[Sequence[Json]], settings: Sequence[Json | None]) -> str:
    setting = settings[column] if column < len(settings) else None
    if setting and setting.get("align"):
        return str(setting["align"])
    cells = [row[column] for row in body if column < len(row)]
    numeric = bool(cells) and all(cell.get("type") == "raw_number" for cell in cells)
    return "right" if numeric else "left"


def _cell(name: str, cell: Json, names: Names, align: str) -> Markup:
    kind = cell.get("type")
    if kind == "rich_text":
        body = rich_text(cell, names)
    elif kind == "raw_number":
        body = escape(cell.get("text") or f"{cell.get('value', '')}")
    else:
        body = escape(cell.get("text", ""))
    length = "short" if len(body) <= _SHORT else "long"
    return tag(name, body, class_=f"align-{align} {length}", scope="row" if name == "th" else None)
