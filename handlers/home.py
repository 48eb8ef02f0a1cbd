"""App Home. What is pressed there acts, and the Home is published again with the change."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import home as blocks
from bot.blocks.elements import section
from bot.blocks.message import Block, Notice
from bot.domain.home import Turned
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import HomeReplies, Replies

_STRANGER = "Leads belong to the company that runs this app."


class HomeHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def opened(self, body: Mapping[str, Any], replies: Replies) -> None:
        event = body["event"]
        if event.get("tab", "home") == "home":
            kept = event.get("view", {}).get("private_metadata", "")
            turned = Turned.read(kept).afresh().text()
            view = await self.view(event["user"], turned, None)
            await replies.publish_home(event["user"], view)

    async def view(self, user: str, turned: str, notice: Notice | None) -> Block:
        home = await self._deps.homes.of(user, self._deps.clock.now(), Turned.read(turned))
        if home is None:
            return {"type": "home", "blocks": [section(_STRANGER)]}
        return blocks.view(home, notice)

    async def turn(self, press: Press, replies: Replies) -> None:
        """Another page of one of the lists."""
        part, _, start = press.value.partition("|")
        if isinstance(replies, HomeReplies):
            replies.turned = Turned.read(replies.turned).to(part, int(start)).text()


def register(registry: Registry, deps: Deps) -> None:
    home = HomeHandlers(deps)
    registry.home = home.view
    registry.event("app_home_opened", home.opened)
    registry.action("turn_home", home.turn)
