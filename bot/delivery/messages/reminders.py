"""Private reminders, and the question how it went."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import reminders
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.delivery.messages.kinds import Kinds
from bot.domain.cards import LeadCard
from bot.domain.reminders import Step, waits
from bot.ports import Intent, MessageKind, UnitOfWork


async def _listed(uow: UnitOfWork, intent: Intent) -> list[LeadCard]:
    """The leads of a reminder."""
    found = [await uow.leads.card(lead_id) for lead_id in intent.subject["leads"]]
    return [card for card in found if card is not None]


def _waits(card: LeadCard, intent: Intent) -> bool:
    owner, step = intent.subject["owner"], Step(intent.subject["step"])
    return not card.is_erased and waits(card.standing, card.assigned_to, owner, step)


def _reminding(
    intent: Intent, waiting: Sequence[LeadCard], now: datetime, zone: ZoneInfo
) -> Message | None:
    if not waiting:
        return None
    if Step(intent.subject["step"]) is Step.ASK:
        return reminders.question(waiting)
    build = reminders.due if intent.to == intent.subject["owner"] else reminders.overdue
    return build(waiting, now, zone)


async def _reminder(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    waiting = [card for card in await _listed(uow, intent) if _waits(card, intent)]
    return _reminding(intent, waiting, now, (await uow.settings.get()).zone)


async def _reminder_edit(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    cards = await _listed(uow, intent)
    if not cards or any(card.is_erased for card in cards):
        return None
    done = [card for card in cards if not _waits(card, intent)]
    waiting = [card for card in cards if card not in done]
    here = CardContext.of(await uow.settings.get(), now)
    drawn = _reminding(intent, waiting, now, here.zone)
    return reminders.settled(done, drawn, here) if done else drawn


KINDS: Kinds = {
    MessageKind.REMINDER: _reminder,
    MessageKind.QUESTION: _reminder,
    MessageKind.REMINDER_EDIT: _reminder_edit,
}
