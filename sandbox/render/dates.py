"""Dates as people read them: Slack's `<!date^…>` tokens and the page's own times."""

import re
from datetime import datetime, timedelta, tzinfo

_TOKEN = re.compile(r"\{(\w+)\}")
_RELATIVE = ((86400, "day"), (3600, "hour"), (60, "minute"))


def clock(at: datetime) -> str:
    """`9:05`"""
    return f"{at.hour}:{at:%M}"


def long_day(at: datetime) -> str:
    """`Monday, 24 August`"""
    return f"{at:%A}, {at.day} {at:%B}"


def pretty_day(at: datetime, now: datetime) -> str:
    """Today, Yesterday, Tomorrow, or the long day (with the year when it is another one)."""
    days = (at.date() - now.date()).days
    near = {0: "Today", -1: "Yesterday", 1: "Tomorrow"}.get(days)
    if near:
        return near
    return long_day(at) + (f" {at.year}" if at.year != now.year else "")


def ago(at: datetime, now: datetime) -> str:
    """`4 minutes ago`, `in 2 hours`, `just now`"""
    seconds = int((now - at).total_seconds())
    for unit, name in _RELATIVE:
        count = abs(seconds) // unit
        if count:
            words = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def slack_date(timestamp: int, pattern: str, now: datetime, tz: tzinfo) -> str:
    """The text of `<!date^timestamp^pattern|…>`. ValueError or OverflowError: no such moment."""
    at = datetime.fromtimestamp(timestamp, tz)
    here = now.astimezone(tz)

    def token(match: re.Match[str]) -> str:
        name = match[1]
        plain = name.removesuffix("_pretty")
        if name != plain and abs((at.date() - here.date()).days) <= 1:
            return pretty_day(at, here).lower()
        return _formats(at, here).get(plain, match[0])

    return _TOKEN.sub(token, pattern)


def _formats(at: datetime, now: datetime) -> dict[str, str]:
    other_year = f" {at.year}" if abs(at - now) > timedelta(days=180) else ""
    return {
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%d/%m/%Y}",
        "date": f"{at.day} {at:%B} {at.year}",
        "date_short": f"{at.day} {at:%b} {at.year}",
        "date_long": f"{at:%A}, {at.day} {at:%B} {at.year}",
        "day_divider": long_day(at) + other_year,
        "time": clock(at),
        "time_secs": f"{clock(at)}:{at:%S}",
        "ago": ago(at, now),
    }
