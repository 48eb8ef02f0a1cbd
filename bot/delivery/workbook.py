"""An export as files: one workbook, and one archive with a text file for each sheet."""

import csv
import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.blocks.message import File
from bot.domain.export import Cell, Export, Kind, Sheet

MAX_CELL = 32_000
"""Excel takes 32,767 characters into a cell."""
MAX_WIDTH = 60
MAX_ON_PAPER = 12
"""Columns; more of them would not be legible on one page."""
LINE, MAX_HEIGHT = 15.0, 400.0
"""Points; Excel takes 409."""
Looks = Mapping[Kind, Any]
_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "0.00",
    Kind.SHARE: "0.0%",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the start of a formula, also in a text file (OWASP, "CSV
injection")."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def files(export: Export) -> tuple[File, File]:
    """The workbook, and the archive of text files. CPU work: not for the event loop."""
    title = f"Leads, week {export.week}"
    return (
        File(f"{export.name}.xlsx", title, xlsx(export)),
        File(f"{export.name}-csv.zip", f"{title}, as CSV", csv_archive(export)),
    )


def xlsx(export: Export) -> bytes:
    """Texts are written as texts: nothing in a cell is a formula or a link."""
    import xlsxwriter  # an export is rare, and every start would import it

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": False}) as book:
        looks = {
            kind: book.add_format(
                {"num_format": text, "valign": "top", "text_wrap": kind is Kind.TEXT}
            )
            for kind, text in _FORMATS.items()
        }
        heads = {
            kind: book.add_format({**_HEAD, "align": "left" if kind is Kind.TEXT else "right"})
            for kind in Kind
        }
        for sheet in export.sheets:
            _fill(book.add_worksheet(sheet.name[:31]), sheet, export, (heads, looks))
    return stream.getvalue()


_HEAD = {"bold": True, "text_wrap": True, "valign": "top"}


def _fill(page: Any, sheet: Sheet, export: Export, looks: tuple[Looks, Looks]) -> None:
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    if len(sheet.columns) <= MAX_ON_PAPER:
        page.fit_to_pages(1, 0)
    widths = [_width(sheet, position) for position in range(len(sheet.columns))]
    page.set_row(0, _height([column.name for column in sheet.columns], widths))
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, widths[position])
        page.write_string(0, position, _text(column.name), looks[0][column.kind])
    for number, row in enumerate(sheet.rows, start=1):
        if (height := _height(row, widths)) > LINE:
            page.set_row(number, height)
        for position, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, (number, position), _local(cell, export), looks[1][column.kind])
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        page.write_datetime(*place, cell.replace(tzinfo=None), look)
    elif isinstance(cell, int | float):
        page.write_number(*place, cell, look)
    else:
        page.write_string(*place, _text(str(cell)), look)


def csv_archive(export: Export) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; moments with their offset."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in export.sheets:
            # A fixed date: the same facts give the same bytes.
            entry = zipfile.ZipInfo(f"{export.name}-{_file_name(sheet.name)}.csv", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(sheet, export).encode("utf-8-sig"))
    return stream.getvalue()


def _csv(sheet: Sheet, export: Export) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_harmless(column.name) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(_local(cell, export)) for cell in row])
    return stream.getvalue()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return _harmless(str(cell))


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _local(cell: Cell, export: Export) -> Cell:
    return cell.astimezone(export.zone) if isinstance(cell, datetime) else cell


def _text(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c.isspace())[:MAX_CELL]


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """Enough for what wraps: not every program sees to that by itself."""
    lines = [
        len(textwrap.wrap(cell[:MAX_CELL], max(1, width - 2)))
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str) and len(cell) > width - 2
    ]
    return min(MAX_HEIGHT, LINE * max(lines, default=1))


def _width(sheet: Sheet, position: int) -> int:
    shown = [str(row[position] or "") for row in sheet.rows[:200]]
    kind = sheet.columns[position].kind
    content = max(map(len, shown), default=0) if kind is Kind.TEXT else 9
    return min(MAX_WIDTH, max(9, 17 if kind is Kind.MOMENT else content) + 2)


def _file_name(name: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split())
