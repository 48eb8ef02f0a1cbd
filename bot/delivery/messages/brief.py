"""The owner's private brief, and what becomes of it."""

from datetime import datetime

from bot.blocks import brief
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.ports import Intent, MessageKind, UnitOfWork


async def _brief(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    given = await uow.leads.brief(intent.subject["lead"])
    if given is None or given.card.standing.owner != intent.to:
        return None
    return brief.brief(given, now, await uow.settings.get(), intent.subject.get("from"))


async def _edit(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    card = await uow.leads.card(intent.subject["lead"])
    if card is None or card.is_erased:
        return None
    if card.standing.owner == intent.to:
        return await _brief(uow, intent, now)
    return brief.gone(card, intent.to, intent.subject.get("undone_by"))


async def _contact_changed(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    given = await uow.leads.brief(intent.subject["lead"])
    if given is None or given.card.standing.owner != intent.to:
        return None
    return brief.contact_changed(given, intent.subject["what"])


KINDS: Kinds = {
    MessageKind.BRIEF: _brief,
    MessageKind.BRIEF_EDIT: _edit,
    MessageKind.CONTACT_CHANGED: _contact_changed,
}
