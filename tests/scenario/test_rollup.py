"""Three colleagues within a minute: one card, and each of them still is a lead of its own."""

from typing import Any

from sandbox.model import Message
from tests.scenario.world import CAMPAIGN, World, lead, shown

NAMES = ("Ines Falk", "Bo Ahlers", "Ruth Dorn")


def colleague(name: str, **more: Any) -> dict[str, Any]:
    company = {"name": "Nordhafen Logistik", "employees": 1900, "country": "DE"}
    person = {"name": name, "title": "Yard Manager"}
    return lead(name, person=person, company=company, **more)


async def rolled(world: World, *names: str) -> Message:
    """The card of these colleagues, who came one after the other."""
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    for name in names or NAMES:
        assert (await world.send(colleague(name)))[1]["status"] == "accepted"
    return await world.card_says(f"{len(names or NAMES)} leads")


def cards(world: World) -> list[Message]:
    return [m for m in world.person("maya").sees("leads") if not m.ephemeral_to]


def value_of(card: Message, action: str, index: int) -> str:
    """The value of the nth button of this name."""
    elements = [e for block in card.blocks for e in block.get("elements", ())]
    values: list[str] = [e["value"] for e in elements if e.get("action_id") == action]
    return values[index]


async def test_colleagues_share_one_card_with_what_is_the_same_said_once(world: World) -> None:
    card = await rolled(world)
    assert len(cards(world)) == 1
    text = shown(card)
    assert all(name in text for name in NAMES)
    assert text.count("Trucks wait 30 % less") == 1
    assert card.text == "3 leads from Nordhafen Logistik: Ines Falk, Bo Ahlers, Ruth Dorn"


async def test_each_is_taken_and_judged_by_itself(world: World) -> None:
    card = await rolled(world)
    maya, jonas = world.person("maya"), world.person("jonas")
    await maya.click("leads", card.ts, "take", value=value_of(card, "take", 1))
    card = await world.card_says(f"<@{maya.id}> took it")
    await jonas.click("leads", card.ts, "take", value=value_of(card, "take", 0))
    card = await world.card_says(f"<@{jonas.id}> took it")
    assert "I'll take it" in shown(card), "Ruth is still to be had"

    await maya.click("leads", card.ts, "landed", value=value_of(card, "landed", 1))
    assert "What landed with Bo Ahlers?" in shown(await world.private("maya", "What landed"))


async def test_whoever_wants_the_company_takes_what_is_left_of_it(world: World) -> None:
    card = await rolled(world)
    maya, jonas = world.person("maya"), world.person("jonas")
    await jonas.click("leads", card.ts, "take", value=value_of(card, "take", 2))
    card = await world.card_says("I'll take all 2")
    world.sandbox.faults.fail("chat.update", delay=0.3)
    await maya.click("leads", card.ts, "take_all")
    await jonas.click("leads", card.ts, "take_all")
    assert "Ines Falk, Bo Ahlers: yours now" in shown(await world.private("maya", "yours now"))
    await world.private("jonas", "None of them waits any more")
    await world.sandbox.workspace.until(
        lambda: shown(cards(world)[0]).count(f"<@{maya.id}> took it") == 2
    )


async def test_an_emoji_counts_where_it_can_only_mean_one(world: World) -> None:
    await rolled(world, *NAMES[:2])
    card = await world.posted(containing="2 leads")
    maya = world.person("maya")
    await maya.react("leads", card.ts, "white_check_mark")
    await world.private("maya", "several leads")
    assert "took it" not in shown(cards(world)[0])

    card = cards(world)[0]
    await maya.click("leads", card.ts, "take", value=value_of(card, "take", 0))
    await world.card_says("took it")
    await maya.react("leads", card.ts, "+1")
    await world.private("maya", "What landed with Ines Falk?")
    await maya.unreact("leads", card.ts, "+1")
    await world.private("maya", "taken back")


async def test_one_who_comes_later_or_for_somebody_else_has_an_own_card(world: World) -> None:
    await rolled(world, *NAMES[:2])
    await world.send(colleague("Own Er", owner_email="jonas@tidewell.example"))
    await world.later(seconds=61)
    await world.send(colleague("Late Comer"))
    await world.card_says("Late Comer")
    await world.card_says("Own Er")
    assert len(cards(world)) == 3


async def test_no_colleague_hides_on_a_card_that_somebody_acted_on(world: World) -> None:
    await world.send(colleague(NAMES[0]))
    card = await world.card_says(NAMES[0])
    await world.person("maya").click("leads", card.ts, "take")
    await world.send(colleague(NAMES[1]))
    await world.card_says(f"*{NAMES[1]}*")
    assert len(cards(world)) == 2


async def test_who_comes_back_gets_a_card_and_leaves_the_old_one_to_the_others(
    world: World,
) -> None:
    card = await rolled(world)
    rows = [block for block in card.blocks if block["type"] == "actions"]
    options = rows[0]["elements"][-1]["options"]
    not_now = next(o["value"] for o in options if o["value"].startswith("nurture:"))
    maya = world.person("maya")
    await maya.choose("leads", card.ts, "more", not_now, block_id=rows[0]["block_id"])
    await world.card_says("it comes back")
    await world.later(days=95)
    back = await world.card_says("Open again")
    assert back.ts != card.ts
    assert NAMES[0] in shown(back)
    await world.sandbox.workspace.until(lambda: NAMES[0] not in shown(cards(world)[0]))
    assert "2 leads" in shown(cards(world)[0])


async def test_more_of_one_company_than_a_card_bears_are_a_list_beside_it(world: World) -> None:
    names = [f"Person {number}" for number in range(11)]
    for name in names:
        await world.send(colleague(name))
    await world.card_says("8 leads* from Nordhafen Logistik")
    listed = await world.card_says("3 more leads since")
    assert all(name in shown(listed) for name in names[8:])
    assert len(cards(world)) == 2
