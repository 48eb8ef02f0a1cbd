"""App Home. What is pressed there acts, and the Home is published again with the change."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import home as blocks
from bot.blocks.elements import section
from bot.blocks.message import Block, Message
from handlers.deps import Deps
from handlers.registry import Registry
from handlers.replies import Replies

_STRANGER = "Leads belong to the company that runs this app."


class HomeHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def opened(self, body: Mapping[str, Any], replies: Replies) -> None:
        event = body["event"]
        if event.get("tab", "home") == "home":
            await replies.publish_home(event["user"], await self.view(event["user"], None))

    async def view(self, user: str, notice: Message | None) -> Block:
        home = await self._deps.homes.of(user, self._deps.clock.now())
        if home is None:
            return {"type": "home", "blocks": [section(_STRANGER)]}
        return blocks.view(home, notice)


def register(registry: Registry, deps: Deps) -> None:
    home = HomeHandlers(deps)
    registry.home = home.view
    registry.event("app_home_opened", home.opened)
