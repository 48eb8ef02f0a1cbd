"""Emoji on a card as feedback. Folded by (person, emoji, card), so arrival order is irrelevant."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.lifecycle import Action, Door
from bot.domain.nurture import default_return
from bot.domain.refusals import Refusal
from bot.domain.settings import emoji_name
from bot.errors import NotPossible
from bot.ports import Intent, MessageKind, Reaction, UnitOfWork, UnitOfWorkFactory
from bot.services.record import Say, say_in, take_back_second, undo_in

ACTIONS = {
    "take": Action.TAKE,
    "reject": Action.REJECT,
    "spam": Action.REJECT,
    "landed": Action.LANDED,
    "fell_flat": Action.FELL_FLAT,
    "contact": Action.CONTACT,
    "nurture": Action.NURTURE,
}


@dataclass(frozen=True, slots=True)
class Reacted:
    """One reaction event. `event_id` is the delivery's key, `event_ts` orders the events."""

    channel: str
    ts: str
    user: str
    emoji: str
    added: bool
    event_ts: str
    event_id: str


class Reactions:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def take(self, reacted: Reacted, now: datetime) -> None:
        """Stores what the reaction says, and the private line that answers it, as one change."""
        async with self._units(self._team) as uow:
            if not await uow.receipts.claim(reacted.event_id, now):
                return
            lead_id = await uow.cards.lead_at(reacted.channel, reacted.ts)
            feature = (await uow.settings.get()).reactions.get(emoji_name(reacted.emoji))
            if lead_id is None or feature is None:
                return
            # Two events of one emoji at the same time would both be news.
            await uow.leads.locked(lead_id)
            if await _is_news(uow, lead_id, reacted):
                await self._answer(uow, lead_id, feature, reacted, now)
            await uow.commit()

    async def _answer(
        self, uow: UnitOfWork, lead_id: str, feature: str, reacted: Reacted, now: datetime
    ) -> None:
        say = Say(lead_id, reacted.user, ACTIONS[feature], Door.REACTION)
        if feature == "spam":
            say = replace(say, codes=("spam",))
        if feature == "nurture":
            today = (await uow.settings.get()).today(now)
            say = replace(say, detail={"returns_on": default_return(today).isoformat()})
        act = _added if reacted.added else _removed
        try:
            subject = await act(uow, say, reacted, now)
        except Refusal:
            subject = {"refused": say.action.value}
        except NotPossible as refused:
            subject = {"text": refused.sentence}
        if subject:
            subject = {"lead": lead_id, "user": reacted.user, **subject}
            whisper = Intent(MessageKind.WHISPER, reacted.channel, subject, only=reacted.user)
            await uow.messages.add([whisper], now)


async def _is_news(uow: UnitOfWork, lead_id: str, reacted: Reacted) -> bool:
    """False for an event that is older than what is known already."""
    emoji = emoji_name(reacted.emoji)
    known = await uow.reactions.get(lead_id, reacted.user, emoji)
    if known is not None and float(known.event_ts) >= float(reacted.event_ts):
        return False
    event_id = known.event_id if known else None
    await uow.reactions.put(
        Reaction(lead_id, reacted.user, emoji, reacted.event_ts, reacted.added, event_id)
    )
    return known is None or known.present != reacted.added


async def _added(
    uow: UnitOfWork, say: Say, reacted: Reacted, now: datetime
) -> dict[str, str | bool]:
    said = await say_in(uow, say, now)
    if said.event is not None:
        emoji = emoji_name(reacted.emoji)
        known = Reaction(say.lead_id, reacted.user, emoji, reacted.event_ts, True, said.event.id)
        await uow.reactions.put(known)
        return {"event": said.event.id, "action": said.event.action.value}
    return {"action": say.action.value}


async def _removed(
    uow: UnitOfWork, say: Say, reacted: Reacted, now: datetime
) -> dict[str, str | bool]:
    known = await uow.reactions.get(say.lead_id, reacted.user, emoji_name(reacted.emoji))
    events = await uow.feedback.of(say.lead_id)
    retracted = {event.retracts for event in events if event.retracts}
    if known is None or known.event_id is None or known.event_id in retracted:
        return {}
    latest = next((e for e in reversed(events) if e.id == known.event_id), None)
    try:
        if latest is not None and latest.action is Action.SECOND:
            said = await take_back_second(uow, say, latest.id, now)
        else:
            said = await undo_in(uow, say, now, only=known.event_id)
    except NotPossible:
        return {"ask": "undo", "event": known.event_id}
    return {"action": Action.UNDO.value} if said.event else {}
