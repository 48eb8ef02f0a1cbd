"""What Slack sends, parsed: a press, a submission, a command, a shortcut."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

Payload = Mapping[str, Any]
HOME = "home"
HOME_MARK = "\n"
"""Stands in a modal's metadata before what the Home keeps that it was opened from."""
ORIGIN_MARK = "\nfrom "
"""Stands in a modal's metadata before the address that answers the press that opened it."""
_ENTITY = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")
_SIGNS = {"@": "@", "#": "#", "!": "@", "": ""}


@dataclass(frozen=True, slots=True)
class Press:
    """A button or a menu choice. `key` is unique per interaction. `origin` answers the message that
    the modal was opened from in which it was pressed, where there is one."""

    user: str
    team: str
    key: str
    action_id: str
    value: str
    channel: str | None
    message_ts: str | None
    ephemeral: bool
    view: Payload | None
    block: str = ""
    origin: str = ""

    @property
    def home(self) -> str | None:
        """What the Home keeps that this was pressed in; None elsewhere."""
        if self.view is None or self.view.get("type") != HOME:
            return None
        return self.view.get("private_metadata") or ""

    @property
    def in_modal(self) -> bool:
        return self.view is not None and self.home is None


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal's Save. `values` by input name: text, a date, or a tuple of chosen values.

    `home` is what the Home keeps that the modal was opened from; None for other modals. `origin`
    answers the message that it was opened from, where there is one.
    """

    user: str
    team: str
    key: str
    callback_id: str
    metadata: str
    values: Mapping[str, str | tuple[str, ...] | None]
    home: str | None = None
    view_id: str = ""
    origin: str = ""

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Command:
    """`/leads NAME REST`; `name` in lower case, empty for the bare command; `text` is both, as
    typed."""

    user: str
    team: str
    key: str
    name: str
    rest: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global or a message shortcut; `message` only in the latter."""

    user: str
    team: str
    key: str
    callback_id: str
    channel: str | None
    message: Payload | None


def press(body: Payload) -> Press:
    action = body["actions"][0]
    container = body.get("container") or {}
    view, origin = _unmarked(body["view"]) if body.get("view") else (None, "")
    return Press(
        user=body["user"]["id"],
        team=_team(body),
        key=_key(body),
        action_id=action["action_id"].partition(".")[0],
        value=_chosen(action),
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id"),
        message_ts=container.get("message_ts"),
        ephemeral=bool(container.get("is_ephemeral")),
        view=view,
        block=action.get("block_id") or "",
        origin=origin,
    )


def _unmarked(view: Payload) -> tuple[Payload, str]:
    """What is pressed in a modal reads the metadata that its builder gave it."""
    metadata, _, origin = (view.get("private_metadata") or "").partition(ORIGIN_MARK)
    return {**view, "private_metadata": metadata}, origin


def submission(body: Payload) -> Submission:
    view = body["view"]
    values = {
        name: _state(state)
        for block in view["state"]["values"].values()
        for name, state in block.items()
    }
    callback_id, _, opened_from = view["callback_id"].partition(".")
    # A second Save of the same form is the same submission. A form that takes another's place
    # keeps the view's id.
    key = f"{view['id']}.{callback_id}"
    metadata, home = view.get("private_metadata") or "", None
    if opened_from == HOME:
        metadata, _, home = metadata.partition(HOME_MARK)
    metadata, _, origin = metadata.partition(ORIGIN_MARK)
    return Submission(
        user=body["user"]["id"],
        team=_team(body),
        key=key,
        callback_id=callback_id,
        metadata=metadata,
        values=values,
        home=home,
        view_id=view["id"],
        origin=origin,
    )


def command(body: Payload) -> Command:
    text = as_typed(body.get("text") or "", kept="@#!").strip()
    name, _, rest = text.partition(" ")
    return Command(
        user=body["user_id"],
        team=body["team_id"],
        key=body["trigger_id"],
        name=name.lower(),
        rest=rest.strip(),
        channel=body["channel_id"],
        text=text,
    )


def shortcut(body: Payload) -> Shortcut:
    return Shortcut(
        user=body["user"]["id"],
        team=_team(body),
        key=_key(body),
        callback_id=body["callback_id"],
        channel=(body.get("channel") or {}).get("id"),
        message=body.get("message"),
    )


def as_typed(text: str, *, kept: str = "") -> str:
    """Slack's markup as a person reads it; mentions whose sign is in `kept` stay references."""

    def readable(entity: re.Match[str]) -> str:
        sign, target, label = entity.groups()
        if sign and sign in kept:
            return entity.group()
        if label or sign in ("", "!"):
            return _SIGNS[sign] + (label or target)
        return {"@": "@colleague", "#": "#channel"}[sign]

    return unescape(_ENTITY.sub(readable, text))


def _team(body: Payload) -> str:
    """The team of the person who acts: with Slack Connect it may be another company's."""
    user_team: str | None = body["user"].get("team_id")
    return user_team or body["team"]["id"]


def _key(body: Payload) -> str:
    key: str = body.get("trigger_id") or body["view"]["id"]
    return key


def _chosen(action: Payload) -> str:
    """A button's value, or what was chosen in a menu or picker."""
    for name in ("selected_option", "selected_date", "selected_user", "selected_conversation"):
        chosen = action.get(name)
        if isinstance(chosen, Mapping):
            return str(chosen["value"])
        if chosen:
            return str(chosen)
    return str(action.get("value") or "")


def _state(state: Payload) -> str | tuple[str, ...] | None:
    if "selected_options" in state:
        return tuple(option["value"] for option in state["selected_options"])
    if "selected_users" in state:
        return tuple(state["selected_users"])
    if isinstance(option := state.get("selected_option"), Mapping):
        return str(option["value"])
    names = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation")
    for name in (*names, "selected_channel"):
        if state.get(name):
            return str(state[name])
    return None
