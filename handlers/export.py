"""/leads export: listed as coming, and says so."""

from bot.blocks.lists import sentence
from handlers.deps import Deps
from handlers.payloads import Command
from handlers.registry import Registry
from handlers.replies import Replies


async def export(_given: Command, replies: Replies) -> None:
    text = "A week as a file is not built yet: it is coming with the digest's export."
    await replies.answer(sentence(text))


def register(registry: Registry, _deps: Deps) -> None:
    registry.command("export [WEEK]", "a week as a file (coming with the digest's export)", export)
