"""A workspace's settings: one frozen value, and how each key is read from what a person types."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.roles import Role, is_group
from bot.domain.schedule import Week, parse_week
from bot.domain.worktime import MOST_DAYS_OFF, WorkingHours, days_off
from bot.errors import InvalidInput

CHANNELS = ("sales_channel", "marketing_channel", "monthly_channel")
ROLES = tuple(role.value for role in Role)
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
    "trophy": "won",
}
MAX_REACTIONS = 20
LADDER: Mapping[str, int] = {"backup": 0, "sales_lead": 4}
"""Who is told after the owner, with the working hours that a contact is overdue by then."""
MAX_LISTED = 50
_PERSON = re.compile(r"<?[@!]?(?:subteam\^)?([UWS][A-Z0-9]{2,})(?:\|[^>]*)?>?")
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,60}")
REACTION_FEATURES = tuple(dict.fromkeys((*REACTIONS.values(), "met", "qualified", "lost")))


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


def people_ids(value: str) -> tuple[str, ...]:
    """The ids in `U0123, <@U0456>, S0123`: of people (`U…`) and of user groups (`S…`)."""
    found: dict[str, None] = {}
    for part in re.split(r"[,\s]+", value.strip()):
        match = _PERSON.fullmatch(part)
        if part and match is None:
            raise ValueError("ids of people (U0123ABCD) or user groups (S0123ABCD)")
        if match:
            found[match.group(1)] = None
    if len(found) > MAX_LISTED:
        raise ValueError(f"at most {MAX_LISTED}; a user group holds more")
    # The order in which the form behind /leads settings gives them back.
    return tuple(sorted(found, key=is_group))


def _day(value: str) -> str:
    wanted = value.strip().lower()
    matches = [day for day in DAYS if wanted and day.startswith(wanted)]
    if len(matches) != 1:
        raise ValueError(f"a weekday: {', '.join(DAYS)}")
    return matches[0]


def read_days(value: str) -> tuple[str, ...]:
    """`mon,tue,thu` and `mon-thu`, in the week's order."""
    days: set[str] = set()
    for part in re.split(r"[,\s]+", value.strip()):
        first, dash, last = part.partition("-")
        if part:
            begin = DAYS.index(_day(first))
            end = DAYS.index(_day(last)) if dash else begin
            days.update(DAYS[begin : end + 1] or (*DAYS[begin:], *DAYS[: end + 1]))
    if not days:
        raise ValueError("at least one weekday, such as mon,tue,wed")
    return tuple(day for day in DAYS if day in days)


def _skipped(value: str) -> tuple[str, ...]:
    given = {part for part in re.split(r"[,\s]+", value.strip()) if part}
    try:
        found = sorted(str(parse_week(part)) for part in given)
    except InvalidInput as error:
        raise ValueError("ISO weeks such as 2026-W52") from error
    if len(found) > MAX_LISTED:
        raise ValueError(f"at most {MAX_LISTED}; leave out those that are over")
    return tuple(found)


def _person_id(value: str) -> str:
    found = people_ids(value)
    if len(found) > 1 or any(map(is_group, found)):
        raise ValueError("one person's id, such as U0123ABCD")
    return found[0] if found else ""


def read_holidays(value: str) -> tuple[str, ...]:
    """Days and stretches of days, one a line or with commas. ValueError says what is wrong."""
    given = tuple(sorted({part for part in re.split(r"[,\s]+", value.strip()) if part}))
    try:
        days = days_off(given)
    except ValueError as error:
        raise ValueError("days such as 2026-12-25 or 2026-12-24..2027-01-01") from error
    if len(days) > MOST_DAYS_OFF:
        raise ValueError(f"at most {MOST_DAYS_OFF} days; leave out those that are over")
    return given


def _ladder(value: str) -> Mapping[str, int]:
    word = value.strip().lower()
    if word in ("", "off", "on"):
        return dict(LADDER) if word == "on" else {}
    chosen: dict[str, int] = {}
    for part in re.split(r"[,\s]+", word):
        step, _, hours = part.partition("=")
        if step not in LADDER:
            raise ValueError(f"on, off, or pairs such as {shown(LADDER)}")
        chosen[step] = _number(0, 80)(hours)
    return {step: chosen[step] for step in LADDER if step in chosen}


def _time(value: str) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError("a time of day, such as 09:00")
    return time(int(match[1]), int(match[2]))


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in available_timezones()}


def read_zone(value: str) -> str:
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
    "skip_weeks": _skipped,
    "executive": _person_id,
    "timezone": read_zone,
    "contact_hours": _number(1, 80),
    "work_start": _time,
    "work_end": _time,
    "work_days": read_days,
    "holidays": read_holidays,
    "reminder_percent": _number(0, 90),
    "ladder": _ladder,
    "ask_after_days": _number(0, 20),
    "min_fit": _number(0, 100),
    "min_intent": _number(0, 100),
    "required_fields": _required,
    "require_agreed_step": _flag,
    "sitting_in": _flag,
    "disputes": _flag,
    "burst": _number(1, 100_000),
    "currency": _currency,
    "reactions": _reactions,
    **dict.fromkeys(ROLES, people_ids),
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
