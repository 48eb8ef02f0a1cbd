"""Whose token is this: asked of the database, and remembered for a few seconds."""

import time
from collections.abc import Awaitable, Callable

from bot.domain.leads import Source
from bot.services.sources import token_hash

FindSource = Callable[[str], Awaitable[tuple[str, str] | None]]
KEPT_SECONDS = 10.0
MAX_KEPT = 1_000


class KnownSources:
    """A token that was replaced stops working within `KEPT_SECONDS`.

    Without this every lead would cost a look-up of its own, which takes longer than its share of
    the transaction that stores it.
    """

    def __init__(self, find: FindSource) -> None:
        self._find = find
        self._kept: dict[str, tuple[Source, float]] = {}

    async def source_of(self, token: str) -> Source | None:
        key = token_hash(token)
        kept = self._kept.get(key)
        if kept is not None and kept[1] > time.monotonic():
            return kept[0]
        found = await self._find(key)
        if found is None:
            self._kept.pop(key, None)
            return None
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        source = Source(*found)
        self._kept[key] = (source, time.monotonic() + KEPT_SECONDS)
        return source
