"""`/leads export [WEEK]`: a week as a workbook and as text files, to whoever asks."""

from bot.blocks.lists import sentence
from bot.domain.schedule import parse_week
from handlers.deps import Deps
from handlers.payloads import Command
from handlers.registry import Registry
from handlers.replies import Replies


class ExportHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def command(self, given: Command, replies: Replies) -> None:
        now = self._deps.clock.now()
        wanted = parse_week(given.rest) if given.rest else None
        week = await self._deps.exports.ask(wanted, now, given.key, by=given.user)
        text = f"Week {week.number} of {week.year} is on its way to your messages, as a file."
        await replies.answer(sentence(text))


def register(registry: Registry, deps: Deps) -> None:
    handlers = ExportHandlers(deps)
    registry.command("export [WEEK]", "a week as a file, such as 2026-W34", handlers.command)
