"""/leads away: who stands in for somebody who is not there."""

import re

from bot.blocks import away as blocks
from bot.errors import InvalidInput
from handlers.deps import Deps
from handlers.payloads import Command, Press
from handlers.registry import Registry
from handlers.replies import Replies

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_BACK = ("off", "back", "none")


class AwayHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def away(self, given: Command, replies: Replies) -> None:
        """`away UNTIL [@backup]`, `away off`; alone it says how things stand."""
        backups = _MENTION.findall(given.rest)
        words = [word for word in _MENTION.sub(" ", given.rest).split() if word.lower() != "until"]
        now = self._deps.clock.now()
        if backups and not words:
            raise InvalidInput("Until when? Write the day too: `/leads away fri @jonas`.")
        if not words:
            current = await self._deps.away.of(given.user, now)
            return await replies.answer(blocks.told(current) if current else blocks.here())
        if words[0].lower() in _BACK:
            was_away = await self._deps.away.come_back(given.user, now)
            return await replies.answer(blocks.back(was_away))
        _check(words, backups)
        backup = backups[0] if backups else None
        away = await self._deps.away.leave(given.user, " ".join(words), backup, now)
        return await replies.answer(blocks.told(away))

    async def back(self, press: Press, replies: Replies) -> None:
        was_away = await self._deps.away.come_back(press.user, self._deps.clock.now())
        await (replies.replace if press.ephemeral else replies.whisper)(blocks.back(was_away))


def _check(words: list[str], backups: list[str]) -> None:
    unknown = next((word for word in words if word.startswith("@")), None)
    if unknown:
        raise InvalidInput(
            f"Slack knows nobody called “{unknown[:40]}”. Pick your colleague as you type."
        )
    if len(backups) > 1:
        raise InvalidInput(
            "A second backup is too much. Write a day and one colleague: `/leads away fri @jonas`."
        )


def register(registry: Registry, deps: Deps) -> None:
    away = AwayHandlers(deps)
    registry.command("away UNTIL [@backup]", "who gets your leads meanwhile", away.away)
    registry.action("back", away.back)
