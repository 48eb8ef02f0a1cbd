"""The digest on demand: `/leads digest`, and “All figures”."""

from bot.blocks import digest as blocks
from bot.blocks.lists import sentence
from bot.domain.schedule import parse_week
from bot.errors import InvalidInput
from handlers.deps import Deps
from handlers.marketing import marketing_only
from handlers.payloads import Command, Press
from handlers.registry import Registry
from handlers.replies import Replies


class DigestHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def command(self, given: Command, replies: Replies) -> None:
        """`preview` is the running week so far, `last` what was sent, `now` sends it."""
        wanted = {"": self._last, "last": self._last, "preview": self._preview, "now": self._now}
        handler = wanted.get(given.rest.lower())
        if handler is None:
            raise InvalidInput(
                "Write `/leads digest preview`, `/leads digest last` or `/leads digest now`."
            )
        await handler(given, replies)

    async def _preview(self, _given: Command, replies: Replies) -> None:
        facts = await self._deps.digests.preview(self._deps.clock.now())
        note = "Preview of the running week; only you see this"
        await replies.answer(blocks.digest(facts, note=note))

    async def _last(self, given: Command, replies: Replies) -> None:
        facts = await self._deps.digests.last()
        if facts is None:
            return await self._preview(given, replies)
        return await replies.answer(blocks.digest(facts, note="As it was sent; only you see this"))

    async def _now(self, given: Command, replies: Replies) -> None:
        await marketing_only(self._deps, given.user)
        facts = await self._deps.digests.send_now(self._deps.clock.now(), given.key)
        await replies.answer(sentence(f"Week {facts.week_number} is on its way to marketing."))

    async def all_figures(self, press: Press, replies: Replies) -> None:
        facts = await self._deps.digests.stored(press.value)
        if facts is None:  # a preview: nothing was stored
            facts = await self._deps.digests.facts(parse_week(press.value), self._deps.clock.now())
        if not await replies.open(blocks.all_figures(facts)):
            await replies.whisper(blocks.thread(facts))


def register(registry: Registry, deps: Deps) -> None:
    digest = DigestHandlers(deps)
    registry.command("digest [preview|last|now]", "the weekly digest, privately", digest.command)
    registry.action("all_figures", digest.all_figures)
