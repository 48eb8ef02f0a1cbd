"""`make soak`: a long run in a Slack that misbehaves, SOAK_SECONDS of it (60 if not said)."""

import asyncio
import os
import random
import time
from collections import Counter
from typing import Any

import pytest

from sandbox.model import Message
from tests.scenario.world import World, lead, shown

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
REPS = ("maya", "jonas")
TROUBLE: tuple[dict[str, Any], ...] = (
    {"retry_after": 1},
    {"lose_answer": True},
    {"status": 503},
    {"delay": 0.5},
)


def _name(number: int) -> str:
    return f"Soak Person-{number:05d}."


def _body(number: int) -> dict[str, Any]:
    person = {"name": _name(number), "email": f"p{number}@soak{number}.example"}
    return lead(f"soak-{number}", person=person, company={"name": f"Soak {number}"}, campaign=None)


def _cards(world: World) -> list[str]:
    return [shown(message) for message in world.person("sam").sees("leads") if message.blocks]


def _counted(world: World, numbers: set[int], saying: str) -> Counter[int]:
    """How many messages in the channel show each lead and say this."""
    cards = [text for text in _cards(world) if saying in text]
    return Counter(number for text in cards for number in numbers if _name(number) in text)


async def _take(world: World, number: int) -> None:
    """Two reps press at once. A post whose answer was lost is found within half a minute."""
    seen = world.person("sam").sees

    def found() -> Message | None:
        return next((one for one in seen("leads") if _name(number) in shown(one)), None)

    card = await world.sandbox.workspace.until(found, 90)
    presses = [world.person(rep).click("leads", card.ts, "take") for rep in REPS]
    for ack in await asyncio.gather(*presses):
        assert ack.ok


@pytest.mark.soak
async def test_every_lead_has_one_card_and_every_press_counts_once(world: World) -> None:
    chance, ends = random.Random(7), time.monotonic() + SECONDS
    sent: set[int] = set()
    taken: set[int] = set()
    while time.monotonic() < ends:
        number = len(sent)
        if chance.random() < 0.1:
            world.sandbox.faults.fail(
                chance.choice(("chat.postMessage", "chat.update")), **chance.choice(TROUBLE)
            )
        answers = await asyncio.gather(*(world.send(_body(number)) for _ in range(2)))
        assert sorted(answer["status"] for _, answer in answers) == ["accepted", "duplicate"]
        sent.add(number)
        if chance.random() < 0.5:
            await _take(world, number)
            taken.add(number)
    world.sandbox.faults.clear()

    def settled() -> bool:
        return set(_counted(world, sent, "")) == sent and (
            set(_counted(world, taken, "took it")) == taken
        )

    await world.sandbox.workspace.until(settled, 120)
    assert set(_counted(world, sent, "").values()) == {1}
    assert set(_counted(world, sent, "took it")) == taken
