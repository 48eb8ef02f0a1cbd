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
    assert "09:0" in shown(refusal)
    brief = await world.direct("maya", "dana.hs-1@kestrel.example")
    assert "+49 30 1234" in shown(brief)
