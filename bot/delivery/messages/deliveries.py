"""What became of messages: told to an admin, or in their place."""

from datetime import datetime

from bot.blocks import deliveries, lists
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.ports import Intent, MessageKind, UnitOfWork


async def _card_gone(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or not await uow.dead_letters.deleted(lead.id):
        return None
    return deliveries.card_gone(lead.label, lead.id)


async def _channel_paused(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    paused = await uow.dead_letters.paused(intent.subject["channel"])
    return deliveries.channel_paused(paused) if paused else None


async def _given_up(uow: UnitOfWork, _intent: Intent, _now: datetime) -> Message | None:
    dead = (await uow.dead_letters.deliveries()).dead
    return deliveries.given_up(dead) if dead else None


async def _erased(_uow: UnitOfWork, _intent: Intent, _now: datetime) -> Message:
    return lists.sentence("This message was about a person whose data was erased on request.")


KINDS: Kinds = {
    MessageKind.CARD_GONE: _card_gone,
    MessageKind.CHANNEL_PAUSED: _channel_paused,
    MessageKind.GIVEN_UP: _given_up,
    MessageKind.ERASED: _erased,
}
