"""More leads than a channel bears: one card with a list, and each still a lead of its own."""

from typing import Any

from sandbox.model import Message
from tests.scenario.world import World, lead, shown


def cards(world: World) -> list[Message]:
    return [m for m in world.person("maya").sees("leads") if not m.ephemeral_to]


async def burst(world: World, count: int, limit: int = 2) -> Message:
    """The card of a burst, of which `count` came beyond those with own cards."""
    await world.bot.deps.settings.change({"burst": str(limit)}, "test", world.sandbox.clock.now())
    for n in range(limit + count):
        person = {"name": f"Person {n}", "email": f"p{n}@x.example"}
        await world.send(lead(f"many-{n}", person=person))
    return await world.card_says(f"{count} more lead")


def modal(world: World) -> str:
    open_one = world.person("maya").modal
    return str(open_one.payload) if open_one else ""


def values(blocks: list[dict[str, Any]], action: str) -> list[str]:
    """Of the buttons of this name."""
    elements = [one for block in blocks for one in block.get("elements", ())]
    return [str(one["value"]) for one in elements if one.get("action_id") == action]


def first(card: Message) -> str:
    return values(card.blocks, "take")[0]


async def test_the_further_ones_are_one_card(world: World) -> None:
    card = await burst(world, 12)
    assert "12 more leads since 09:00" in card.text
    assert len(values(card.blocks, "take")) == len(values(card.blocks, "reject")) == 6
    assert "Fit 86 · Intent 74" in shown(card)
    await world.card_says("Person 0")
    await world.card_says("Person 1")
    assert len(cards(world)) == 3


async def test_what_is_taken_gets_a_card_of_its_own(world: World) -> None:
    card = await burst(world, 3)
    maya = world.person("maya")
    await maya.click("leads", card.ts, "take", value=first(card))
    own = await world.card_says("took it")
    assert own.ts != card.ts
    assert "Person 2" in shown(own)
    await world.private("maya", "Person 2: yours now")
    left = await world.card_says("2 to be had")
    assert left.ts == card.ts
    assert "Person 2" not in shown(left)
    own = await world.posted(containing="took it")
    await maya.react("leads", own.ts, "+1")
    await world.private("maya", "What landed with Person 2?")


async def test_the_last_one_keeps_the_message(world: World) -> None:
    card = await burst(world, 2)
    jonas = world.person("jonas")
    await jonas.click("leads", card.ts, "take", value=first(card))
    card = await world.card_says("1 to be had")
    await jonas.click("leads", card.ts, "take", value=first(card))
    await world.sandbox.workspace.until(
        lambda: "took it" in shown(next(m for m in cards(world) if m.ts == card.ts))
    )
    assert not any("to be had" in shown(m) for m in cards(world))
    assert len(cards(world)) == 4


async def test_the_list_turns_its_pages_and_takes(world: World) -> None:
    card = await burst(world, 12)
    await world.posted(containing="12 more leads")
    maya = world.person("maya")
    await maya.click("leads", card.ts, "burst_show")
    view = await world.modal("maya", "Waiting leads")
    assert "1–10 of 12" in str(view.payload)
    await maya.click_in_view(view.id, "burst_turn.more")
    await world.sandbox.workspace.until(lambda: "11–12 of 12" in modal(world))
    page = maya.modal
    assert page is not None
    last = values(page.payload["blocks"], "burst_take")[-1]
    await maya.click_in_view(view.id, "burst_take", value=last)
    await world.sandbox.workspace.until(lambda: "yours now" in modal(world))
    assert "11–11 of 11" in modal(world)
    await world.direct("maya", "Yours now")

    await maya.click_in_view(view.id, "burst_turn.earlier")
    await world.sandbox.workspace.until(lambda: "1–10 of 11" in modal(world))
    page = maya.modal
    assert page is not None
    refused = values(page.payload["blocks"], "burst_reject")[0]
    await maya.click_in_view(view.id, "burst_reject", value=refused)
    form = await world.modal("maya", "Why not for us?")
    assert (await maya.submit(form.id, {"reasons": {"reasons": ["student"]}})).ok
    assert "1–10 of 10" in str((await world.modal("maya", "Waiting leads")).payload)
    assert "1 not for us" in shown(await world.card_says("10 to be had"))

    refused = values(page.payload["blocks"], "burst_reject")[1]
    await maya.click_in_view(view.id, "burst_reject", value=refused)
    form = await world.modal("maya", "Why not for us?")
    assert (await maya.submit(form.id, {"reasons": {"reasons": ["misrouted"]}})).ok
    assert "is open to everybody now" in str((await world.modal("maya", "Not for us")).payload)


async def test_an_emoji_on_a_list_changes_nothing(world: World) -> None:
    await burst(world, 12)
    card = await world.posted(containing="12 more leads")
    await world.person("maya").react("leads", card.ts, "white_check_mark")
    await world.private("maya", "several leads")


async def test_after_a_quiet_minute_leads_have_cards_again(world: World) -> None:
    await burst(world, 2)
    await world.posted(containing="2 more leads")
    await world.later(seconds=61)
    await world.send(lead("later", person={"name": "Late Comer"}))
    await world.card_says("Late Comer")
    assert len(cards(world)) == 4


async def test_a_channel_set_for_the_first_time_is_not_flooded(world: World) -> None:
    settings, now = world.bot.deps.settings, world.sandbox.clock.now()
    channel = (await settings.get()).sales_channel
    await settings.change({"sales_channel": ""}, "test", now)
    for n in range(30):
        await world.send(lead(f"n-{n}", person={"name": f"Person {n}", "email": f"{n}@x.example"}))
    await settings.change({"sales_channel": channel}, "test", now)
    await world.card_says("10 more leads")
    await world.sandbox.workspace.until(lambda: len(cards(world)) == 21)
