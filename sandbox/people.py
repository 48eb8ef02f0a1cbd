"""What a person does in the client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.ack import Ack
from sandbox.elements import button_action, choice_action, find, state_of
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Message, User, View
from sandbox.payloads import Payloads
from sandbox.person_messages import Messages
from sandbox.person_modals import Modals
from sandbox.text import command_text, typed_text

if TYPE_CHECKING:
    from sandbox.elements import Value
    from sandbox.server import Sandbox

Values = Mapping[str, Mapping[str, "Value"]]  # block_id → action_id → plain value


class Person:
    """One member of the workspace. Channels are given by name or id.

    Coroutines return once the app has acknowledged, or after three seconds; what is not there
    to act on raises LookupError with a sentence.
    """

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self.user = user
        self._sandbox = sandbox
        self._workspace = sandbox.workspace
        self._messages = Messages(sandbox, user)
        self._modals = Modals(sandbox, user)

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    # Looking

    def sees(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """The messages this person sees there, oldest first."""
        return self._workspace.messages_for(self.id, self._messages.channel(channel).id, thread_ts)

    def last(self, channel: str) -> Message:
        """The latest of them. LookupError if there is none."""
        seen = self.sees(channel)
        if not seen:
            raise LookupError(f"{self.user.name} sees no message in {channel}.")
        return seen[-1]

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        return self._workspace.modal(self.id)

    def open_channel(self, channel: str) -> None:
        """Look at a channel: it is read now."""
        self._workspace.mark_read(self.id, self._messages.channel(channel).id)

    def dm(self, other: str | None = None) -> Channel:
        """The direct message with somebody, by default with the first app's bot."""
        if other is None:
            apps = list(self._workspace.apps.values())
            if not apps:
                raise LookupError("No app is installed to write to.")
            other = apps[0].bot_user_id
        return self._workspace.im(self.id, self._workspace.user(other).id)

    # Messages

    async def click(
        self,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
    ) -> Ack:
        """Press a button; `value` where several share an action_id."""
        message = self._messages.message(channel, ts)
        found = self._messages.find(message, action_id, block_id, value)
        return await self._messages.act(message, button_action(found, value))

    async def choose(
        self, channel: str, ts: str, action_id: str, value: Value, *, block_id: str | None = None
    ) -> Ack:
        """Choose in a menu, by the option's value, or with dispatch_action finish an input."""
        message = self._messages.message(channel, ts)
        found = self._messages.find(message, action_id, block_id)
        state = state_of(found.element, value)
        if found.element["type"] != "overflow":
            mine = message.chosen.setdefault(self.id, {})
            mine.setdefault(found.block["block_id"], {})[action_id] = state
        if not found.tells:
            self._workspace.changed.notify()
            return Ack(True)
        return await self._messages.act(message, choice_action(found, state))

    async def suggest(self, channel: str, ts: str, action_id: str, typed: str) -> Ack:
        """What an external select in a message offers: `ack.payload` has options."""
        message = self._messages.message(channel, ts)
        return await self._messages.suggest(message, action_id, typed)

    async def post(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message, `@name` and `#channel` becoming mentions. Returns once it was told."""
        place = self._messages.writable(channel)
        if thread_ts is not None:
            parent = self._messages.lasting(place.id, thread_ts)
            thread_ts = parent.thread_ts or parent.ts
        text = typed_text(self._workspace, text)
        message = self._workspace.post(place.id, self.id, text, thread_ts=thread_ts)
        self._workspace.mark_read(self.id, place.id)
        await self._sandbox.events.message(message)
        return message

    async def join(self, channel: str) -> Ack:
        """Join a public channel. LookupError if it is private."""
        if self._workspace.channel(channel).is_private:
            raise LookupError(f"{channel} is private: somebody in it has to invite.")
        return await self.invite(channel, self.user.name)

    async def invite(self, channel: str, name: str) -> Ack:
        """Add somebody, or an app's bot, to a channel."""
        place, guest = self._workspace.channel(channel), self._workspace.user(name)
        if guest.id in place.members:
            return Ack(True)
        place.members.add(guest.id)
        self._workspace.changed.notify()
        return await self._sandbox.events.member_joined(guest.id, place)

    async def react(self, channel: str, ts: str, emoji: str) -> Ack:
        """Add a reaction, e.g. ``thumbsup``. LookupError if it is already there."""
        message, name = self._messages.lasting(channel, ts), emoji.strip(":")
        users = message.reactions.setdefault(name, [])
        if self.id in users:
            raise LookupError(f"{self.user.name} has already reacted with :{name}:.")
        users.append(self.id)
        self._workspace.changed.notify()
        return await self._sandbox.events.reaction("reaction_added", self.id, name, message)

    async def unreact(self, channel: str, ts: str, emoji: str) -> Ack:
        """Take a reaction away. LookupError if it is not there."""
        message, name = self._messages.lasting(channel, ts), emoji.strip(":")
        if self.id not in message.reactions.get(name, []):
            raise LookupError(f"{self.user.name} has not reacted with :{name}:.")
        message.reactions[name].remove(self.id)
        if not message.reactions[name]:
            del message.reactions[name]
        self._workspace.changed.notify()
        return await self._sandbox.events.reaction("reaction_removed", self.id, name, message)

    # Commands, shortcuts, App Home

    async def command(self, command: str, text: str, channel: str) -> Ack:
        """Send a slash command. LookupError if no app has it."""
        place = self._messages.writable(channel)
        for app in self._workspace.apps.values():
            declared = app.command(command)
            if declared is not None:
                break
        else:
            raise LookupError(f"{command} is not a command of any installed app.")
        if declared.should_escape:
            text = command_text(self._workspace, text)
        urls = self._messages.urls(app, place.id)
        payload = Payloads(self._workspace, app).command(self.user, place, (command, text), urls)
        ack = await self._sandbox.delivery.send(app, "slash_commands", payload)
        self._sandbox.hooks.answer_command(self.user, place, app, (command, ack))
        return ack

    async def shortcut(self, callback_id: str) -> Ack:
        """Use a global shortcut. LookupError if no app has it."""
        app = self._app_with_shortcut(callback_id, "global")
        trigger_id = self._sandbox.triggers.new(app.id, self.id)
        payload = Payloads(self._workspace, app).shortcut(self.user, callback_id, trigger_id)
        return await self._sandbox.delivery.send(app, "interactive", payload)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Ack:
        """Use a shortcut on a message. LookupError if no app has it."""
        app = self._app_with_shortcut(callback_id, "message")
        message = self._messages.lasting(channel, ts)
        urls = self._messages.urls(app, message.channel, message)
        payload = Payloads(self._workspace, app).message_action(
            self.user, callback_id, message, urls
        )
        return await self._sandbox.delivery.send(app, "interactive", payload)

    async def open_home(self, app_id: str | None = None) -> Ack:
        """Open the App Home of an app, by default the first that has one."""
        for app in self._workspace.apps.values():
            if app.home_tab and app_id in (None, app.id):
                return await self._sandbox.events.app_home_opened(app, self.id)
        raise LookupError("No installed app has a Home tab.")

    # Modals and Home

    async def click_in_view(
        self,
        view_id: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        values: Values | None = None,
    ) -> Ack:
        """Press a button in a view; `values`: what the fields hold at that moment."""
        view = self._modals.view(view_id)
        found = find(view.payload["blocks"], action_id, block_id, value)
        self._modals.enter(view, values or {})
        return await self._modals.act(view, button_action(found, value))

    async def choose_in_view(
        self,
        view_id: str,
        action_id: str,
        value: Value,
        *,
        block_id: str | None = None,
        values: Values | None = None,
    ) -> Ack:
        """Choose in a menu of a view, or with dispatch_action finish an input."""
        view = self._modals.view(view_id)
        found = find(view.payload["blocks"], action_id, block_id)
        self._modals.enter(view, values or {})
        return await self._modals.choose(view, found, value)

    async def suggest_in_view(self, view_id: str, action_id: str, typed: str) -> Ack:
        """What an external select in a view offers: `ack.payload` has options."""
        return await self._modals.suggest(view_id, action_id, typed)

    async def submit(self, view_id: str, values: Values | None = None) -> Ack:
        """Press the modal's submit button. `Ack.errors` are those shown at the fields."""
        return await self._modals.submit(view_id, values or {})

    async def close(self, view_id: str, *, clear: bool = False) -> Ack:
        """Close the modal, with `clear` the whole stack."""
        return await self._modals.close(view_id, clear=clear)

    def _app_with_shortcut(self, callback_id: str, kind: str) -> InstalledApp:
        for app in self._workspace.apps.values():
            declared = app.shortcut(callback_id)
            if declared is not None and declared.type == kind:
                return app
        raise LookupError(f"{callback_id!r} is not a {kind} shortcut of any installed app.")
