"""/leads settings: the workspace's settings, for its admins."""

from bot.blocks import settings as blocks
from bot.errors import InvalidInput
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class SettingsHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def asked(self, given: Command, replies: Replies) -> None:
        await self._open(given.user, replies)

    async def pressed(self, press: Press, replies: Replies) -> None:
        await self._open(press.user, replies)

    async def more(self, press: Press, replies: Replies) -> None:
        settings, _ = await self._deps.settings.form(press.user, 0)
        await replies.form(blocks.more(settings))

    async def saved(self, sent: Submission, replies: Replies) -> None:
        """What is wrong is said beside its field, and nothing is stored."""
        given = blocks.chosen(sent.values, sent.metadata)
        try:
            settings = await self._deps.settings.save(given, sent.user, self._deps.clock.now())
        except InvalidInput as error:
            wrong = {key: _sentence(text) for key, text in error.fields.items()}
            return await replies.errors(wrong)
        return await replies.show(blocks.saved(tuple(given), settings))

    async def _open(self, user: str, replies: Replies) -> None:
        settings, history = await self._deps.settings.form(user, blocks.SHOWN_CHANGES)
        groups = await self._deps.directory.groups()
        await replies.form(blocks.form(settings, history, self._deps.clock.now(), groups))


def _sentence(problem: str) -> str:
    text = problem[:1].upper() + problem[1:]
    return text if text.endswith((".", "@Leadloop")) else f"{text}."


def register(registry: Registry, deps: Deps) -> None:
    settings = SettingsHandlers(deps)
    registry.command("settings", "channels, digest, clock and roles (admins)", settings.asked)
    registry.action("settings", settings.pressed)
    registry.action(blocks.MORE, settings.more)
    registry.view("settings", settings.saved)
