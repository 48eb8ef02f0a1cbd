"""What delivery does when Slack misbehaves."""

import asyncio

from sqlalchemy import select

from storage.base import table_of
from storage.tables import Card
from tests.scenario.world import World, lead, shown

cards = table_of(Card)


def _cards(world: World) -> int:
    return len([m for m in world.person("maya").sees("leads") if "New lead" in shown(m)])


async def test_a_card_is_posted_once_though_the_answer_was_lost(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", lose_answer=True)
    await world.send(lead())
    await world.card()
    card = await world.card()
    # Found again by its metadata, it can be updated: the press shows.
    await world.sandbox.workspace.until(
        lambda: any(entry.name == "conversations.history" for entry in world.sandbox.journal), 15
    )
    await world.person("maya").click("leads", card.ts, "take")
    await world.card_says("took it")
    assert len(world.person("maya").sees("leads")) >= 1
    assert _cards(world) == 0


async def test_a_rate_limit_is_waited_for(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", retry_after=1)
    await world.send(lead())
    await world.card()
    assert _cards(world) == 1


async def test_refused_blocks_become_plain_text(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", error="invalid_blocks")
    await world.send(lead())
    card = await world.card()
    assert not card.blocks
    for fact in ("Dana Ruiz", "Kestrel Foods", "Asked for a yard review"):
        assert fact in card.text


async def test_many_changes_become_one_update(world: World) -> None:
    world.sandbox.faults.fail("chat.update", delay=0.3)
    await world.send(lead())
    card = await world.card()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "take")
    await maya.react("leads", card.ts, "telephone_receiver")
    await maya.react("leads", card.ts, "+1")
    await world.card_says("Landed")
    updates = [entry for entry in world.sandbox.journal if entry.name == "chat.update"]
    assert len(updates) <= 2


async def test_an_error_that_is_not_known_does_not_lose_the_card(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", error="ekm_access_denied")
    await world.send(lead())
    await world.sandbox.workspace.until(
        lambda: any(e.name == "chat.postMessage" and not e.ok for e in world.sandbox.journal)
    )
    async with asyncio.timeout(10):
        while await _waiting(world) != ("ready", 0, "ekm_access_denied"):  # noqa: ASYNC110  # a row has no event
            await asyncio.sleep(0.02)


async def _waiting(world: World) -> tuple[str, int, str | None]:
    database = world.bot.store.database
    async with database.transaction(database.read) as connection:
        mine = select(cards).where(cards.c.team_id == world.bot.team)
        row = (await connection.execute(mine)).mappings().one()
    return row["status"], row["shown_revision"], row["error"]


async def test_a_card_that_slack_refused_is_tried_again_when_it_changes(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", error="invalid_blocks", times=2)
    await world.send(lead())
    await world.sandbox.workspace.until(
        lambda: len([e for e in world.sandbox.journal if e.name == "chat.postMessage"]) == 2
    )
    await world.send(lead(committed_step="site visit"))
    await world.card_says("site visit")


async def test_no_card_goes_where_another_company_reads_along(world: World) -> None:
    world.sandbox.workspace.channel("leads").is_ext_shared = True
    await world.send(lead())
    await world.sandbox.workspace.until(
        lambda: any(entry.name == "conversations.info" for entry in world.sandbox.journal)
    )
    assert not [e for e in world.sandbox.journal if e.name == "chat.postMessage"]


async def test_an_owner_is_found_though_slack_was_busy_at_first(world: World) -> None:
    world.sandbox.faults.fail("users.lookupByEmail", retry_after=1)
    await world.send(lead(owner_email="jonas@tidewell.example"))
    card = await world.card_says("Got it")
    assert world.person("jonas").id in shown(card)


async def test_a_private_line_that_may_have_been_seen_is_not_repeated(world: World) -> None:
    await world.send(lead())
    card = await world.card()
    world.sandbox.faults.fail("chat.postEphemeral", lose_answer=True)
    await world.person("maya").react("leads", card.ts, "white_check_mark")
    await world.card_says("took it")
    await world.sandbox.workspace.until(lambda: _whispers(world) == 1)
    await world.person("maya").react("leads", card.ts, "+1")
    await world.private("maya", "What landed")
    assert _whispers(world) == 2


def _whispers(world: World) -> int:
    return len([e for e in world.sandbox.journal if e.name == "chat.postEphemeral"])
