"""/leads help, and what is said to a word that is no command. Registered last, so that its line
stands last."""

from difflib import get_close_matches

from bot.blocks.help import MAX_SHOWN, listing
from handlers.deps import Deps
from handlers.payloads import Command
from handlers.registry import SLASH_COMMAND, Registry
from handlers.replies import Replies

ALIKE = 0.7
"""Two letters changed places in a word of four; a name is less like any command."""
SHORTEST_NAME = 2


class HelpHandlers:
    def __init__(self, deps: Deps, registry: Registry) -> None:
        self._deps = deps
        self._registry = registry

    async def help(self, _given: Command, replies: Replies) -> None:
        """Lists every command."""
        await replies.answer(listing(SLASH_COMMAND, self._registry.usage))

    async def unknown(self, given: Command, replies: Replies) -> None:
        """Most likely misspelt, or a lead's name."""
        commands = [name for name in self._registry.commands if name]
        near = get_close_matches(given.name, commands, 1, ALIKE)
        name = given.text[:MAX_SHOWN].strip()
        if len(name) >= SHORTEST_NAME and await self._deps.leads.search(name):
            near.append(f"show {name}")
        usage = self._registry.usage
        await replies.answer(listing(SLASH_COMMAND, usage, unknown=given.text, near=near))


def register(registry: Registry, deps: Deps) -> None:
    help_ = HelpHandlers(deps, registry)
    registry.unknown = help_.unknown
    registry.command("help", "this list", help_.help)
