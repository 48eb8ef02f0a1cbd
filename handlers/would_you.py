"""“Would you say this?”: marketing asks reps about a pitch before it is launched."""

from contextlib import suppress

from bot.blocks import would_you as blocks
from bot.domain.opinions import MAX_ASKED, Opinion, PitchAnswer
from bot.errors import Unreachable
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class WouldYou:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def open_form(self, press: Press, replies: Replies) -> None:
        given = await self._deps.campaigns.form(press.value, press.user)
        await replies.form(blocks.ask(given.campaign_id, given.campaign))

    async def ask(self, sent: Submission, replies: Replies) -> None:
        users = sent.many("users")
        await self._know(*users[:MAX_ASKED])
        now = self._deps.clock.now()
        asked = await self._deps.opinions.ask(sent.metadata, users, sent.user, now)
        await replies.show(blocks.sent(len(asked)))

    async def yes(self, press: Press, replies: Replies) -> None:
        """One tap answers."""
        opinion = await self._answer(press.value, press.user, PitchAnswer.YES, "")
        await replies.replace(blocks.thanks(opinion))

    async def change(self, press: Press, replies: Replies) -> None:
        await self._write(press, PitchAnswer.CHANGE, replies)

    async def no(self, press: Press, replies: Replies) -> None:
        await self._write(press, PitchAnswer.NO, replies)

    async def _write(self, press: Press, answer: PitchAnswer, replies: Replies) -> None:
        opinion = await self._deps.opinions.asked(press.value, press.user)
        await replies.form(blocks.form(opinion, answer))

    async def written(self, sent: Submission, replies: Replies) -> None:
        answer, _, opinion_id = sent.metadata.partition(":")
        said = PitchAnswer(answer), sent.text("text")
        opinion = await self._answer(opinion_id, sent.user, *said)
        await replies.show(blocks.kept(opinion))
        await replies.replace(blocks.thanks(opinion))

    async def _answer(self, opinion_id: str, user: str, answer: PitchAnswer, text: str) -> Opinion:
        await self._know(user)
        now = self._deps.clock.now()
        return await self._deps.opinions.answer(opinion_id, user, answer, text, now)

    async def _know(self, *users: str) -> None:
        """So that people read names, not ids."""
        with suppress(Unreachable):
            for user in users:
                await self._deps.directory.member(user)


def register(registry: Registry, deps: Deps) -> None:
    would_you = WouldYou(deps)
    registry.action(blocks.ASK, would_you.open_form)
    registry.action(blocks.YES, would_you.yes)
    registry.action(blocks.CHANGE, would_you.change)
    registry.action(blocks.NO, would_you.no)
    registry.view(blocks.ASK, would_you.ask)
    registry.view(blocks.WRITTEN, would_you.written)
