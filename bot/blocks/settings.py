"""The two forms behind /leads settings, and what was saved."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zlib import crc32

from bot.blocks import roles, settings_fields
from bot.blocks.elements import actions, button, context, divider, modal, section
from bot.blocks.message import Block
from bot.blocks.settings_fields import LABELS
from bot.blocks.text import cut, escape
from bot.domain import words
from bot.domain.definition import CRITERIA
from bot.domain.roles import UserGroup
from bot.domain.settings import ROLES, SettingChange, Settings, as_text

SHOWN_CHANGES = 8
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
        *settings_fields.channels(values),
        *settings_fields.digest(values),
        *settings_fields.clock(settings, values),
        *settings_fields.rule(settings),
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
        *settings_fields.more_digest(values),
        *settings_fields.reminders(values),
        *settings_fields.words(values),
        *settings_fields.together(settings),
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
