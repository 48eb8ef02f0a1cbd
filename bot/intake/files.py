"""CSV files as people export them: any usual encoding and delimiter, a header, rows."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from itertools import chain
from pathlib import Path

from bot.errors import InvalidInput

MAX_BYTES = 256 * 1024 * 1024
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAX_LISTED = 40
_END = "\x00"
"""A last line that no text has; within an open quotation mark it is no row of its own."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that was read. `encoding` and `delimiter` are words for a person."""

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    records: tuple[Record, ...]

    def place(self, column: str) -> int:
        """Where a column stands. InvalidInput names the columns there are."""
        exact = [i for i, name in enumerate(self.header) if name == column]
        alike = [i for i, name in enumerate(self.header) if name.lower() == column.lower()]
        found = exact or alike
        if len(found) > 1:
            raise InvalidInput(f"The column “{column}” stands {len(found)} times in {self.name}.")
        if not found:
            raise InvalidInput(
                f"{self.name} has no column “{column}”{_nearest(column, self.header)}. "
                f"Its columns: {listed(self.header)}."
            )
        return found[0]

    def values(self, place: int) -> Iterator[str]:
        """All of a column; a row that is too short has an empty cell there."""
        return (cell(record.cells, place) for record in self.records)


def cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def read(path: Path, wanted: Sequence[str]) -> CsvFile:
    """The file, split so that its header has as many of the `wanted` columns as possible.

    InvalidInput: it cannot be read, is no text, or has no rows.
    """
    text, encoding = _decoded(_bytes(path), path.name)
    delimiter = _delimiter(text, wanted)
    rows = _rows(text, delimiter, path.name)
    header = tuple(name.strip() for name in next(rows, Record(1, [])).cells)
    if not any(header):
        raise InvalidInput(f"{path.name} is empty: its first row should name the columns.")
    records = tuple(record for record in rows if any(map(str.strip, record.cells)))
    return CsvFile(path.name, encoding, _DELIMITERS[delimiter], header, records)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1024 // 1024} MiB"
            raise InvalidInput(f"{path.name} is larger than {limit}. Split it into smaller files.")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.") from error


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    if raw.startswith(b"PK\x03\x04"):
        raise InvalidInput(f"{name} is a workbook, not text. Save it as CSV UTF-8 first.")
    tries = [("utf-16", "UTF-16")] if raw.startswith(_UTF16) else []
    for codec, label in [
        *tries,
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252 (it is not UTF-8)"),
    ]:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, label
    raise InvalidInput(f"{name} is neither UTF-8 nor Windows-1252. Save it as CSV UTF-8 first.")


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """Judged by the header, where the mapping says what to find. csv.Sniffer guesses from the
    text of the cells and takes a comma in them for a delimiter."""
    lowered = {name.lower() for name in wanted}

    def found(delimiter: str) -> tuple[int, int]:
        first = next(csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter), [])
        return len({name.strip().lower() for name in first} & lowered), len(first)

    try:
        return max(_DELIMITERS, key=found)
    except csv.Error:
        return ","


def _rows(text: str, delimiter: str, name: str) -> Iterator[Record]:
    """InvalidInput when a quotation mark stays open: what follows it would be one cell. Strict
    reading would say so too, and refuse `"a"b`, which exports do have."""
    reader = csv.reader(chain(StringIO(text, newline=""), (_END,)), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise InvalidInput(
                    f"{name} cannot be read: the quotation mark that opens in row {number} is "
                    "never closed. Nothing was stored."
                )
            yield Record(number, cells)
    except csv.Error as error:
        raise InvalidInput(
            f"{name} cannot be read after row {number}: {error}. Is a quotation mark left open?"
        ) from error


def _nearest(name: str, names: Sequence[str]) -> str:
    by_lower = {item.lower(): item for item in names}
    near = get_close_matches(name.lower(), by_lower, n=1)
    return f" (did you mean “{by_lower[near[0]]}”?)" if near else ""


def listed(names: Sequence[str]) -> str:
    some = ", ".join(name or "(no name)" for name in names[:_MAX_LISTED])
    more = len(names) - _MAX_LISTED
    return some + (f" and {more} more" if more > 0 else "")
