"""Log outcome, and Good fit, not now."""

import pytest

from bot.blocks import outcome as blocks
from tests.scenario.world import World, shown


async def test_a_wrong_amount_is_said_beside_its_field_and_then_it_succeeds(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "outcome")
    wrong = await world.logs("maya", "won", amount="a lot", discount="budget")
    assert wrong.errors == {"amount": "Write the amount in whole units, such as 18000."}
    assert "took it" in shown(await world.card_says("Log outcome"))

    assert (await world.logs("maya", "won", amount="18 000")).ok, "the rest stays filled in"
    card = await world.card_says("won it")
    assert "18 000 EUR · discount: their budget" in shown(card)


async def test_the_form_asks_for_what_belongs_to_the_outcome(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "outcome")
    form = await world.modal("maya", "Log outcome")
    asked = {}
    for happened in ("contacted", "opportunity", "won", "lost", "not_now", "chose_competitor"):
        words = {"quote": {"quote": "Send me the numbers"}}
        await maya.choose_in_view(form.id, "happened", happened, values=words)
        asked[happened] = set(form.state_values) - {"happened", "wish", "quote"}
        assert form.state_values["quote"]["quote"]["value"] == "Send me the numbers"
    which = {"competitor", "competitor_why"}
    assert asked == {
        "contacted": set(),
        "opportunity": {"amount"},
        "won": {"amount", "discount"},
        "lost": which,
        "not_now": {"returns_on"},
        "chose_competitor": which,
    }
    unnamed = await maya.submit(form.id)
    assert set(unnamed.errors) == {"competitor"}
    assert (await world.logs("maya", "chose_competitor", competitor="Gatevia")).ok
    await world.card_says("chose competitor (Gatevia)")


async def test_only_what_belongs_to_the_outcome_is_stored(world: World) -> None:
    """Save may come before the form asks for what belongs to another choice."""
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "outcome")
    form = await world.modal("maya", "Log outcome")
    await maya.choose_in_view(form.id, "happened", "won")
    given = {"happened": "lost", "amount": "18000", "discount": "budget"}
    assert (await maya.submit(form.id, {key: {key: text} for key, text in given.items()})).ok
    card = await world.card_says("lost it")
    assert "discount" not in shown(card)
    assert "18 000" not in shown(card)


async def test_a_form_of_the_version_before_is_understood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await world.taken()
    maya = world.person("maya")
    with monkeypatch.context() as before:
        before.setattr(blocks, "HAPPENED", "outcome")
        await maya.click("leads", card.ts, "outcome")
        form = await world.modal("maya", "Log outcome")
    assert (await maya.submit(form.id, {"outcome": {"outcome": "qualified"}})).ok
    await world.card_says("· qualified")


async def test_a_competitor_that_was_typed_is_asked_for(world: World) -> None:
    await world.taken()
    maya = world.person("maya")
    await maya.command("/leads", "outcome dana chose competitor", "leads")
    asked = await world.private("maya", "What happened with Dana Ruiz?")
    await maya.click("leads", asked.ts, "why_more")
    form = await world.modal("maya", "What happened?")
    assert (await maya.submit(form.id, {"competitor": {"competitor": "Gatevia"}})).ok
    await world.card_says("chose competitor (Gatevia)")


async def test_only_the_owner_gets_the_form(world: World) -> None:
    card = await world.taken()
    await world.person("jonas").click("leads", card.ts, "outcome")
    refusal = await world.private("jonas", "only the owner can do that")
    assert "Maya has Dana Ruiz" in shown(refusal)
    assert world.person("jonas").modal is None


async def test_not_now_rests_until_its_date_and_comes_back_as_a_new_card(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await world.choose_in_menu("maya", card.ts, "Good fit, not now")
    await world.card_says("it comes back on 23 Nov")
    chips = await world.private("maya", "comes back on 23 Nov")
    assert (await maya.click("leads", chips.ts, "nurture_in.30")).ok
    await world.card_says("it comes back on 23 Sep")

    await world.later(days=29, hours=23)  # early on the day itself, before work begins
    assert not await world.bot.deps.leads.unclaimed()
    await world.later(hours=1)
    back = await world.card_says("Open again")
    assert back.ts != card.ts, "the old card has long scrolled away"
    old = await world.card_says("is open again, on a new card below")
    assert (old.ts, len(old.blocks)) == (card.ts, 1)
    told = await world.direct("maya", "Back on its date")
    assert (await maya.click(maya.dm().id, told.ts, "take")).ok
    await world.sandbox.workspace.until(
        lambda: "took it" in shown(next(m for m in maya.sees("leads") if m.ts == back.ts))
    )


async def test_not_now_until_any_day(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await world.choose_in_menu("maya", card.ts, "Good fit, not now")
    chips = await world.private("maya", "comes back on 23 Nov")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "Another day")
    past = await maya.submit(form.id, {"returns_on": {"returns_on": "2026-08-24"}})
    assert set(past.errors) == {"returns_on"}
    assert (await maya.submit(form.id, {"returns_on": {"returns_on": "2026-10-01"}})).ok
    await world.card_says("it comes back on 1 Oct")


async def test_a_date_in_the_past_is_refused_beside_its_field(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "outcome")
    wrong = await world.logs("maya", "not_now", returns_on="2026-08-01")
    assert set(wrong.errors) == {"returns_on"}
    assert (await world.logs("maya", "not_now", returns_on="2026-10-01")).ok
    await world.card_says("it comes back on 1 Oct")


async def test_days_are_the_workspaces_own(world: World) -> None:
    """Monday morning in Greenwich is Sunday night in Pago Pago."""
    settings, now = world.bot.deps.settings, world.sandbox.clock.now()
    await settings.change({"timezone": "Pacific/Pago_Pago"}, "test", now)
    await world.taken()
    maya = world.person("maya")
    await maya.react("leads", (await world.posted()).ts, "zzz")
    await world.card_says("it comes back on 22 Nov")
    chips = await world.private("maya", "comes back on 22 Nov")
    await maya.click("leads", chips.ts, "nurture_in.30")
    await world.card_says("it comes back on 22 Sep")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "Another day")
    today = await maya.submit(form.id, {"returns_on": {"returns_on": "2026-08-23"}})
    assert set(today.errors) == {"returns_on"}
    tomorrow = {"returns_on": {"returns_on": "2026-08-24"}}
    assert (await maya.submit(form.id, tomorrow)).ok, "a refused form can be sent again"
    await world.card_says("it comes back on 24 Aug")
