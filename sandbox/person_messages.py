"""A person's messages: finding what is in them, and acting on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ack import NO_APP, Ack
from sandbox.elements import Found
from sandbox.elements import find as find_element
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, User
from sandbox.payloads import Payloads

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class Messages:
    """Acts on the messages that one person sees."""

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self.user = user
        self._sandbox = sandbox
        self._workspace = sandbox.workspace

    def channel(self, channel: str) -> Channel:
        """The channel of this name or id; ``@name`` is the direct message with that person."""
        if channel.startswith("@"):
            return self._workspace.im(self.user.id, self._workspace.user(channel).id)
        return self._workspace.channel(channel)

    def writable(self, channel: str) -> Channel:
        """The channel, if this person may write there. LookupError otherwise."""
        place = self.channel(channel)
        if self.user.id not in place.members:
            raise LookupError(f"{self.user.name} is not in #{place.name}.")
        if place.is_archived:
            raise LookupError(f"#{place.name} is archived.")
        for app in self._workspace.apps.values():
            closed = app.messages_read_only or not app.messages_tab
            if place.is_im and app.bot_user_id in place.members and closed:
                raise LookupError(f"{app.name} takes no messages.")
        return place

    def message(self, channel: str, ts: str) -> Message:
        """A message that this person sees. LookupError otherwise."""
        place = self.channel(channel)
        message = self._workspace.message(place.id, ts)
        if message is None or message not in self._workspace.messages_for(
            self.user.id, place.id, message.thread_ts or ts
        ):
            raise LookupError(f"{self.user.name} sees no message {ts} in {channel}.")
        return message

    def lasting(self, channel: str, ts: str) -> Message:
        """The same, for what the client offers on no message that only one person sees."""
        message = self.message(channel, ts)
        if message.ephemeral_to is not None:
            raise LookupError(f"Only {self.user.name} sees {ts}: it can be pressed or dismissed.")
        return message

    def find(
        self,
        message: Message,
        action_id: str,
        block_id: str | None = None,
        value: str | None = None,
    ) -> Found:
        """An element of the message that this person sees. LookupError otherwise."""
        blocks = [*message.blocks]
        for attachment in message.attachments:
            blocks += attachment.get("blocks", [])
        found = find_element(blocks, action_id, block_id, value)
        visible_to = found.element.get("visible_to_user_ids")
        if visible_to and self.user.id not in visible_to:
            raise LookupError(f"{self.user.name} does not see {action_id!r}.")
        return found

    async def act(self, message: Message, action: Json) -> Ack:
        """Send block_actions from this message."""
        if message.app_id not in self._workspace.apps:
            return NO_APP
        app, place = self._place(message)
        payload = Payloads(self._workspace, app).block_actions(self.user, action, place)
        return await self._sandbox.delivery.send(app, "interactive", payload)

    async def suggest(self, message: Message, action_id: str, typed: str) -> Ack:
        """Ask the app for an external select's options."""
        found = self.find(message, action_id)
        app, place = self._place(message)
        action = {
            "action_id": action_id,
            "block_id": found.block.get("block_id", ""),
            "value": typed,
        }
        payload = Payloads(self._workspace, app).block_suggestion(self.user, action, place)
        return await self._sandbox.delivery.suggestion(app, payload)

    def _place(self, message: Message) -> tuple[InstalledApp, Json]:
        app = self._workspace.apps[message.app_id or ""]
        urls = self.urls(app, message.channel, message)
        place = Payloads(self._workspace, app).in_message(
            message, self.user, urls["trigger_id"], urls["response_url"]
        )
        return app, place

    def urls(self, app: InstalledApp, channel: str, message: Message | None = None) -> Json:
        """A new response_url and trigger_id."""
        return {
            "response_url": self._sandbox.hooks.new(app, self.user, channel, message),
            "trigger_id": self._sandbox.triggers.new(app.id, self.user.id),
        }
