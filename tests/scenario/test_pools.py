"""“Don't show my name”, through Slack: what is shown, and that nothing joins a text and its author.

After each step the whole database is read, table by table and (SQLite) byte by byte, and the log.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import SQLModel

from sandbox.model import Message
from storage.base import table_of
from storage.engine import Database
from storage.tables import Pool, PooledText
from tests.databases import fresh
from tests.scenario.test_digest import monday
from tests.scenario.world import CAMPAIGN, World, lead, shown, tidewell

PEOPLE = ("maya", "jonas", "priya", "lena", "sam")
WORDS = {name: f"words {number}{number}{number}" for number, name in enumerate(PEOPLE)}
WISH = "gate login"
Row = dict[str, Any]
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Dump:
    """All rows of the test's workspace by table, and the open pool's key."""

    tables: dict[str, list[Row]]

    def rows(self, said: str) -> list[tuple[str, Row]]:
        """Wherever a text stands, also inside another value."""
        found = [(name, row) for name, rows in self.tables.items() for row in rows]
        return [(name, row) for name, row in found if said in str(list(row.values()))]

    def values(self, *, but: str) -> set[str]:
        """Every word of every other table."""
        others = [row for name, rows in self.tables.items() if name != but for row in rows]
        return {word for row in others for word in re.findall(r"[\w-]+", str(row))}

    @property
    def keys(self) -> list[bytes]:
        return [row["key"] for row in self.tables["pool"] if row["key"]]


async def dump(world: World) -> Dump:
    tables = {}
    database = world.bot.store.database
    async with database.transaction(database.read) as connection:
        for table in SQLModel.metadata.sorted_tables:
            mine = select(table).where(table.c.team_id == world.bot.team)
            tables[table.name] = [dict(row) for row in (await connection.execute(mine)).mappings()]
    return Dump(tables)


async def writes(world: World, name: str, said: str, wish: str = "") -> Message:
    """A person takes a lead, says that the pitch landed, and why, without a name: the chips."""
    person, who = world.person(name), f"Pia {name.capitalize()}"
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.send(lead(f"hs-{name}", person={"name": who}, company={"name": f"Co {name}"}))
    card = await world.card(containing=who)
    assert (await person.click("leads", card.ts, "take")).ok
    await world.sandbox.workspace.until(
        lambda: [m for m in person.sees("leads") if who in shown(m) and "took it" in shown(m)]
    )
    assert (await person.click("leads", card.ts, "landed")).ok
    chips = await world.private(name, f"What landed with {who}")
    await person.click("leads", chips.ts, "why_more")
    form = await world.modal(name, "What landed?")
    assert "once five people have written" in str(form.payload)
    hidden: Values = {
        "quote": {"quote": said},
        "wish": {"wish": wish},
        "hide_name": {"hide_name": ["hide"]},
    }
    assert (await person.submit(form.id, hidden)).ok
    return chips


def stands_alone(found: Dump, said: str) -> None:
    """The text is in one row, and nothing in that row is anywhere else or tells a time."""
    [(table, row)] = found.rows(said)
    assert table == "pooled_text"
    assert set(row) == {"team_id", "id", "pool_id", "author", "text"}
    assert not any(isinstance(value, (date, datetime, int, float)) for value in row.values())
    marks = {row["id"], row["author"]} - {None}
    assert marks.isdisjoint(found.values(but="pooled_text"))


def identifying(world: World, found: Dump) -> set[str]:
    """All that could name an author, a lead or an event."""
    ids = {
        row["id"] for name in ("lead", "feedback_event", "message") for row in found.tables[name]
    }
    return ids | {world.person(name).id for name in PEOPLE}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the bot logs in daily use."""
    caplog.set_level(logging.INFO)
    return caplog


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[World]:
    """With a database of its own: its file is searched."""
    async with tidewell(Database(fresh(tmp_path))) as made:
        yield made


async def test_nothing_joins_a_text_and_its_author(
    alone: World, log: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    world = alone
    marks: set[str] = set()
    key = b""
    for name in PEOPLE:
        await writes(world, name, WORDS[name], WISH if name == "maya" else "")
        found = await dump(world)
        for known in (WISH, *(WORDS[one] for one in PEOPLE[: PEOPLE.index(name) + 1])):
            stands_alone(found, known)
        pooled = found.tables["pooled_text"]
        marks |= {value for row in pooled for value in (row["id"], row["author"])}
        assert marks.isdisjoint(identifying(world, found))
        [key] = found.keys
        [pool] = found.tables["pool"]
        assert re.fullmatch(r"2026-W\d\d", pool["opened_in"]), "no finer time is kept"

    digest = await monday(world)
    assert "Said without a name" in shown(digest)
    assert all(f"“{said}”" in shown(digest) for said in WORDS.values())
    assert f"“They asked for {WISH}”" in shown(digest)
    found = await dump(world)
    assert found.keys == [], "the key is destroyed"
    for said in WORDS.values():
        stands_alone(found, said)
    after = {row["id"] for row in found.tables["pooled_text"]}
    assert after.isdisjoint(marks), "not even the marks are left"
    assert {row["author"] for row in found.tables["pooled_text"]} == {None}
    await _no_remains(world, key, marks)

    logged = f"{log.text}\n{capfd.readouterr()}"
    assert not any(said in logged for said in WORDS.values())
    assert not any(mark in logged for mark in marks)


async def _no_remains(world: World, key: bytes, marks: set[str]) -> None:
    """Below the tables: the file's bytes on SQLite, the row versions on PostgreSQL."""
    database = world.bot.store.database
    async with database.transaction(database.write) as connection:
        if not database.is_sqlite:
            mine = text("SELECT DISTINCT xmin::text FROM pooled_text WHERE team_id = :team")
            versions = (await connection.execute(mine, {"team": world.bot.team})).scalars().all()
            said = text("SELECT xmin::text FROM feedback_event WHERE team_id = :team")
            events = (await connection.execute(said, {"team": world.bot.team})).scalars().all()
            assert len(versions) == 1
            assert set(versions).isdisjoint(events)
            return
    await world.bot.stop()  # the last connection folds the write-ahead log into the file
    file = database.url.database or ""
    raw = await asyncio.to_thread(Path(file).read_bytes)
    assert raw.count(b"words 000") == raw.count(WISH.encode()) == 1
    assert key not in raw
    assert not any(mark.encode() in raw for mark in marks)


async def test_the_order_of_the_texts_tells_nothing(world: World) -> None:
    """No rowid on SQLite; rewritten at once on PostgreSQL, as `_no_remains` checks."""
    database = world.bot.store.database
    assert not table_of(PooledText).dialect_options["sqlite"]["with_rowid"]
    if database.is_sqlite:
        async with database.transaction(database.read) as connection:
            made = text("SELECT sql FROM sqlite_master WHERE name = 'pooled_text'")
            assert "WITHOUT ROWID" in str((await connection.execute(made)).scalar_one())


async def test_an_undo_deletes_the_text(world: World) -> None:
    chips = await writes(world, "maya", WORDS["maya"])
    assert (await world.person("maya").click("leads", chips.ts, "undo")).ok
    assert (await dump(world)).rows(WORDS["maya"]) == []


async def test_four_are_too_few_and_are_given_up_after_eight_weeks(world: World) -> None:
    for name in PEOPLE[:4]:
        await writes(world, name, WORDS[name])
    digest = await monday(world)
    assert "Said without a name" not in shown(digest)
    await world.later(weeks=7)
    found = await dump(world)
    assert found.tables["pool"] == []
    assert all(found.rows(said) == [] for said in WORDS.values())


async def test_the_history_tells_nothing_of_it(world: World) -> None:
    await writes(world, "maya", WORDS["maya"], WISH)
    card = await world.card(containing="Pia Maya")
    await world.choose_in_menu("jonas", card.ts, "History")
    history = await world.modal("jonas", "History")
    assert "said why" in str(history.payload)
    assert WORDS["maya"] not in str(history.payload)
    assert WISH not in str(history.payload)


async def test_words_from_a_message_are_pooled_too(world: World) -> None:
    await world.taken()
    card = await world.posted()
    maya = world.person("maya")
    reply = await maya.post("leads", WORDS["maya"], card.ts)
    await maya.message_shortcut("save_feedback", "leads", reply.ts)
    form = await world.modal("maya", "Save as feedback")
    answer: Values = {"verdict": {"verdict": "landed"}, "hide_name": {"hide_name": ["hide"]}}
    assert (await maya.submit(form.id, answer)).ok
    found = await dump(world)
    stands_alone(found, WORDS["maya"])
    assert len(found.tables[table_of(Pool).name]) == 1


async def test_what_nobody_has_read_yet_can_be_taken_back_at_any_time(world: World) -> None:
    for name in ("maya", "jonas"):
        await writes(world, name, WORDS[name])
    await world.later(days=2)
    answer = await world.person("maya").command("/leads", "unsay", "leads")
    assert "1 text of yours taken back" in str(answer.payload)
    found = await dump(world)
    assert found.rows(WORDS["maya"]) == []
    stands_alone(found, WORDS["jonas"])
    again = await world.person("maya").command("/leads", "unsay", "leads")
    assert "Nothing of yours waits" in str(again.payload)
