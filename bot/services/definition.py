"""What a qualified lead is: tried on past leads, proposed, signed by sales and by marketing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.definition import (
    MAX_WORD,
    WEEKS,
    Criteria,
    Definition,
    DefinitionState,
    Overview,
    Proposal,
    Side,
    Signature,
    Simulation,
    criteria_of,
    may_sign,
    read_criteria,
    with_criteria,
)
from bot.domain.roles import Deed
from bot.domain.schedule import Span
from bot.domain.settings import Settings
from bot.errors import InvalidInput, NotAllowed, NotFound, NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.roles import Roles, leads_in

EARLIER = 5
_MEANWHILE = "Somebody else proposed a definition meanwhile. Look at it: `/leads definition`."


class Definitions:
    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def overview(self, user: str) -> Overview:
        """Anybody may read it."""
        sides = await self.sides(user)
        async with self._units.reading(self._team) as uow:
            current = await definition_in(uow)
            latest = await uow.definitions.latest()
            in_force = await uow.definitions.in_force(EARLIER + 1)
        is_newer = latest is not None and latest.version != current.version
        return Overview(current, latest if is_newer else None, tuple(in_force[1:]), sides, user)

    async def sides(self, user: str) -> tuple[Side, ...]:
        """For which sides this person could sign."""
        return tuple([side for side in Side if await self._roles.has(user, side.role)])

    async def to_propose(self, user: str, now: datetime) -> Overview:
        """For the form. NotPossible while another proposal is open."""
        await self._roles.check(user, Deed.PROPOSE_DEFINITION)
        async with self._units.reading(self._team) as uow:
            await _none_open(uow, now)
        return await self.overview(user)

    async def read(self, given: Mapping[str, str]) -> Criteria:
        """What was typed into the form; InvalidInput names the fields."""
        async with self._units.reading(self._team) as uow:
            return read_criteria(given, criteria_of(await uow.settings.get()))

    async def simulate(self, criteria: Criteria, user: str, now: datetime) -> Simulation:
        """What they would have done to the leads of the last weeks."""
        await self._roles.check(user, Deed.PROPOSE_DEFINITION)
        async with self._units.reading(self._team) as uow:
            span = Span(now - timedelta(weeks=WEEKS), now)
            current = criteria_of(await uow.settings.get())
            return await uow.definitions.simulate(criteria, span, WEEKS, current)

    async def propose(
        self, proposal: Proposal, user: str, now: datetime, receipt: str
    ) -> tuple[Definition, list[str]]:
        """Signed by the proposer for their side; those are asked who may sign for the other."""
        await self._roles.check(user, Deed.PROPOSE_DEFINITION)
        if proposal.side not in await self.sides(user):
            raise NotAllowed(f"You cannot sign for {proposal.side}. Nothing was proposed.")
        async with self._units(self._team) as uow:
            latest = await _none_open(uow, now)
            version = latest.version + 1 if latest else 1
            new = _signed_once(version, proposal, user, now)
            asked = [one for one in await leads_in(uow, new.missing.role) if one != user]
            if await uow.receipts.claim(receipt, now):
                if not await uow.definitions.add(new):
                    raise NotPossible(_MEANWHILE)
                await _tell(uow, MessageKind.DEFINITION_PROPOSED, asked, new.version, now)
                await uow.commit()
        return new, asked

    async def sign(self, version: int, user: str, now: datetime) -> Definition:
        """The second side's yes: from now on it decides which leads reach the reps."""
        await self._roles.check(user, Deed.SIGN_DEFINITION)
        sides = await self.sides(user)
        async with self._units(self._team) as uow:
            proposal = await _open(uow, version, now)
            if not may_sign(proposal, sides, user):
                raise NotAllowed(_whose(proposal, user))
            # Before the definition's own row, as whoever changes the settings does.
            before = await uow.settings.locked()
            if not await uow.definitions.sign(version, proposal.missing, Signature(user, now)):
                raise NotPossible(f"Definition {version} was answered meanwhile.")
            await _put_in_force(uow, before, proposal, now)
            told = [proposal.proposed_by]
            await _tell(uow, MessageKind.DEFINITION_SETTLED, told, version, now)
            signed = await _found(uow, version)
            await uow.commit()
        return signed

    async def decline(self, version: int, user: str, word: str, now: datetime) -> Definition:
        """By somebody of the side that is asked, or by the proposer, who withdraws it."""
        sides = await self.sides(user)
        async with self._units(self._team) as uow:
            proposal = await _open(uow, version, now)
            is_own = user == proposal.proposed_by
            if not is_own and not may_sign(proposal, sides, user):
                raise NotAllowed(_whose(proposal, user))
            said = _word(word, optional=is_own)
            if not await uow.definitions.decline(version, user, said, now):
                raise NotPossible(f"Definition {version} was answered meanwhile.")
            told = [] if is_own else [proposal.proposed_by]
            await _tell(uow, MessageKind.DEFINITION_SETTLED, told, version, now)
            declined = await _found(uow, version)
            await uow.commit()
        return declined


async def definition_in(uow: UnitOfWork) -> Definition:
    """The one in force; version 0, where nobody made one, is what the settings say."""
    current = await uow.definitions.current()
    return current or Definition(0, criteria_of(await uow.settings.get()))


async def set_directly_in(uow: UnitOfWork, criteria: Criteria, who: str, now: datetime) -> None:
    """An admin's own version, in force at once: a proposal that is open was made against another,
    and ends."""
    latest = await uow.definitions.latest()
    if latest is not None and latest.state(now) is DefinitionState.OPEN:
        word = "An admin set the definition directly"
        await uow.definitions.decline(latest.version, who, word, now)
    version = latest.version + 1 if latest else 1
    if not await uow.definitions.add(Definition(version, criteria, who, now, in_force_at=now)):
        raise NotPossible("Somebody changed the definition meanwhile. Nothing was changed.")


def _word(typed: str, *, optional: bool) -> str:
    word = " ".join(typed.replace("\x00", "").split())
    if len(word) > MAX_WORD or not (word or optional):
        problem = f"Say why, in at most {MAX_WORD} characters."
        raise InvalidInput(problem, {"word": problem})
    return word


def _signed_once(version: int, proposal: Proposal, user: str, now: datetime) -> Definition:
    signature = Signature(user, now)
    return Definition(
        version,
        proposal.criteria,
        proposed_by=user,
        proposed_at=now,
        sales=signature if proposal.side is Side.SALES else None,
        marketing=signature if proposal.side is Side.MARKETING else None,
        simulation=proposal.simulation,
    )


async def _put_in_force(
    uow: UnitOfWork, before: Settings, signed: Definition, now: datetime
) -> None:
    who = f"definition {signed.version}"
    after, changes = with_criteria(before, signed.criteria, who, now)
    await uow.settings.save(after, changes)


async def _none_open(uow: UnitOfWork, now: datetime) -> Definition | None:
    """The newest version. NotPossible while it is open."""
    latest = await uow.definitions.latest()
    if latest is not None and latest.state(now) is DefinitionState.OPEN:
        raise NotPossible(
            f"Definition {latest.version} still waits for {latest.missing}. One at a time: sign or "
            "decline it first, `/leads definition`."
        )
    return latest


async def _open(uow: UnitOfWork, version: int, now: datetime) -> Definition:
    found = await _found(uow, version)
    state = found.state(now)
    if state is not DefinitionState.OPEN:
        raise NotPossible(f"Definition {version} {_ENDED[state]}. Nothing was changed.")
    return found


_ENDED = {
    DefinitionState.IN_FORCE: "was signed by both already",
    DefinitionState.DECLINED: "was declined",
    DefinitionState.EXPIRED: "waited for more than 30 days and has expired",
}


async def _found(uow: UnitOfWork, version: int) -> Definition:
    found = await uow.definitions.get(version)
    if found is None:
        raise NotFound(f"There is no definition {version}.")
    return found


def _whose(proposal: Definition, user: str) -> str:
    if proposal.proposed_by == user:
        signed = proposal.missing.other
        return f"You signed for {signed} already. Somebody else signs for {proposal.missing}."
    return f"Only a {proposal.missing} lead can answer this. Nothing was changed."


async def _tell(
    uow: UnitOfWork, kind: MessageKind, people: list[str], version: int, now: datetime
) -> None:
    subject = {"version": version}
    await uow.messages.add([Intent(kind, one, subject) for one in people], now)
