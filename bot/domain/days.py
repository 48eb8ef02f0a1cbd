"""A day, as people write it."""

import re
from contextlib import suppress
from datetime import date, timedelta

from bot.domain.setting_values import DAYS
from bot.errors import InvalidInput

LATELY = timedelta(days=60)
_FROM_TODAY = {"today": timedelta(), "tomorrow": timedelta(days=1)}
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NAMED = re.compile(
    r"(?:(?P<day>[0-9]{1,2})\.? ?(?P<month>[a-z]{3,})"
    r"|(?P<month_first>[a-z]{3,})\.? ?(?P<day_behind>[0-9]{1,2}))\.?(?:,? (?P<year>[0-9]{4}))?"
)
_NUMBERS = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4})?)?")


def day_of(text: str, today: date) -> date | None:
    """`today`, `tomorrow`, the next such weekday (`fri`) or a date (`2026-08-28`, `28.8.`,
    `8/28`, `28 Aug`, `Aug 28`); None for what is none of these. InvalidInput for what may be two
    days."""
    word = " ".join(text.lower().split())
    return _near(word, today) or _written(word) or _named(word, today) or _numbered(word, today)


def _near(word: str, today: date) -> date | None:
    """Said on a Friday, Friday is the next one: nobody announces being away until now."""
    if word in _FROM_TODAY:
        return today + _FROM_TODAY[word]
    matches = [number for number, day in enumerate(DAYS) if len(word) > 1 and day.startswith(word)]
    if len(matches) != 1:
        return None
    return today + timedelta(days=(matches[0] - today.weekday() - 1) % 7 + 1)


def _written(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _named(word: str, today: date) -> date | None:
    match = _NAMED.fullmatch(word)
    if match is None:
        return None
    name = match["month"] or match["month_first"]
    months = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    day = int(match["day"] or match["day_behind"])
    return _meant(day, months[0], match["year"], today) if months else None


def _numbered(word: str, today: date) -> date | None:
    """With a point the day comes first; with a slash that depends on who writes, unless one of
    both days is over."""
    match = _NUMBERS.fullmatch(word)
    if match is None:
        return None
    first, sign, second, year = match.groups()
    orders = [(first, second), (second, first)] if sign == "/" else [(first, second)]
    dates = {_meant(int(day), int(month), year, today) for day, month in orders}
    found = sorted(one for one in dates if one)
    if found and found[0] >= today and len(found) > 1:
        either = " or ".join(one.isoformat() for one in found)
        raise InvalidInput(f"“{word}” may be two days. Write {either}.")
    return found[-1] if found else None


def _meant(day: int, month: int, year: str | None, today: date) -> date | None:
    """Without a year the next such day; but one that was lately is over, and not meant for the next
    year."""
    years = [int(year)] if year else range(today.year - 1, today.year + 2)
    dates = []
    for one in years:
        with suppress(ValueError):
            dates.append(date(one, month, day))
    return next((one for one in dates if year or today - one <= LATELY), None)
