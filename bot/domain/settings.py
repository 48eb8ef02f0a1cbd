"""A workspace's settings: one frozen value, and how each key is read from what a person types."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.worktime import WorkingHours
from bot.errors import InvalidInput

CHANNELS = ("sales_channel", "marketing_channel")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REQUIRABLE = ("name", "title", "email", "phone", "company", "domain", "employees", "country")
REACTIONS: Mapping[str, str] = {
    "white_check_mark": "take",
    "no_entry_sign": "reject",
    "+1": "landed",
    "-1": "fell_flat",
    "telephone_receiver": "contact",
    "zzz": "nurture",
    "wastebasket": "spam",
}
MAX_REACTIONS = 20
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,60}")
REACTION_FEATURES = tuple(dict.fromkeys(REACTIONS.values()))


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace decided. Channels are Slack ids; hours are working hours."""

    company_sentence: str = ""
    sales_channel: str = ""
    marketing_channel: str = ""
    digest_day: str = "monday"
    digest_time: time = time(9)
    timezone: str = "UTC"
    contact_hours: int = 4
    work_start: time = time(9)
    work_end: time = time(17)
    work_days: tuple[str, ...] = DAYS[:5]
    min_fit: int = 0
    min_intent: int = 0
    required_fields: tuple[str, ...] = ()
    require_agreed_step: bool = False
    currency: str = "EUR"
    reactions: Mapping[str, str] = field(default_factory=lambda: dict(REACTIONS))

    @property
    def hours(self) -> WorkingHours:
        days = frozenset(DAYS.index(day) for day in self.work_days)
        return WorkingHours(self.timezone, self.work_start, self.work_end, days)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

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


def _text(value: str) -> str:
    if len(value) > 300:
        raise ValueError("at most 300 characters")
    return value.strip()


def channel_id(value: str) -> str:
    """The id in `C0123ABCD` or `<#C0123ABCD|leads>`; ValueError when there is none."""
    match = re.fullmatch(r"(?:<#)?([CG][A-Z0-9]{2,})(?:\|[^>]*)?>?", value.strip())
    if value.strip() and match is None:
        raise ValueError("a channel's id, such as C0123ABCD (in Slack: open channel details)")
    return match.group(1) if match else ""


def _day(value: str) -> str:
    wanted = value.strip().lower()
    matches = [day for day in DAYS if wanted and day.startswith(wanted)]
    if len(matches) != 1:
        raise ValueError(f"a weekday: {', '.join(DAYS)}")
    return matches[0]


def _days(value: str) -> tuple[str, ...]:
    days = {_day(part) for part in re.split(r"[,\s]+", value.strip()) if part}
    if not days:
        raise ValueError("at least one weekday, such as mon,tue,wed")
    return tuple(day for day in DAYS if day in days)


def _time(value: str) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError("a time of day, such as 09:00")
    return time(int(match[1]), int(match[2]))


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _zone(value: str) -> str:
    name = _zones().get(value.strip().lower())
    if name is None:
        raise ValueError("a time zone, such as Europe/Berlin")
    return name


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,6}", value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def _required(value: str) -> tuple[str, ...]:
    names = tuple(part for part in re.split(r"[,\s]+", value.strip().lower()) if part)
    unknown = [name for name in names if name not in REQUIRABLE]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(REQUIRABLE)}")
    return names


def _flag(value: str) -> bool:
    flags = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    if value.strip().lower() not in flags:
        raise ValueError("yes or no")
    return flags[value.strip().lower()]


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", value.strip()):
        raise ValueError("a currency's three letters, such as EUR")
    return value.strip().upper()


def emoji_name(emoji: str) -> str:
    """The emoji without its skin tone, under its shorter name."""
    name = emoji.split("::")[0]
    return {"thumbsup": "+1", "thumbsdown": "-1"}.get(name, name)


def _reactions(value: str) -> Mapping[str, str]:
    chosen = {}
    for part in re.split(r"[,\s]+", value.strip()):
        typed, _, feature = part.partition("=")
        emoji = emoji_name(typed.strip(":"))
        if not _EMOJI.fullmatch(emoji) or feature not in REACTION_FEATURES:
            known = ", ".join(REACTION_FEATURES)
            raise ValueError(f"pairs such as +1=landed; after = stands one of {known}")
        chosen[emoji] = feature
    if len(chosen) > MAX_REACTIONS:
        raise ValueError(f"at most {MAX_REACTIONS} emoji")
    return chosen


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "company_sentence": _text,
    **dict.fromkeys(CHANNELS, channel_id),
    "digest_day": _day,
    "digest_time": _time,
    "timezone": _zone,
    "contact_hours": _number(1, 80),
    "work_start": _time,
    "work_end": _time,
    "work_days": _days,
    "min_fit": _number(0, 100),
    "min_intent": _number(0, 100),
    "required_fields": _required,
    "require_agreed_step": _flag,
    "currency": _currency,
    "reactions": _reactions,
}
KEYS = tuple(_PARSERS)


def shown(value: object) -> str:
    """A setting's value as a person types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Mapping):
        return ",".join(f"{emoji}={feature}" for emoji, feature in value.items())
    return str(value)


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
