"""What the tests of the sandbox act on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.installed_app import InstalledApp
from sandbox.model import Json
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

Connect = Callable[[AsyncApp], Awaitable[None]]

MANIFEST: Json = {
    "display_information": {"name": "Helper"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "helper"},
        "slash_commands": [{"command": "/help-me", "description": "Help"}],
        "shortcuts": [
            {"name": "New", "type": "global", "callback_id": "new", "description": "New"},
            {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "im:history",
                "im:write",
                "mpim:history",
                "mpim:read",
                "mpim:write",
                "reactions:read",
                "reactions:write",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "member_joined_channel",
                "message.channels",
                "message.im",
                "message.mpim",
                "reaction_added",
                "reaction_removed",
            ]
        },
    },
}


@dataclass(frozen=True)
class Scene:
    """What the tests act on."""

    sandbox: Sandbox
    installed: InstalledApp
    client: AsyncWebClient

    @property
    def workspace(self) -> Workspace:
        """The state."""
        return self.sandbox.workspace

    @property
    def channel(self) -> str:
        """The id of #general, where the bot, Ana and Ben are."""
        return self.workspace.channel("general").id

    @property
    def ana(self) -> Person:
        """A member."""
        return self.sandbox.person("ana")

    @property
    def ben(self) -> Person:
        """Another member."""
        return self.sandbox.person("ben")

    async def post(self, blocks: list[Json], **fields: Any) -> str:
        """Post as the app; the ts."""
        answer = await self.client.chat_postMessage(
            channel=self.channel, text="A message", blocks=blocks, **fields
        )
        return str(answer["ts"])


def button(action_id: str, value: str = "1") -> Json:
    """An actions block with one button."""
    element = {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": "Press"},
        "value": value,
    }
    return {"type": "actions", "block_id": f"block-{action_id}-{value}", "elements": [element]}


async def open_socket(app: AsyncApp, scene: Scene) -> AsyncSocketModeHandler:
    """Connect a Bolt app by Socket Mode; returns once the sandbox has the connection."""
    count = scene.sandbox.sockets.count(scene.installed.id)
    handler = AsyncSocketModeHandler(app, scene.installed.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await scene.workspace.until(lambda: scene.sandbox.sockets.count(scene.installed.id) > count)
    return handler


async def close_socket(handler: AsyncSocketModeHandler) -> None:
    """Disconnect, and let the client's cancelled tasks end."""
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    others = asyncio.all_tasks() - {asyncio.current_task()}
    cancelled = [task for task in others if task.cancelling()]
    await asyncio.gather(*cancelled, return_exceptions=True)
