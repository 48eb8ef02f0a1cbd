"""A small Bolt app that does one of everything, living in a sandbox."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import SandboxClock
from sandbox.installed_app import InstalledApp
from sandbox.model import Json
from sandbox.server import Jump, Sandbox, Step
from sandbox.workspace import Workspace

MANIFEST: Json = {
    "display_information": {"name": "Helper"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Helper"},
        "slash_commands": [
            {"command": "/hello", "description": "Says hello", "usage_hint": "NAME"},
            {"command": "/help-me", "description": "Helps"},
        ],
        "shortcuts": [
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Keep"}
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "reactions:read", "channels:read"]}
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "reaction_added", "reaction_removed"]
        },
    },
}


def text(content: str) -> Json:
    return {"type": "plain_text", "text": content}


def button(label: str, action_id: str, value: str = "1", **more: object) -> Json:
    return {
        "type": "button",
        "text": text(label),
        "action_id": action_id,
        "value": value,
        **more,
    }


def section(content: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": content}}


def card(headline: str) -> list[Json]:
    danger = {
        "title": text("Are you sure?"),
        "text": {"type": "mrkdwn", "text": "It will be *gone*."},
        "confirm": text("Drop it"),
        "deny": text("Keep it"),
    }
    options = [{"text": text(name), "value": name.lower()} for name in ("History", "Hand over")]
    return [
        section(headline),
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                button("Take it", "take", style="primary"),
                button("Say why", "why"),
                button("Drop", "drop", confirm=danger),
                button("Wait", "wait"),
                {"type": "overflow", "action_id": "more", "options": options},
            ],
        },
    ]


MODAL: Json = {
    "type": "modal",
    "callback_id": "why",
    "title": text("Why?"),
    "submit": text("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": text("In their words"),
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "landed",
            "optional": True,
            "label": text("What landed"),
            "element": {
                "type": "checkboxes",
                "action_id": "boxes",
                "options": [
                    {"text": text("Price"), "value": "price"},
                    {"text": text("Proof"), "value": "proof"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "day",
            "optional": True,
            "label": text("Next call"),
            "element": {"type": "datepicker", "action_id": "date"},
        },
    ],
}


@dataclass
class SmallApp:
    """The running sandbox, its app, and what the app was told."""

    sandbox: Sandbox
    installed: InstalledApp
    client: AsyncWebClient
    ts: str = ""
    told: list[Json] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    handler: AsyncSocketModeHandler | None = None

    @property
    def workspace(self) -> Workspace:
        return self.sandbox.workspace

    @property
    def general(self) -> str:
        return self.workspace.channel("general").id

    async def disconnect(self) -> None:
        """Leave the sandbox without an app."""
        if self.handler is not None:
            await self.handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's own
            self.handler = None
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(
            *(task for task in others if task.cancelling()), return_exceptions=True
        )


@asynccontextmanager
async def small_app() -> AsyncIterator[SmallApp]:
    """Start everything, post the card as the first message in #general."""
    workspace = Workspace("Test team", SandboxClock(datetime(2026, 8, 24, 7, 0, tzinfo=UTC)))
    for name in ("ana", "ben", "cleo"):
        workspace.add_user(name, f"{name.title()} Moor", title="Tester", tz="Europe/Berlin")
    installed = workspace.install(MANIFEST)
    workspace.add_channel("general", ["ana", "ben", installed.bot_user_id], topic="All of it")
    workspace.add_channel("random", ["ana", "ben"])
    steps = [
        Step(
            "press it", lambda w: bool(w.journal.named("chat.update")), "Take it", channel="general"
        ),
        Step("be Ben", lambda _: False, become="ben", channel="random"),
    ]
    jumps = [Jump("Next week", lambda now: now + timedelta(days=7))]
    async with Sandbox(workspace, steps=steps, jumps=jumps) as sandbox:
        client = AsyncWebClient(token=installed.bot_token, base_url=sandbox.api_url)
        small = SmallApp(sandbox, installed, client)
        secret = installed.signing_secret
        bolt = AsyncApp(name="helper", client=client, signing_secret=secret)
        _listen(bolt, small)
        small.handler = AsyncSocketModeHandler(bolt, installed.app_token)
        await small.handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
        await workspace.until(lambda: sandbox.sockets.count(installed.id))
        answer = await client.chat_postMessage(
            channel=small.general, text="A lead", blocks=card("*Dana* asks")
        )
        small.ts = str(answer["ts"])
        try:
            yield small
        finally:
            await small.disconnect()


def _listen(bolt: AsyncApp, small: SmallApp) -> None:
    """Listeners are registered by their decorators."""
    _buttons(bolt, small)
    _modal(bolt, small)
    _rest(bolt, small)


def _buttons(bolt: AsyncApp, small: SmallApp) -> None:
    @bolt.action("take")
    async def take(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        channel, user = body["channel"]["id"], body["user"]["id"]
        taken = card(f"<@{user}> took it")
        await client.chat_update(channel=channel, ts=small.ts, text="Taken", blocks=taken)
        chips = {
            "type": "actions",
            "elements": [button(name, f"chip-{name}", name) for name in ("Price", "Proof")],
        }
        await client.chat_postEphemeral(
            channel=channel, user=user, text="Why?", blocks=[section("What landed?"), chips]
        )

    @bolt.action("wait")
    async def wait(ack: AsyncAck) -> None:
        await small.go_on.wait()
        await ack()

    @bolt.action("drop")
    @bolt.action("more")
    @bolt.action("home")
    async def note(ack: AsyncAck, body: Json) -> None:
        small.told.append(body["actions"][0])
        await ack()

    @bolt.action(re.compile("chip-"))
    async def chip(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack()
        small.told.append(body["actions"][0])
        await respond(replace_original=True, text=f"Noted: {body['actions'][0]['value']}")


def _modal(bolt: AsyncApp, small: SmallApp) -> None:
    @bolt.action("why")
    async def why(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bolt.view("why")
    async def submitted(ack: AsyncAck, body: Json) -> None:
        values = body["view"]["state"]["values"]
        if "bad" in values["words"]["text"]["value"]:
            await ack(response_action="errors", errors={"words": "Please be kind."})
            return
        small.told.append(values)
        await ack()


def _rest(bolt: AsyncApp, small: SmallApp) -> None:
    @bolt.options("company")
    async def companies(ack: AsyncAck, payload: Json) -> None:
        names = [name for name in ("Kestrel", "Hafen") if payload["value"] in name.lower()]
        await ack(options=[{"text": text(name), "value": name[:1]} for name in names])

    @bolt.view("fields")
    async def fields(ack: AsyncAck, body: Json) -> None:
        small.told.append(body["view"]["state"]["values"])
        await ack()

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, command: Json) -> None:
        await ack(f"Hello {command['text']}!")

    @bolt.event("reaction_added")
    @bolt.event("reaction_removed")
    async def reaction(event: Json) -> None:
        small.told.append({"type": event["type"], "reaction": event["reaction"]})
        small.workspace.changed.notify()

    @bolt.shortcut("keep")
    async def keep(ack: AsyncAck, body: Json) -> None:
        await ack()
        small.told.append({"kept": body["message"]["ts"]})
        small.workspace.changed.notify()

    @bolt.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        blocks = [
            section("Welcome *home*"),
            {"type": "actions", "elements": [button("Do it", "home")]},
        ]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})
