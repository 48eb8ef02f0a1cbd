"""Dates and times in words, in the workspace's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def spaced(number: int) -> str:
    """`18 000`."""
    return f"{number:,}".replace(",", " ")


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """`09:19`."""
    return moment.astimezone(zone).strftime("%H:%M")


def day(value: date) -> str:
    """`1 Oct`."""
    return f"{value.day} {value:%b}"


def month(value: date) -> str:
    """`August 2026`."""
    return f"{value:%B %Y}"


def when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`at 09:19` today, `on 1 Oct at 09:19` on another day."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"at {clock(moment, zone)}"
    return f"on {day(local.date())} at {clock(moment, zone)}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`13:04` today, `1 Oct 13:04` on another day."""
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return clock(at, zone)
    return f"{day(local.date())} {clock(at, zone)}"


def since(length: timedelta) -> str:
    """`just now`, `3 min ago`."""
    return "just now" if length < timedelta(minutes=1) else f"{span(length)} ago"


def span(length: timedelta) -> str:
    """`3 min`, `2 h`, `4 days`: the largest unit that fits."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"
