"""When one person works, as far as it differs from the workspace."""

import re
from dataclasses import dataclass
from datetime import time

from bot.domain.absence import Absence
from bot.domain.setting_values import DAYS, read_days, read_zone
from bot.domain.settings import Settings
from bot.domain.worktime import Days, WorkingHours, days_off
from bot.errors import InvalidInput

_HOURS = re.compile(
    r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?"
)  # both dashes are typed


@dataclass(frozen=True, slots=True)
class PersonHours:
    """`zone` None: the one that Slack knows of the person. `holidays` come on top of the
    workspace's, written as those are. Without `days` they are all that the person said."""

    opens: time
    closes: time
    days: tuple[str, ...]
    zone: str | None = None
    holidays: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As `/leads hours` takes it: `09:00-17:00 mon,tue`."""
        days = ",".join(day[:3] for day in self.days)
        return f"{self.opens:%H:%M}-{self.closes:%H:%M} {days}"


def only_holidays(holidays: tuple[str, ...]) -> PersonHours:
    """Of somebody who works the workspace's hours, but for these days."""
    return PersonHours(time.min, time.min, (), holidays=holidays)


def settled(settings: Settings, own: PersonHours | None) -> PersonHours:
    """What a person said; who said no hours works the workspace's, in their own zone."""
    if own is not None and own.days:
        return own
    holidays = own.holidays if own else ()
    return PersonHours(
        settings.work_start, settings.work_end, settings.work_days, holidays=holidays
    )


def working_hours(
    settings: Settings,
    own: PersonHours | None,
    slack_zone: str | None = None,
    absence: Absence | None = None,
) -> WorkingHours:
    """A person's hours. Days away do not count, unless a backup works on them."""
    hours = settled(settings, own)
    away = None
    if absence is not None and absence.since is not None and absence.backup is None:
        away = Days(absence.since, absence.until)
    return WorkingHours(
        zone=_known(hours.zone) or _known(slack_zone) or settings.timezone,
        opens=hours.opens,
        closes=hours.closes,
        days=frozenset(DAYS.index(day) for day in hours.days),
        holidays=settings.hours.holidays | days_off(hours.holidays),
        away=away,
    )


def _known(zone: str | None) -> str | None:
    """None for a zone that this machine does not know: Slack may be ahead of it."""
    try:
        return read_zone(zone) if zone else None
    except ValueError:
        return None


def read_hours(text: str, settings: Settings) -> PersonHours:
    """`9-17`, `9:00-15:30 mon-thu`, `10-18 mon,wed Europe/Lisbon`; InvalidInput otherwise."""
    found = _HOURS.match(text.strip())
    if found is None:
        raise _wrong(f"“{text[:40]}” has no hours in it.")
    rest = text.strip()[found.end() :].split()
    zone = next((word for word in rest if "/" in word or word.upper() == "UTC"), None)
    days = ",".join(word for word in rest if word != zone)
    try:
        opens, closes = _time(found[1], found[2]), _time(found[3], found[4])
        chosen = read_days(days) if days else settings.work_days
        return checked_hours(opens, closes, chosen, zone)
    except ValueError as error:
        raise _wrong(f"Nothing was changed: {error}.") from error


def checked_hours(
    opens: time, closes: time, days: tuple[str, ...], zone: str | None
) -> PersonHours:
    """ValueError says what is wrong."""
    if closes <= opens:
        raise ValueError("work has to end later than it starts")
    if not days:
        raise ValueError("at least one weekday")
    return PersonHours(opens, closes, days, read_zone(zone) if zone else None)


def _time(hour: str, minute: str | None) -> time:
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError("a day's hours go from 0 to 23:59")
    return time(int(hour), int(minute or 0))


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput(f"{sentence} Write hours and days: `/leads hours 9-17 mon-thu`.")
