"""One private reminder, the ladder where it is wanted, and the question how it went."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.services import reminders
from sandbox.model import Message
from tests.scenario.test_leads import said
from tests.scenario.world import World, lead, shown

TUESDAY = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)


async def command(world: World, name: str, text: str) -> str:
    return said(await world.person(name).command("/leads", text, "leads"))


async def set_up(world: World, **settings: str) -> None:
    """People in UTC, like the workspace: their hours are its hours."""
    for name in ("maya", "jonas", "priya", "sam"):
        await command(world, name, "hours 9-17 mon-fri UTC")
    if settings:
        await world.bot.deps.settings.change(settings, "test", world.sandbox.clock.now())


def told(world: World, name: str, text: str = "⏰") -> list[Message]:
    person = world.person(name)
    return [m for m in person.sees(person.dm().id) if text in shown(m)]


async def until(world: World, moment: datetime) -> None:
    await world.sandbox.jump(moment)
    await world.bot.scheduler.tick()


async def press(world: World, name: str, message: Message, action: str) -> None:
    assert (await world.person(name).click(message.channel, message.ts, action)).ok


async def test_the_owner_is_reminded_once_and_one_tap_stops_the_clock(world: World) -> None:
    await set_up(world)
    await world.taken("maya")
    await world.later(hours=2)
    assert not told(world, "maya")
    await world.later(hours=1, minutes=5)
    message = await world.direct("maya", "⏰")
    assert "first contact due" in shown(message)
    await world.later(minutes=10)
    assert len(told(world, "maya")) == 1
    assert not any(told(world, name) for name in ("jonas", "priya", "sam"))

    await press(world, "maya", message, "contact")
    await world.card_says("contacted")
    await world.private("maya", "the clock has stopped", message.channel)
    settled = await world.direct("maya", "✓ *Dana Ruiz*")
    assert settled.ts == message.ts
    assert "contacted" in shown(settled)
    assert "button" not in str(settled.blocks)


async def test_whom_a_lead_is_meant_for_is_reminded_as_its_owner_would_be(world: World) -> None:
    await set_up(world, ladder="on")
    sales_lead = {"sales_leads": world.person("sam").id}
    await world.bot.deps.settings.change(sales_lead, "test", world.sandbox.clock.now())
    for number, name in enumerate(("Dana Ruiz", "Ann Low")):
        given = {"person": {"name": name}, "company": {"name": f"{name} Ltd"}}
        await world.send(lead(f"hs-{number}", owner_email="maya@tidewell.example", **given))
        await world.card(containing=name)
    await world.card_says(f"for <@{world.person('maya').id}>")
    await world.bot.scheduler.tick()
    assert not told(world, "maya")
    await world.later(hours=3, minutes=5)
    message = await world.direct("maya", "⏰")
    assert "For you since" in shown(message)
    await world.later(minutes=10)
    assert len(told(world, "maya")) == 1
    assert not any(told(world, name) for name in ("jonas", "priya", "sam"))

    maya, buttons = world.person("maya"), message.blocks[1]["elements"]
    assert [one["text"]["text"] for one in buttons] == ["Got it", "Not mine"]
    not_mine = buttons[1]["value"]
    assert (await maya.click(message.channel, message.ts, "not_mine", value=not_mine)).ok
    await world.direct("maya", "Open to everybody again")
    await world.later(days=1)
    await world.later(hours=2)  # nobody stands in for Maya: an hour after that step, the next
    asked = await world.direct("sam", "⏰")
    assert f"It is for <@{world.person('maya').id}>" in shown(asked)
    await press(world, "sam", asked, "take")
    await world.card_says(f"<@{world.person('sam').id}> took it")


@pytest.mark.parametrize(
    ("action", "then"),
    [("landed", "What landed"), ("fell_flat", "What fell flat"), ("nurture", "comes back")],
)
async def test_its_buttons_work_from_a_direct_message(world: World, action: str, then: str) -> None:
    await set_up(world)
    await world.taken("maya")
    await world.later(hours=3, minutes=5)
    message = await world.direct("maya", "⏰")
    await press(world, "maya", message, action)
    await world.private("maya", then, message.channel)


async def test_hand_to_works_from_a_direct_message(world: World) -> None:
    await set_up(world)
    await world.taken("maya")
    await world.later(hours=3, minutes=5)
    message = await world.direct("maya", "⏰")
    await press(world, "maya", message, "hand_over")
    await world.modal("maya", "Hand to…")


async def test_nobody_is_told_of_what_was_done_meanwhile(world: World) -> None:
    await set_up(world, ladder="on")
    card = await world.taken("maya")
    await world.person("maya").click("leads", card.ts, "landed")
    await world.later(days=3)
    await world.later(minutes=1)
    assert not any(told(world, name, "How did it go") for name in ("maya", "jonas", "sam"))
    assert not any(told(world, name) for name in ("maya", "jonas", "sam"))


async def test_a_reminder_waits_for_the_working_hours_of_whoever_gets_it(world: World) -> None:
    await set_up(world)
    await command(world, "maya", "hours 9-12 mon-thu UTC")
    await world.taken("maya")
    await world.later(hours=8)
    assert not told(world, "maya")  # three of four hours were over at noon
    await until(world, TUESDAY + timedelta(minutes=1))
    await world.direct("maya", "⏰")


async def test_the_ladder_goes_up_step_by_step_and_whoever_is_called_can_take_over(
    world: World,
) -> None:
    await set_up(world, ladder="on")
    await command(world, "maya", "away fri @jonas")
    await command(world, "maya", "away off")
    await world.taken("maya")
    await world.later(hours=3, minutes=5)
    await world.direct("maya", "⏰")
    assert not told(world, "jonas")
    await world.later(hours=1, minutes=5)
    called = await world.direct("jonas", "waiting for a first contact")
    assert not told(world, "sam")
    await until(world, TUESDAY + timedelta(minutes=10))
    await world.direct("sam", "waiting for a first contact")
    await until(world, TUESDAY + timedelta(hours=1))
    assert [len(told(world, name)) for name in ("maya", "jonas", "sam")] == [1, 1, 1]
    history = await command(world, "priya", "show Dana")
    said_of = ("Maya was reminded", "Jonas was told as backup", "Sam was told as sales lead")
    places = [history.index(text) for text in said_of]
    assert places == sorted(places)

    await press(world, "jonas", called, "take_over")
    await world.private("jonas", "yours now", called.channel)
    await world.direct("jonas", "Yours now")


async def test_who_was_not_called_cannot_take_over(world: World) -> None:
    await set_up(world, ladder="sales_lead=0")
    await world.taken("maya")
    await world.later(hours=3, minutes=5)
    await world.direct("maya", "⏰")
    await world.later(hours=1, minutes=5)
    called = await world.direct("sam", "waiting for a first contact")
    await press(world, "sam", called, "take_over")
    await world.private("sam", "yours now", called.channel)
    # it is Sam's now: Maya, who had it, is not called any more
    settled = await world.direct("maya", "✓ *Dana Ruiz*")
    assert f"<@{world.person('sam').id}> took it over" in shown(settled)
    await world.later(hours=1)
    assert not told(world, "maya")


async def test_who_is_away_is_not_told_but_their_backup_is(world: World) -> None:
    await set_up(world, ladder="on")
    await world.taken("maya")
    await command(world, "maya", "away thu @jonas")
    await world.later(hours=3, minutes=5)
    await world.direct("jonas", "waiting for a first contact")
    await world.later(days=2)
    assert not told(world, "maya")
    await until(world, datetime(2026, 8, 28, 9, 5, tzinfo=UTC))  # back on Friday
    await world.direct("maya", "first contact due")
    await world.bot.scheduler.tick()
    await world.direct("maya", "How did it go?")


async def test_the_clock_rests_while_an_owner_without_a_backup_is_away(world: World) -> None:
    await set_up(world)
    await world.taken("maya")
    await world.later(hours=2)
    await command(world, "maya", "away wed")
    await world.later(hours=20)
    assert not told(world, "maya")
    assert (await _contact_by(world)).date() == datetime(2026, 8, 27, tzinfo=UTC).date()
    assert "Welcome back" in await command(world, "maya", "away off")
    assert (await _contact_by(world)).date() == TUESDAY.date()


async def _contact_by(world: World) -> datetime:
    async with world.bot.store.units.reading(world.bot.team) as uow:
        [line] = await uow.leads.owned_by(world.person("maya").id, 5)
    return line.contact_by


async def test_holidays_and_hours_move_the_clocks_that_run(world: World) -> None:
    await set_up(world)
    await world.later(hours=6)  # 15:00, so the rest is tomorrow
    await world.taken("maya")
    assert (await _contact_by(world)).day == 25
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"holidays": "2026-08-25"}, "test", now)
    assert (await _contact_by(world)).day == 26
    await command(world, "maya", "hours 9-17 mon,tue UTC")
    assert (await _contact_by(world)).day == 31
    await world.bot.deps.settings.change({"contact_hours": "1"}, "test", now)
    assert (await _contact_by(world)).day == 24


async def test_one_tap_answers_the_question_with_what_landed(world: World) -> None:
    await set_up(world, reminder_percent="0", ask_after_days="1")
    await world.taken("maya")
    await world.later(days=1, minutes=1)
    asked = await world.direct("maya", "How did it go?")
    maya = world.person("maya")
    rows = [block["elements"] for block in asked.blocks if block["type"] == "actions"]
    [cost] = [one for row in rows for one in row if one["text"]["text"] == "Waiting cost"]
    await maya.click(asked.channel, asked.ts, cost["action_id"], value=cost["value"])
    await world.card_says("👍 Landed: waiting cost")
    chips = await world.private("maya", "✓ Waiting cost", asked.channel)
    settled = await world.direct("maya", "✓ *Dana Ruiz*")
    assert settled.ts == asked.ts
    await maya.click(asked.channel, chips.ts, "why.0")
    await world.card_says("👍 Landed: waiting cost, customer proof")


async def test_five_questions_of_one_hour_are_one_message(world: World) -> None:
    await set_up(world, reminder_percent="0")
    for number in range(6):
        await world.send(lead(f"hs-{number}", person={"name": f"Person {number}"}))
        card = await world.card("maya", f"Person {number}")
        assert (await world.person("maya").click("leads", card.ts, "take")).ok
        await world.later(minutes=5)
    await until(world, datetime(2026, 8, 26, 9, 1, tzinfo=UTC))
    message = await world.direct("maya", "How did it go with")
    assert sum(f"Person {number}" in shown(message) for number in range(6)) == 5
    await until(world, datetime(2026, 8, 26, 9, 40, tzinfo=UTC))
    assert len(told(world, "maya", "How did it go")) == 1
    await until(world, datetime(2026, 8, 26, 10, 5, tzinfo=UTC))
    await world.direct("maya", "Person 5")

    await until(world, datetime(2026, 8, 31, 10, 0, tzinfo=UTC))
    assert len(told(world, "maya", "How did it go")) == 2  # once each
    first = next(block for block in message.blocks if block["type"] == "actions")
    lead_id = first["elements"][0]["value"]
    maya = world.person("maya")
    assert (await maya.click(message.channel, message.ts, "landed", value=lead_id)).ok
    await world.private("maya", "What landed with Person 0?", message.channel)
    settled = await world.direct("maya", "✓ *Person 0*")
    assert settled.ts == message.ts
    values = [
        one["value"] for b in settled.blocks for one in b.get("elements", ()) if "value" in one
    ]
    assert lead_id not in values, "its buttons are gone"
    assert len(values) == 4 * 3
    whisper = await world.private("maya", "What landed with Person 0?", message.channel)
    assert (await maya.click(message.channel, whisper.ts, "undo")).ok
    await world.sandbox.workspace.until(lambda: not told(world, "maya", "✓ *Person 0*"))


async def test_it_is_asked_after_as_many_working_days_as_the_settings_say(world: World) -> None:
    await set_up(world, reminder_percent="0", ask_after_days="1")
    await world.taken("maya")
    await world.later(hours=23)
    assert not told(world, "maya", "How did it go")
    await world.later(hours=1, minutes=1)
    await world.direct("maya", "How did it go")
    await set_up(world, ask_after_days="0")
    await world.send(lead("hs-2", person={"name": "Nobody Asks"}))
    card = await world.card(containing="Nobody Asks")
    await world.person("maya").click("leads", card.ts, "take")
    await world.later(days=5)
    asked = told(world, "maya", "How did it go")
    assert not any("Nobody Asks" in shown(message) for message in asked)


async def test_whoever_was_handed_a_lead_is_asked_two_working_days_later(world: World) -> None:
    await set_up(world, reminder_percent="0")
    card = await world.taken("maya")
    await world.posted()
    await world.person("maya").react("leads", card.ts, "telephone_receiver")
    await world.card_says("contacted")
    await world.later(hours=46)  # Wednesday, 07:00
    await world.choose_in_menu("maya", card.ts, "Hand to")
    form = await world.modal("maya", "Hand to…")
    jonas = world.person("jonas").id
    assert (await world.person("maya").submit(form.id, {"to": {"to": jonas}})).ok
    await world.direct("jonas", "Yours now")
    await world.later(hours=26, minutes=5)  # Thursday, 09:05
    assert not told(world, "jonas", "How did it go")
    await world.later(days=1)
    await world.direct("jonas", "How did it go")
    assert not told(world, "maya", "How did it go")


async def test_what_somebody_left_behind_who_left_the_company_goes_to_a_sales_lead(
    world: World,
) -> None:
    await set_up(world, ask_after_days="1")
    await world.taken("maya")
    member = await world.bot.deps.directory.member(world.person("maya").id)
    assert member is not None
    async with world.bot.store.units(world.bot.team) as uow:
        gone = replace(member, is_active=False)
        await uow.members.put([gone], world.sandbox.clock.now())
        await uow.commit()
    await world.later(hours=3, minutes=5)
    called = await world.direct("sam", "⏰")
    await world.later(days=2)
    assert not told(world, "maya")
    assert not told(world, "maya", "How did it go")
    await press(world, "sam", called, "take_over")
    await world.card_says(f"<@{world.person('sam').id}>")


async def test_two_replicas_send_it_once(world: World) -> None:
    await set_up(world)
    await world.taken("maya")
    await world.sandbox.jump(world.sandbox.clock.now() + timedelta(hours=3, minutes=5))
    now = world.sandbox.clock.now()
    units, team = world.bot.store.units, world.bot.team
    sent = await asyncio.gather(*(reminders.run_due(units, team, now) for _ in range(4)))
    assert sum(sent) <= 1  # the sandbox' clock may have had the bot tick first
    await world.direct("maya", "⏰")
    assert len(told(world, "maya")) == 1


async def test_my_hours_are_said_and_changed(world: World) -> None:
    assert "Mon, Tue, Wed, Thu, Fri, 09:00 to 17:00 (Europe/Berlin)" in await command(
        world, "maya", "hours"
    )
    assert "Mon, Tue, Wed, Thu, 10:30 to 15:00" in await command(
        world, "maya", "hours 10:30-15 mon-thu"
    )
    answer = world.person("maya").last("leads")
    await press(world, "maya", answer, "hours")
    form = await world.modal("maya", "My hours")
    maya = world.person("maya")
    refused = await maya.submit(form.id, {"holidays": {"holidays": "Christmas"}})
    assert "2026-12-24..2027-01-01" in refused.errors["holidays"]
    own = "2026-08-24..2026-08-25\n2026-12-24"
    assert (await maya.submit(form.id, {"holidays": {"holidays": own}})).ok
    assert "Your own holidays: 2026-08-24..2026-08-25, 2026-12-24." in await command(
        world, "maya", "hours 9-17 mon-fri UTC"
    )
    await world.taken("maya")
    assert (await _contact_by(world)).day == 26, "not on her holidays"
    usual = await command(world, "maya", "hours off")
    assert "09:00 to 17:00" in usual
    assert "Your own holidays: 2026-08-24..2026-08-25, 2026-12-24." in usual
    assert (await _contact_by(world)).day == 26, "they stay"
    for wrong in ("9", "17-9", "9-25", "9-17 noday", "9-17 mon Nowhere/City"):
        assert "/leads hours 9-17 mon-thu" in await command(world, "maya", f"hours {wrong}")
