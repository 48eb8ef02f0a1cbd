"""What a digest said is kept, and what may be erased is not kept with it."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from bot.domain.cards import Quote
from bot.domain.digest import SayMore
from bot.domain.fold import apply
from bot.domain.lifecycle import Action, Door, Event, Standing
from bot.domain.schedule import Span
from bot.ports import Member, NewLead
from storage.base import table_of
from storage.engine import Database
from storage.tables import FeedbackText, Run
from storage.uow import Units
from tests.integration.history import some_campaigns, some_leads
from tests.unit.bot.facts import NAMES, NOW, tidewell

ARRIVED = datetime(2026, 8, 19, 9, 0, tzinfo=UTC)
EVERYTHING = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


async def _names(units: Units, team: str) -> None:
    async with units(team) as uow:
        await uow.members.put([Member(user, name) for user, name in NAMES.items()], NOW)
        await uow.commit()


async def _quoted_lead(units: Units, team: str, campaign_id: str, text: str, hour: int) -> str:
    """A lead whose pitch landed at `hour`, with a quote of Maya's; the quote's event."""
    new: NewLead = some_leads(random.Random(hour), 1, ARRIVED, EVERYTHING.end - ARRIVED, [])[0].new
    new = replace(new, failed=(), campaign_id=campaign_id, arrived_at=ARRIVED, source=f"s{hour}")
    at = ARRIVED.replace(hour=hour)
    taken = Event(f"{new.id}-t", at, "U0MAYA", Action.TAKE, Door.BUTTON)
    landed = Event(f"{new.id}-l", at, "U0MAYA", Action.LANDED, Door.BUTTON, ("Customer proof",))
    async with units(team) as uow:
        await uow.leads.add([new])
        await uow.feedback.add_many([(new.id, taken), (new.id, landed)])
        await uow.leads.save_standing(new.id, apply(apply(Standing(), taken), landed))
        await uow.feedback.add_text(new.id, landed, text, named=True)
        await uow.commit()
    return landed.id


async def test_facts_come_back_as_they_were(units: Units, team: str) -> None:
    await _names(units, team)
    [campaign_id] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    event = await _quoted_lead(units, team, campaign_id, "Hamm costs us two hours", 10)
    more = SayMore(campaign_id, "Dock webinar", "Customer proof", 14, 31, quote_of=event)
    facts = tidewell(say_more=(more,))
    async with units(team) as uow:
        assert await uow.digests.claim(facts.period, NOW)
        await uow.digests.store(facts)
        await uow.commit()
    async with units.reading(team) as uow:
        found = await uow.digests.stored(facts.period)
    assert found is not None
    quote = Quote("Hamm costs us two hours", "Maya", "Company 0")
    assert found == replace(facts, say_more=(replace(more, quote=quote),))
    assert found.name_of("U0LENA") == "Lena"


async def test_no_name_and_no_quote_is_stored_with_the_facts(
    database: Database, units: Units, team: str
) -> None:
    facts = tidewell()
    assert facts.say_more[0].quote is not None
    async with units(team) as uow:
        await uow.digests.claim(facts.period, NOW)
        await uow.digests.store(facts)
        await uow.commit()
    runs = table_of(Run)
    async with database.transaction(database.read) as connection:
        facts_of = select(runs.c.facts).where(runs.c.team_id == team)
        stored = json.dumps((await connection.execute(facts_of)).scalar_one())
    assert "Customer proof" in stored
    for secret in ("two hours", "Kestrel", "Maya", "Lena"):
        assert secret not in stored


async def test_an_erased_quote_is_gone_from_old_digests_too(
    database: Database, units: Units, team: str
) -> None:
    [campaign_id] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    event = await _quoted_lead(units, team, campaign_id, "Hamm costs us two hours", 10)
    facts = tidewell(say_more=(SayMore(campaign_id, "Dock", "Proof", 14, 31, quote_of=event),))
    async with units(team) as uow:
        await uow.digests.claim(facts.period, NOW)
        await uow.digests.store(facts)
        await uow.commit()
    texts = table_of(FeedbackText)
    async with database.transaction(database.write) as connection:
        await connection.execute(delete(texts).where(texts.c.team_id == team))
        await connection.commit()
    async with units.reading(team) as uow:
        found = await uow.digests.stored(facts.period)
    assert found is not None
    assert found.say_more[0].quote is None


async def test_a_week_is_claimed_once_and_each_workspace_has_its_own(
    units: Units, team: str
) -> None:
    for workspace, expected in ((team, True), (team, False), (f"{team}X", True)):
        async with units(workspace) as uow:
            assert await uow.digests.claim("2026-W34", NOW) is expected
            await uow.commit()


async def test_the_latest_and_the_one_before(units: Units, team: str) -> None:
    async with units(team) as uow:
        assert await uow.digests.latest() is None
        for period in ("2026-W09", "2026-W34", "2025-W52"):
            await uow.digests.claim(period, NOW)
            await uow.digests.store(tidewell(period=period))
        await uow.commit()
    async with units.reading(team) as uow:
        latest, before = await uow.digests.latest(), await uow.digests.latest(before="2026-W34")
        none = await uow.digests.latest(before="2025-W52")
    assert latest is not None
    assert before is not None
    assert (latest.period, before.period, none) == ("2026-W34", "2026-W09", None)


async def test_quotes_prefer_the_reason_and_then_the_latest(units: Units, team: str) -> None:
    await _names(units, team)
    [campaign_id] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    await _quoted_lead(units, team, campaign_id, "early", 10)
    await _quoted_lead(units, team, campaign_id, "late", 15)
    async with units.reading(team) as uow:
        found = await uow.figures.quotes(campaign_id, EVERYTHING, limit=5)
        before = await uow.figures.quotes(campaign_id, Span(EVERYTHING.start, ARRIVED), limit=5)
    assert [(quote.text, quote.who) for _, quote in found] == [("late", "Maya"), ("early", "Maya")]
    assert before == []


async def test_a_quote_about_a_verdict_taken_back_is_not_shown(
    database: Database, units: Units, team: str
) -> None:
    [campaign_id] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    event = await _quoted_lead(units, team, campaign_id, "it fell flat at first", 10)
    texts = table_of(FeedbackText)
    async with database.transaction(database.write) as connection:
        mine = (texts.c.team_id == team, texts.c.event_id == event)
        await connection.execute(update(texts).where(*mine).values(at=ARRIVED))
        await connection.commit()
    async with units.reading(team) as uow:
        assert await uow.figures.quotes(campaign_id, EVERYTHING) == []


async def test_a_withheld_name_is_withheld(database: Database, units: Units, team: str) -> None:
    await _names(units, team)
    [campaign_id] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    await _quoted_lead(units, team, campaign_id, "no names", 10)
    texts = table_of(FeedbackText)
    async with database.transaction(database.write) as connection:
        await connection.execute(update(texts).where(texts.c.team_id == team).values(named=False))
        await connection.commit()
    async with units.reading(team) as uow:
        [(_, quote)] = await uow.figures.quotes(campaign_id, EVERYTHING)
    assert (quote.text, quote.who) == ("no names", None)


NEWER = (
    "asked_for",
    "lost_because",
    "segments",
    "pitch",
    "discounts",
    "promises",
    "calibration",
)


async def test_facts_of_an_older_version_are_still_read(
    database: Database, units: Units, team: str
) -> None:
    """Not everything was collected from the beginning."""
    facts = tidewell()
    async with units(team) as uow:
        await uow.digests.claim(facts.period, NOW)
        await uow.digests.store(facts)
        await uow.commit()
    runs = table_of(Run)
    async with database.transaction(database.write) as connection:
        mine = runs.c.team_id == team
        stored = (await connection.execute(select(runs.c.facts).where(mine))).scalar_one()
        old = {key: stored[key] for key in stored if key not in NEWER}
        assert len(old) == len(stored) - len(NEWER)
        dropped = ("sql", "won_amount", "channel", "offer", "cost")
        old["campaigns"] = [
            {key: item[key] for key in item if key not in dropped} for item in old["campaigns"]
        ]
        await connection.execute(update(runs).where(mine).values(facts=old))
        await connection.commit()
    async with units.reading(team) as uow:
        found = await uow.digests.stored(facts.period)
    assert found is not None
    assert found.lost_to == facts.lost_to
    assert (found.asked_for, found.lost_because, found.segments) == ((), {}, ())
    assert [item.won_amount for item in found.campaigns] == [0] * len(facts.campaigns)
