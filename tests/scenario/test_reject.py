"""Not for us, its chips, and Reopen."""

from datetime import UTC, datetime

from tests.scenario.world import CAMPAIGN, World, lead, shown


async def _declined(world: World) -> str:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.send(lead())
    card = await world.card()
    assert (await world.person("maya").click("leads", card.ts, "reject")).ok
    await world.card_says("said not for us")
    return card.ts


async def test_one_tap_counts_and_the_first_chip_is_the_main_reason(world: World) -> None:
    await _declined(world)
    maya = world.person("maya")
    chips = await world.private("maya", "Why is Dana Ruiz not for us?")

    await maya.click("leads", chips.ts, "why.1")
    await maya.click("leads", chips.ts, "why.0")
    card = await world.card_says("wrong person, wrong company")
    assert maya.id in shown(card)
    chips = await world.private("maya", "✓ Wrong person")
    assert "✓ Wrong company" in shown(chips)

    await maya.click("leads", chips.ts, "why.1")
    await world.card_says(" · wrong company")
    await maya.click("leads", chips.ts, "why.6")
    await world.card_says("said good fit, not now · it comes back on 23 Nov")
    await world.private("maya", "Dana Ruiz comes back on 23 Nov. Another time?")


async def test_bad_timing_asks_when_and_other_asks_what(world: World) -> None:
    card, maya = await world.taken(), world.person("maya")
    await maya.click("leads", card.ts, "outcome")
    assert (await world.logs("maya", "bad_timing")).ok
    await world.card_says("closed it")
    await world.choose_in_menu("maya", card.ts, "Undo")
    await world.private("maya", "taken back")
    assert (await maya.command("/leads", "outcome Dana bad timing", "leads")).ok
    chips = await world.private("maya", "✓ Bad timing…")

    await maya.click("leads", chips.ts, "why.7")
    form = await world.modal("maya", "What happened?")
    assert (await maya.submit(form.id, {"quote": {"quote": "They moved abroad"}})).ok
    await world.card_says(" · bad timing, other")
    await maya.click("leads", chips.ts, "why_day")
    form = await world.modal("maya", "A better day")
    assert (await maya.submit(form.id, {"returns_on": {"returns_on": "2026-10-01"}})).ok
    await world.card_says("said good fit, not now · it comes back on 1 Oct")
    await maya.command("/leads", "show Dana", "leads")
    history = shown(await world.private("maya", "good fit, not now: bad timing, other"))
    assert "They moved abroad" in history


async def test_any_colleague_can_reopen_it_within_72_hours(world: World) -> None:
    ts = await _declined(world)
    await world.later(hours=71)
    world.sandbox.faults.fail("chat.update", delay=0.3)
    for name in ("jonas", "priya"):  # who still sees the old card
        assert (await world.choose_in_menu(name, ts, "Reopen")).ok
    await world.private("priya", "Dana Ruiz is open again already.")

    card = await world.card_says("Open again")
    assert f"<@{world.person('maya').id}> said not for us" in shown(card)
    assert "I'll take it" in shown(card)
    again = datetime(2026, 8, 27, 13, tzinfo=UTC)
    assert f"Contact due <!date^{int(again.timestamp())}^" in shown(card), "its clock starts anew"


async def test_after_72_hours_it_stays_closed(world: World) -> None:
    ts = await _declined(world)
    await world.later(hours=73)
    await world.choose_in_menu("jonas", ts, "Reopen")

    refusal = await world.private("jonas", "stays closed")
    assert "Maya said not for us about Dana Ruiz" in shown(refusal)


async def test_the_form_keeps_every_chip_that_was_tapped(world: World) -> None:
    await world.send(lead())
    card = await world.posted()
    maya = world.person("maya")
    await maya.react("leads", card.ts, "wastebasket")
    chips = await world.private("maya", "✓ Spam")
    await maya.click("leads", chips.ts, "why.8")
    await world.card_says(" · spam, student")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "Why not for us?")

    more = ["spam", "student", "solicitation"]
    assert (await maya.submit(form.id, {"quote": {"quote": "Buy our list"}})).ok
    await world.card_says(" · spam, student")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "Why not for us?")
    assert (await maya.submit(form.id, {"reasons": {"reasons": more}})).ok
    await world.private("maya", "✓ Student")
    await world.card_says(" · spam, student, selling to us")
