"""Forgetting a person who asks for it: names, contact data and free text go, what was counted
stays, and what stands in Slack is drawn again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.digest import DigestFacts
from bot.domain.erasing import Traces
from bot.errors import NotFound
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.digest_edits import drawn_again

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Erasing:
    """`who` is an e-mail address, or a lead by either of its ids: the person's other leads too."""

    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def look(self, who: str, now: datetime) -> Traces:
        """What `erase` would take away; NotFound when there is nobody."""
        async with self._units(self._team) as uow:
            return await _erase_in(uow, who, now)

    async def erase(self, who: str, now: datetime) -> Traces:
        async with self._units(self._team) as uow:
            done = await _erase_in(uow, who, now)
            await uow.commit()
        return done


async def _erase_in(uow: UnitOfWork, who: str, now: datetime) -> Traces:
    found = await uow.erasure.find(who.strip())
    if not found:
        raise NotFound(f"No lead here has the address or the id “{who}”. Nothing was erased.")
    said, told = await uow.erasure.said(found), await uow.erasure.told(found)
    campaigns = {lead.campaign_id for one in found if (lead := await uow.leads.locked(one))}
    done = await uow.erasure.erase(found)
    edits = [
        Intent(MessageKind.ERASED, to, {"lead": found[0]}, parent=message) for to, message in told
    ]
    digests = await _digests(uow, said) if said else []
    await uow.messages.add([*edits, *digests], now)
    for campaign_id in sorted(one for one in campaigns if one) if said else ():
        await uow.campaigns.touch(campaign_id)  # their cards may quote what was erased
    return replace(done, messages=len(edits), digests=len(digests))


async def _digests(uow: UnitOfWork, said: set[str]) -> list[Intent]:
    """Each message of a digest that quotes any of this is drawn again, without it."""
    settings = await uow.settings.get()
    return [
        intent
        for facts, messages in await uow.digests.recent(_EVER)
        if said & _quoted(facts)
        for intent in drawn_again(facts.period, messages, settings)
    ]


def _quoted(facts: DigestFacts) -> set[str]:
    found: Sequence[str | None] = [item.quote_of for item in facts.say_more]
    return {one for one in (*found, facts.sat_in.quote_of) if one}
