"""Emoji on a card as feedback. Folded by (person, emoji, card), so arrival order is irrelevant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.lifecycle import Action, Door, retracted
from bot.domain.nurture import default_return
from bot.domain.refusals import Refusal
from bot.domain.rollup import MAX_LEADS
from bot.domain.setting_values import emoji_name
from bot.errors import NotAllowed, NotPossible
from bot.ports import Intent, MessageKind, Reaction, UnitOfWork, UnitOfWorkFactory
from bot.services.record import Say, may, say_in, take_back_second, undo_in

_WHICH = (
    "This card shows several leads, so nothing was changed. Press the button under the one that "
    "you mean."
)
ACTIONS = {
    "take": Action.TAKE,
    "reject": Action.REJECT,
    "spam": Action.REJECT,
    "landed": Action.LANDED,
    "fell_flat": Action.FELL_FLAT,
    "contact": Action.CONTACT,
    "nurture": Action.NURTURE,
    "met": Action.MEET,
    "qualified": Action.QUALIFY,
    "opportunity": Action.OPEN_OPPORTUNITY,
    "won": Action.WIN,
    "lost": Action.LOSE,
}
_SKEW = timedelta(minutes=1)
"""Slack's clock, which a message's ts is, may be so far behind ours."""
_ASKED = ("opportunity", "won", "lost")
"""A deal needs more than an emoji says: it is asked for, and nothing is counted yet."""


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

    async def take(self, reacted: Reacted, now: datetime) -> bool:
        """Stores what the reaction says, and the private line that answers it, as one change.
        False: it may be on a card that Slack shows already and we do not know yet; ask again."""
        async with self._units(self._team) as uow:
            if not await uow.receipts.claim(reacted.event_id, now):
                return True
            feature = (await uow.settings.get()).reactions.get(emoji_name(reacted.emoji))
            if feature is None:
                return True
            shown = await uow.cards.leads_at(reacted.channel, reacted.ts)
            if not shown:
                posted_at = datetime.fromtimestamp(float(reacted.ts), UTC)
                return not await uow.cards.may_be_posted(reacted.channel, posted_at + _SKEW)
            lead_id = await _meant(uow, shown, ACTIONS[feature], reacted)
            if lead_id is None:
                await _whisper(uow, reacted, {"lead": shown[0], "text": _WHICH}, now)
                await uow.commit()
                return True
            # Two events of one emoji at the same time would both be news.
            await uow.leads.locked(lead_id)
            if await _is_news(uow, lead_id, reacted):
                await self._answer(uow, lead_id, feature, reacted, now)
            await uow.commit()
        return True

    async def _answer(
        self, uow: UnitOfWork, lead_id: str, feature: str, reacted: Reacted, now: datetime
    ) -> None:
        say = Say(lead_id, reacted.user, ACTIONS[feature], Door.REACTION)
        if feature in _ASKED:
            if reacted.added:
                await _ask(uow, say, feature, reacted, now)
            return
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
        except (NotPossible, NotAllowed) as refused:
            subject = {"text": refused.sentence}
        if subject:
            subject = {"lead": lead_id, "user": reacted.user, **subject}
            await _whisper(uow, reacted, subject, now)


async def _ask(uow: UnitOfWork, say: Say, feature: str, reacted: Reacted, now: datetime) -> None:
    lead = await uow.leads.locked(say.lead_id)
    subject: dict[str, str] = {"lead": say.lead_id, "user": reacted.user}
    if lead is not None and may(reacted.user, say.action, lead.standing):
        subject["asked"] = feature
    else:
        subject["refused"] = say.action.value
    await _whisper(uow, reacted, subject, now)


async def _whisper(
    uow: UnitOfWork, reacted: Reacted, subject: Mapping[str, Any], now: datetime
) -> None:
    whisper = Intent(MessageKind.WHISPER, reacted.channel, subject, only=reacted.user)
    await uow.messages.add([whisper], now)


async def _meant(
    uow: UnitOfWork, shown: Sequence[str], action: Action, reacted: Reacted
) -> str | None:
    """The lead that an emoji on a card is about; None when a card of several leaves it open."""
    if len(shown) == 1:
        return shown[0]
    if len(shown) > MAX_LEADS:
        return None
    emoji = emoji_name(reacted.emoji)
    known = [await uow.reactions.get(lead_id, reacted.user, emoji) for lead_id in shown]
    if found := [reaction.lead_id for reaction in known if reaction]:
        return found[0]
    leads = [lead for lead_id in sorted(shown) if (lead := await uow.leads.locked(lead_id))]
    possible = [lead.id for lead in leads if may(reacted.user, action, lead.standing)]
    return possible[0] if len(possible) == 1 else None


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
    if known is None or known.event_id is None or known.event_id in retracted(events):
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
