"""“Save as feedback” on a message."""

from tests.scenario.world import World, lead, shown

SAVE = "save_feedback"


async def test_an_answer_in_a_cards_thread_is_kept_with_its_lead(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    reply = await maya.post("leads", "“Hamm costs us two hours” & more @jonas", card.ts)
    assert (await maya.message_shortcut(SAVE, "leads", reply.ts)).ok
    form = await world.modal("maya", "Save as feedback")
    assert form.state_values["lead"]["lead"]["selected_option"]["text"]["text"] == (
        "Dana Ruiz · Kestrel Foods"
    )
    words = form.state_values["quote"]["quote"]["value"]
    assert words == "“Hamm costs us two hours” & more @colleague"

    assert (await maya.submit(form.id, {"verdict": {"verdict": "landed"}})).ok
    why = await world.modal("maya", "What landed?")
    assert "quote" not in why.state_values, "it was given"
    assert (await maya.submit(why.id, {"reasons": {"reasons": ["Waiting cost"]}})).ok
    await world.card_says("👍 Landed: waiting cost")

    await world.send(lead("hs-2", person={"name": "Ravi Shah"}))
    assert "“Hamm costs us two hours” &amp; more @colleague”" in shown(
        await world.card_says("Ravi Shah")
    )


async def test_a_second_quote_keeps_the_reasons(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", "What landed")
    await maya.click("leads", chips.ts, "why.0")
    reply = await maya.post("leads", "They loved it", card.ts)
    await maya.message_shortcut(SAVE, "leads", reply.ts)
    form = await world.modal("maya", "Save as feedback")
    await maya.submit(form.id, {"verdict": {"verdict": "landed"}})
    await world.modal("maya", "What landed?")
    history = await world.bot.deps.leads.history((await world.bot.deps.leads.mine(maya.id))[0].id)
    assert history is not None
    assert [quote.text for quote in history.texts.values()] == ["They loved it"]
    assert history.card.standing.reasons == ("Customer proof",)


async def test_any_message_can_be_about_one_of_my_leads(world: World) -> None:
    await world.taken()
    maya, jonas = world.person("maya"), world.person("jonas")
    note = await jonas.post("leads", "Great call today")
    assert (await jonas.message_shortcut(SAVE, "leads", note.ts)).ok
    await world.private("jonas", "no open lead that this could be about")

    await maya.message_shortcut(SAVE, "leads", note.ts)
    form = await world.modal("maya", "Save as feedback")
    assert form.state_values["quote"]["quote"]["value"] == "Great call today"
    assert (await maya.submit(form.id, {"verdict": {"verdict": "fell_flat"}})).ok
    await world.modal("maya", "What fell flat?")


async def test_a_colleagues_quote_is_a_second_opinion(world: World) -> None:
    card = await world.taken()
    jonas = world.person("jonas")
    reply = await jonas.post("leads", "I heard the same", card.ts)
    await jonas.message_shortcut(SAVE, "leads", reply.ts)
    form = await world.modal("jonas", "Save as feedback")
    assert (await jonas.submit(form.id, {"verdict": {"verdict": "landed"}})).ok
    assert "second opinion" in str((await world.modal("jonas", "Saved")).payload)
    await world.card_says("1 second opinion")


async def test_a_lead_that_nobody_took_is_refused_beside_its_field(world: World) -> None:
    await world.send(lead())
    card = await world.posted()
    maya = world.person("maya")
    await maya.message_shortcut(SAVE, "leads", card.ts)
    form = await world.modal("maya", "Save as feedback")
    assert form.state_values["quote"]["quote"]["value"] is None, "the card is nobody's words"
    values = {"verdict": {"verdict": "landed"}, "quote": {"quote": "Yes!"}}
    refused = await maya.submit(form.id, values)
    assert refused.errors["lead"].startswith("Nobody has taken Dana Ruiz yet")
