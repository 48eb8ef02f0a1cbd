"""Changes, whom they cite, and the rates around them."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.changes import ChangeState, Measure, RateAsked
from bot.domain.schedule import Span
from bot.domain.stats import Share
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import keep, some_campaigns, some_leads
from tests.unit.bot.facts import EXPO, NOW, SEARCH

START = datetime(2026, 7, 6, tzinfo=UTC)
SIX_WEEKS = timedelta(weeks=6)
PROCEDURAL = {"misrouted", "existing_customer", "duplicate"}


async def test_a_change_comes_back_as_it_was(units: Units, team: str) -> None:
    [search, expo] = await some_campaigns(units, team, ["Search", "LogiExpo"], NOW)
    changes = [replace(SEARCH, campaign_id=search), replace(EXPO, campaign_id=expo)]
    async with units(team) as uow:
        for change in changes:
            await uow.changes.add(change)
        await uow.commit()
    async with units.reading(team) as uow:
        assert await uow.changes.get("c1") == changes[0]
        assert await uow.changes.get("nobody") is None
        assert await uow.changes.all() == [changes[1], changes[0]]  # newest first
        recent = await uow.changes.all(since=NOW)
        assert recent == [changes[1]]  # the other ended before
    async with units.reading(f"{team}X") as uow:
        assert await uow.changes.all() == []


async def test_a_change_ends_once(units: Units, team: str) -> None:
    async with units(team) as uow:
        await uow.changes.add(EXPO)
        assert await uow.changes.set_state("c2", ChangeState.KEPT, NOW)
        assert not await uow.changes.set_state("c2", ChangeState.DROPPED, NOW)
        ended = await uow.changes.get("c2")
        await uow.commit()
    assert ended is not None
    assert (ended.state, ended.done_at) == (ChangeState.KEPT, NOW)


async def test_rates_and_people_are_what_a_recount_finds(
    database: Database, units: Units, team: str
) -> None:
    ids = await some_campaigns(units, team, ["Dock", "Search"], START)
    lived = some_leads(random.Random(3), 300, START, 2 * SIX_WEEKS, ids)
    await keep(database, units, team, lived)
    for span in (Span(START, START + SIX_WEEKS), Span(START + SIX_WEEKS, START + 2 * SIX_WEEKS)):
        came = [
            item
            for item in lived
            if item.new.campaign_id == ids[0] and span.start <= item.new.arrived_at < span.end
        ]
        mine = [item.standing for item in came if not item.new.failed]
        told = [standing for standing in mine if standing.verdict]
        procedural = [
            s
            for s in mine
            if s.state == "rejected" and s.decline_codes and s.decline_codes[0] in PROCEDURAL
        ]
        said = {s.verdict_by for s in (i.standing for i in came) if s.verdict} | {
            s.declined_by for s in (i.standing for i in came) if s.declined
        }
        async with units.reading(team) as uow:
            asked = [RateAsked(ids[0], measure, span) for measure in Measure]
            nobody = RateAsked("nobody", Measure.TAKEN, span)
            taken, none, landed = await uow.changes.shares([asked[0], nobody, asked[1]], span.end)
            cited = await uow.changes.citing(ids[0], span)
        assert landed == Share(sum(s.verdict == "landed" for s in told), len(told))
        waiting = [
            item for item in came if item.standing.state == "new" and item.new.contact_by > span.end
        ]
        answered = len(mine) - len(procedural) - len([w for w in waiting if not w.new.failed])
        assert taken == Share(sum(bool(s.taken_at) for s in mine), answered)
        assert cited == tuple(sorted(str(user) for user in said if user))
        assert landed.of > 5
        assert none == Share()
