"""Rules about whom the bot has not met: the owner whom the CRM names, and who has left."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.routing import Kind, Route
from tests.scenario.test_home import AtHome
from tests.scenario.test_routes import channel, ids, opened, owned, route, shows
from tests.scenario.world import World, lead, shown


def named(name: str) -> dict[str, Any]:
    """The parts of a lead that tell it from others, also from their company's."""
    key = name.lower().replace(" ", ".")
    return {
        "person": {"name": name, "email": f"{key}@{key}.example"},
        "company": {"name": f"{name} Ltd", "domain": f"{key}.example"},
    }


async def test_rules_ask_for_the_campaign_and_for_the_owners_team(world: World) -> None:
    (maya,), (priya,) = ids(world, "maya"), ids(world, "priya")
    field = world.sandbox.workspace.add_usergroup("field", "Field sales", ["jonas"])
    dach = channel(world, "dach")
    await route(
        world,
        Route("Field", Kind.CHANNEL, post_in=dach, owner_team=(field.id,)),
        Route("Team Priya", Kind.PEOPLE, (maya,), owner_team=(priya,)),
        Route("Docks", Kind.PEOPLE, (priya,), campaign=("Dock-Webinar",)),
    )
    leads = [
        owned("jonas", "hs-1", **named("First")),
        owned("jonas", "hs-2", **named("Second"), campaign="search"),
        owned("priya", "hs-3", **named("Third")),
        owned("lena", "hs-4", **named("Fourth")),
        lead("hs-5", **named("Fifth"), campaign="search"),
    ]
    await asyncio.gather(*map(world.send, leads))
    sees = world.person("maya").sees
    await world.sandbox.workspace.until(lambda: len(sees("dach")) == 2)
    assert all(any(name in shown(m) for m in sees("dach")) for name in ("First", "Second"))
    for name, holder in (("Third", f"for <@{maya}>"), ("Fourth", f"for <@{priya}>")):
        assert holder in shown(await world.card(containing=name))
    assert "nobody has it yet" in shown(await world.card(containing="Fifth"))
    assert not any(name in shown(m) for m in sees("leads") for name in ("First", "Second"))

    form = await opened(world)
    await world.person("sam").click_in_view(form.id, "test_routes")
    tried = shows(await world.modal("sam", "Routes"))
    for line in ("Field: 2 leads", "Team Priya: 1 lead", "Docks: 1 lead", "Every other lead: 1"):
        assert line in tried


@pytest.mark.parametrize("has_rules", [True, False])
async def test_what_was_meant_for_somebody_who_left_comes_back_for_somebody_else(
    world: World, *, has_rules: bool
) -> None:
    maya, (jonas,) = world.person("maya"), ids(world, "jonas")
    if has_rules:
        await route(world, Route("Owner", Kind.OWNER), Route("Sales", Kind.PEOPLE, (jonas,)))
    await world.send(owned("maya"))
    card = await world.card_says(f"for <@{maya.id}>")
    assert (await world.choose_in_menu("maya", card.ts, "Good fit, not now")).ok
    await world.card_says("it comes back on")
    maya.user.deleted = True
    await world.sandbox.jump(datetime(2026, 12, 1, 10, tzinfo=UTC))
    await world.bot.scheduler.tick()
    back = await world.card("jonas", f"for <@{jonas}>" if has_rules else "nobody has it yet")
    assert back.ts != card.ts


async def test_owners_that_match_nobody_are_listed_whatever_becomes_of_their_leads(
    world: World,
) -> None:
    (jonas,) = ids(world, "jonas")
    await route(world, Route("Owner", Kind.OWNER), Route("Sales", Kind.PEOPLE, (jonas,)))
    for number, name in enumerate(("First", "Second")):
        await world.send(owned("stranger", f"hs-{number}", **named(name)))
        card = await world.card(containing=name)
        assert f"for <@{jonas}>" in shown(card)
    together = {"name": "Third", "email": "third@second.example"}
    await world.send(owned("stranger", "hs-3", **named("Second") | {"person": together}))
    await world.card(containing="Third")
    await world.person("jonas").click("leads", card.ts, "take_all")
    await world.card_says("took it")
    home = await AtHome(world, "sam").open()
    assert home.shows("Owners that match nobody · 1")
    assert home.shows("*stranger@tidewell.example*  3 leads")

    form = await opened(world)
    await world.person("sam").click_in_view(form.id, "test_routes")
    tried = shows(await world.modal("sam", "Routes"))
    assert "3 leads of 1 owner not known in Slack so far" in tried
