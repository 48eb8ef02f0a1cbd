"""What waits, rendered at the moment it is sent: read model → blocks."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.blocks import card as card_blocks
from bot.blocks import changes, digest, lists, nurture, why
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.domain.cards import LeadCard
from bot.domain.changes import ChangeState
from bot.domain.digest import DigestFacts
from bot.domain.lifecycle import Action, State, explains
from bot.domain.refusals import Refused
from bot.errors import Unreachable
from bot.ports import Clock, Directory, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.away import standing_in
from bot.services.feedback import question_in

SHARED_KEPT_SECONDS = 300.0
_DONE = {
    Action.TAKE: "yours now; the brief is in your messages.",
    Action.CONTACT: "contacted, the clock has stopped.",
    Action.UNDO: "taken back.",
    Action.SECOND: "kept as a second opinion: only the owner's word counts.",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message and, for a card, the revision that it shows."""

    message: Message
    revision: int = 0


class Renderer:
    """Renders for one workspace. None means: no longer worth sending."""

    def __init__(
        self, units: UnitOfWorkFactory, team: str, clock: Clock, directory: Directory
    ) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._directory = directory
        self._shared: dict[str, tuple[bool, float]] = {}
        self._kinds: dict[
            MessageKind, Callable[[UnitOfWork, Intent], Awaitable[Message | None]]
        ] = {
            MessageKind.BRIEF: self._brief,
            MessageKind.WHISPER: self._whisper,
            MessageKind.RETURNED: _returned,
            MessageKind.DIGEST: partial(_digest, digest.digest),
            MessageKind.DIGEST_THREAD: partial(_digest, digest.thread),
            MessageKind.HEADLINE: partial(_digest, digest.headline),
            MessageKind.CHANGE_TOLD: _change_told,
        }

    async def card(self, lead_id: str) -> Rendered | None:
        await self._know_people(lead_id)
        async with self._units.reading(self._team) as uow:
            lead = await uow.leads.card(lead_id)
            if lead is None:
                return None
            settings = await uow.settings.get()
        here = CardContext.of(settings, self._clock.now())
        return Rendered(card_blocks.build(lead, here), lead.revision)

    async def message(self, intent: Intent) -> Message | None:
        if "refused" in intent.subject:
            await self._know_people(intent.subject["lead"])
        async with self._units.reading(self._team) as uow:
            return await self._kinds[intent.kind](uow, intent)

    async def is_shared(self, channel: str) -> bool:
        """Whether people of another company read along (Slack Connect); asked every few minutes."""
        shared, until = self._shared.get(channel, (False, 0.0))
        if until < time.monotonic():
            found = await self._directory.channel(channel)
            shared = found is not None and found.is_shared
            self._shared[channel] = (shared, time.monotonic() + SHARED_KEPT_SECONDS)
        return shared

    async def _know_people(self, lead_id: str) -> None:
        """Fetches whom the card names, and finds the owner that the CRM named by e-mail."""
        async with self._units.reading(self._team) as uow:
            lead = await uow.leads.card(lead_id)
        if lead is None:
            return
        for user in {lead.standing.owner, lead.standing.declined_by} - {None}:
            with suppress(Unreachable):  # the card can do without the name
                await self._directory.member(str(user))
        # Only a lead that nobody has acted on: who said "not mine" is not asked again.
        if lead.owner_email and not lead.assigned_to and lead.standing.last_event is None:
            await self._assign(lead)

    async def _assign(self, lead: LeadCard) -> None:
        owner = await self._directory.by_email(lead.owner_email or "")
        if owner is None or not owner.is_active:
            return
        async with self._units(self._team) as uow:
            if receiver := await standing_in(uow, owner.id, self._clock.now()):
                await uow.leads.assign(lead.id, receiver)
                await uow.commit()

    async def _brief(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        given = await uow.leads.brief(intent.subject["lead"])
        if given is None or given.card.standing.owner != intent.to:
            return None
        settings = await uow.settings.get()
        return lists.brief(given, self._clock.now(), settings)

    async def _whisper(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        subject: dict[str, Any] = dict(intent.subject)
        lead = await uow.leads.card(subject["lead"])
        if lead is None:
            return None
        if "text" in subject:
            return lists.sentence(subject["text"])
        if "refused" in subject:
            zone = (await uow.settings.get()).zone
            action, user = Action(subject["refused"]), subject["user"]
            now = self._clock.now()
            refused = Refused(lead.label, lead.standing, action, user, lead.names, now, zone)
            return lists.sentence(refused.sentence())
        if subject.get("ask") == "undo":
            return why.ask_undo(lead.label, lead.id)
        action = Action(subject["action"])
        if action in _DONE:
            return why.counted(lead.label, _DONE[action], lead.id, undo=action in _UNDOABLE)
        question = await question_in(uow, lead.id)
        return why.chips(question) if question and explains(lead.standing) else None


async def _digest(
    build: Callable[[DigestFacts], Message], uow: UnitOfWork, intent: Intent
) -> Message | None:
    """Draws stored facts: what was counted once is never counted again."""
    facts = await uow.digests.stored(intent.subject["period"])
    return build(facts) if facts else None


async def _returned(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    return nurture.returned(lead) if lead and lead.standing.state is State.NEW else None


async def _change_told(uow: UnitOfWork, intent: Intent) -> Message | None:
    change = await uow.changes.get(intent.subject["change"])
    if change is None or change.state is ChangeState.DROPPED:
        return None
    return changes.told(change, await uow.members.names([change.by, *change.cites]))


_UNDOABLE = (Action.TAKE, Action.CONTACT)
