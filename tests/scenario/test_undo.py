"""Ten minutes of Undo."""

from sandbox.model import Message
from sandbox.people import Person
from tests.scenario.world import World, shown


async def test_what_was_just_said_is_taken_back(world: World) -> None:
    card = await world.taken()
    yours = await world.private("maya", "yours now")
    assert (await world.person("maya").click("leads", yours.ts, "undo")).ok
    card = await world.card_says("nobody has it yet")
    assert "New lead" in shown(card)
    assert "taken back" in shown(await world.private("maya", "taken back"))


async def test_who_was_handed_a_lead_keeps_no_contact_data_once_it_is_gone(world: World) -> None:
    card = await world.taken()
    maya, jonas, priya = (world.person(name) for name in ("maya", "jonas", "priya"))
    mine = await world.direct("maya", "Yours now")

    async def hands_over(by: Person, to: Person) -> Message:
        await world.choose_in_menu(by.user.name, card.ts, "Hand to")
        form = await world.modal(by.user.name, "Hand to…")
        assert (await by.submit(form.id, {"to": {"to": to.id}})).ok
        return await world.direct(to.user.name, "Yours now")

    theirs = await hands_over(maya, jonas)
    assert "+49 30 1234" in shown(theirs)
    gone = await world.direct("maya", "is not yours any more")
    assert (gone.ts, "1234" in shown(gone)) == (mine.ts, False)
    assert f"<@{jonas.id}> has it now" in shown(gone)

    await world.choose_in_menu("maya", card.ts, "Undo")
    gone = await world.direct("jonas", f"<@{maya.id}> took it back")
    assert (gone.ts, "1234" in shown(gone)) == (theirs.ts, False)
    again = await world.direct("maya", "Yours now")
    assert (again.ts, "1234" in shown(again)) == (mine.ts, True)

    await hands_over(maya, jonas)
    await hands_over(jonas, priya)
    await world.sandbox.workspace.until(
        lambda: not any("1234" in shown(m) for m in jonas.sees(jonas.dm().id))
    )
    await world.direct("jonas", f"<@{priya.id}> has it now")


async def test_after_ten_minutes_it_is_too_late(world: World) -> None:
    card = await world.taken()
    await world.later(minutes=11)
    await world.choose_in_menu("maya", card.ts, "Undo")
    refusal = await world.private("maya", "ten minutes")
    assert "Log an outcome" in shown(refusal)
    await world.card_says("took it")


async def test_nobody_undoes_what_somebody_else_did(world: World) -> None:
    card = await world.taken()
    await world.choose_in_menu("jonas", card.ts, "Undo")
    await world.private("jonas", "nothing of yours to undo")
    await world.card_says("took it")

    maya, jonas = world.person("maya"), world.person("jonas")
    await world.choose_in_menu("maya", card.ts, "Hand to")
    form = await world.modal("maya", "Hand to…")
    assert (await maya.submit(form.id, {"to": {"to": jonas.id}})).ok
    await world.card_says(f"<@{jonas.id}> has it")
    await jonas.click("leads", card.ts, "landed")
    await world.card_says("👍 Landed")
    await world.choose_in_menu("maya", card.ts, "Undo")
    await world.private("maya", "nothing of yours to undo here: Jonas acted after you")


async def test_undoing_a_later_step_keeps_the_reasons_given_before(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    landed = await world.private("maya", "What landed")
    await maya.click("leads", landed.ts, "why.0")
    await world.choose_in_menu("maya", card.ts, "Good fit, not now")
    chips = await world.private("maya", "comes back on")
    await maya.click("leads", chips.ts, "nurture_in.30")
    await world.card_says("it comes back on 23 Sep")

    await world.choose_in_menu("maya", card.ts, "Undo")
    back = await world.card_says("· contacted <!date")
    assert "👍 Landed: customer proof" in shown(back)
    await maya.click("leads", chips.ts, "nurture_in.30")  # the line is older than what it is about
    await world.private("maya", "does not rest any more")
    assert "👍 Landed: customer proof" in shown(await world.card_says("· contacted <!date"))
