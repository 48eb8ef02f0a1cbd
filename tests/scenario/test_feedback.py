"""Landed, Fell flat, the chips, the form behind More…, and second opinions."""

from tests.scenario.world import CAMPAIGN, World, lead, shown


async def test_one_tap_counts_and_the_chips_come_from_the_campaign(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    assert (await maya.click("leads", card.ts, "landed")).ok
    chips = await world.private("maya", "What landed with Dana Ruiz?")
    assert "Waiting cost" in shown(chips)

    await maya.click("leads", chips.ts, "why.1")
    await world.card_says("👍 Landed: waiting cost")
    await maya.click("leads", chips.ts, "why.0")
    await world.card_says("👍 Landed: waiting cost, customer proof")


async def test_pressing_landed_again_keeps_the_reasons_and_undo_still_undoes(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", "What landed")
    await maya.click("leads", chips.ts, "why.0")
    await world.card_says("👍 Landed: customer proof")

    await maya.click("leads", card.ts, "landed")
    again = maya.last("leads")
    assert "✓ Customer proof" in shown(again)
    await maya.click("leads", again.ts, "undo")
    undone = await world.card_says("took it")
    await world.sandbox.workspace.until(lambda: "Landed:" not in shown(undone))


async def test_a_chip_of_an_older_answer_changes_nothing(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    old = await world.private("maya", "What landed")
    await maya.click("leads", card.ts, "fell_flat")
    await world.card_says("👎 Fell flat")

    await maya.click("leads", old.ts, "why.0")
    current = await world.private("maya", "What fell flat with Dana Ruiz?")
    assert current.ts in {old.ts, maya.last("leads").ts}
    assert "Customer proof" not in shown(current)
    await maya.click("leads", old.ts, "why.0")
    await world.card_says("👎 Fell flat: our IT is full")


async def test_the_form_takes_reasons_and_a_quote(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", "What landed")
    await maya.click("leads", chips.ts, "why.1")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "What landed?")
    assert form.state_values["reasons"]["reasons"]["selected_options"], "what was tapped is ticked"

    done = await maya.submit(
        form.id,
        {
            "reasons": {"reasons": ["Customer proof", "Waiting cost"]},
            "opened_with": {"opened_with": "promise"},
            "promise_true": {"promise_true": "partly"},
            "quote": {"quote": "Hamm costs us <two> hours"},
        },
    )
    assert done.ok
    assert maya.modal is None
    await world.card_says("👍 Landed: waiting cost, customer proof")

    await world.send(lead("hs-2", person={"name": "Ravi Shah"}, company={"name": "Baltic Cargo"}))
    other = await world.card_says("Ravi Shah")
    assert "“Hamm costs us &lt;two&gt; hours” (Maya, Kestrel Foods)" in shown(other)


async def test_the_form_keeps_chips_that_marketing_changed_meanwhile(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", "What landed")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "What landed?")
    other = {**CAMPAIGN, "landed_chips": ["Speed"]}
    await world.request("PUT", "/v1/campaigns/dock-webinar", other)
    assert (await maya.submit(form.id, {"reasons": {"reasons": ["Waiting cost"]}})).ok
    await world.card_says("👍 Landed: waiting cost")


async def test_a_colleagues_verdict_is_a_second_opinion(world: World) -> None:
    card = await world.taken()
    await world.person("jonas").click("leads", card.ts, "fell_flat")
    kept = await world.private("jonas", "second opinion")
    assert "owner" in shown(kept)
    await world.person("maya").click("leads", card.ts, "landed")
    await world.card_says("👍 Landed · 1 second opinion")


async def test_before_it_is_taken_a_verdict_is_only_a_hint(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.send(lead())
    card = await world.posted()
    await world.person("maya").react("leads", card.ts, "+1")
    hint = await world.private("maya", "Nobody has taken Dana Ruiz yet")
    assert "Take it first" in shown(hint)
    assert "I'll take it" in shown(await world.card())


async def test_a_name_that_an_older_version_hid_stays_hidden_in_the_history(world: World) -> None:
    """It kept the words with their event, marked as withheld."""
    card = await world.taken()
    await world.person("maya").click("leads", card.ts, "landed")
    async with world.bot.store.units(world.bot.team) as uow:
        [lead_id] = await uow.cards.leads_at(card.channel, card.ts)
        event = (await uow.feedback.of(lead_id))[-1]
        await uow.feedback.add_text(lead_id, event, "Between us", False)
        await uow.commit()

    await world.choose_in_menu("jonas", card.ts, "History")
    shown_to = await world.modal("jonas", "History")
    lines = str(shown_to.payload).replace("\\n", "\n").splitlines()
    assert [line.split("  ")[1][:12] for line in lines if "Between us" in line] == ["a colleague "]


async def test_a_form_of_an_older_answer_stays_open_and_says_so(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", "What landed")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "What landed?")
    await maya.click("leads", card.ts, "fell_flat")
    await world.card_says("👎 Fell flat")

    words = {"quote": {"quote": "Nobody has time"}}
    refused = await maya.submit(form.id, {"reasons": {"reasons": ["Customer proof"]}, **words})
    assert "Take these away" in refused.errors["reasons"]
    assert "Customer proof" in refused.errors["reasons"]
    assert (await maya.submit(form.id, {"reasons": {"reasons": []}})).ok
    history = str(await maya.command("/leads", "show Dana", "leads"))
    assert "Nobody has time" in history
    assert "Customer proof" not in history
