"""Dates as exports write them, turned into moments in UTC."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<by>[./-])(?P<b>\d{1,2})(?P=by)(?P<year>\d{4})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[ T])")
_NAMED = tuple(
    f"{day}{clock}"
    for day in ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y")
    for clock in ("", " %H:%M", " %H:%M:%S", " %I:%M %p")
)
_NOT_A_DATE = "is not a date such as 2026-09-01 or 2026-09-01 14:30"


class Order(StrEnum):
    """What `01/02/2026` means."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def order_of(texts: Iterable[str]) -> Order | None:
    """How a column writes its dates; None when every one could be read both ways.

    ValueError when some can only be one and some only the other.
    """
    found: set[Order] = set()
    doubtful = False
    for text in texts:
        match = _NUMERIC.fullmatch(text.strip())
        if match is None or match["by"] == "." or match["a"] == match["b"]:
            continue
        if int(match["a"]) > 12:
            found.add(Order.DAY_FIRST)
        elif int(match["b"]) > 12:
            found.add(Order.MONTH_FIRST)
        else:
            doubtful = True
    if len(found) == 2:
        raise ValueError("some dates begin with the day, others with the month")
    return next(iter(found), None if doubtful else Order.DAY_FIRST)


def moment(text: str, zone: ZoneInfo, order: Order = Order.DAY_FIRST) -> datetime:
    """`text` in UTC, read in `zone` where it names no zone itself. ValueError: not a date."""
    found = _read(text.strip(), order)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(_NOT_A_DATE) from error


def _read(text: str, order: Order) -> datetime:
    try:
        match = _NUMERIC.fullmatch(text)
        return _numeric(match, order) if match else datetime.fromisoformat(_as_iso(text))
    except ValueError:
        pass
    for pattern in _NAMED:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007  # its zone is the caller's
        except ValueError:
            continue
    raise ValueError(_NOT_A_DATE)


def _as_iso(text: str) -> str:
    """ISO as databases and spreadsheets write it: `2026/9/1`, `… UTC`."""
    iso = re.sub(r"\s*(?:UTC|GMT)$", "+00:00", text)
    return _YEAR_FIRST.sub(lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}", iso)


def _numeric(match: re.Match[str], order: Order) -> datetime:
    first, second = int(match["a"]), int(match["b"])
    month_first = order is Order.MONTH_FIRST and match["by"] != "."
    day, month = (second, first) if month_first else (first, second)
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("an hour of a half day")
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    clock = (hour, int(match["minute"] or 0), int(match["second"] or 0))
    return datetime(int(match["year"]), month, day, *clock)  # noqa: DTZ001  # as above
