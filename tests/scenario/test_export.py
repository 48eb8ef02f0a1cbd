"""A week as files: who gets them, and when Slack loses an answer."""

import asyncio
import csv
import io
import zipfile
from datetime import timedelta

from bot.domain.lifecycle import Action
from sandbox.model import Json, Message
from tests.integration.history import keep, lived, rejected, some_campaigns, talked
from tests.scenario.world import MONDAY, World, lead


async def history(world: World) -> None:
    store, team = world.bot.store, world.bot.team
    maya = world.person("maya").id
    (dock,) = await some_campaigns(store.units, team, ["=Dock"], MONDAY)
    at = MONDAY - timedelta(days=4)
    leads = [lived(n, dock, at, *talked(maya, at, Action.LANDED)) for n in range(3)]
    await keep(store.database, store.units, team, [*leads, lived(9, dock, at, rejected(maya, at))])


def uploads(world: World, name: str) -> list[Message]:
    person = world.person(name)
    return [message for message in person.sees(person.dm().id) if message.files]


def content(world: World, file: Json) -> bytes:
    found = world.sandbox.uploads.files[file["id"]].content
    assert found is not None
    return found


async def test_marketing_gets_the_week_as_a_workbook_and_as_text_files(world: World) -> None:
    await history(world)
    lena = world.person("lena")
    answer = await lena.command("/leads", "export 2026-W34", "leads")
    assert "Week 34 of 2026 is on its way to your messages" in str(answer.payload)
    (message,) = await world.sandbox.workspace.until(lambda: uploads(world, "lena"))
    assert "Week 34 of 2026" in message.text
    book, archive = message.files
    assert (book["name"], archive["name"]) == (
        "leadloop-2026-W34.xlsx",
        "leadloop-2026-W34-csv.zip",
    )
    with zipfile.ZipFile(io.BytesIO(content(world, book))) as workbook:
        assert b"campaigns" in workbook.read("xl/workbook.xml")
    with zipfile.ZipFile(io.BytesIO(content(world, archive))) as texts:
        campaigns = texts.read("leadloop-2026-W34-campaigns.csv").decode("utf-8-sig")
        leads = texts.read("leadloop-2026-W34-leads.csv").decode("utf-8-sig")
    assert campaigns.splitlines()[1].startswith("'=Dock,")
    assert len(leads.splitlines()) == 5
    assert world.person("maya").id not in leads
    assert "@" not in leads


async def test_how_long_each_part_of_the_way_took_is_told_apart(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", retry_after=1)
    await world.send(lead())
    await world.sandbox.workspace.until(lambda: not world.sandbox.faults.planned)
    await world.later(minutes=11)
    card = await world.posted()
    maya = world.person("maya")
    await world.later(minutes=20)
    await maya.click("leads", card.ts, "take")
    await world.card_says("took it")
    await world.later(minutes=45)
    await maya.click("leads", card.ts, "landed")
    await world.later(days=7)
    await world.person("lena").command("/leads", "export 2026-W35", "leads")
    (message,) = await world.sandbox.workspace.until(lambda: uploads(world, "lena"))
    with zipfile.ZipFile(io.BytesIO(content(world, message.files[1]))) as texts:
        weeks = texts.read("leadloop-2026-W35-weeks.csv").decode("utf-8-sig").splitlines()
    week = {row["Week"]: row for row in csv.DictReader(weeks)}["2026-W35"]
    parts = ("Arrival to card, min", "Card to taken, min", "Taken to contact, min")
    assert [round(float(week[part])) for part in parts] == [11, 20, 45]


async def test_slack_that_takes_no_files_gives_up_at_once(world: World) -> None:
    world.sandbox.faults.fail("files.getUploadURLExternal", error="file_uploads_disabled")
    await world.person("lena").command("/leads", "export", "leads")
    async with asyncio.timeout(10):
        while not await dead(world):  # noqa: ASYNC110  # a row sets no Event
            await asyncio.sleep(0.01)
    assert uploads(world, "lena") == []


async def dead(world: World) -> bool:
    async with world.bot.store.units.reading(world.bot.team) as uow:
        return bool((await uow.dead_letters.deliveries()).dead)


async def test_who_is_not_in_marketing_gets_none(world: World) -> None:
    await history(world)
    answer = await world.person("maya").command("/leads", "export", "leads")
    assert "Only " in str(answer.payload)
    assert "Nothing was changed" in str(answer.payload)
    assert uploads(world, "maya") == []


async def test_a_week_that_is_none_or_has_not_come_is_refused(world: World) -> None:
    lena = world.person("lena")
    assert "is not a week" in str((await lena.command("/leads", "export august", "leads")).payload)
    early = await lena.command("/leads", "export 2031-W02", "leads")
    assert "has not begun" in str(early.payload)


async def test_a_lost_upload_is_tried_again_and_a_lost_answer_sends_no_second_file(
    world: World,
) -> None:
    await history(world)
    world.sandbox.faults.fail("files.getUploadURLExternal", status=500)
    await world.person("lena").command("/leads", "export", "leads")
    await world.sandbox.workspace.until(lambda: uploads(world, "lena"))
    world.sandbox.faults.fail("files.completeUploadExternal", lose_answer=True)
    await world.person("lena").command("/leads", "export 2026-W33", "leads")
    await world.sandbox.workspace.until(lambda: len(uploads(world, "lena")) == 2)
    await world.later(hours=1)
    assert len(uploads(world, "lena")) == 2
