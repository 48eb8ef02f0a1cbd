"""One call of a Web API method."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, JsonValue, Message, User

if TYPE_CHECKING:
    from sandbox.server import Sandbox

T = TypeVar("T")


class Refused(Exception):
    """The call fails with Slack's `error` code, and perhaps further fields."""

    def __init__(self, error: str, **fields: object) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, with what. The helpers raise `Refused` with Slack's code."""

    sandbox: Sandbox
    app: InstalledApp
    arguments: Json

    def get(self, name: str, default: JsonValue = None) -> JsonValue:
        """An argument, or the default if it is absent or empty."""
        value = self.arguments.get(name)
        return default if value in (None, "") else value

    def require(self, name: str, error: str = "invalid_arguments") -> str:
        """A text argument that must be there."""
        value = self.get(name)
        if value is None:
            message = f"[ERROR] missing required field: {name}"
            raise Refused(error, response_metadata={"messages": [message]})
        return str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument, however it is written."""
        value = self.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def channel(self) -> Channel:
        """The channel argument, if the bot may know of it. Names count as Slack takes them."""
        given = str(self.get("channel", ""))
        channels = self.sandbox.workspace.channels
        found = channels.get(given)
        if found is None or (found.kind != "channel" and self.app.bot_user_id not in found.members):
            raise Refused("channel_not_found")
        return found

    def message(self, channel: Channel, ts: str, error: str = "message_not_found") -> Message:
        """A message that everyone sees."""
        found = self.sandbox.workspace.message(channel.id, ts)
        if found is None or found.ephemeral_to is not None:
            raise Refused(error)
        return found

    def user(self, name: str = "user") -> User:
        """The user argument."""
        found = self.sandbox.workspace.users.get(self.require(name, "user_not_found"))
        if found is None:
            raise Refused("user_not_found")
        return found


def no_bot(user: User) -> None:
    """Two bots, Slackbot among them, have no direct message. `Refused` for one."""
    if user.is_bot:
        raise Refused("cannot_dm_bot")


Function = Callable[[Call], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method and what it needs.

    `any_of`: one of these scopes; `by_channel`: the part of the scope after the kind of
    channel, e.g. ``history``; `all_of`: the scopes that this very call needs.
    """

    function: Function
    any_of: tuple[str, ...] = ()
    app_token: bool = False
    by_channel: str = ""
    all_of: Callable[[Call], tuple[str, ...]] | None = None


def page(call: Call, items: Sequence[T], default: int = 100) -> tuple[list[T], Json]:
    """The part of `items` that limit and cursor ask for, and its response_metadata."""
    start = cursor(call, 0)
    end = start + limit(call, default)
    return list(items[start:end]), next_cursor(end if end < len(items) else None)


def limit(call: Call, default: int) -> int:
    """How many items a page has, 1 to 1000."""
    try:
        return min(max(int(call.get("limit", default)), 1), 1000)
    except (TypeError, ValueError, OverflowError):
        raise Refused("invalid_limit") from None


def cursor(call: Call, first: int) -> int:
    """The number in the cursor; without one, `first`."""
    given = call.get("cursor")
    try:
        if given is None:
            return first
        return int(base64.urlsafe_b64decode(str(given)).removeprefix(b"next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None


def next_cursor(number: int | None) -> Json:
    """The response_metadata for a next page that begins with `number`; None: there is none."""
    following = "" if number is None else base64.urlsafe_b64encode(b"next:%d" % number).decode()
    return {"response_metadata": {"next_cursor": following}}
