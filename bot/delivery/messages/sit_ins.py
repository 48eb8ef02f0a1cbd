"""Sitting in on a call or a review."""

from datetime import datetime

from bot.blocks import sit_ins
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.sit_ins import SitInState
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.sit_ins import described


async def _sit_in_asked(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    if sit_in is None or sit_in.state is not SitInState.ASKED:
        return None
    return sit_ins.asked(await described(uow, sit_in))


async def _sit_in_answered(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    return sit_ins.answered(await described(uow, sit_in)) if sit_in else None


async def _sit_in_learnt(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    if sit_in is None or intent.to in sit_in.learnt:
        return None
    return sit_ins.learn(await described(uow, sit_in), intent.to)


KINDS: Kinds = {
    MessageKind.SIT_IN_ASKED: _sit_in_asked,
    MessageKind.SIT_IN_ANSWERED: _sit_in_answered,
    MessageKind.SIT_IN_LEARNT: _sit_in_learnt,
}
