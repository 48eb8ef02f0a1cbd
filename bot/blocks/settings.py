"""The two forms behind /leads settings, and what was saved."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zlib import crc32

from bot.blocks import definition, definition_words, roles
from bot.blocks.elements import (
    actions,
    button,
    channel_select,
    checkboxes,
    choice,
    context,
    divider,
    field,
    header,
    modal,
    option,
    section,
    text_input,
)
from bot.blocks.message import Block
from bot.blocks.text import cut, escape
from bot.domain import words
from bot.domain.definition import CRITERIA, criteria_of
from bot.domain.roles import UserGroup
from bot.domain.setting_values import DAYS, LADDER, REACTION_FEATURES, shown
from bot.domain.settings import ROLES, SettingChange, Settings, as_text

LABELS: Mapping[str, str] = {
    "sales_channel": "Channel for leads",
    "marketing_channel": "Channel for marketing",
    "digest_day": "Day",
    "digest_time": "Time",
    "timezone": "Time zone",
    "monthly_channel": "Monthly digest for management",
    "skip_weeks": "Weeks without a digest",
    "executive": "Who hears of long overdue promises",
    "contact_hours": "Working hours until the first contact",
    "work_start": "Work starts at",
    "work_end": "Work ends at",
    "work_days": "Working days",
    "holidays": "Holidays",
    "reminder_percent": "Remind the owner when so much of the time is left (%)",
    "ladder": "Tell others when a contact is overdue",
    "ask_after_days": "Ask how it went after so many working days",
    "min_fit": "Minimum fit",
    "min_intent": "Minimum intent",
    "required_fields": "Must be known",
    "require_agreed_step": "Agreed next step",
    "sitting_in": "Sitting in",
    "disputes": "Second looks",
    "company_sentence": "The company in one sentence",
    "burst": "Cards a minute",
    "currency": "Currency",
    "reactions": "Emoji on a card",
    **roles.LABELS,
}
SHOWN_CHANGES = 8
_LADDER = shown(LADDER)
MORE = "settings_more"
RARE = (
    "monthly_channel",
    "skip_weeks",
    "executive",
    "holidays",
    "reminder_percent",
    "ladder",
    "ask_after_days",
    "company_sentence",
    "burst",
    "currency",
    "reactions",
    "sitting_in",
    "disputes",
)
_FLAGS = ("sitting_in", "disputes")
_LISTS = ("skip_weeks", "holidays", "reactions")
_DIGEST = {"digest_day": "Digest day", "digest_time": "Digest time"}


def form(
    settings: Settings,
    history: Sequence[SettingChange],
    now: datetime,
    groups: Sequence[UserGroup] | None = (),
) -> Block:
    """What a workspace begins with, as it is now. What it was is sent along: only what differs is
    changed. `groups` are those that a role can have."""
    values = as_text(settings)
    blocks = [
        *_channels(values),
        *_digest(values),
        *_clock(settings, values),
        *_rule(settings),
        *roles.form(settings, groups),
        divider(),
        actions(button("More settings…", MORE, "more")),
        context("Monthly digest, holidays, reminders, currency, emoji and the like."),
    ]
    if history:
        lines = [_change(change, now, settings) for change in history[:SHOWN_CHANGES]]
        blocks += [divider(), context("*Last changes*\n" + "\n".join(lines))]
    # What both sides sign is only shown.
    kept = [key for key in values if key not in CRITERIA and key not in RARE]
    return modal("settings", "Settings", blocks, submit="Save", metadata=_marks(values, kept))


def more(settings: Settings) -> Block:
    """What most workspaces leave as it is, on top of the form."""
    values = as_text(settings)
    blocks = [
        *_more_digest(values),
        *_reminders(values),
        *_words(values),
        *_together(settings),
    ]
    return modal("settings", "More settings", blocks, submit="Save", metadata=_marks(values, RARE))


def saved(given: Sequence[str], settings: Settings) -> Block:
    """What stands in the form's place once it is stored."""
    values = as_text(settings)
    lines = [f"{_label(key)}: {_value(key, values[key])}" for key in values if key in given]
    text = cut("\n".join(["*Saved*", *lines]), 3000) if lines else "Nothing was changed."
    return modal("told", "Settings", [section(text)])


def chosen(values: Mapping[str, str | tuple[str, ...] | None], before: str) -> dict[str, str]:
    """What the form changes: the keys whose text is not what it was when the form was opened."""
    was: dict[str, str] = json.loads(before)
    texts = {key: _given(values, key) for key in was}
    return {key: text for key, text in texts.items() if _mark(text) != was[key]}


def _given(values: Mapping[str, str | tuple[str, ...] | None], key: str) -> str:
    if key in ROLES:
        return roles.chosen(values, key)
    if key in _FLAGS:
        return "yes" if values.get(key) else "no"
    text = _text(values.get(key))
    if key == "ladder":
        return text.replace("off", "")
    return ",".join(text.replace(",", " ").split()) if key in _LISTS else text


def _marks(values: Mapping[str, str], kept: Collection[str]) -> str:
    return json.dumps({key: _mark(text) for key, text in values.items() if key in kept})


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
            channel_select(values["sales_channel"]),
            optional=True,
            hint="Every new lead is posted here. Invite @Leadloop there first.",
        ),
        _input(
            "marketing_channel",
            channel_select(values["marketing_channel"]),
            optional=True,
            hint="The weekly digest comes here.",
        ),
    ]


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


def _more_digest(values: Mapping[str, str]) -> list[Block]:
    return [
        header("Digests and days off"),
        _input(
            "monthly_channel",
            channel_select(values["monthly_channel"]),
            optional=True,
            hint="On the first working day of a month; empty: none.",
        ),
        _input(
            "skip_weeks",
            text_input(initial=values["skip_weeks"].replace(",", " "), limit=600),
            optional=True,
            hint="Such as 2026-W52. Weeks of holidays are left out by themselves.",
        ),
        _input(
            "executive",
            _user(values["executive"]),
            optional=True,
            hint="Told once, privately, when a promise is two weeks late; empty: nobody.",
        ),
        _input(
            "holidays",
            text_input(initial=values["holidays"].replace(",", "\n"), multiline=True, limit=2000),
            optional=True,
            hint="One a line: 2026-12-25, or 2026-12-24..2027-01-01.",
        ),
    ]


def _user(current: str) -> Block:
    element: Block = {"type": "users_select"}
    return {**element, "initial_user": current} if current else element


def _clock(settings: Settings, values: Mapping[str, str]) -> list[Block]:
    days = [option(day.capitalize(), day) for day in DAYS]
    return [
        divider(),
        header("The clock on a card"),
        _input("contact_hours", _number(values["contact_hours"], 1, 80)),
        _input("work_start", _time(values["work_start"])),
        _input("work_end", _time(values["work_end"])),
        _input("work_days", _several(days, settings.work_days)),
        context("Who takes a lead works it in their own hours: `/leads hours 9-17 mon-thu`."),
    ]


def _reminders(values: Mapping[str, str]) -> list[Block]:
    ladders = {_LADDER: "The backup, 4 working h later a sales lead", "": "Nobody"}
    current = values["ladder"]
    ladders.setdefault(current, current)
    steps = [option(text, code or "off") for code, text in ladders.items()]
    ladder = choice("static_select", steps, current or "off")
    return [
        divider(),
        header("Private reminders"),
        _input(
            "reminder_percent",
            _number(values["reminder_percent"], 0, 90),
            hint="0: no reminder.",
        ),
        _input("ladder", ladder, hint="Each is told once, in their working hours."),
        _input(
            "ask_after_days",
            _number(values["ask_after_days"], 0, 20),
            hint="Once for each lead; 0: never. App Home keeps what is not answered.",
        ),
    ]


def _rule(settings: Settings) -> list[Block]:
    rule = section("\n".join(definition_words.lines(criteria_of(settings))))
    rule["accessory"] = button("Definition…", definition.SHOW, "settings")
    return [
        divider(),
        header("Which leads reach the channel"),
        context("The others are stored and counted, not posted. Sales and marketing both sign it."),
        rule,
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
        _input("burst", _number(values["burst"], 1, 100_000), hint="Further leads share one card."),
        _input("currency", text_input(initial=values["currency"], limit=3), hint="Three letters."),
        _input("reactions", emoji, hint=f"One a line, emoji=meaning: {features}."),
    ]


def _together(settings: Settings) -> list[Block]:
    join = option("Marketing may ask to join calls, reps to join campaign reviews", "yes")
    look = option("Marketing may ask for a second look at a lead turned down", "yes")
    joined = ["yes"] if settings.sitting_in else []
    looked = ["yes"] if settings.disputes else []
    return [
        divider(),
        header("Learning from each other"),
        _input("sitting_in", checkboxes([join], joined), optional=True),
        _input("disputes", checkboxes([look], looked), optional=True),
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
    label = _label(change.key)
    old, new = _value(change.key, change.old), _value(change.key, change.new)
    return f"{words.moment(change.at, now, settings.zone)} {who} · {label}: {old} → {new}"


def _label(key: str) -> str:
    return _DIGEST.get(key, LABELS.get(key, key))


def _value(key: str, value: str) -> str:
    if not value:
        return "none"
    if key in ROLES:
        return roles.mentions(value.split(","))
    if key == "executive":
        return f"<@{value}>"
    return f"<#{value}>" if key.endswith("_channel") else escape(value, 80)
