"""The pane on which faults are armed: its form's words ↔ those of `control.arm`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox import control
from sandbox.api import METHODS
from sandbox.model import Json

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.server import Sandbox
    from sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to go wrong: the form's fields that count for it, and what is always so."""

    name: str
    label: str
    asks: tuple[str, ...] = ()
    fixed: Json = field(default_factory=dict)


_CALL = ("method", "channel", "times")
_EVENT = ("event", "channel", "times")
KINDS = (
    Kind("ratelimited", "429 with Retry-After", (*_CALL, "retry_after")),
    Kind("down", "500, nothing done", _CALL, {"status": 500}),
    Kind("lost", "done, but the answer is lost", _CALL, {"lose_answer": True}),
    Kind("late", "answered late", (*_CALL, "delay")),
    Kind("refused", "refused with a code", (*_CALL, "error")),
    Kind("duplicate", "event delivered twice", _EVENT, {"duplicate": True}),
    Kind("hold", "event after the one that follows", _EVENT, {"hold": True}),
    Kind("refresh", "sockets to be renewed, now", fixed={"disconnect": "refresh_requested"}),
    Kind("warning", "sockets warned of a renewal, now", fixed={"disconnect": "warning"}),
    Kind("drop", "sockets cut, now", fixed={"disconnect": "drop"}),
)
_DEFAULTS = {"method": "*", "event": "*", "error": "fatal_error", "times": "1"}
_NUMBERS = {"times": int, "retry_after": int, "delay": float}
_WORDS = {
    "retry_after": "429, Retry-After {} s",
    "status": "HTTP {}",
    "lose_answer": "done, answer lost",
    "delay": "answered {} s late",
    "error": "refused: {}",
    "duplicate": "delivered twice",
    "hold": "after the event that follows",
}


@dataclass(frozen=True, slots=True)
class Armed:
    """A fault that waits: `number` takes it back."""

    number: int
    what: str
    how: str
    where: str
    times: int


def names(sandbox: Sandbox) -> dict[str, list[str]]:
    """What the form proposes: methods, and events that an app here listens to."""
    apps = sandbox.workspace.apps.values()
    events = {name.partition(".")[0] for app in apps for name in app.bot_events}
    return {"methods": sorted(METHODS), "events": sorted(events)}


def armed(sandbox: Sandbox) -> list[Armed]:
    """The faults that wait to happen."""
    return [_armed(fault, sandbox) for fault in sandbox.faults.planned]


async def arm(sandbox: Sandbox, form: Mapping[str, Any]) -> None:
    """What the form says; all its values are strings. ValueError, LookupError: a sentence."""
    kind = next((one for one in KINDS if one.name == form["kind"]), None)
    if kind is None:
        raise ValueError("There is no such fault.")
    given = {name: str(form.get(name, "")).strip() or _DEFAULTS.get(name) for name in kind.asks}
    asked = {name: _value(name, value) for name, value in given.items() if value}
    await control.arm(sandbox, {**kind.fixed, **asked})


def _value(name: str, value: str) -> object:
    try:
        return _NUMBERS[name](value) if name in _NUMBERS else value
    except ValueError as error:
        raise ValueError(f"“{value}” is not a number that fits here.") from error


def _armed(fault: Fault, sandbox: Sandbox) -> Armed:
    what = f"any {fault.of}" if fault.what == "*" else fault.what
    how = ", ".join(_WORDS.get(key, key).format(value) for key, value in fault.how.items())
    return Armed(fault.number, what, how, _place(fault.channel, sandbox.workspace), fault.times)


def places(workspace: Workspace) -> list[tuple[str, str]]:
    """Where a fault may be kept to: id and label; a person stands for their direct messages."""
    rooms = [channel.id for channel in workspace.channels.values() if not channel.is_im]
    rooms.sort(key=lambda one: workspace.channels[one].name)
    return [(one, _place(one, workspace)) for one in (*rooms, *(p.id for p in workspace.people()))]


def _place(one: str | None, workspace: Workspace) -> str:
    """``#general``, or ``@ana`` for direct messages with her, whichever was named."""
    channel = workspace.channels.get(one or "")
    if channel is None:
        return f"@{workspace.users[one].name}" if one in workspace.users else ""
    if not channel.is_direct:
        return f"#{channel.name}"
    members = [user for user in workspace.users.values() if user.id in channel.members]
    people = [user for user in members if not user.is_bot] or members
    return ", ".join(f"@{user.name}" for user in people)
