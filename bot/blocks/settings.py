"""The form behind /leads settings."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zlib import crc32

from bot.blocks.elements import (
    checkboxes,
    choice,
    context,
    divider,
    field,
    header,
    modal,
    option,
    text_input,
)
from bot.blocks.message import Block
from bot.blocks.text import escape, plain_text
from bot.domain import words
from bot.domain.settings import (
    DAYS,
    REACTION_FEATURES,
    REQUIRABLE,
    SettingChange,
    Settings,
    as_text,
)

LABELS: Mapping[str, str] = {
    "sales_channel": "Channel for leads",
    "marketing_channel": "Channel for marketing",
    "digest_day": "Day",
    "digest_time": "Time",
    "timezone": "Time zone",
    "contact_hours": "Working hours until the first contact",
    "work_start": "Work starts at",
    "work_end": "Work ends at",
    "work_days": "Working days",
    "min_fit": "Minimum fit",
    "min_intent": "Minimum intent",
    "required_fields": "Must be known",
    "require_agreed_step": "Agreed next step",
    "company_sentence": "The company in one sentence",
    "currency": "Currency",
    "reactions": "Emoji on a card",
}
SHOWN_CHANGES = 8
_DIGEST = {"digest_day": "Digest day", "digest_time": "Digest time"}


def form(settings: Settings, history: Sequence[SettingChange], now: datetime) -> Block:
    """Everything as it is now. What it was is sent along: only what differs is changed."""
    values = as_text(settings)
    blocks = [
        *_channels(values),
        *_digest(values),
        *_clock(settings, values),
        *_rule(settings, values),
        *_words(values),
    ]
    if history:
        lines = [_change(change, now, settings) for change in history[:SHOWN_CHANGES]]
        blocks += [divider(), context("*Last changes*\n" + "\n".join(lines))]
    marks = json.dumps({key: _mark(text) for key, text in values.items()})
    return modal("settings", "Settings", blocks, submit="Save", metadata=marks)


def chosen(values: Mapping[str, str | tuple[str, ...] | None], before: str) -> dict[str, str]:
    """What the form changes: the keys whose text is not what it was when the form was opened."""
    was: dict[str, str] = json.loads(before)
    texts = {key: _text(values.get(key)) for key in was}
    texts["require_agreed_step"] = "yes" if values.get("require_agreed_step") else "no"
    texts["reactions"] = ",".join(texts["reactions"].replace(",", " ").split())
    return {key: text for key, text in texts.items() if _mark(text) != was[key]}


def _mark(text: str) -> str:
    """Enough to see that a text changed; the texts themselves are too long to be sent along."""
    return f"{crc32(text.encode()):x}"


def _text(value: str | tuple[str, ...] | None) -> str:
    return ",".join(value) if isinstance(value, tuple) else (value or "").strip()


def _input(key: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    return field(LABELS[key], key, element, optional=optional, hint=hint)


def _channels(values: Mapping[str, str]) -> list[Block]:
    return [
        header("Where"),
        _input(
            "sales_channel",
            _channel(values["sales_channel"]),
            optional=True,
            hint="Every new lead is posted here. Invite @Leadloop there first.",
        ),
        _input(
            "marketing_channel",
            _channel(values["marketing_channel"]),
            optional=True,
            hint="The weekly digest comes here.",
        ),
    ]


def _channel(current: str) -> Block:
    element = {
        "type": "conversations_select",
        "placeholder": plain_text("A channel", 150),
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    return {**element, "initial_conversation": current} if current else element


def _digest(values: Mapping[str, str]) -> list[Block]:
    days = [option(day.capitalize(), day) for day in DAYS]
    return [
        divider(),
        header("Weekly digest"),
        _input("digest_day", choice("static_select", days, values["digest_day"])),
        _input("digest_time", _time(values["digest_time"])),
        _input(
            "timezone",
            text_input(initial=values["timezone"], limit=60),
            hint="Such as Europe/Berlin. It also sets the working hours.",
        ),
    ]


def _clock(settings: Settings, values: Mapping[str, str]) -> list[Block]:
    days = [option(day.capitalize(), day) for day in DAYS]
    return [
        divider(),
        header("The clock on a card"),
        _input("contact_hours", _number(values["contact_hours"], 1, 80)),
        _input("work_start", _time(values["work_start"])),
        _input("work_end", _time(values["work_end"])),
        _input("work_days", _several(days, settings.work_days)),
    ]


def _rule(settings: Settings, values: Mapping[str, str]) -> list[Block]:
    needed = [option(name.capitalize(), name) for name in REQUIRABLE]
    step = option("Only leads with a next step that sales agreed to", "yes")
    ticked = ["yes"] if settings.require_agreed_step else []
    return [
        divider(),
        header("Which leads reach the channel"),
        context("The others are stored and counted, not posted."),
        _input("min_fit", _number(values["min_fit"], 0, 100), hint="0 to 100; 0 takes every fit."),
        _input("min_intent", _number(values["min_intent"], 0, 100), hint="0 to 100."),
        _input("required_fields", _several(needed, settings.required_fields), optional=True),
        _input("require_agreed_step", checkboxes([step], ticked), optional=True),
    ]


def _words(values: Mapping[str, str]) -> list[Block]:
    features = ", ".join(REACTION_FEATURES)
    emoji = text_input(initial=values["reactions"].replace(",", "\n"), multiline=True, limit=1500)
    return [
        divider(),
        header("Words and signs"),
        _input(
            "company_sentence",
            text_input(initial=values["company_sentence"]),
            optional=True,
            hint="It stands above the promise in every brief.",
        ),
        _input("currency", text_input(initial=values["currency"], limit=3), hint="Three letters."),
        _input("reactions", emoji, hint=f"One a line, emoji=meaning: {features}."),
    ]


def _time(current: str) -> Block:
    return {"type": "timepicker", "initial_time": current}


def _number(current: str, low: int, high: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": current,
        "min_value": str(low),
        "max_value": str(high),
    }


def _several(options: Sequence[Block], current: Sequence[str]) -> Block:
    element: Block = {"type": "multi_static_select", "options": list(options)}
    initial = [item for item in options if item["value"] in current]
    return {**element, "initial_options": initial} if initial else element


def _change(change: SettingChange, now: datetime, settings: Settings) -> str:
    is_person = re.fullmatch(r"[UW][A-Z0-9]+", change.who)
    who = f"<@{change.who}>" if is_person else escape(change.who, 40)
    label = _DIGEST.get(change.key, LABELS.get(change.key, change.key))
    old, new = _value(change.key, change.old), _value(change.key, change.new)
    return f"{words.moment(change.at, now, settings.zone)} {who} · {label}: {old} → {new}"


def _value(key: str, value: str) -> str:
    if not value:
        return "none"
    return f"<#{value}>" if key.endswith("_channel") else escape(value, 80)
