"""Second looks at what was declined."""

from datetime import datetime

from bot.blocks import disputes
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.lifecycle import REOPEN_WINDOW
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.disputes import listed_in


async def _disputed(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    found = await uow.disputes.get(intent.subject["lead"])
    if found is None:
        return None
    card = await uow.leads.card(found.lead_id)
    said_at = card.standing.last_at if card else None
    can_reopen = said_at is not None and found.at <= said_at + REOPEN_WINDOW
    return disputes.told(found, can_reopen=can_reopen)


async def _dispute_list(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    due = datetime.fromisoformat(intent.subject["due"])
    found = await listed_in(uow, due)
    return disputes.listing(found, due) if found else None


KINDS: Kinds = {
    MessageKind.DISPUTED: _disputed,
    MessageKind.DISPUTE_LIST: _dispute_list,
}
