"""The demo's story is true: what the page promises happens, and the figures are the data's."""

import io
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.demo import Demo, running, tour
from bot.demo.story import START
from bot.demo.workspace import ZONE, next_monday
from sandbox.model import Message
from tests.scenario.world import shown


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with running() as made:
        yield made


async def seen(demo: Demo, who: str, channel: str, text: str) -> Message:
    person = demo.sandbox.person(who)

    def found() -> Message | None:
        return next((m for m in person.sees(channel) if text in shown(m)), None)

    return await demo.sandbox.workspace.until(found, 20)


def all_answered(demo: Demo) -> bool:
    """The digests of both weeks show the promise above the buttons."""
    digests = [shown(m) for m in demo.sandbox.person("sam").sees("marketing")]
    return len(digests) == 2 and all(
        "⏳ Lena changes LogiExpo badges" in text and "promise_change" in text for text in digests
    )


async def first_definition(demo: Demo) -> tuple[datetime, set[datetime]]:
    """When it came into force, and when Settings says that it changed them."""
    lena = demo.sandbox.person("lena")
    current = (await demo.bot.deps.definitions.overview(lena.id)).current
    assert current.in_force_at is not None
    history = await demo.bot.deps.settings.history(100)
    return current.in_force_at, {one.at for one in history if one.who == "definition 1"}


async def test_the_seven_steps_lead_through_the_loop(demo: Demo) -> None:
    workspace, steps = demo.tidewell.workspace, demo.sandbox.steps

    def done() -> list[bool]:
        return [step.done(workspace) for step in steps]

    assert done() == [False] * 7
    maya, lena = demo.sandbox.person("maya"), demo.sandbox.person("lena")
    await demo.send(1)
    card = await seen(demo, "maya", "leads", "Dana Ruiz")
    await maya.click("leads", card.ts, "take")
    await seen(demo, "maya", "leads", "took it")
    brief = shown(await seen(demo, "maya", maya.dm().id, "Yours now"))
    assert "Runs beside the WMS, no project (landed 3 of " in brief
    assert done() == [True, *[False] * 6]
    await maya.react("leads", card.ts, "+1")
    chips = await seen(demo, "maya", "leads", "What landed")
    await maya.click("leads", chips.ts, "why.0")
    await demo.sandbox.jump(next_monday(demo.sandbox.clock.now()))
    digest = await seen(demo, "lena", "marketing", "week 34")
    lena.open_channel("marketing")
    await lena.click("marketing", digest.ts, "promise_change")
    assert lena.modal is not None
    await lena.submit(lena.modal.id, {"what": {"what": "Ask: do you run a yard?"}})
    await seen(demo, "maya", maya.dm().id, "do you run a yard?")
    await workspace.until(lambda: all_answered(demo), 20)
    await workspace.until(lambda: done()[:6] == [True] * 6, 20)
    maya.open_channel(maya.dm().id)
    assert done() == [True] * 7


async def test_the_digest_says_what_the_history_holds(demo: Demo) -> None:
    before = await seen(demo, "lena", "marketing", "week 33")
    slack = demo.sandbox.workspace
    assert (slack.unread("lena", "marketing"), slack.unread("maya", "leads")) == (0, 0)
    assert float(before.ts) < START.timestamp(), "it stands where it came, last Monday"
    in_force_at, changes = await first_definition(demo)
    assert changes == {in_force_at}, "it changed the settings when it came into force"
    assert in_force_at.astimezone(ZoneInfo(ZONE)).hour == 9
    await demo.sandbox.jump(next_monday(demo.sandbox.clock.now()))
    text = shown(await seen(demo, "lena", "marketing", "week 34"))
    for line in (
        "The change to Search works: it lands more often. "
        "LogiExpo badges still sends us the wrong people.",
        "landed 6/26 → 19/30",
        "LogiExpo badges: wrong person\u00a031 · student\u00a017",
        "Dock webinar: customer proof (14 of 31 that landed)",
        "*Asked for*  SSO: 5 companies, 4 in our target",
        "*Lost to*  Gatevia 3 (2× price, 1× feature or integration) · Rampwerk 2",
        "3/3",
        "too few to judge",
    ):
        assert line in text


async def test_live_leads_are_what_the_story_says(demo: Demo) -> None:
    answers = [await demo.send(number) for number in range(1, 13)]
    assert [answer["status"] for answer in answers[:4]] == ["accepted"] * 4
    assert (answers[4]["status"], answers[4]["id"]) == ("updated", answers[0]["id"])
    assert answers[11]["status"] == "not_qualified"
    hostile = await seen(demo, "maya", "leads", "Bobby")
    assert "<!channel>" not in shown(hostile)
    owned = await seen(demo, "jonas", "leads", "Greta Holm")
    assert "Got it" in shown(owned)
    assert demo.sandbox.person("jonas").id in shown(owned)
    matched = shown(await seen(demo, "maya", "leads", "Sana Mir"))
    assert "First gate live" in matched
    assert demo.sandbox.person("jonas").id in matched, "Priya is away, Jonas is her backup"
    colleagues = shown(await seen(demo, "maya", "leads", "3 leads"))
    assert all(name in colleagues for name in ("Ines Falk", "Bo Ahlers", "Ruth Dorn"))


async def test_the_tour_tells_the_loop_and_ends() -> None:
    screen = io.StringIO()
    await tour(Console(file=screen, width=100), pause=0)
    told = screen.getvalue()
    for line in ("Dana Ruiz", "Maya took Dana Ruiz", "Landed: customer proof", "That is the loop"):
        assert line in told
    assert "Lena changes LogiExpo badges because of what you said" in told, "as Maya reads it"
    assert "Mon 24 Aug  9:00. Marketing reads" in told, "what is told happens then"
    assert "What will change?  Ask at the stand: do you run a yard?" in told
    assert "⏳ Lena changes LogiExpo badges by 12 Sep: Ask at the stand" in told
    assert ">“" not in told
