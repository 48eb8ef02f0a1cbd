"""You said, we did: “We'll change this”, and `/leads changes`."""

from contextlib import suppress
from datetime import date

from bot.blocks import changes as blocks
from bot.blocks.lists import sentence
from bot.domain.changes import Change
from bot.errors import InvalidInput, Unreachable
from bot.services.changes import Promise
from handlers.allowed import allowed_to
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class ChangeHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def open_form(self, press: Press, replies: Replies) -> None:
        await self._deps.changes.may_promise(press.user)
        period, _, campaign_id = press.value.partition("|")
        proposal = await self._deps.changes.proposal(campaign_id, period, self._deps.clock.now())
        if not await replies.open(blocks.form(proposal, await self._today())):
            await replies.whisper(sentence("Slack did not open the form. Press again."))

    async def promise(self, sent: Submission, replies: Replies) -> None:
        """Stored first; the form then says who is told."""
        period, _, campaign_id = sent.metadata.partition("|")
        due_on = sent.text("due_on")
        promise = Promise(
            campaign_id=campaign_id,
            period=period,
            what=sent.text("what"),
            due_on=date.fromisoformat(due_on) if due_on else None,
            by=sent.user,
        )
        with suppress(Unreachable):  # the reps read a name, not an id
            await self._deps.directory.member(sent.user)
        try:
            change = await self._deps.changes.promise(promise, self._deps.clock.now(), sent.key)
        except InvalidInput as error:
            return await replies.errors(error.fields)
        return await replies.show(blocks.promised(change))

    async def listing(self, given: Command, replies: Replies) -> None:
        found = await self._deps.changes.listing(self._deps.clock.now())
        message = blocks.listing(found, await self._today())
        await replies.answer(await allowed_to(self._deps, message, given.user))

    async def keep(self, press: Press, replies: Replies) -> None:
        now = self._deps.clock.now()
        await self._ended(
            await self._deps.changes.keep(press.value, now, press.user), press, replies
        )

    async def drop(self, press: Press, replies: Replies) -> None:
        now = self._deps.clock.now()
        await self._ended(
            await self._deps.changes.drop(press.value, now, press.user), press, replies
        )

    async def _ended(self, change: Change, press: Press, replies: Replies) -> None:
        """Draws the list again where the button stood."""
        if press.ephemeral:
            found = await self._deps.changes.listing(self._deps.clock.now())
            await replies.replace(blocks.listing(found, await self._today()))
        else:
            await replies.whisper(blocks.ended(change))

    async def _today(self) -> date:
        return (await self._deps.settings.get()).today(self._deps.clock.now())


def register(registry: Registry, deps: Deps) -> None:
    changes = ChangeHandlers(deps)
    registry.command("changes", "you said, we did", changes.listing)
    registry.action("promise_change", changes.open_form)
    registry.view("promise_change", changes.promise)
    registry.action("keep_change", changes.keep)
    registry.action("drop_change", changes.drop)
