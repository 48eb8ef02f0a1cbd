"""/leads away: owned leads go to the backup, or to everybody."""

import pytest

from tests.scenario.test_leads import said
from tests.scenario.world import World, lead, shown


async def away(world: World, name: str, rest: str) -> str:
    return said(await world.person(name).command("/leads", f"away {rest}", "leads"))


async def test_a_lead_of_somebody_away_goes_to_their_backup(world: World) -> None:
    priya, jonas = world.person("priya"), world.person("jonas")
    answer = await away(world, "priya", "28 Aug @jonas")
    assert "up to and including Fri 28 Aug" in answer
    assert f"<@{jonas.id}>" in answer

    await world.send(lead(owner_email="priya@tidewell.example"))
    card = await world.card_says(f"for <@{jonas.id}>")
    assert "Priya is away until 28 Aug" in shown(card)
    assert priya.id not in shown(card)


async def test_without_a_backup_or_with_one_who_is_away_it_is_for_everybody(world: World) -> None:
    await away(world, "priya", "fri")
    await world.send(lead(owner_email="priya@tidewell.example"))
    await world.card_says("nobody has it yet")

    await away(world, "jonas", "thursday")
    assert "away too" in await away(world, "priya", "fri @jonas")
    await world.send(lead("hs-2", owner_email="priya@tidewell.example", person={"name": "Ravi"}))
    card = await world.card_says("Ravi")
    assert "nobody has it yet" in shown(card)


async def test_a_backup_is_somebody_who_may_work_leads(world: World) -> None:
    maya = world.person("maya").id
    await world.bot.deps.settings.change({"sales": maya}, "test", world.sandbox.clock.now())
    told = "Lena works no leads. Only sales and admins can do that"
    assert told in await away(world, "maya", "fri @lena")
    assert "You are here" in await away(world, "maya", "")


async def test_a_colleague_without_a_day_is_asked_for_the_day(world: World) -> None:
    assert "Until when?" in await away(world, "priya", "@jonas")
    assert "You are here" in await away(world, "priya", "")


async def test_it_ends_by_itself_or_by_hand(world: World) -> None:
    priya = world.person("priya")
    await away(world, "priya", "tuesday @jonas")
    assert "Tue 25 Aug" in await away(world, "priya", "")
    await world.later(days=2)
    assert "You are here" in await away(world, "priya", "")
    await world.send(lead(owner_email="priya@tidewell.example"))
    await world.card_says(f"for <@{priya.id}>")

    await away(world, "priya", "fri")
    answer = priya.last("leads")
    await priya.click("leads", answer.ts, "back")
    await world.private("priya", "Welcome back")
    assert "not away" in await away(world, "priya", "off")


async def test_who_is_away_still_finds_their_hours_at_home(world: World) -> None:
    priya = world.person("priya")
    await away(world, "priya", "fri")
    await priya.open_home()
    home = world.sandbox.workspace.home(priya.id)
    assert home is not None
    assert "You are away" in str(home.payload)
    assert (await priya.click_in_view(home.id, "hours")).ok
    await world.modal("priya", "My hours")


async def test_open_leads_are_mentioned(world: World) -> None:
    await world.taken("priya")
    assert "You keep 1 open lead;" in await away(world, "priya", "fri")


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("2026-08-01", "is over"),
        ("2036-08-01", "more than a year"),
        ("soon", "is no day"),
        ("2026-13-01", "is no day"),
        ("fri @priya", "somebody else"),
        ("fri @leadloop", "a colleague"),
        ("fri @nobody", "nobody called “@nobody”"),
        ("fri please", "“fri please” is no day"),
        ("fri @jonas @maya", "A second backup"),
    ],
)
async def test_what_cannot_be_noted_is_said(world: World, rest: str, told: str) -> None:
    assert told in await away(world, "priya", rest)
    assert "You are here" in await away(world, "priya", "")
