"""Emoji on a card."""

from tests.scenario.world import World, lead, shown


async def test_reactions_take_and_judge_and_skin_tones_do_not_matter(world: World) -> None:
    await world.send(lead())
    card = await world.posted()
    maya = world.person("maya")
    await maya.react("leads", card.ts, "white_check_mark")
    await world.card_says("took it")
    assert "Undo" in shown(await world.private("maya", "yours now"))

    await maya.react("leads", card.ts, "thumbsup::skin-tone-4")
    await world.card_says("contacted")
    await world.private("maya", "What landed with Dana Ruiz?")


async def test_an_emoji_counts_though_it_came_before_we_knew_where_the_card_stands(
    world: World,
) -> None:
    world.sandbox.delivery.retry_delays = (0.0, *[1.0] * 30)  # Slack's are minutes
    world.sandbox.faults.fail("chat.postMessage", lose_answer=True)
    await world.send(lead())
    card, maya = await world.card(), world.person("maya")
    await maya.react("leads", card.ts, "white_check_mark")
    await world.sandbox.workspace.until(lambda: "took it" in shown(maya.sees("leads")[0]), 20)
    told = [entry.ok for entry in world.sandbox.journal.named("reaction_added")]
    assert told[0] is False, "not acknowledged, and so told again"
    assert told[-1] is True
    assert len([message for message in maya.sees("leads") if not message.ephemeral_to]) == 1


async def test_the_telephone_stops_the_clock(world: World) -> None:
    card = await world.taken()
    await world.person("maya").react("leads", card.ts, "telephone_receiver")
    await world.card_says("contacted")
    await world.private("maya", "the clock has stopped")


async def test_spam_is_not_for_us(world: World) -> None:
    await world.send(lead())
    card = await world.posted()
    await world.person("maya").react("leads", card.ts, "wastebasket")
    await world.card_says(" · spam")


async def test_taking_it_away_within_ten_minutes_undoes_it(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.react("leads", card.ts, "+1")
    await world.card_says("contacted")
    await maya.unreact("leads", card.ts, "+1")
    await world.card_says("contact due")
    await world.private("maya", "taken back")


async def test_taking_it_away_later_asks(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.react("leads", card.ts, "+1")
    await world.card_says("contacted")
    await world.later(minutes=11)
    await maya.unreact("leads", card.ts, "+1")
    await world.private("maya", "It still counts")
    await world.card_says("contacted")


async def test_the_order_of_arrival_does_not_matter(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    world.sandbox.faults.hold_event("reaction_added")
    await maya.react("leads", card.ts, "+1")
    await maya.unreact("leads", card.ts, "+1")
    await maya.react("leads", card.ts, "-1")
    await world.private("maya", "What fell flat with Dana Ruiz?")
    await world.card_says("contacted")
    assert not [m for m in maya.sees("leads") if "What landed" in shown(m)]


async def test_an_event_delivered_twice_counts_once(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    world.sandbox.faults.duplicate_event("reaction_added")
    await maya.react("leads", card.ts, "+1")
    await world.card_says("contacted")
    await world.private("maya", "What landed")
    asked = [m for m in maya.sees("leads") if m.ephemeral_to and "What landed" in shown(m)]
    assert len(asked) == 1


async def test_a_second_opinion_goes_with_its_emoji(world: World) -> None:
    card = await world.taken()
    jonas = world.person("jonas")
    await world.person("maya").click("leads", card.ts, "landed")
    await jonas.react("leads", card.ts, "+1")
    await world.private("jonas", "second opinion")
    await world.card_says("1 second opinion")

    await world.later(hours=1)
    await jonas.unreact("leads", card.ts, "+1")
    await world.private("jonas", "taken back")
    await world.sandbox.workspace.until(
        lambda: "second opinion" not in shown(jonas.sees("leads")[0])
    )


async def test_a_refusal_names_who_acted_a_moment_ago(world: World) -> None:
    await world.send(lead())
    card = await world.posted()
    world.sandbox.faults.fail("chat.update", delay=0.5)
    await world.person("maya").click("leads", card.ts, "take")
    await world.person("jonas").react("leads", card.ts, "no_entry_sign")
    assert "Maya" in shown(await world.private("jonas", "took Dana Ruiz"))
