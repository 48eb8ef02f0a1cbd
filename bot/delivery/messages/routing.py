"""A lead that changes hands or channels, or comes back."""

from datetime import datetime

from bot.blocks import nurture, routing
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.delivery.messages.kinds import Kinds
from bot.domain.lifecycle import State
from bot.ports import Intent, MessageKind, UnitOfWork


async def _returned(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.standing.state is not State.NEW:
        return None
    return nurture.returned(lead, intent.to)


async def _passed_on(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.standing.state is not State.NEW or lead.assigned_to != intent.to:
        return None
    names = await uow.members.names([intent.subject["by"]])
    return routing.passed_on(lead, names.get(intent.subject["by"], "A colleague"))


async def _came_again(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.twin is None:
        return await _passed_on(uow, intent, now)
    names = await uow.members.names([intent.subject["by"]])
    by = names.get(intent.subject["by"], "A colleague")
    return routing.came_again(lead, lead.twin, intent.to, by)


async def _passed_on_edit(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.is_erased:
        return None
    kind = MessageKind(intent.subject["of"])
    if (drawn := await KINDS[kind](uow, intent, now)) is not None:
        return drawn
    return routing.settled(lead, CardContext.of(await uow.settings.get(), now))


async def _left_behind(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    owner = intent.subject["owner"]
    count = await uow.leads.count_left_behind(owner)
    names = await uow.members.names([owner])
    return routing.left_behind(names.get(owner, "A colleague"), count) if count else None


async def _card_moved(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    lead, subject = await uow.leads.card(intent.subject["lead"]), intent.subject
    if lead is None:
        return None
    if subject["channel"] == intent.to:
        return routing.came_back(lead)
    return routing.moved(lead, subject["channel"], subject["by"])


async def _card_left(_uow: UnitOfWork, _intent: Intent, _now: datetime) -> Message | None:
    """Its lead is shown elsewhere: it is looked for, and not posted when it is not there."""
    return None


KINDS: Kinds = {
    MessageKind.RETURNED: _returned,
    MessageKind.PASSED_ON: _passed_on,
    MessageKind.CAME_AGAIN: _came_again,
    MessageKind.PASSED_ON_EDIT: _passed_on_edit,
    MessageKind.LEFT_BEHIND: _left_behind,
    MessageKind.CARD_MOVED: _card_moved,
    MessageKind.CARD_LEFT: _card_left,
}
