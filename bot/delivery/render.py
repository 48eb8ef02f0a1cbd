"""What waits, rendered at the moment it is sent: read model → blocks."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks import (
    agreed,
    answers,
    brief,
    changes,
    definition,
    deliveries,
    digest,
    digest_details,
    disputes,
    lists,
    nurture,
    reminders,
    rollup,
    routes,
    sit_ins,
    why,
    would_you,
)
from bot.blocks import card as card_blocks
from bot.blocks import outcome as outcomes
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.delivery.people import People
from bot.delivery.workbook import files
from bot.domain.campaigns import AgreedStep
from bot.domain.cards import LeadCard
from bot.domain.changes import ChangeState
from bot.domain.definition import DefinitionState
from bot.domain.deliveries import is_user
from bot.domain.digest import DigestFacts
from bot.domain.lifecycle import REOPEN_WINDOW, Action, State, explains
from bot.domain.opinions import Opinion
from bot.domain.refusals import Refused
from bot.domain.reminders import Step, waits
from bot.domain.rollup import Burst
from bot.domain.schedule import parse_week
from bot.domain.sit_ins import SitInState
from bot.ports import Clock, Directory, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.agreed import agreement_in
from bot.services.definition import definition_in
from bot.services.disputes import listed_in
from bot.services.export import export_in
from bot.services.feedback import question_in
from bot.services.sit_ins import described

SHARED_KEPT_SECONDS = 300.0
_DONE = {
    Action.TAKE: "yours now; the brief is in your messages.",
    Action.CONTACT: "contacted, the clock has stopped.",
    Action.MEET: "met, the clock has stopped.",
    Action.QUALIFY: "qualified: worth a deal.",
    Action.UNDO: "taken back.",
    Action.SECOND: "kept as a second opinion. Only the owner's word counts.",
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
        self._people = People(units, team, clock, directory)
        self._shared: dict[str, tuple[bool, float]] = {}
        self._kinds: dict[
            MessageKind, Callable[[UnitOfWork, Intent], Awaitable[Message | None]]
        ] = {
            MessageKind.BRIEF: self._brief,
            MessageKind.BRIEF_EDIT: self._brief_edit,
            MessageKind.WHISPER: self._whisper,
            MessageKind.RETURNED: _returned,
            MessageKind.PASSED_ON: _passed_on,
            MessageKind.CAME_AGAIN: _came_again,
            MessageKind.REMINDER: self._reminder,
            MessageKind.REMINDER_EDIT: self._reminder_edit,
            MessageKind.QUESTION: self._reminder,
            MessageKind.EXPORT: self._export,
            MessageKind.DIGEST: partial(_digest, digest.digest),
            MessageKind.DIGEST_THREAD: _digest_thread,
            MessageKind.DIGEST_MONTH: partial(_digest, digest.monthly),
            MessageKind.HEADLINE: partial(_digest, digest.headline),
            MessageKind.CHANGE_TOLD: _change_told,
            MessageKind.DISAGREED: _disagreed,
            MessageKind.CHANGE_OVERDUE: self._change_overdue,
            MessageKind.DIGEST_EDIT: self._digest_edit,
            MessageKind.CARD_GONE: _card_gone,
            MessageKind.CARD_MOVED: _card_moved,
            MessageKind.CARD_LEFT: _card_left,
            MessageKind.ERASED: _erased,
            MessageKind.CHANNEL_PAUSED: _channel_paused,
            MessageKind.GIVEN_UP: _given_up,
            MessageKind.CONTACT_CHANGED: _contact_changed,
            MessageKind.AGREE_ASKED: self._agree_asked,
            MessageKind.STEP_PROPOSED: self._step_proposed,
            MessageKind.STEP_AGREED: _step_agreed,
            MessageKind.WOULD_YOU: partial(_opinion, would_you.question),
            MessageKind.WOULD_YOU_TOLD: partial(_opinion, would_you.told),
            MessageKind.SIT_IN_ASKED: _sit_in_asked,
            MessageKind.SIT_IN_ANSWERED: _sit_in_answered,
            MessageKind.SIT_IN_LEARNT: _sit_in_learnt,
            MessageKind.DEFINITION_PROPOSED: self._definition_proposed,
            MessageKind.DEFINITION_SETTLED: _definition_settled,
            MessageKind.DISPUTED: _disputed,
            MessageKind.DISPUTE_LIST: _dispute_list,
        }

    async def card(self, lead_id: str) -> Rendered | None:
        if (burst := await self._burst(lead_id)) is not None:
            return burst
        async with self._units.reading(self._team) as uow:
            shown = [lead_id, *await uow.cards.rolled_up(lead_id)]
        for one in shown:
            await self._people.of_card(one)
        async with self._units.reading(self._team) as uow:
            revision = await uow.cards.revision(lead_id)
            shown = [lead_id, *await uow.cards.rolled_up(lead_id)]
            leads = [lead for one in shown if (lead := await uow.leads.card(one))]
            settings = await uow.settings.get()
        if not leads:
            return None
        here = CardContext.of(settings, self._clock.now())
        build = rollup.build(leads, here) if len(leads) > 1 else card_blocks.build(leads[0], here)
        return Rendered(build, revision)

    async def _burst(self, lead_id: str) -> Rendered | None:
        """A card with a list; None when it is the card of one lead, or of one company's."""
        page = await self._burst_page(lead_id)
        if page is None:
            return None
        for line in page.lines:
            await self._people.of_card(line.lead.id)
        async with self._units.reading(self._team) as uow:
            revision = await uow.cards.revision(lead_id)
            page = await uow.leads.burst(lead_id, rollup.BURST_SHOWN)
            settings = await uow.settings.get()
        if page is None:
            return None
        return Rendered(rollup.burst(page, CardContext.of(settings, self._clock.now())), revision)

    async def _burst_page(self, lead_id: str) -> Burst | None:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.burst(lead_id, rollup.BURST_SHOWN)

    async def message(self, intent: Intent) -> Message | None:
        if "refused" in intent.subject:
            await self._people.of_card(intent.subject["lead"])
        if is_user(by := intent.subject.get("by") or ""):
            await self._people.know([by])
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

    async def _brief(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        given = await uow.leads.brief(intent.subject["lead"])
        if given is None or given.card.standing.owner != intent.to:
            return None
        settings = await uow.settings.get()
        return brief.brief(given, self._clock.now(), settings, intent.subject.get("from"))

    async def _brief_edit(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        card = await uow.leads.card(intent.subject["lead"])
        if card is None or card.is_erased:
            return None
        if card.standing.owner == intent.to:
            return await self._brief(uow, intent)
        return brief.gone(card, intent.subject.get("undone_by"))

    async def _export(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        week = parse_week(intent.subject["week"])
        export = await export_in(uow, week, self._clock.now())
        found = await asyncio.to_thread(files, export)
        return Message(lists.exported(export.week), [], found)

    async def _agree_asked(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        given = await agreement_in(uow, intent.subject["campaign"], self._clock.now())
        is_current = (given.campaign.committed_step or "") == intent.subject["step"]
        return agreed.asked(given) if is_current and not given.campaign.is_agreed else None

    async def _definition_proposed(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        found = await uow.definitions.get(intent.subject["version"])
        if found is None or found.state(self._clock.now()) is not DefinitionState.OPEN:
            return None
        current, zone = await definition_in(uow), (await uow.settings.get()).zone
        return definition.asked(found, current.criteria, zone)

    async def _step_proposed(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        subject = intent.subject
        given = await agreement_in(uow, subject["campaign"], self._clock.now())
        return agreed.proposed(given, subject["step"], subject["by"])

    async def _reminder(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        waiting = [card for card in await _listed(uow, intent) if _waits(card, intent)]
        zone = (await uow.settings.get()).zone
        return _reminding(intent, waiting, self._clock.now(), zone)

    async def _reminder_edit(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        cards = await _listed(uow, intent)
        if not cards or any(card.is_erased for card in cards):
            return None
        done = [card for card in cards if not _waits(card, intent)]
        waiting = [card for card in cards if card not in done]
        here = CardContext.of(await uow.settings.get(), self._clock.now())
        drawn = _reminding(intent, waiting, here.now, here.zone)
        return reminders.settled(done, drawn, here) if done else drawn

    async def _change_overdue(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        change = await uow.changes.get(intent.subject["change"])
        if change is None or change.state is not ChangeState.OPEN:
            return None
        today = (await uow.settings.get()).today(self._clock.now())
        return changes.overdue(change, await uow.members.names([change.by, *change.cites]), today)

    async def _digest_edit(self, uow: UnitOfWork, intent: Intent) -> Message | None:
        """What the edited message is now: drawn as its own kind is."""
        return await self._kinds[MessageKind(intent.subject["of"])](uow, intent)

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
        if "asked" in subject:
            return outcomes.asked(lead.label, lead.id, subject["asked"])
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


async def _step_agreed(uow: UnitOfWork, intent: Intent) -> Message | None:
    """As it was when the sales lead pressed, also if marketing changed the step since."""
    subject, campaign = intent.subject, await uow.campaigns.get(intent.subject["campaign"])
    if campaign is None:
        return None
    then = replace(campaign, committed_step=subject["step"])
    return agreed.agreed(AgreedStep(subject["campaign"], then, subject["waited"]), subject["by"])


async def _returned(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    return nurture.returned(lead) if lead and lead.standing.state is State.NEW else None


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


async def _passed_on(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.standing.state is not State.NEW or lead.assigned_to != intent.to:
        return None
    names = await uow.members.names([intent.subject["by"]])
    return routes.passed_on(lead, names.get(intent.subject["by"], "A colleague"))


async def _came_again(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or lead.twin is None:
        return None
    names = await uow.members.names([intent.subject["by"]])
    return routes.came_again(lead, lead.twin, names.get(intent.subject["by"], "A colleague"))


async def _change_told(uow: UnitOfWork, intent: Intent) -> Message | None:
    change = await uow.changes.get(intent.subject["change"])
    if change is None or change.state is ChangeState.DROPPED:
        return None
    return changes.told(change, await uow.members.names([change.by, *change.cites]))


async def _disagreed(uow: UnitOfWork, intent: Intent) -> Message | None:
    answer = await uow.answers.get(intent.subject["answer"])
    return answers.told(answer, await uow.members.names([answer.by])) if answer else None


async def _contact_changed(uow: UnitOfWork, intent: Intent) -> Message | None:
    given = await uow.leads.brief(intent.subject["lead"])
    if given is None or given.card.standing.owner != intent.to:
        return None
    return brief.contact_changed(given, intent.subject["what"])


async def _opinion(
    build: Callable[[Opinion, str], Message], uow: UnitOfWork, intent: Intent
) -> Message | None:
    opinion = await uow.opinions.get(intent.subject["opinion"])
    campaign = await uow.campaigns.get(opinion.campaign_id) if opinion else None
    return build(opinion, campaign.name) if opinion and campaign else None


async def _card_gone(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead = await uow.leads.card(intent.subject["lead"])
    if lead is None or not await uow.dead_letters.deleted(lead.id):
        return None
    return deliveries.card_gone(lead.label, lead.id)


async def _card_moved(uow: UnitOfWork, intent: Intent) -> Message | None:
    lead, subject = await uow.leads.card(intent.subject["lead"]), intent.subject
    if lead is None:
        return None
    if subject["channel"] == intent.to:
        return routes.came_back(lead)
    return routes.moved(lead, subject["channel"], subject["by"])


async def _card_left(_uow: UnitOfWork, _intent: Intent) -> Message | None:
    """Its lead is shown elsewhere: it is looked for, and not posted when it is not there."""
    return None


async def _erased(_uow: UnitOfWork, _intent: Intent) -> Message:
    return lists.sentence("This message was about a person whose data was erased on request.")


async def _channel_paused(uow: UnitOfWork, intent: Intent) -> Message | None:
    paused = await uow.dead_letters.paused(intent.subject["channel"])
    return deliveries.channel_paused(paused) if paused else None


async def _given_up(uow: UnitOfWork, _intent: Intent) -> Message | None:
    dead = (await uow.dead_letters.deliveries()).dead
    return deliveries.given_up(dead) if dead else None


async def _sit_in_asked(uow: UnitOfWork, intent: Intent) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    if sit_in is None or sit_in.state is not SitInState.ASKED:
        return None
    return sit_ins.asked(await described(uow, sit_in))


async def _sit_in_answered(uow: UnitOfWork, intent: Intent) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    return sit_ins.answered(await described(uow, sit_in)) if sit_in else None


async def _sit_in_learnt(uow: UnitOfWork, intent: Intent) -> Message | None:
    sit_in = await uow.sit_ins.get(intent.subject["sit_in"])
    if sit_in is None or intent.to in sit_in.learnt:
        return None
    return sit_ins.learn(await described(uow, sit_in), intent.to)


async def _digest_thread(uow: UnitOfWork, intent: Intent) -> Message | None:
    """Where second looks are switched on, marketing can ask for one from here."""
    message = await _digest(digest_details.thread, uow, intent)
    is_on = (await uow.settings.get()).disputes
    return disputes.in_thread(message) if message and is_on else message


async def _definition_settled(uow: UnitOfWork, intent: Intent) -> Message | None:
    found = await uow.definitions.get(intent.subject["version"])
    return definition.settled(found) if found else None


async def _disputed(uow: UnitOfWork, intent: Intent) -> Message | None:
    found = await uow.disputes.get(intent.subject["lead"])
    if found is None:
        return None
    card = await uow.leads.card(found.lead_id)
    said_at = card.standing.last_at if card else None
    can_reopen = said_at is not None and found.at <= said_at + REOPEN_WINDOW
    return disputes.told(found, can_reopen=can_reopen)


async def _dispute_list(uow: UnitOfWork, intent: Intent) -> Message | None:
    due = datetime.fromisoformat(intent.subject["due"])
    found = await listed_in(uow, due)
    return disputes.listing(found, due) if found else None


_UNDOABLE = (Action.TAKE, Action.CONTACT, Action.MEET, Action.QUALIFY)
