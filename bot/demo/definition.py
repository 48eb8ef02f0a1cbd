"""Tidewell's definition of a qualified lead: one that both sides signed, and a change of Lena's
that waits for sales."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import Leadloop
from bot.demo.twelve_weeks import FIRST_MONDAY
from bot.domain.definition import Criteria, Definition, Proposal, Side, Signature, with_criteria

SIGNED = Criteria(min_fit=40, require_agreed_step=True)
STRICTER = replace(SIGNED, min_fit=45)
_PROPOSED = FIRST_MONDAY - timedelta(days=4, hours=-7)  # 9:00 in Berlin
_SIGNED = _PROPOSED + timedelta(days=1)


async def signed(bot: Leadloop, lena: str, sam: str) -> None:
    """Version 1 holds since before the history begins; whose signatures they are."""
    first = Definition(
        version=1,
        criteria=SIGNED,
        proposed_by=lena,
        proposed_at=_PROPOSED,
        sales=Signature(sam, _SIGNED),
        marketing=Signature(lena, _PROPOSED),
        in_force_at=_SIGNED,
    )
    async with bot.store.units(bot.team) as uow:
        await uow.definitions.add(first)
        after, changes = with_criteria(await uow.settings.get(), SIGNED, "definition 1", _SIGNED)
        await uow.settings.save(after, changes)
        await uow.commit()


async def proposed(bot: Leadloop, lena: str, now: datetime) -> None:
    """Version 2, with what it would have done to the twelve weeks."""
    definitions = bot.deps.definitions
    simulation = await definitions.simulate(STRICTER, lena, now)
    await definitions.propose(Proposal(STRICTER, Side.MARKETING, simulation), lena, now, "demo")
