"""/leads definition: what a qualified lead is, tried on past leads, proposed and signed."""

import asyncio

import structlog

from bot.blocks import definition as blocks
from bot.blocks.message import Block
from bot.domain.definition import Criteria, Definition, Overview, Proposal, Side, criteria_of
from bot.errors import LeadloopError, NotAllowed, NotPossible
from bot.ports import Clock
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies

COUNT_SECONDS = 1.2
"""A form has to be answered within Slack's three; what takes longer follows it."""

log = structlog.get_logger()


class DefinitionHandlers:
    def __init__(self, deps: Deps, count_seconds: float = COUNT_SECONDS) -> None:
        self._deps = deps
        self._count_seconds = count_seconds
        self._later: set[asyncio.Task[None]] = set()

    @property
    def _clock(self) -> Clock:
        return self._deps.clock

    async def asked(self, given: Command, replies: Replies) -> None:
        await replies.form(await self._overview(given.user))

    async def show(self, press: Press, replies: Replies) -> None:
        view = await self._overview(press.user)
        await replies.form(view)

    async def open_form(self, press: Press, replies: Replies) -> None:
        given = await self._deps.definitions.to_propose(press.user, self._clock.now())
        view = blocks.form(given.current.criteria, both=len(given.sides) > 1)
        if not press.in_modal:
            return await replies.form(view)
        await replies.done()
        return await replies.update(press.view or {}, view)

    async def edit(self, press: Press, replies: Replies) -> None:
        """Back from what it would have done to the form, with what was typed."""
        view = press.view or {}
        proposal = blocks.proposal_of(view.get("private_metadata", ""))
        sides = await self._deps.definitions.sides(press.user)
        await replies.done()
        await replies.update(view, blocks.form(proposal.criteria, both=len(sides) > 1))

    async def written(self, sent: Submission, replies: Replies) -> None:
        """What it would have done, first of all; a long history's figures come a little later."""
        current = criteria_of(await self._deps.settings.get())
        criteria = await self._deps.definitions.read(blocks.chosen(sent.values))
        side = await self._side(sent)
        counting = asyncio.create_task(self._trial(criteria, current, side, sent.user))
        done, _ = await asyncio.wait([counting], timeout=self._count_seconds)
        if done:
            return await replies.show(counting.result())
        later = asyncio.create_task(_show_later(counting, sent.view_id, replies))
        self._later.add(later)
        later.add_done_callback(self._later.discard)
        return await replies.show(blocks.counting())

    async def propose(self, sent: Submission, replies: Replies) -> None:
        proposal = blocks.proposal_of(sent.metadata)
        new, asked = await self._deps.definitions.propose(
            proposal, sent.user, self._clock.now(), sent.key
        )
        await replies.show(blocks.proposed(new, len(asked)))

    async def sign(self, press: Press, replies: Replies) -> None:
        signed = await self._deps.definitions.sign(int(press.value), press.user, self._clock.now())
        if press.view is None:
            return await replies.replace(blocks.settled(signed))
        await replies.done()
        return await replies.update(press.view, await self._overview(press.user))

    async def open_decline(self, press: Press, replies: Replies) -> None:
        overview = await self._deps.definitions.overview(press.user)
        found = _still_open(overview, int(press.value), self._clock)
        view = blocks.decline_form(found, press.user)
        await replies.form(view)

    async def decline(self, sent: Submission, replies: Replies) -> None:
        declined = await self._deps.definitions.decline(
            int(sent.metadata), sent.user, sent.text("word"), self._clock.now()
        )
        await replies.show(blocks.shown(declined))

    async def _overview(self, user: str) -> Block:
        given = await self._deps.definitions.overview(user)
        zone = (await self._deps.settings.get()).zone
        return blocks.overview(given, self._clock.now(), zone)

    async def _side(self, sent: Submission) -> Side:
        sides = await self._deps.definitions.sides(sent.user)
        if not sides:
            raise NotAllowed("Only sales leads and marketing leads can do that.")
        typed = sent.text("side")
        return Side(typed) if typed else sides[0]

    async def _trial(self, criteria: Criteria, current: Criteria, side: Side, user: str) -> Block:
        found = await self._deps.definitions.simulate(criteria, user, self._clock.now())
        return blocks.trial(Proposal(criteria, side, found), current)


def _still_open(overview: Overview, version: int, clock: Clock) -> Definition:
    found = overview.open(clock.now())
    if found is None or found.version != version:
        raise NotPossible(f"Definition {version} is not open any more. Nothing was changed.")
    return found


async def _show_later(counting: asyncio.Task[Block], view_id: str, replies: Replies) -> None:
    """The figures in the place of the form that waits for them, or why there are none."""
    try:
        view = await counting
    except LeadloopError as error:
        view = blocks.not_counted(error.sentence)
    except Exception:  # nobody else waits for this task: the form says so, the log says why
        log.exception("definition.not_counted")
        view = blocks.not_counted("These figures could not be counted. Nothing was changed.")
    await replies.update({"id": view_id}, view)


def register(registry: Registry, deps: Deps) -> None:
    definition = DefinitionHandlers(deps)
    registry.command("definition", "what a qualified lead is", definition.asked)
    registry.action(blocks.SHOW, definition.show)
    registry.action(blocks.PROPOSE, definition.open_form)
    registry.action(blocks.EDIT, definition.edit)
    registry.action(blocks.SIGN, definition.sign)
    registry.action(blocks.DECLINE, definition.open_decline)
    registry.view(blocks.TRY, definition.written)
    registry.view(blocks.PROPOSE, definition.propose)
    registry.view(blocks.DECLINE, definition.decline)
