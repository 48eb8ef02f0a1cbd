"""Tells subscribed apps what happens in the workspace."""

import asyncio
import re
from collections.abc import Coroutine, Iterable
from typing import Any

from sandbox.ack import Ack
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, View
from sandbox.payloads import Payloads
from sandbox.serialize import message_json, view_json
from sandbox.workspace import Workspace

_MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
    "mpim": ("message.mpim", "mpim:history"),
}


class Events:
    """Each coroutine returns when the apps have acknowledged, or after three seconds."""

    def __init__(self, workspace: Workspace, delivery: Delivery, faults: Faults) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._faults = faults
        self._held: list[tuple[InstalledApp, Json]] = []

    def later(self, telling: Coroutine[Any, Any, Ack]) -> None:
        """Tell in the background: an app's own call does not wait for its events."""
        self._delivery.spawn(telling)

    async def message(self, message: Message) -> Ack:
        """`message`, and `app_mention` for an app that is named in it."""
        if message.ephemeral_to is not None:
            return Ack(True)
        channel = self._workspace.channels[message.channel]
        event = self._message_event(message, channel)
        work = []
        for app in self._apps(*_MESSAGE_EVENTS[channel.kind], channel):
            work.append(self._send(app, event))
        for app in self._apps("app_mention", "app_mentions:read", channel):
            if not channel.is_im and re.search(rf"<@{app.bot_user_id}[|>]", message.text):
                mention = {key: value for key, value in event.items() if key != "channel_type"}
                work.append(self._send(app, {**mention, "type": "app_mention"}))
        return _all(await asyncio.gather(*work))

    def _message_event(self, message: Message, channel: Channel) -> Json:
        return {
            **message_json(self._workspace, message),
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": channel.kind,
        }

    async def changed(self, message: Message, before: Json) -> Ack:
        """`message` of subtype message_changed or message_deleted; `before` is the old message."""
        channel = self._workspace.channels[message.channel]
        event: Json = {
            "type": "message",
            "subtype": "message_deleted" if message.deleted else "message_changed",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "previous_message": before,
            "ts": self._workspace.new_ts(),
        }
        if message.deleted:
            event["deleted_ts"] = message.ts
        else:
            event["message"] = message_json(self._workspace, message)
        event["event_ts"] = event["ts"]
        apps = self._apps(*_MESSAGE_EVENTS[channel.kind], channel)
        return _all(await asyncio.gather(*(self._send(app, event) for app in apps)))

    async def reaction(self, kind: str, user_id: str, name: str, message: Message) -> Ack:
        """`reaction_added` or `reaction_removed`."""
        channel = self._workspace.channels[message.channel]
        event = {
            "type": kind,
            "user": user_id,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._workspace.new_ts(),
        }
        apps = self._apps(kind, "reactions:read", channel)
        return _all(await asyncio.gather(*(self._send(app, event) for app in apps)))

    async def member_joined(self, user_id: str, channel: Channel) -> Ack:
        """`member_joined_channel`."""
        event = {
            "type": "member_joined_channel",
            "user": user_id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self._workspace.team_id,
            "event_ts": self._workspace.new_ts(),
        }
        scope = "groups:read" if channel.is_private else "channels:read"
        apps = self._apps("member_joined_channel", scope, channel)
        return _all(await asyncio.gather(*(self._send(app, event) for app in apps)))

    async def app_home_opened(self, app: InstalledApp, user_id: str, tab: str = "home") -> Ack:
        """`app_home_opened`, with the view if one was published."""
        if "app_home_opened" not in app.bot_events:
            return Ack(True)
        home: View | None = self._workspace.homes.get((user_id, app.id))
        event: Json = {
            "type": "app_home_opened",
            "user": user_id,
            "channel": self._workspace.im(user_id, app.bot_user_id).id,
            "tab": tab,
            "event_ts": self._workspace.new_ts(),
        }
        if home is not None:
            event["view"] = view_json(self._workspace, home)
        return await self._send(app, event)

    async def _send(self, app: InstalledApp, event: Json) -> Ack:
        payload = Payloads(self._workspace, app).event(event)
        about = event["type"], event.get("channel") or event.get("item", {}).get("channel")
        if self._faults.holds(*about):
            self._held.append((app, payload))
            return Ack(True)
        ack = await self._delivery.event(app, payload)
        await self.release(app)
        if self._faults.duplicates(*about):
            ack = await self._delivery.event(app, payload)
        return ack

    async def release(self, to: InstalledApp | None = None) -> None:
        """Deliver the events that were held, to all apps if not said."""
        held = [one for one in self._held if to in (None, one[0])]
        self._held = [one for one in self._held if one not in held]
        for late in held:
            await self._delivery.event(*late)

    def _apps(self, event: str, scope: str, channel: Channel) -> list[InstalledApp]:
        return [
            app
            for app in self._workspace.apps.values()
            if event in app.bot_events
            and scope in app.scopes
            and app.bot_user_id in channel.members
        ]


def _all(acks: Iterable[Ack]) -> Ack:
    """The first that was not acknowledged, else good."""
    return next((ack for ack in acks if not ack.ok), Ack(True))
