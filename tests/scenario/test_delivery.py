"""What delivery does when Slack misbehaves."""

from tests.scenario.world import World, lead, shown


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
    assert card.text.startswith("Dana Ruiz, Kestrel Foods")
    assert not card.blocks


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
