"""Sitting in: asked for, answered, and what both learnt, asked once on the day after."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from bot.domain.cards import LeadCard
from bot.domain.deliveries import is_user
from bot.domain.ids import new_id
from bot.domain.roles import Deed
from bot.domain.settings import Settings
from bot.domain.sit_ins import MAX_LINE, MAX_WORD, SitIn, SitInAnswer, SitInKind, SitInState
from bot.errors import InvalidInput, NotAllowed, NotFound, NotPossible, Unreachable
from bot.ports import Directory, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.owners import owner_of
from bot.services.roles import Roles

_OFF = "Sitting in is switched off here. An admin can switch it on: `/leads settings`."


class SitIns:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, people: Directory, roles: Roles
    ) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._roles = roles

    async def can_ask(self, kind: SitInKind, user: str, now: datetime) -> bool:
        """Whether this person is to be offered it: marketing for calls, sales for reviews."""
        if not (await self._settings()).sitting_in:
            return False
        if await self._roles.sees_marketing(user, now):
            return kind is SitInKind.CALL
        return kind is SitInKind.REVIEW and await self._roles.works(user)

    async def can_join(self, card: LeadCard, user: str, now: datetime) -> bool:
        """Whether this person is to be offered to join the call with this lead."""
        return has_call(card, user) and await self.can_ask(SitInKind.CALL, user, now)

    async def ask(
        self, kind: SitInKind, about: str, user: str, now: datetime, receipt: str | None = None
    ) -> SitIn:
        """Asks whoever has the lead, or owns the campaign."""
        settings = await self._settings()
        if not settings.sitting_in:
            raise NotPossible(_OFF)
        find = {SitInKind.CALL: self._caller, SitInKind.REVIEW: self._reviewer}[kind]
        host = await find(about, user, now)
        with suppress(Unreachable):  # the host reads a name, not an id
            await self._people.member(user)
        new = SitIn(new_id(), kind, about, user, host, now)
        async with self._units(self._team) as uow:
            before = await uow.sit_ins.asked(kind, about, user, settings.today(now))
            if before is None and (receipt is None or await uow.receipts.claim(receipt, now)):
                await uow.sit_ins.add(new)
                asked = Intent(MessageKind.SIT_IN_ASKED, host, {"sit_in": new.id})
                await uow.messages.add([asked], now)
                await uow.commit()
            elif before is not None:
                raise NotPossible(_already(await described(uow, before)))
            return await described(uow, new)

    async def _caller(self, lead_id: str, user: str, _now: datetime) -> str:
        await self._roles.check(user, Deed.EDIT_CAMPAIGN)
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
        if card is None:
            raise NotFound("This lead no longer exists here.")
        if not has_call(card, user):
            raise NotPossible(
                f"Nobody is talking to {card.label} now, so there is no call to join."
            )
        return str(card.standing.owner)

    async def _reviewer(self, campaign_id: str, user: str, now: datetime) -> str:
        if await self._roles.sees_marketing(user, now):
            raise NotAllowed("Only sales asks for this: marketing is in the reviews anyway.")
        await self._roles.check_works(user)
        async with self._units.reading(self._team) as uow:
            campaign = await uow.campaigns.get(campaign_id)
        if campaign is None:
            raise NotFound("This campaign no longer exists.")
        host = await owner_of(campaign, self._people)
        if host is None or host.id == user:
            raise NotPossible(f"{campaign.name} has no owner in this Slack who could be asked.")
        return host.id

    async def to_answer(self, sit_in_id: str, user: str) -> SitIn:
        """NotPossible when it was answered; NotAllowed for anybody but the host."""
        async with self._units.reading(self._team) as uow:
            return await _to_answer(uow, sit_in_id, user)

    async def answer(self, sit_in_id: str, user: str, answer: SitInAnswer, now: datetime) -> SitIn:
        """The host's yes or no, told to whoever asked."""
        today = (await self._settings()).today(now)
        _check(answer, today)
        async with self._units(self._team) as uow:
            sit_in = await _to_answer(uow, sit_in_id, user)
            if not await uow.sit_ins.answer(sit_in_id, answer, now):
                raise NotPossible(_ANSWERED)
            told = Intent(MessageKind.SIT_IN_ANSWERED, sit_in.asked_by, {"sit_in": sit_in_id})
            await uow.messages.add([told], now)
            await uow.commit()
        state = SitInState.ACCEPTED if answer.accepted else SitInState.DECLINED
        return replace(sit_in, state=state, held_on=answer.held_on)

    async def to_learn(self, sit_in_id: str, user: str) -> SitIn:
        async with self._units.reading(self._team) as uow:
            return await _held(uow, sit_in_id, user)

    async def learn(self, sit_in_id: str, user: str, text: str, now: datetime) -> None:
        """Keeps the person's one line; a later one replaces it."""
        line = " ".join(text.split())
        if not 0 < len(line) <= MAX_LINE:
            problem = f"One line, at most {MAX_LINE} characters."
            raise InvalidInput(problem, {"line": problem})
        async with self._units(self._team) as uow:
            await _held(uow, sit_in_id, user)
            await uow.sit_ins.learn(sit_in_id, user, line, now)
            await uow.commit()

    async def _settings(self) -> Settings:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.get()


_ANSWERED = "This was answered already."


def has_call(card: LeadCard, user: str) -> bool:
    """Whether somebody else has this lead and still talks to it."""
    owner = card.standing.owner
    return card.standing.is_open and owner not in (None, user) and is_user(owner or "")


async def described(uow: UnitOfWork, sit_in: SitIn) -> SitIn:
    """With names, as people call the lead or campaign and the two who are in it."""
    if sit_in.kind is SitInKind.CALL:
        card = await uow.leads.card(sit_in.about)
        label = card.label if card else "a lead"
    else:
        campaign = await uow.campaigns.get(sit_in.about)
        label = campaign.name if campaign else "a campaign"
    names = await uow.members.names([sit_in.asked_by, sit_in.host])
    return replace(sit_in, label=label, names=names)


async def ask_learnt(units: UnitOfWorkFactory, team: str, now: datetime) -> None:
    """Asks both, once, on the day after, when work has begun."""
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        local = now.astimezone(settings.zone)
        held = await uow.sit_ins.held(local.date()) if local.time() >= settings.work_start else []
    for sit_in_id in held:
        async with units(team) as uow:
            sit_in = await uow.sit_ins.get(sit_in_id)
            if sit_in is not None and await uow.sit_ins.ask_learnt(sit_in_id, now):
                both = (sit_in.asked_by, sit_in.host)
                subject = {"sit_in": sit_in_id}
                asked = [Intent(MessageKind.SIT_IN_LEARNT, user, subject) for user in both]
                await uow.messages.add(asked, now)
                await uow.commit()


async def _to_answer(uow: UnitOfWork, sit_in_id: str, user: str) -> SitIn:
    sit_in = await _found(uow, sit_in_id)
    if sit_in.host != user:
        raise NotAllowed(f"Only {sit_in.name_of(sit_in.host)} was asked, and can answer this.")
    if sit_in.state is not SitInState.ASKED:
        raise NotPossible(_ANSWERED)
    return sit_in


async def _held(uow: UnitOfWork, sit_in_id: str, user: str) -> SitIn:
    sit_in = await _found(uow, sit_in_id)
    if user not in (sit_in.asked_by, sit_in.host):
        both = f"{sit_in.name_of(sit_in.asked_by)} and {sit_in.name_of(sit_in.host)}"
        raise NotAllowed(f"Only {both}, who were there, can say what they learnt.")
    if sit_in.state is not SitInState.ACCEPTED:
        raise NotPossible("Nobody has sat in here yet.")
    return sit_in


async def _found(uow: UnitOfWork, sit_in_id: str) -> SitIn:
    sit_in = await uow.sit_ins.get(sit_in_id)
    if sit_in is None:
        raise NotFound("This request no longer exists.")
    return await described(uow, sit_in)


def _check(answer: SitInAnswer, today: date) -> None:
    if answer.accepted and (answer.held_on is None or answer.held_on < today):
        raise InvalidInput("Pick today or a later day.", {"held_on": "Pick today or a later day."})
    if len(answer.word) > MAX_WORD:
        problem = f"At most {MAX_WORD} characters."
        raise InvalidInput(problem, {"word": problem})


def _already(before: SitIn) -> str:
    host = before.name_of(before.host)
    if before.state is SitInState.ASKED:
        return f"You asked {host} already. The answer comes to your messages."
    return f"{host} has said yes already."
