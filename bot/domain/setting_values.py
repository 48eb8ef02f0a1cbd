"""How a setting's value is read from what a person types, and written as they would type it.

A ValueError says what is wanted, to stand behind the setting's key.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from bot.domain.roles import is_group
from bot.domain.schedule import parse_week
from bot.domain.worktime import MOST_DAYS_OFF, days_off
from bot.errors import InvalidInput

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
_MORE_FEATURES = ("met", "qualified", "opportunity", "lost")
REACTION_FEATURES = tuple(dict.fromkeys((*REACTIONS.values(), *_MORE_FEATURES)))


def read_text(value: str) -> str:
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


def read_day(value: str) -> str:
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
            begin = DAYS.index(read_day(first))
            end = DAYS.index(read_day(last)) if dash else begin
            days.update(DAYS[begin : end + 1] or (*DAYS[begin:], *DAYS[: end + 1]))
    if not days:
        raise ValueError("at least one weekday, such as mon,tue,wed")
    return tuple(day for day in DAYS if day in days)


def read_weeks(value: str) -> tuple[str, ...]:
    given = {part for part in re.split(r"[,\s]+", value.strip()) if part}
    try:
        found = sorted(str(parse_week(part)) for part in given)
    except InvalidInput as error:
        raise ValueError("ISO weeks such as 2026-W52") from error
    if len(found) > MAX_LISTED:
        raise ValueError(f"at most {MAX_LISTED}; leave out those that are over")
    return tuple(found)


def person_id(value: str) -> str:
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


def read_ladder(value: str) -> Mapping[str, int]:
    word = value.strip().lower()
    if word in ("", "off", "on"):
        return dict(LADDER) if word == "on" else {}
    chosen: dict[str, int] = {}
    for part in re.split(r"[,\s]+", word):
        step, _, hours = part.partition("=")
        if step not in LADDER:
            raise ValueError(f"on, off, or pairs such as {shown(LADDER)}")
        chosen[step] = read_number(0, 80)(hours)
    return {step: chosen[step] for step in LADDER if step in chosen}


def read_time(value: str) -> time:
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


def read_number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,6}", value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def read_required(value: str) -> tuple[str, ...]:
    names = tuple(part for part in re.split(r"[,\s]+", value.strip().lower()) if part)
    unknown = [name for name in names if name not in REQUIRABLE]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(REQUIRABLE)}")
    return names


def read_flag(value: str) -> bool:
    flags = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    if value.strip().lower() not in flags:
        raise ValueError("yes or no")
    return flags[value.strip().lower()]


def read_currency(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", value.strip()):
        raise ValueError("a currency's three letters, such as EUR")
    return value.strip().upper()


def emoji_name(emoji: str) -> str:
    """The emoji without its skin tone, under its shorter name."""
    name = emoji.split("::")[0]
    return {"thumbsup": "+1", "thumbsdown": "-1"}.get(name, name)


def read_reactions(value: str) -> Mapping[str, str]:
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
