"""Emoji on a card. Bolt's event is stored before it is acknowledged."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.errors import Unreachable
from bot.services.reactions import Reacted
from handlers.deps import Deps
from handlers.registry import Registry
from handlers.replies import Replies

# A card can be reacted to before Slack has told us where it stands. Slack waits three seconds.
PAUSES = (0.1, 0.4, 1.0)


class ReactionHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def changed(self, body: Mapping[str, Any], _replies: Replies) -> None:
        event = body["event"]
        if event["item"].get("type") != "message":
            return
        if body.get("is_ext_shared_channel") and not await self._is_colleague(event["user"]):
            return
        reacted = Reacted(
            channel=event["item"]["channel"],
            ts=event["item"]["ts"],
            user=event["user"],
            emoji=event["reaction"],
            added=event["type"] == "reaction_added",
            event_ts=event["event_ts"],
            event_id=body["event_id"],
        )
        for pause in (*PAUSES, None):
            if await self._deps.reactions.take(reacted, self._deps.clock.now()):
                return
            if pause is not None:
                await asyncio.sleep(pause)
        # Not acknowledged, so that Slack tells it again: at once, in a minute and in five.
        raise Unreachable("The card that this emoji may be on is still being looked for.")

    async def _is_colleague(self, user: str) -> bool:
        """A reaction does not say whose company it comes from; only shared channels need it."""
        return await self._deps.directory.member(user) is not None


def register(registry: Registry, deps: Deps) -> None:
    reactions = ReactionHandlers(deps)
    registry.event("reaction_added", reactions.changed)
    registry.event("reaction_removed", reactions.changed)
