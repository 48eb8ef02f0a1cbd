"""Whatever several people do, in any order and through every door: the table is never left, and
the history explains where each lead stands."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.domain.lifecycle import TABLE, Action, Door, Event, Standing, fold
from sandbox.elements import walk
from sandbox.model import Message
from tests.scenario.world import CAMPAIGN, World, lead

PEOPLE = ("maya", "jonas", "priya")
EMOJI = ("white_check_mark", "no_entry_sign", "+1", "-1", "telephone_receiver", "zzz", "trophy")
TYPED = ("contacted", "met", "qualified", "opportunity 9000", "won 18000", "no_need")
REPORTED = ("contacted", "met", "met", "qualified", "nurture", "lost")
DEEDS = 120
LEADS = 8


@dataclass
class Crowd:
    """Three people who do whatever a screen offers. `chance` decides, so that a seed repeats it."""

    world: World
    chance: random.Random
    told: int = 0
    names: list[str] = field(default_factory=list)

    async def act(self) -> None:
        deeds: list[Callable[[str], Awaitable[None]]] = [
            *[self.press] * 5,
            *[self.choose] * 2,
            *[self.answer] * 3,
            *[self.react] * 3,
            self.command,
            self.command,
            self.shortcut,
            self.report,
            self.wait,
        ]
        await self.chance.choice(deeds)(self.chance.choice(PEOPLE))

    def card(self, who: str) -> Message | None:
        seen = [m for m in self.world.person(who).sees("leads") if m.blocks]
        return self.chance.choice(seen[-30:]) if seen else None

    async def press(self, who: str) -> None:
        """Any button of a card or of a private line."""
        if (card := self.card(who)) is None:
            return
        found = [one for one in walk(card.blocks) if one.element["type"] == "button"]
        if found:
            one = self.chance.choice(found)
            await self.world.person(who).click(
                "leads",
                card.ts,
                one.element["action_id"],
                block_id=one.block["block_id"],
                value=one.element.get("value"),
            )

    async def choose(self, who: str) -> None:
        """Anything in the ⋯ menu of a card."""
        if (card := self.card(who)) is None:
            return
        menus = [one for one in walk(card.blocks) if one.element["type"] == "overflow"]
        if menus:
            one = self.chance.choice(menus)
            value = self.chance.choice(one.element["options"])["value"]
            person, block = self.world.person(who), one.block["block_id"]
            await person.choose("leads", card.ts, "more", value, block_id=block)

    async def answer(self, who: str) -> None:
        """Whatever form is open: sent, or closed when something in it is wrong."""
        person = self.world.person(who)
        if (view := person.modal) is None:
            return
        values = {
            "outcome": {"outcome": self.chance.choice(("contacted", "met", "won", "no_need"))},
            "to": {"to": self.world.person(self.chance.choice(PEOPLE)).id},
            "quote": {"quote": "They said so"},
        }
        fields = {block.get("block_id") for block in view.payload["blocks"]}
        given = {key: value for key, value in values.items() if key in fields}
        try:
            ack = await person.submit(view.id, given)
        except (LookupError, ValueError):
            ack = None
        if person.modal is not None and (ack is None or not ack.ok or ack.errors):
            await person.close(person.modal.id, clear=True)

    async def react(self, who: str) -> None:
        if (card := self.card(who)) is None or card.ephemeral_to:
            return
        person, emoji = self.world.person(who), self.chance.choice(EMOJI)
        is_there = person.id in card.reactions.get(emoji, ())
        await (person.unreact if is_there else person.react)("leads", card.ts, emoji)

    async def command(self, who: str) -> None:
        text = f"outcome {self.chance.choice(self.names)} {self.chance.choice(TYPED)}"
        await self.world.person(who).command("/leads", text, "leads")

    async def shortcut(self, who: str) -> None:
        if (card := self.card(who)) is not None and not card.ephemeral_to:
            await self.world.person(who).message_shortcut("log_outcome", "leads", card.ts)

    async def report(self, who: str) -> None:
        """The CRM, or marketing with a lead that came again."""
        self.told += 1
        number = self.chance.randrange(LEADS)
        body = {
            "id": f"told-{self.told}",
            "external_id": f"any-{number}",
            "outcome": self.chance.choice(REPORTED),
            "owner": f"{who}@tidewell.example",
        }
        await self.world.send(body, "/v1/outcomes")

    async def wait(self, _who: str) -> None:
        await self.world.later(minutes=self.chance.choice((1, 5, 11, 60, 60 * 30)))


async def crowd(world: World, seed: int) -> Crowd:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    made = Crowd(world, random.Random(seed))
    for number in range(LEADS):
        made.names.append(f"Any{number}")
        person = {"name": f"Any{number} Body", "email": f"any{number}@crowd.example"}
        await world.send(lead(f"any-{number}", person=person))
        await world.posted(containing=f"Any{number} Body")
    return made


@pytest.mark.parametrize("seed", [1, 3])
async def test_the_table_is_never_left_and_the_history_explains_the_state(
    world: World, seed: int
) -> None:
    people = await crowd(world, seed)
    for _ in range(DEEDS):
        await people.act()
    doors: set[Door] = set()
    async with world.bot.store.units.reading(world.bot.team) as uow:
        for name in people.names:
            [line] = await uow.leads.search(name, 2)
            card = await uow.leads.card(line.id)
            events = await uow.feedback.of(line.id)
            assert card is not None
            assert fold(events) == card.standing, name
            _never_left(events)
            doors |= {event.door for event in events}
    assert doors >= {Door.BUTTON, Door.REACTION, Door.COMMAND, Door.API}, doors


def _never_left(events: list[Event]) -> None:
    """Each event was possible where the lead stood when it came."""
    for index, event in enumerate(events):
        before: Standing = fold(events[:index])
        if event.action is Action.UNDO:
            assert event.retracts in {earlier.id for earlier in events[:index]}
        else:
            assert (before.state, event.action) in TABLE, (before.state, event.action)
