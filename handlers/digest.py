"""The digest on demand: `/leads digest`, and “All figures”."""

from bot.blocks import digest as blocks
from bot.blocks import digest_details as details
from bot.blocks.lists import sentence
from bot.domain.schedule import parse_week
from bot.errors import InvalidInput
from handlers.allowed import allowed_to
from handlers.deps import Deps
from handlers.payloads import Command, Press
from handlers.registry import Registry
from handlers.replies import Replies


class DigestHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def command(self, given: Command, replies: Replies) -> None:
        """`preview` is the running week so far, `last` what was sent, `now` sends it, `skip` has
        none come of a week."""
        wanted = {
            "": self._last,
            "last": self._last,
            "preview": self._preview,
            "now": self._now,
            "skip": self._skip,
            "unskip": self._unskip,
        }
        handler = wanted.get(given.rest.lower().partition(" ")[0])
        if handler is None:
            raise InvalidInput(
                "Write `/leads digest preview`, `/leads digest last`, `/leads digest now` or "
                "`/leads digest skip WEEK`."
            )
        await handler(given, replies)

    async def _preview(self, given: Command, replies: Replies) -> None:
        facts = await self._deps.digests.preview(self._deps.clock.now())
        note = "Preview of the running week; only you see this"
        message = blocks.digest(facts, note=note)
        await replies.answer(await allowed_to(self._deps, message, given.user))

    async def _last(self, given: Command, replies: Replies) -> None:
        facts, note = await self._deps.digests.last(), "As it was sent"
        if facts is None:
            facts = await self._deps.digests.last_week(self._deps.clock.now())
            note = "No digest was sent yet: this is the last whole week"
        message = blocks.digest(facts, note=f"{note}; only you see this")
        await replies.answer(await allowed_to(self._deps, message, given.user))

    async def _now(self, given: Command, replies: Replies) -> None:
        now = self._deps.clock.now()
        facts = await self._deps.digests.send_now(now, given.key, by=given.user)
        await replies.answer(sentence(f"Week {facts.week_number} is on its way to marketing."))

    async def _skip(self, given: Command, replies: Replies) -> None:
        """Of the week that is named, or of the one that comes next."""
        named, now = given.rest.partition(" ")[2], self._deps.clock.now()
        week = await self._deps.digests.skip(named, now, by=given.user)
        text = f"No digest will come of week {week.number}, {week.year}."
        await replies.answer(sentence(f"{text} `/leads digest unskip {week}` takes that back."))

    async def _unskip(self, given: Command, replies: Replies) -> None:
        named, now = given.rest.partition(" ")[2], self._deps.clock.now()
        week = await self._deps.digests.skip(named, now, by=given.user, skipped=False)
        await replies.answer(sentence(f"The digest of week {week.number}, {week.year} comes."))

    async def all_figures(self, press: Press, replies: Replies) -> None:
        facts = await self._deps.digests.stored(press.value)
        if facts is None:  # a preview: nothing was stored
            facts = await self._deps.digests.facts(parse_week(press.value), self._deps.clock.now())
        looks = await self._deps.disputes.counts(facts.since, facts.ends_on)
        if not await replies.open(details.all_figures(facts, looks)):
            await replies.whisper(details.thread(facts))


def register(registry: Registry, deps: Deps) -> None:
    digest = DigestHandlers(deps)
    registry.command(
        "digest [preview|last|now|skip]", "the weekly digest, privately", digest.command
    )
    registry.action("all_figures", digest.all_figures)
