"""Late data: a posted digest that it changes materially is edited, at most once a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.digest import DigestFacts, judged_from
from bot.domain.late import EDITABLE, edit_of
from bot.domain.schedule import weeks
from bot.domain.settings import Settings
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.digest import EDIT_JOB
from bot.services.figures import collect

DAY = timedelta(days=1)
_OFFERING = (MessageKind.DIGEST, MessageKind.DIGEST_THREAD)


@dataclass(frozen=True, slots=True)
class _Edit:
    facts: DigestFacts
    messages: Mapping[MessageKind, str]


async def edit_due(units: UnitOfWorkFactory, team: str, now: datetime) -> list[str]:
    """Looks once a day at the digests of the last two weeks; the periods that were edited."""
    async with units.reading(team) as uow:
        due = await uow.schedule.due(EDIT_JOB)
        if due is None or due > now:
            return []
        settings = await uow.settings.get()
        edits = [
            edit
            for posted, messages in await uow.digests.recent(now - EDITABLE)
            if (edit := await _edit(uow, posted, messages, now))
        ]
    async with units(team) as uow:
        if not await uow.schedule.advance(EDIT_JOB, due, now + DAY):
            return []
        for edit in edits:
            await uow.digests.store(edit.facts)
            again = drawn_again(edit.facts.period, edit.messages, settings)
            await uow.messages.add(again, now)
        await uow.commit()
    return [edit.facts.period for edit in edits]


async def _edit(
    uow: UnitOfWork, posted: DigestFacts, messages: Mapping[MessageKind, str], now: datetime
) -> _Edit | None:
    zone, reported = (await uow.settings.get()).zone, posted.reported
    own, span = weeks(reported, reported, zone), weeks(judged_from(reported), reported, zone)
    then = posted.computed_at
    known = await uow.digests.known(own, then), await uow.digests.known(span, then)
    if known == (posted.known, posted.known_in_all):
        return None
    facts = await collect(uow, reported, now)
    said = edit_of(posted, known, facts)
    return _Edit(replace(facts, edited=said, late=posted.late), messages) if said else None


async def answered(uow: UnitOfWork, campaign_id: str, period: str, now: datetime) -> list[Intent]:
    """The marketing channel's digests that ask for an answer to what was found of this campaign are
    drawn again: their facts stay, and what was answered stands with them."""
    settings = await uow.settings.get()
    return [
        intent
        for facts, messages in await uow.digests.recent(now - EDITABLE)
        if period == facts.period or any(item.campaign_id == campaign_id for item in facts.findings)
        for intent in drawn_again(
            facts.period, {kind: messages[kind] for kind in _OFFERING if kind in messages}, settings
        )
    ]


def drawn_again(
    period: str, messages: Mapping[MessageKind, str], settings: Settings
) -> list[Intent]:
    """Each message is drawn again as what it is; where it stands is known by its parent."""
    sales = settings.sales_channel or settings.marketing_channel
    return [
        Intent(
            MessageKind.DIGEST_EDIT,
            sales if kind is MessageKind.HEADLINE else settings.marketing_channel,
            {"period": period, "of": kind.value},
            parent=message_id,
        )
        for kind, message_id in messages.items()
    ]
