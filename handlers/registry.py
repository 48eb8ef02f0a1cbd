"""One Bolt listener per payload family, with an exact look-up behind it.

Bolt tries its listeners one after the other (about 14 µs each, for every request); a dictionary
does not grow slower with the number of features.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.elements import modal
from bot.blocks.lists import sentence
from bot.blocks.message import Block, Notice
from bot.errors import InvalidInput, LeadloopError, NotAllowed
from handlers.guard import guarded
from handlers.payloads import Command, Press, Shortcut, Submission, command, press, submission
from handlers.payloads import shortcut as parse_shortcut
from handlers.replies import HomeReplies, Replies

SLASH_COMMAND = "/leads"
HOME_SECONDS = 1.0
ANSWER_SECONDS = 2.8  # what was pressed, then the Home, and only then has Slack its acknowledgement
MENU = "more"
log = structlog.get_logger()
OnPress = Callable[[Press, Replies], Awaitable[None]]
OnSubmission = Callable[[Submission, Replies], Awaitable[None]]
OnCommand = Callable[[Command, Replies], Awaitable[None]]
OnShortcut = Callable[[Shortcut, Replies], Awaitable[None]]
OnEvent = Callable[[Mapping[str, Any], Replies], Awaitable[None]]
HomeView = Callable[[str, str, Notice | None], Awaitable[Block]]
"""(person, what their Home keeps, what is to be said in it) to the Home."""


@dataclass
class Registry:
    """What each feature listens to, by Slack's own names. A name can be taken once."""

    team: str
    actions: dict[str, OnPress] = field(default_factory=dict)
    views: dict[str, OnSubmission] = field(default_factory=dict)
    commands: dict[str, OnCommand] = field(default_factory=dict)
    shortcuts: dict[str, OnShortcut] = field(default_factory=dict)
    events: dict[str, OnEvent] = field(default_factory=dict)
    usage: dict[str, tuple[str, str]] = field(default_factory=dict)
    unknown: OnCommand | None = None  # a sub-command that nobody listens to
    home: HomeView | None = None

    def action(self, action_id: str, handler: OnPress) -> None:
        _once(self.actions, action_id)
        self.actions[action_id] = handler

    def view(self, callback_id: str, handler: OnSubmission) -> None:
        _once(self.views, callback_id)
        self.views[callback_id] = handler

    def command(self, syntax: str, usage: str, handler: OnCommand) -> None:
        """A sub-command of /leads: `show NAME`; `usage` is its line in the help."""
        name = syntax.partition(" ")[0]
        _once(self.commands, name)
        self.commands[name] = handler
        self.usage[name] = (syntax, usage)

    def shortcut(self, callback_id: str, handler: OnShortcut) -> None:
        _once(self.shortcuts, callback_id)
        self.shortcuts[callback_id] = handler

    def event(self, name: str, handler: OnEvent) -> None:
        _once(self.events, name)
        self.events[name] = handler

    def listen(self, app: AsyncApp) -> None:
        """Registers the families with Bolt, the frequent ones first."""
        anything = re.compile(".*")
        app.action(anything)(self._on_action)
        for name in self.events:
            app.event(name)(self._on_event)
        app.view(anything)(self._on_view)
        app.command(SLASH_COMMAND)(self._on_command)
        app.shortcut(anything)(self._on_shortcut)
        app.error(_not_acknowledged)

    async def _on_action(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        pressed = _chosen_in_menu(press(body))
        answering = respond if pressed.view is None else _answering(pressed.origin)
        kind = Replies if pressed.home is None else HomeReplies
        trigger = body.get("trigger_id")
        replies = kind(ack, client, trigger, answering, in_modal=pressed.in_modal)
        if isinstance(replies, HomeReplies):
            replies.block, replies.turned = pressed.block, pressed.home or ""
        handler = self.actions.get(pressed.action_id)
        if handler is None:  # a link button, or a message of an older version
            await replies.done()
            return

        async def work() -> None:
            self._same_company(pressed.team)
            await handler(pressed, replies)
            await replies.done()

        async def tell(text: str) -> None:
            await replies.whisper(sentence(text))

        until = _now() + ANSWER_SECONDS
        await guarded(work(), tell, name=pressed.action_id)
        if isinstance(replies, HomeReplies):
            drawing = self._home_of(pressed.user, replies, replies.turned, replies.notice)
            await _publish(drawing, until)

    async def _on_view(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        sent = submission(body)
        replies = Replies(ack, client, body.get("trigger_id"), _answering(sent.origin))
        handler = self.views.get(sent.callback_id)
        if handler is None:
            await replies.done()
            return

        async def work() -> None:
            self._same_company(sent.team)
            try:
                await handler(sent, replies)
            except InvalidInput as error:
                fields = {key: text for key, text in error.fields.items() if key in sent.values}
                if not fields:
                    raise
                await replies.errors(fields)
            await replies.done()

        async def tell(text: str) -> None:
            first = next(iter(body["view"]["state"]["values"]), None)
            if first is None:
                message = sentence(text)
                await replies.show(modal("told", "Not possible", message.blocks))
            else:
                await replies.errors({first: text[:2000]})

        until = _now() + ANSWER_SECONDS
        await guarded(work(), tell, name=sent.callback_id)
        if sent.home is not None and not replies.refused:
            await _publish(self._home_of(sent.user, replies, sent.home), until)

    async def _on_command(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        given = command(body)
        replies = Replies(ack, client, body.get("trigger_id"), respond)

        async def work() -> None:
            self._same_company(given.team)
            if (handler := self.commands.get(given.name, self.unknown)) is not None:
                await handler(given, replies)
            await replies.done()

        async def tell(text: str) -> None:
            await replies.answer(sentence(text))

        await guarded(work(), tell, name=f"{SLASH_COMMAND} {given.name}")

    async def _on_shortcut(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        given = parse_shortcut(body)
        has_place = "response_url" in body
        replies = Replies(ack, client, body.get("trigger_id"), respond if has_place else None)
        handler = self.shortcuts.get(given.callback_id)
        if handler is None:
            await replies.done()
            return

        async def work() -> None:
            self._same_company(given.team)
            await handler(given, replies)
            await replies.done()

        async def tell(text: str) -> None:
            await replies.whisper(sentence(text))

        await guarded(work(), tell, name=given.callback_id)

    async def _on_event(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Stored before it is acknowledged: Slack delivers an event again that is not."""
        replies = Replies(ack, client, None)
        await self.events[body["event"]["type"]](body, replies)
        await replies.done()

    async def _home_of(
        self, user: str, replies: Replies, turned: str, notice: Notice | None = None
    ) -> None:
        """Draws a person's App Home again."""
        if self.home is not None:
            await replies.publish_home(user, await self.home(user, turned, notice))

    def _same_company(self, team: str) -> None:
        if team != self.team:
            raise NotAllowed(
                "Leads belong to the company that runs this app. Your press was not counted."
            )


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _publish(home: Coroutine[None, None, None], until: float) -> None:
    """What was done is stored, so failing is only logged."""

    async def tell(_text: str) -> None:
        return

    await guarded(home, tell, name="home", seconds=min(HOME_SECONDS, until - _now()))


async def _not_acknowledged(error: Exception) -> None:
    """Of an event: Slack tells it again. Everything else is guarded."""
    if isinstance(error, LeadloopError):
        log.warning("event.not_acknowledged", why=error.sentence)
    else:
        log.error("event.not_acknowledged", exc_info=error)


def _answering(origin: str) -> AsyncRespond | None:
    return AsyncRespond(response_url=origin) if origin else None


def _chosen_in_menu(pressed: Press) -> Press:
    """A choice in a ⋯ menu is the press of the button of that name: `name:value`."""
    if pressed.action_id != MENU:
        return pressed
    name, _, value = pressed.value.partition(":")
    return replace(pressed, action_id=name, value=value)


def _once(names: Mapping[str, object], name: str) -> None:
    if name in names:
        raise ValueError(f"{name} is listened to twice")
