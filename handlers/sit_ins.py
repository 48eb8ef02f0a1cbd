"""Sitting in on a call or a campaign review."""

from datetime import date

from bot.blocks import sit_ins as blocks
from bot.blocks.lists import sentence
from bot.domain.sit_ins import SitInAnswer, SitInKind
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import OnPress, Registry
from handlers.replies import Replies


class SitInHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def ask(self, press: Press, replies: Replies) -> None:
        kind, _, about = press.value.partition("|")
        now = self._deps.clock.now()
        asked = await self._deps.sit_ins.ask(SitInKind(kind), about, press.user, now, press.key)
        await replies.whisper(sentence(blocks.waiting(asked)))

    def answering(self, *, accepted: bool) -> OnPress:
        async def open_form(press: Press, replies: Replies) -> None:
            sit_in = await self._deps.sit_ins.to_answer(press.value, press.user)
            today = (await self._deps.settings.get()).today(self._deps.clock.now())
            await replies.form(blocks.answer_form(sit_in, today, accepted=accepted))

        return open_form

    async def answer(self, sent: Submission, replies: Replies) -> None:
        sign, _, sit_in_id = sent.metadata.partition("|")
        day = sent.text("held_on")
        held_on = date.fromisoformat(day) if day else None
        answer = SitInAnswer(sign == "yes", held_on, sent.text("word"))
        now = self._deps.clock.now()
        settled = await self._deps.sit_ins.answer(sit_in_id, sent.user, answer, now)
        await replies.replace(blocks.settled(settled))

    async def learning(self, press: Press, replies: Replies) -> None:
        sit_in = await self._deps.sit_ins.to_learn(press.value, press.user)
        await replies.form(blocks.learnt_form(sit_in, press.user))

    async def learnt(self, sent: Submission, replies: Replies) -> None:
        now = self._deps.clock.now()
        await self._deps.sit_ins.learn(sent.metadata, sent.user, sent.text("line"), now)
        await replies.replace(sentence(f"You learnt: “{sent.text('line')}”"))


def register(registry: Registry, deps: Deps) -> None:
    sit_ins = SitInHandlers(deps)
    registry.action("sit_in", sit_ins.ask)
    registry.action("sit_in_yes", sit_ins.answering(accepted=True))
    registry.action("sit_in_no", sit_ins.answering(accepted=False))
    registry.view("sit_in_answer", sit_ins.answer)
    registry.action("sit_in_learnt", sit_ins.learning)
    registry.view("sit_in_learnt", sit_ins.learnt)
