"""Emoji on a card. Bolt's event is stored before it is acknowledged."""

from collections.abc import Mapping
from typing import Any

from bot.services.reactions import Reacted
from handlers.deps import Deps
from handlers.registry import Registry
from handlers.replies import Replies


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
        await self._deps.reactions.take(reacted, self._deps.clock.now())

    async def _is_colleague(self, user: str) -> bool:
        """A reaction does not say whose company it comes from; only shared channels need it."""
        return await self._deps.directory.member(user) is not None


def register(registry: Registry, deps: Deps) -> None:
    reactions = ReactionHandlers(deps)
    registry.event("reaction_added", reactions.changed)
    registry.event("reaction_removed", reactions.changed)
