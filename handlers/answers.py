"""“Not now” and “Disagree” under a finding."""

from contextlib import suppress

from bot.blocks import answers as blocks
from bot.blocks.lists import sentence
from bot.domain.changes import AnswerKind
from bot.errors import InvalidInput, Unreachable
from bot.services.answers import Given
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class AnswerHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def not_now(self, press: Press, replies: Replies) -> None:
        period, _, campaign_id = press.value.partition("|")
        given = Given(AnswerKind.NOT_NOW, campaign_id, period, press.user)
        await self._learn_name(press.user)
        proposal = await self._deps.answers.give(given, self._deps.clock.now(), press.key)
        await replies.whisper(blocks.not_now(proposal.campaign))

    async def open_form(self, press: Press, replies: Replies) -> None:
        await self._deps.answers.may_answer(press.user)
        period, _, campaign_id = press.value.partition("|")
        proposal = await self._deps.changes.proposal(campaign_id, period, self._deps.clock.now())
        if not await replies.open(blocks.form(proposal)):
            await replies.whisper(sentence("Slack did not open the form. Press again."))

    async def disagree(self, sent: Submission, replies: Replies) -> None:
        """Stored first; the form then says who is told."""
        period, _, campaign_id = sent.metadata.partition("|")
        given = Given(AnswerKind.DISAGREE, campaign_id, period, sent.user, sent.text("why"))
        await self._learn_name(sent.user)
        try:
            proposal = await self._deps.answers.give(given, self._deps.clock.now(), sent.key)
        except InvalidInput as error:
            return await replies.errors(error.fields)
        return await replies.show(blocks.disagreed(proposal, sent.user))

    async def _learn_name(self, user: str) -> None:
        """The digest, and the reps, read a name, not an id."""
        with suppress(Unreachable):
            await self._deps.directory.member(user)


def register(registry: Registry, deps: Deps) -> None:
    answers = AnswerHandlers(deps)
    registry.action("not_now_change", answers.not_now)
    registry.action("disagree_change", answers.open_form)
    registry.view("disagree_change", answers.disagree)
