"""Tidewell's definition of a qualified lead: one that both sides signed, and a change of Lena's
that waits for sales."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import Leadloop
from bot.demo.twelve_weeks import FIRST_MONDAY
from bot.domain.definition import Criteria, Definition, Proposal, Side, Signature, with_criteria

SIGNED = Criteria(min_fit=40, require_agreed_step=True)
STRICTER = replace(SIGNED, min_fit=45)
_BEFORE = timedelta(days=4)


async def signed(bot: Leadloop, lena: str, sam: str) -> None:
    """Version 1 holds since before the history begins; whose signatures they are."""
    at = FIRST_MONDAY - _BEFORE
    first = Definition(
        version=1,
        criteria=SIGNED,
        proposed_by=lena,
        proposed_at=at,
        sales=Signature(sam, at + timedelta(days=1)),
        marketing=Signature(lena, at),
        in_force_at=at + timedelta(days=1),
    )
    async with bot.store.units(bot.team) as uow:
        await uow.definitions.add(first)
        after, changes = with_criteria(await uow.settings.get(), SIGNED, "definition 1", at)
        await uow.settings.save(after, changes)
        await uow.commit()


async def proposed(bot: Leadloop, lena: str, now: datetime) -> None:
    """Version 2, with what it would have done to the twelve weeks."""
    definitions = bot.deps.definitions
    simulation = await definitions.simulate(STRICTER, lena, now)
    await definitions.propose(Proposal(STRICTER, Side.MARKETING, simulation), lena, now, "demo")
