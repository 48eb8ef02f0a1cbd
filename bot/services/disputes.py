"""Disputed rejections: marketing asks once and in a sentence, the rep sees it, and once a month
sales and marketing rule on them."""

from datetime import date, datetime, time, timedelta

from bot.domain.cards import LeadCard, LeadLine
from bot.domain.definition import WEEKS, Side
from bot.domain.deliveries import is_user
from bot.domain.disputes import (
    LISTED,
    MAX_SENTENCE,
    Dispute,
    DisputeCounts,
    Ruled,
    Ruling,
    code_of,
    is_disputable,
    list_due,
)
from bot.domain.roles import Deed
from bot.domain.schedule import Span, local_moment
from bot.errors import InvalidInput, NotAllowed, NotFound, NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.roles import Roles, leads_in

CHOICES = 100
_OFF = "Second looks are switched off here. An admin can switch them on: `/leads settings`."


class Disputes:
    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def of(self, lead_id: str) -> Dispute | None:
        async with self._units.reading(self._team) as uow:
            return await uow.disputes.get(lead_id)

    async def can_dispute(self, card: LeadCard, user: str, now: datetime) -> bool:
        """Whether this person is to be offered it."""
        if not is_disputable(card):
            return False
        async with self._units.reading(self._team) as uow:
            is_on = (await uow.settings.get()).disputes
            if not is_on or await uow.disputes.get(card.id) is not None:
                return False
        return await self._roles.sees_marketing(user, now)

    async def to_dispute(self, user: str, now: datetime) -> list[LeadLine]:
        """What marketing can choose from: the rejected leads of the last weeks."""
        await self._roles.check(user, Deed.DISPUTE)
        async with self._units.reading(self._team) as uow:
            await _is_on(uow)
            span = Span(now - timedelta(weeks=WEEKS), now)
            found = await uow.disputes.candidates(span, CHOICES)
        if not found:
            raise NotPossible(
                f"No lead of the last {WEEKS} weeks was turned down for what it is or for its data."
            )
        return found

    async def dispute(
        self, lead_id: str, user: str, sentence: str, now: datetime, receipt: str
    ) -> Dispute:
        """Once for a lead; whoever turned it down is told."""
        await self._roles.check(user, Deed.DISPUTE)
        said = " ".join(sentence.replace("\x00", "").split())
        if not 0 < len(said) <= MAX_SENTENCE:
            problem = f"Write one sentence, at most {MAX_SENTENCE} characters."
            raise InvalidInput(problem, {"sentence": problem})
        async with self._units(self._team) as uow:
            await _is_on(uow)
            card = await _rejected(uow, lead_id)
            by = card.standing.declined_by
            new = Dispute(lead_id, user, now, said, by, code_of(card))
            if await uow.receipts.claim(receipt, now):
                if not await uow.disputes.add(new):
                    raise NotPossible(f"Somebody asked about {card.label} already. Once is enough.")
                if by and is_user(by):
                    told = Intent(MessageKind.DISPUTED, by, {"lead": lead_id})
                    await uow.messages.add([told], now)
                await uow.commit()
            return await _found(uow, lead_id)

    async def rule(self, lead_id: str, ruling: Ruling, user: str, now: datetime) -> Dispute:
        """One side's word. Once both say the same it is closed; until then each may change it."""
        await self._roles.check(user, Deed.RULE_DISPUTE)
        sides = tuple([side for side in Side if await self._roles.has(user, side.role)])
        async with self._units(self._team) as uow:
            before = await _found(uow, lead_id, lock=True)
            if before.closed_at is not None:
                raise NotPossible("Both have closed this one already. Nothing was changed.")
            side = before.side_for(sides, user)
            if side is None:
                raise NotAllowed("Only sales leads and marketing leads close these.")
            await uow.disputes.rule(lead_id, side, Ruled(ruling, user))
            if (await _found(uow, lead_id)).agreed is not None:
                await uow.disputes.close(lead_id, now)
            after = await _found(uow, lead_id)
            await uow.commit()
        return after

    async def listed(self, due: datetime) -> list[Dispute]:
        """The list that was due then, as it stands now."""
        async with self._units.reading(self._team) as uow:
            return await listed_in(uow, due)

    async def counts(self, first: date, last: date) -> DisputeCounts | None:
        """Of those raised on these days. None: nobody disputes here."""
        async with self._units.reading(self._team) as uow:
            settings = await uow.settings.get()
            after = last + timedelta(days=1)
            span = Span(*(local_moment(day, time(0), settings.zone) for day in (first, after)))
            found = await uow.disputes.counts(span)
        return found if settings.disputes or found.raised else None


async def run_due(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """On the month's first working day, or as soon after it as anything runs: a private message
    to each of those who close them. How many; nobody is told of an empty list."""
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        due = list_due(settings, now)
        if not settings.disputes or now < due or not await _any_open(uow, due):
            return 0
    async with units(team) as uow:
        found = [await leads_in(uow, side.role) for side in Side]
        people = list(dict.fromkeys(user for users in found for user in users))
        period = f"{settings.today(now):%Y-%m}"
        if not people or not await uow.disputes.claim_list(period, now):
            return 0
        subject = {"due": due.isoformat()}
        intents = [Intent(MessageKind.DISPUTE_LIST, user, subject) for user in people]
        await uow.messages.add(intents, now)
        await uow.commit()
    return len(people)


async def listed_in(uow: UnitOfWork, due: datetime) -> list[Dispute]:
    """What was open when the list fell due; what was closed since stays on it."""
    return await uow.disputes.listed(due, LISTED, since=due)


async def _any_open(uow: UnitOfWork, due: datetime) -> bool:
    found = await uow.disputes.listed(due, LISTED, since=due)
    return any(one.closed_at is None for one in found)


async def _is_on(uow: UnitOfWork) -> None:
    if not (await uow.settings.get()).disputes:
        raise NotPossible(_OFF)


async def _rejected(uow: UnitOfWork, lead_id: str) -> LeadCard:
    card = await uow.leads.card(lead_id)
    if card is None:
        raise NotFound("This lead no longer exists here.")
    if not is_disputable(card):
        raise NotPossible(
            f"{card.label} was not turned down for what it is or for its data. Nothing was asked."
        )
    return card


async def _found(uow: UnitOfWork, lead_id: str, *, lock: bool = False) -> Dispute:
    found = await uow.disputes.get(lead_id, lock=lock)
    if found is None:
        raise NotFound("Nobody asked about this lead.")
    return found
