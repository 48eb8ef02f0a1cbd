"""Log outcome from a message, from /leads and by emoji; Not for us, Hand to and Give back."""

from typing import Any

import pytest

from bot.domain.lifecycle import Action, Door
from bot.errors import NotPossible
from bot.services.record import Say
from tests.scenario.world import World, lead, shown


async def test_a_shortcut_on_the_card_or_in_its_thread(world: World) -> None:
    card = await world.taken()
    await world.posted()
    maya = world.person("maya")
    reply = await maya.post("leads", "They signed!", thread_ts=card.ts)
    for ts in (card.ts, reply.ts):
        assert (await maya.message_shortcut("log_outcome", "leads", ts)).ok
        form = await world.modal("maya", "Log outcome")
        assert "What happened with Dana Ruiz?" in str(form.payload)
    assert (await world.logs("maya", "won", discount="no")).ok
    await world.card_says("won it")
    history = str(await maya.command("/leads", "show Dana", "leads"))
    assert "Maya won it · no discount _(a message)_" in history


async def test_elsewhere_the_lead_is_chosen_in_the_form(world: World) -> None:
    await world.taken()
    maya, jonas = world.person("maya"), world.person("jonas")
    note = await maya.post("leads", "Good call just now")
    await maya.message_shortcut("log_outcome", "leads", note.ts)
    form = await world.modal("maya", "Log outcome")
    select = next(b for b in form.payload["blocks"] if b.get("block_id") == "lead")
    chosen = select["element"]["options"][0]["value"]
    assert (await world.logs("maya", "met", lead=chosen)).ok
    await world.card_says("met")
    await jonas.message_shortcut("log_outcome", "leads", note.ts)
    await world.private("jonas", "You have no open lead")
    assert jonas.modal is None


async def test_the_command_stores_at_once_and_can_be_undone(world: World) -> None:
    await world.taken()
    maya = world.person("maya")
    assert "qualified" in str(await maya.command("/leads", "outcome dana sql", "leads"))
    await world.card_says("· qualified")
    await maya.command("/leads", "outcome Kestrel opportunity 9.000 EUR", "leads")
    assert "9 000 EUR" in shown(await world.card_says("· opportunity"))
    said = await maya.command("/leads", "outcome dana won 18 000", "leads")
    assert "won, 18 000 EUR. Counted." in str(said)
    await world.card_says("won it")
    answer = await world.private("maya", "won, 18 000")
    await maya.click("leads", answer.ts, "undo")
    await world.card_says("Log outcome")


async def test_a_win_that_was_typed_asks_for_the_discount(world: World) -> None:
    await world.taken()
    maya = world.person("maya")
    await maya.command("/leads", "outcome dana won 18 000", "leads")
    answer = await world.private("maya", "Discount?")
    lead_id = answer.blocks[-1]["elements"][-1]["value"]
    await maya.click("leads", answer.ts, "discount.yes")
    chips = await world.private("maya", "what was the discount for?")
    await maya.click("leads", chips.ts, "discount.budget")
    await world.card_says("18 000 EUR · discount: their budget")
    told = await world.private("maya", "won, discount: their budget. Counted.")
    history = str(await maya.command("/leads", "show Dana", "leads"))
    assert "Maya noted · discount: their budget" in history

    await maya.click("leads", told.ts, "undo")
    card = await world.card_says("Log outcome")
    assert "discount" not in shown(card)
    none = Say(lead_id, maya.id, Action.EXPLAIN, Door.BUTTON, detail={"discount": "no"})
    with pytest.raises(NotPossible, match="is not won"):
        await world.bot.deps.record.say(none, world.sandbox.clock.now())


async def test_a_name_alone_opens_the_form_and_a_colleague_is_told_who_has_it(
    world: World,
) -> None:
    await world.taken(company={"name": "Kestrel Nurture Foods"})
    await world.person("maya").command("/leads", "outcome Kestrel Nurture Foods", "leads")
    await world.modal("maya", "Log outcome")
    refused = await world.person("jonas").command("/leads", "outcome Dana met", "leads")
    assert "Maya has Dana Ruiz" in str(refused)
    unknown = await world.person("jonas").command("/leads", "outcome <!channel> met", "leads")
    assert "No lead is called" in str(unknown)


async def test_not_now_takes_a_day_and_offers_others(world: World) -> None:
    await world.taken()
    maya = world.person("maya")
    over = await maya.command("/leads", "outcome Dana not now 2026-08-24", "leads")
    assert "between tomorrow and two years" in str(over)
    none = await maya.command("/leads", "outcome Dana not now next week", "leads")
    assert "“next week” is no day. Write a date" in str(none)
    await maya.command("/leads", "outcome Dana not now 1 Oct", "leads")
    chips = await world.private("maya", "Dana Ruiz comes back on 1 Oct. Another time?")
    await world.card_says("it comes back on 1 Oct")
    await maya.click("leads", chips.ts, "nurture_in.30")
    await world.card_says("it comes back on 23 Sep")


async def test_several_of_one_name_are_asked_for(world: World) -> None:
    await world.taken()
    await world.send(lead("hs-2", person={"name": "Dana Berg"}))
    card = await world.card_says("Dana Berg")
    maya = world.person("maya")
    await maya.click("leads", card.ts, "take")
    await world.sandbox.workspace.until(
        lambda: "took it" in shown(next(m for m in maya.sees("leads") if m.ts == card.ts))
    )
    for what in ("not now 1.10.", "opportunity 18 000"):
        await maya.command("/leads", f"outcome dana {what}", "leads")
        which = await world.private("maya", "Which one?")
        button = which.blocks[1]["accessory"]
        await maya.click("leads", which.ts, "outcome", value=button["value"])
        form = await world.modal("maya", "Log outcome")
        if what.startswith("not now"):
            assert "2026-10-01" in str(form.payload)
            await maya.close(form.id)
    assert (await maya.submit(form.id)).ok
    await world.card_says("18 000 EUR")


async def test_a_trophy_asks_and_counts_nothing_yet(world: World) -> None:
    card = await world.taken()
    await world.posted()
    maya, jonas = world.person("maya"), world.person("jonas")
    emoji = {"reactions": "trophy=won,moneybag=opportunity"}
    await world.bot.deps.settings.change(emoji, maya.id, world.sandbox.clock.now())
    await maya.react("leads", card.ts, "moneybag")
    await world.private("maya", "opportunity opened? Nothing is counted yet")
    await maya.react("leads", card.ts, "trophy")
    asked = await world.private("maya", "won? Nothing is counted yet")
    assert "took it" in shown(await world.card_says("Log outcome"))
    await maya.unreact("leads", card.ts, "trophy")
    await maya.click("leads", asked.ts, "outcome")
    form = await world.modal("maya", "Log outcome")
    unsaid = await maya.submit(form.id, {"amount": {"amount": "900"}})
    assert set(unsaid.errors) == {"discount"}, "the form knows already that it is a win"
    assert (await maya.submit(form.id, {"discount": {"discount": "no"}})).ok
    await world.card_says("900 EUR · no discount")
    await jonas.react("leads", card.ts, "trophy")
    await world.private("jonas", "that is final")


async def test_not_for_us_after_contact_is_in_the_menu_and_asks_which_competitor(
    world: World,
) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    await world.card_says("contacted")
    await world.choose_in_menu("maya", card.ts, "Not for us")
    await world.card_says("closed it")
    chips = await world.private("maya", "What happened with Dana Ruiz?")
    texts = [e for block in chips.blocks for e in block.get("elements", ())]
    chip = next(e for e in texts if e["text"]["text"] == "Chose competitor…")
    await maya.click("leads", chips.ts, chip["action_id"])
    form = await world.modal("maya", "What happened?")
    values: dict[str, dict[str, Any]] = {
        "reasons": {"reasons": ["chose_competitor"]},
        "competitor": {"competitor": "Gate*via"},
        "competitor_why": {"competitor_why": "price"},
    }
    assert (await maya.submit(form.id, values)).ok
    await world.card_says("chose competitor (Gate∗via)")


async def test_give_back_opens_the_lead_to_everybody(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await world.choose_in_menu("maya", card.ts, "Hand to, or give back")
    form = await world.modal("maya", "Hand to…")
    neither = await maya.submit(form.id, {})
    assert set(neither.errors) == {"to"}
    assert (await maya.submit(form.id, {"back": {"back": ["everybody"]}})).ok
    await world.card_says("Open again")
    assert (await world.person("jonas").click("leads", card.ts, "take")).ok
    await world.card_says(f"<@{world.person('jonas').id}> took it")


async def test_what_was_meant_for_somebody_is_not_handed_straight_back_to_them(
    world: World,
) -> None:
    maya = world.person("maya")
    await world.send(lead(owner_email="maya@tidewell.example"))
    card = await world.card_says(f"for <@{maya.id}>")
    for reopens, then in (("maya", f"for <@{maya.id}>"), ("jonas", "nobody has it yet")):
        await maya.click("leads", card.ts, "take")
        await world.card_says("took it")
        await world.choose_in_menu("maya", card.ts, "Not for us")
        await world.card_says(f"<@{maya.id}> said not for us")
        await world.choose_in_menu(reopens, card.ts, "Reopen")
        assert "Open again" in shown(await world.card_says(then))

    await world.send(lead("hs-2", owner_email="maya@tidewell.example", person={"name": "Ann Low"}))
    card = await world.card(containing="Ann Low")
    assert (await maya.click("leads", card.ts, "take")).ok
    await world.card_says("took it")
    await world.choose_in_menu("maya", card.ts, "Hand to, or give back")
    form = await world.modal("maya", "Hand to…")
    assert (await maya.submit(form.id, {"back": {"back": ["everybody"]}})).ok
    ts = card.ts
    await world.sandbox.workspace.until(
        lambda: any(m.ts == ts and "nobody has it yet" in shown(m) for m in maya.sees("leads"))
    )


async def test_whoever_declined_is_on_the_card_and_anybody_may_reopen_for_three_days(
    world: World,
) -> None:
    await world.send(lead())
    card = await world.card()
    maya, jonas = world.person("maya"), world.person("jonas")
    await maya.click("leads", card.ts, "reject")
    await world.card_says(f"<@{maya.id}> said not for us")
    await world.later(hours=71, minutes=59)
    await world.choose_in_menu("jonas", card.ts, "Reopen")
    await world.card_says("Open again")
    await jonas.click("leads", card.ts, "reject")
    await world.card_says(f"<@{jonas.id}> said not for us")
    await world.later(hours=72, seconds=1)
    await world.choose_in_menu("maya", card.ts, "Reopen")
    await world.private("maya", "so it stays closed")


async def test_whoever_is_handed_a_lead_reads_in_the_brief_by_whom(world: World) -> None:
    card = await world.taken()
    maya, jonas = world.person("maya"), world.person("jonas")
    await world.choose_in_menu("maya", card.ts, "Hand to, or give back")
    form = await world.modal("maya", "Hand to…")
    assert (await maya.submit(form.id, {"to": {"to": jonas.id}})).ok
    brief = await world.direct("jonas", "Yours now")
    assert f"<@{maya.id}> handed it to you" in shown(brief)
