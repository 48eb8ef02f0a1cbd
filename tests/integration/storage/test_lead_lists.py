"""The lists of leads: each lead on one page of one list, counted as listed, read from an index."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from bot.domain.home import UnmatchedOwner
from bot.ports import Member
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import REPS, Lived, keep, some_campaigns, some_leads

MAYA = REPS[0]
START = datetime(2026, 8, 3, tzinfo=UTC)


async def some(database: Database, units: Units, team: str) -> list[Lived]:
    """Four hundred leads that lived at random; every fifth is meant for Maya."""
    rng = random.Random(5)
    campaigns = await some_campaigns(units, team, ["Search", "Expo"], START)
    leads = some_leads(rng, 400, START, timedelta(days=2), campaigns)
    await keep(database, units, team, leads)
    async with units(team) as uow:
        for lived in leads[::5]:
            await uow.leads.assign(lived.new.id, MAYA)
        await uow.commit()
    return leads


async def test_pages_hold_every_lead_once_and_as_many_as_are_counted(
    database: Database, units: Units, team: str
) -> None:
    await some(database, units, team)
    async with units.reading(team) as uow:
        counts = await uow.leads.counts(MAYA)
        lists = {
            "waiting": [await uow.leads.waiting_for(MAYA, 3, n) for n in range(0, 400, 3)],
            "to_do": [await uow.leads.to_do(MAYA, 3, n) for n in range(0, 400, 3)],
            "owed": [await uow.leads.owed_by(MAYA, 3, n) for n in range(0, 400, 3)],
            "unclaimed": [await uow.leads.unclaimed(3, n, but_for=MAYA) for n in range(0, 400, 3)],
        }
        owned = await uow.leads.owned_by(MAYA, 400)
    ids = {name: [line.id for page in pages for line in page] for name, pages in lists.items()}
    every = [one for listed in ids.values() for one in listed]
    assert len(every) == len(set(every)), "no lead twice, nor in two lists"
    assert {name: len(listed) for name, listed in ids.items()} == {
        name: getattr(counts, name) for name in ids
    }
    assert min(map(len, ids.values())) > 3, "more than a page of each"
    assert counts.open == len(owned)
    assert {line.id for line in owned} <= {*ids["to_do"], *ids["owed"]}


async def test_owners_that_match_nobody(database: Database, units: Units, team: str) -> None:
    leads = [lived for lived in await some(database, units, team) if lived.new.lead.external_id]
    emails = ("Gone@acme.example", "here@acme.example", "left@acme.example", None)
    async with units(team) as uow:
        owned = [
            replace(one.new, lead=replace(one.new.lead, owner_email=emails[n % 4]))
            for n, one in enumerate(leads)
        ]
        await uow.leads.update(owned)
        here = Member("U0HERE", "Here", "here@acme.example")
        left = Member("U0LEFT", "Left", "left@acme.example", is_active=False)
        await uow.members.put([here, left], START)
        await uow.commit()
    async with units.reading(team) as uow:
        assert await uow.leads.unmatched_owners(9) == [], "no card was drawn: nobody looked"
    async with database.transaction(database.write) as connection:
        drawn = text("UPDATE card SET shown_revision = 1 WHERE team_id = :team")
        await connection.execute(drawn, {"team": team})
        await connection.commit()
    asked = {
        number
        for number, one in enumerate(leads)
        if one.standing.is_open and one.posted_at and not (one.new.failed or one.new.imported)
    }
    async with units.reading(team) as uow:
        found = await uow.leads.unmatched_owners(9)
        assert sorted(found, key=lambda one: one.email) == [
            UnmatchedOwner("gone@acme.example", len([n for n in asked if n % 4 == 0])),
            UnmatchedOwner("left@acme.example", len([n for n in asked if n % 4 == 2])),
        ]
        assert found[0].leads >= found[1].leads
        assert await uow.leads.count_unmatched_owners() == 2
        assert await uow.leads.unmatched_owners(9, 1) == found[1:]


async def test_the_lists_are_cut_from_indexes(database: Database, units: Units, team: str) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL reads small tables whole, whatever their indexes")
    await some(database, units, team)
    seen: list[tuple[str, object]] = []

    def note(_c: object, _u: object, statement: str, given: object, *_: object) -> None:
        seen.append((statement, given))

    event.listen(database.read.sync_engine, "before_cursor_execute", note)
    async with units.reading(team) as uow:
        await uow.leads.counts(MAYA)
        await uow.leads.waiting_for(MAYA, 7)
        await uow.leads.to_do(MAYA, 7)
        await uow.leads.owed_by(MAYA, 7)
        await uow.leads.unclaimed(7, but_for=MAYA)
        await uow.leads.unmatched_owners(7)
    event.remove(database.read.sync_engine, "before_cursor_execute", note)
    asked = [(sql, given) for sql, given in seen if "FROM lead" in sql]
    assert len(asked) == 8
    async with database.transaction(database.read) as connection:
        for sql, given in asked:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)  # type: ignore[arg-type]  # as the driver was given them
            lines = [row["detail"] for row in plan.mappings()]
            assert any("SEARCH lead USING COVERING INDEX lead_" in line for line in lines), sql
