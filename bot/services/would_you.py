"""“Would you say this?”: up to three reps are asked about a pitch before it is launched."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.ids import new_id
from bot.domain.opinions import MAX_ANSWER, MAX_ASKED, Opinion, PitchAnswer
from bot.domain.roles import Deed
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.ports import Directory, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.agreed import campaign_of
from bot.services.roles import Roles


class Opinions:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, people: Directory, roles: Roles
    ) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._roles = roles

    async def ask(
        self, campaign_id: str, users: Sequence[str], by: str, now: datetime
    ) -> list[Opinion]:
        """Those who are asked now: reps, each once and no more than three about the same words."""
        await self._roles.check(by, Deed.EDIT_CAMPAIGN)
        people = list(dict.fromkeys(users))
        if not 0 < len(people) <= MAX_ASKED:
            problem = f"Pick one to {MAX_ASKED} reps."
            raise InvalidInput(problem, {"users": problem})
        for user in people:
            await self._check_rep(user, by)
        async with self._units(self._team) as uow:
            campaign = await campaign_of(uow, campaign_id)
            if not (campaign.promise or campaign.opening_line):
                problem = "There is no promise and no opening line yet. Edit the brief first."
                raise InvalidInput(problem, {"users": problem})
            await _check_number(uow, campaign_id, campaign.pitch, people)
            said = (campaign.pitch, campaign.promise, campaign.opening_line)
            asked = [Opinion(new_id(), campaign_id, *said, user, by, now) for user in people]
            fresh = await uow.opinions.add(asked)
            told = [Intent(MessageKind.WOULD_YOU, one.user, {"opinion": one.id}) for one in fresh]
            await uow.messages.add(told, now)
            await uow.commit()
        return fresh

    async def _check_rep(self, user: str, by: str) -> None:
        problem = ""
        member = await self._people.member(user)
        name = member.name if member else "Somebody you picked"
        if user == by:
            problem = "You know what you would say. Pick reps other than yourself."
        elif member is None or not member.is_active:
            problem = f"{name} is no colleague who could answer. Pick reps."
        else:
            try:
                await self._roles.check_works(user)
            except NotAllowed as refused:
                problem = f"{name} works no leads. {refused.sentence}"
        if problem:
            raise InvalidInput(problem, {"users": problem})

    async def asked(self, opinion_id: str, user: str) -> Opinion:
        """What this person was asked. NotAllowed for others."""
        async with self._units.reading(self._team) as uow:
            return await _asked(uow, opinion_id, user)

    async def answer(
        self, opinion_id: str, user: str, answer: PitchAnswer, text: str, now: datetime
    ) -> Opinion:
        """The latest answer stands; who asked is told of each that is new."""
        text = text.replace("\x00", "").strip()
        if len(text) > MAX_ANSWER or (answer is not PitchAnswer.YES and not text):
            problem = f"Write it in at most {MAX_ANSWER} characters."
            raise InvalidInput(problem, {"text": problem})
        async with self._units(self._team) as uow:
            before = await _asked(uow, opinion_id, user)
            if (before.answer, before.text or "") != (answer, text):
                await uow.opinions.answer(opinion_id, answer, text, now)
                told = Intent(MessageKind.WOULD_YOU_TOLD, before.asked_by, {"opinion": opinion_id})
                await uow.messages.add([told], now)
            after = await _asked(uow, opinion_id, user)
            await uow.commit()
        return after


async def _check_number(
    uow: UnitOfWork, campaign_id: str, pitch: str, people: Sequence[str]
) -> None:
    before = [one.user for one in await uow.opinions.of(campaign_id) if one.pitch == pitch]
    left = MAX_ASKED - len(before)
    if len(set(people) - set(before)) <= max(left, 0):
        return
    names = await uow.members.names(before)
    told = ", ".join(sorted(names.get(user, "a colleague") for user in before))
    more = f"Pick {left} more at most." if left > 0 else "Change them to ask others."
    problem = f"{told} were asked about these words; {MAX_ASKED} is the most. {more}"
    raise InvalidInput(problem, {"users": problem})


async def _asked(uow: UnitOfWork, opinion_id: str, user: str) -> Opinion:
    opinion = await uow.opinions.get(opinion_id)
    if opinion is None:
        raise NotFound("This question no longer exists. Nothing was stored.")
    if opinion.user != user:
        name = (await uow.members.names([opinion.user])).get(opinion.user, "Somebody else")
        raise NotAllowed(f"{name} was asked this, not you. Nothing was stored.")
    return opinion
