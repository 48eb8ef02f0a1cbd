"""A second look at a lead that sales turned down: asked by marketing, closed by both."""

from datetime import datetime

from bot.blocks import disputes as blocks
from bot.domain.disputes import Ruling
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies

ANY = "any"


class DisputeHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def open_form(self, press: Press, replies: Replies) -> None:
        """About one lead, or (from the digest) about one of those that were turned down."""
        found = await self._deps.disputes.to_dispute(press.user, self._deps.clock.now())
        lead_id = "" if press.value == ANY else press.value
        await replies.form(blocks.form(found, lead_id))

    async def ask(self, sent: Submission, replies: Replies) -> None:
        lead_id = sent.metadata or sent.text("lead")
        now = self._deps.clock.now()
        asked = await self._deps.disputes.dispute(
            lead_id, sent.user, sent.text("sentence"), now, sent.key
        )
        await replies.show(blocks.passed_on(asked))

    async def rule(self, press: Press, replies: Replies) -> None:
        """One side's word; the list is drawn again."""
        ruling, lead_id, due = press.value.split("|")
        now = self._deps.clock.now()
        await self._deps.disputes.rule(lead_id, Ruling(ruling), press.user, now)
        at = datetime.fromisoformat(due)
        await replies.replace(blocks.listing(await self._deps.disputes.listed(at), at))


def register(registry: Registry, deps: Deps) -> None:
    disputes = DisputeHandlers(deps)
    registry.action(blocks.ASK, disputes.open_form)
    registry.action(blocks.RULE, disputes.rule)
    registry.view(blocks.ASK, disputes.ask)
