"""The question "Would you say this?", and what came of it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.blocks import would_you
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.opinions import Opinion
from bot.ports import Intent, MessageKind, UnitOfWork


async def _opinion(
    build: Callable[[Opinion, str], Message], uow: UnitOfWork, intent: Intent, _now: datetime
) -> Message | None:
    opinion = await uow.opinions.get(intent.subject["opinion"])
    campaign = await uow.campaigns.get(opinion.campaign_id) if opinion else None
    return build(opinion, campaign.name) if opinion and campaign else None


KINDS: Kinds = {
    MessageKind.WOULD_YOU: partial(_opinion, would_you.question),
    MessageKind.WOULD_YOU_TOLD: partial(_opinion, would_you.told),
}
