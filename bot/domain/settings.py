"""A workspace's settings: one frozen value, and what may be typed for each of its keys."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.roles import Role
from bot.domain.schedule import Week
from bot.domain.setting_values import (
    DAYS,
    REACTIONS,
    channel_id,
    people_ids,
    person_id,
    read_currency,
    read_day,
    read_days,
    read_flag,
    read_holidays,
    read_ladder,
    read_number,
    read_reactions,
    read_required,
    read_text,
    read_time,
    read_weeks,
    read_zone,
    shown,
)
from bot.domain.worktime import WorkingHours, days_off
from bot.errors import InvalidInput

CHANNELS = ("sales_channel", "marketing_channel", "monthly_channel")
ROLES = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace decided. Channels are Slack ids; hours are working hours."""

    company_sentence: str = ""
    sales_channel: str = ""
    marketing_channel: str = ""
    digest_day: str = "monday"
    digest_time: time = time(9)
    monthly_channel: str = ""
    skip_weeks: tuple[str, ...] = ()
    executive: str = ""
    timezone: str = "UTC"
    contact_hours: int = 4
    work_start: time = time(9)
    work_end: time = time(17)
    work_days: tuple[str, ...] = DAYS[:5]
    holidays: tuple[str, ...] = ()
    reminder_percent: int = 25
    ladder: Mapping[str, int] = field(default_factory=dict)
    ask_after_days: int = 2
    min_fit: int = 0
    min_intent: int = 0
    required_fields: tuple[str, ...] = ()
    require_agreed_step: bool = False
    sitting_in: bool = False
    disputes: bool = False
    burst: int = 20
    currency: str = "EUR"
    reactions: Mapping[str, str] = field(default_factory=lambda: dict(REACTIONS))
    sales: tuple[str, ...] = ()
    sales_leads: tuple[str, ...] = ()
    marketing: tuple[str, ...] = ()
    marketing_leads: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()

    def listed(self, role: Role) -> tuple[str, ...]:
        """The ids of people and user groups who were given a role; none: its default holds."""
        people: tuple[str, ...] = getattr(self, role.value)
        return people

    @property
    def hours(self) -> WorkingHours:
        days = frozenset(DAYS.index(day) for day in self.work_days)
        off = days_off(self.holidays)
        return WorkingHours(self.timezone, self.work_start, self.work_end, days, off)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def is_workday(self, day: date) -> bool:
        return DAYS[day.weekday()] in self.work_days and day not in days_off(self.holidays)

    def skips(self, week: Week) -> bool:
        """Whether no digest tells of this week: so it was said, or four of five days were off."""
        days = [week.monday + timedelta(days=number) for number in range(7)]
        usual = [day for day in days if DAYS[day.weekday()] in self.work_days]
        off = [day for day in usual if not self.is_workday(day)]
        return str(week) in self.skip_weeks or 5 * len(off) >= 4 * len(usual)

    def today(self, now: datetime) -> date:
        """The workspace's own day."""
        return now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One recorded change; values as text."""

    at: datetime
    who: str
    key: str
    old: str
    new: str


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "company_sentence": read_text,
    **dict.fromkeys(CHANNELS, channel_id),
    "digest_day": read_day,
    "digest_time": read_time,
    "skip_weeks": read_weeks,
    "executive": person_id,
    "timezone": read_zone,
    "contact_hours": read_number(1, 80),
    "work_start": read_time,
    "work_end": read_time,
    "work_days": read_days,
    "holidays": read_holidays,
    "reminder_percent": read_number(0, 90),
    "ladder": read_ladder,
    "ask_after_days": read_number(0, 20),
    "min_fit": read_number(0, 100),
    "min_intent": read_number(0, 100),
    "required_fields": read_required,
    "require_agreed_step": read_flag,
    "sitting_in": read_flag,
    "disputes": read_flag,
    "burst": read_number(1, 100_000),
    "currency": read_currency,
    "reactions": read_reactions,
    **dict.fromkeys(ROLES, people_ids),
}
KEYS = tuple(_PARSERS)


def as_text(settings: Settings) -> dict[str, str]:
    """Every key with its value as a person types it."""
    return {item.name: shown(getattr(settings, item.name)) for item in fields(settings)}


def stored(kept: Mapping[str, Any]) -> Settings:
    """The settings that a database keeps as text. It may have been written by the version before
    or after this one: unknown keys are ignored, a value that cannot be read is the default."""
    values: dict[str, Any] = {}
    for key, parse in _PARSERS.items():
        with suppress(ValueError):
            if isinstance(kept.get(key), str):
                values[key] = parse(kept[key])
    result = replace(Settings(), **values)
    if result.work_end <= result.work_start:
        usual = Settings()
        return replace(result, work_start=usual.work_start, work_end=usual.work_end)
    return result


def changed(
    settings: Settings, given: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> Settings:
    """`settings` with the keys of `given` read and checked; InvalidInput names each bad one.

    `wrong` are problems that are known already, by key.
    """
    problems: dict[str, str] = dict(wrong or {})
    values: dict[str, Any] = {}
    for key, text in given.items():
        if key not in _PARSERS:
            problems[key] = f"unknown; the keys are {', '.join(KEYS)}"
            continue
        try:
            values[key] = _PARSERS[key](text)
        except ValueError as error:
            problems[key] = str(error)
    result = replace(settings, **values)
    if not problems and result.work_end <= result.work_start:
        problems["work_end"] = "must be later than the start of work"
    if problems:
        listed = "; ".join(f"{key}: {problem}" for key, problem in problems.items())
        raise InvalidInput(f"Nothing was changed. {listed}.", problems)
    return result
