"""Lead → card → I'll take it."""

from tests.scenario.world import CAMPAIGN, World, lead, shown


async def test_a_lead_becomes_a_card_with_the_campaigns_context(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    status, answer = await world.send(lead())
    assert (status, answer["status"]) == (202, "accepted")

    card = await world.card()
    for expected in (
        "VP Operations",
        "decides",
        "420 people",
        "Trucks wait 30 % less",
        "Runs beside the WMS",
        "yard review",
        "I'll take it",
    ):
        assert expected in shown(card)
    assert "dana.hs-1@kestrel.example" not in shown(card)
    assert card.text.startswith("Dana Ruiz, Kestrel Foods: Asked for a yard review")


async def test_one_press_takes_the_lead_and_the_other_is_told_by_whom(world: World) -> None:
    await world.send(lead())
    card = await world.card()

    assert (await world.person("maya").click("leads", card.ts, "take")).ok
    assert (await world.person("jonas").click("leads", card.ts, "take")).ok

    taken = await world.card_says("took it")
    assert world.person("maya").id in shown(taken)
    refusal = await world.private("jonas", "took Dana Ruiz")
    assert "Maya took Dana Ruiz at 09:0" in shown(refusal)
    brief = await world.direct("maya", "dana.hs-1@kestrel.example")
    assert "+49 30 1234" in shown(brief)


async def test_a_lead_with_an_owner_mentions_them_and_they_got_it(world: World) -> None:
    await world.send(lead(owner_email="Jonas@tidewell.example"))
    jonas = world.person("jonas")
    card = await world.card_says(f"for <@{jonas.id}>")
    assert "Got it" in shown(card)
    assert (await jonas.click("leads", card.ts, "take")).ok
    await world.card_says(f"<@{jonas.id}> took it")


async def test_not_mine_opens_it_to_everybody_and_asks_nobody_again(world: World) -> None:
    await world.send(lead(owner_email="jonas@tidewell.example"))
    jonas, maya = world.person("jonas"), world.person("maya")
    card = await world.card_says(f"for <@{jonas.id}>")

    await maya.click("leads", card.ts, "not_mine")
    await world.private("maya", "not waiting for you")
    assert (await jonas.click("leads", card.ts, "not_mine")).ok
    await world.private("jonas", "open to everybody")
    await world.card_says("nobody has it yet")

    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    card = await world.card_says("Trucks wait 30 % less")
    assert "nobody has it yet" in shown(card), "drawn again, it still is for everybody"
    assert (await maya.click("leads", card.ts, "take")).ok
    await world.card_says(f"<@{maya.id}> took it")


async def test_an_owner_that_nobody_knows_leaves_it_to_everybody(world: World) -> None:
    await world.send(lead(owner_email="gone@tidewell.example"))
    await world.card_says("nobody has it yet")


async def test_a_lead_is_handed_over_and_its_brief_goes_along(world: World) -> None:
    card = await world.taken()
    maya, jonas = world.person("maya"), world.person("jonas")
    await world.choose_in_menu("maya", card.ts, "Hand to")
    form = await world.modal("maya", "Hand to…")
    bot = next(iter(world.sandbox.workspace.apps.values())).bot_user_id
    for nobody in (maya.id, bot):
        refused = await maya.submit(form.id, {"to": {"to": nobody}})
        assert refused.errors == {"to": "Pick a colleague of this workspace."}
    priya, lena, now = world.person("priya"), world.person("lena"), world.sandbox.clock.now()
    sales = {"sales": f"{maya.id} {jonas.id} {priya.id}"}
    await world.bot.deps.settings.change(sales, "test", now)
    refused = await maya.submit(form.id, {"to": {"to": lena.id}})
    may = "Only sales and admins can do that: Maya, Jonas, Priya. Nothing was changed."
    assert refused.errors == {"to": f"Lena cannot take it on. {may}"}
    await priya.command("/leads", f"away 2026-08-28 <@{jonas.id}>", "leads")
    refused = await maya.submit(form.id, {"to": {"to": priya.id}})
    away = "Priya is away until 28 Aug; Jonas stands in. Nothing was changed."
    assert refused.errors == {"to": away}
    await jonas.command("/leads", "away 2026-08-28", "leads")
    refused = await maya.submit(form.id, {"to": {"to": priya.id}})
    assert "nobody stands in" in refused.errors["to"]
    await world.card_says(f"<@{maya.id}> took it")
    await jonas.command("/leads", "away back", "leads")

    assert (await maya.submit(form.id, {"to": {"to": jonas.id}})).ok
    card = await world.card_says(f"<@{jonas.id}> has it, from <@{maya.id}>")
    assert "took it" not in shown(card)
    await world.direct("jonas", "dana.hs-1@kestrel.example")

    await world.choose_in_menu("maya", card.ts, "Hand to")
    await world.private("maya", "Jonas has Dana Ruiz")
