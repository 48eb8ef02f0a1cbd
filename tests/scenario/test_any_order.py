"""Whatever several people do, in any order and through every door: the table is never left, and
the history explains where each lead stands."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.fold import fold
from bot.domain.lifecycle import Action, Door, Event, Standing
from bot.domain.undo import UNDO_WINDOW
from sandbox.elements import walk
from sandbox.model import Message
from tests.scenario.world import CAMPAIGN, World, lead, shown

PEOPLE = ("maya", "jonas", "priya")
EMOJI = ("white_check_mark", "no_entry_sign", "+1", "-1", "telephone_receiver", "zzz", "trophy")
TYPED = ("contacted", "met", "qualified", "opportunity 9000", "won 18000", "no_need")
REPORTED = ("contacted", "met", "met", "qualified", "nurture", "lost")
DEEDS = 100
LEADS = 4
DOORS = set(Door) - {Door.IMPORT}
WORKED = "accepted contacted sql opportunity"
TALKED = "contacted sql opportunity won lost disqualified"
MOVES = {
    "take": ("new", "accepted"),
    "reject": ("new accepted", "rejected"),
    "release": ("accepted", "new"),
    "not_mine": ("new", "new"),
    "hand_over": (WORKED, WORKED),
    "contact": ("accepted", "contacted"),
    "meet": (WORKED, "contacted sql opportunity"),
    "qualify": ("accepted contacted", "sql"),
    "open_opportunity": ("accepted contacted sql", "opportunity"),
    "win": (WORKED, "won"),
    "lose": (WORKED, "lost"),
    "disqualify": ("accepted contacted sql", "disqualified"),
    "nurture": ("new accepted contacted sql", "nurture"),
    "return": ("nurture", "new"),
    "reopen": ("nurture rejected disqualified", "new"),
    "reroute": ("rejected", "new"),
    "landed": (f"accepted {TALKED}", TALKED),
    "fell_flat": (f"accepted {TALKED}", TALKED),
    "explain": (f"rejected nurture {TALKED}", f"rejected nurture {TALKED}"),
    "second": (WORKED, WORKED),
}
"""From where an action leads to where, written a second time: a table agrees with itself."""
COMMENTS = (Action.EXPLAIN, Action.SECOND)
OWNERS = "release hand_over contact meet qualify win lose landed fell_flat"


@dataclass
class Crowd:
    """Three people who do whatever a screen offers. `chance` decides, so that a seed repeats it."""

    world: World
    chance: random.Random
    told: int = 0
    names: list[str] = field(default_factory=list)

    async def act(self) -> None:
        who = self.chance.choice(PEOPLE)
        if self.world.person(who).modal is not None:
            return await self.answer(who)
        deeds: list[Callable[[str], Awaitable[None]]] = [
            *[self.press] * 5,
            *[self.choose] * 3,
            *[self.react] * 3,
            *[self.command] * 2,
            *[self.shortcut] * 3,
            self.report,
            self.arrive,
            self.wait,
        ]
        return await self.chance.choice(deeds)(who)

    def card(self, who: str, *, mine: bool = False) -> Message | None:
        """Something in the channel or in the bot's messages to this person; `mine`: a lead that
        they took, if they have any."""
        person = self.world.person(who)
        place = "leads" if mine or self.chance.random() < 0.8 else person.dm().id
        seen = [message for message in person.sees(place) if message.blocks]
        if mine:
            seen = [m for m in seen if f"<@{person.id}> took it" in shown(m)] or seen
        return self.chance.choice(seen[-20:]) if seen else None

    async def press(self, who: str) -> None:
        """Any button of a card or of a private line."""
        if (card := self.card(who)) is None:
            return
        found = [one for one in walk(card.blocks) if one.element["type"] == "button"]
        if found:
            one = self.chance.choice(found)
            await self.world.person(who).click(
                card.channel,
                card.ts,
                one.element["action_id"],
                block_id=one.block["block_id"],
                value=one.element.get("value"),
            )

    async def choose(self, who: str) -> None:
        """Anything in the ⋯ menu of a card."""
        if (card := self.card(who, mine=self.chance.random() < 0.5)) is None:
            return
        menus = [one for one in walk(card.blocks) if one.element["type"] == "overflow"]
        if menus:
            one = self.chance.choice(menus)
            value = self.chance.choice(one.element["options"])["value"]
            person, block = self.world.person(who), one.block["block_id"]
            await person.choose(card.channel, card.ts, "more", value, block_id=block)

    async def answer(self, who: str) -> None:
        """Whatever form is open: sent, or closed when something in it is wrong."""
        person = self.world.person(who)
        if (view := person.modal) is None:
            return
        happened = self.chance.choice(("contacted", "met", "won", "no_need", "not_now"))
        values: dict[str, object] = {
            "discount": "no",
            "quote": "They said so",
            "returns_on": self.tomorrow,
            "to": self.world.person(self.chance.choice(PEOPLE)).id,
        }
        if self.chance.random() < 0.3:
            values, happened = {"back": ["everybody"]}, "qualified"
        try:
            if view.payload["callback_id"].partition(".")[0] == "outcome":
                await person.choose_in_view(view.id, "happened", happened)
            fields = {block.get("block_id") for block in view.payload["blocks"]}
            given = {key: {key: value} for key, value in values.items() if key in fields}
            ack = await person.submit(view.id, given)
        except (LookupError, ValueError):
            ack = None
        if person.modal is not None and (ack is None or not ack.ok or ack.errors):
            await person.close(person.modal.id, clear=True)

    async def react(self, who: str) -> None:
        if (card := self.card(who, mine=self.chance.random() < 0.5)) is None or card.ephemeral_to:
            return
        person, emoji = self.world.person(who), self.chance.choice(EMOJI)
        is_there = person.id in card.reactions.get(emoji, ())
        await (person.unreact if is_there else person.react)(card.channel, card.ts, emoji)

    async def command(self, who: str) -> None:
        card = self.card(who, mine=True)
        named = [name for name in self.names if card and name in shown(card)]
        text = f"outcome {self.chance.choice(named or self.names)} {self.chance.choice(TYPED)}"
        await self.world.person(who).command("/leads", text, "leads")

    async def shortcut(self, who: str) -> None:
        if (card := self.card(who, mine=True)) is not None and not card.ephemeral_to:
            await self.world.person(who).message_shortcut("log_outcome", card.channel, card.ts)
            await self.answer(who)

    async def report(self, who: str) -> None:
        """The CRM, or marketing with a lead that came again."""
        self.told += 1
        number = self.chance.randrange(len(self.names))
        body = {
            "id": f"told-{self.told}",
            "external_id": f"any-{number}",
            "outcome": self.chance.choice(REPORTED),
            "owner": f"{who}@tidewell.example",
        }
        await self.world.send(body, "/v1/outcomes")

    async def arrive(self, _who: str) -> None:
        number = len(self.names)
        self.names.append(f"Any{number:03}")
        person = {"name": f"{self.names[-1]} Body", "email": f"any{number}@crowd.example"}
        await self.world.send(lead(f"any-{number}", person=person))

    async def wait(self, _who: str) -> None:
        hours = self.chance.choice((0.02, 0.1, 0.2, 1, 30))
        await self.world.later(hours=hours)

    async def every_door(self) -> None:
        """What chance may have left out, with a lead that came last."""
        await self.arrive("")
        name, maya = self.names[-1], self.world.person("maya")
        card = await self.world.posted(containing=name)
        await maya.react("leads", card.ts, "white_check_mark")
        await maya.unreact("leads", card.ts, "white_check_mark")
        await maya.click("leads", card.ts, "take")
        await maya.message_shortcut("log_outcome", "leads", card.ts)
        assert (await self.world.logs("maya", "met")).ok
        await maya.command("/leads", f"outcome {name} qualified", "leads")
        await self.world.sandbox.workspace.until(
            lambda: "Log outcome" in shown(next(m for m in maya.sees("leads") if m.ts == card.ts))
        )
        await self.world.choose_in_menu("jonas", card.ts, "Undo")
        await maya.click("leads", card.ts, "outcome")
        assert (await self.world.logs("maya", "not_now", returns_on=self.tomorrow)).ok
        await self.world.later(days=4)  # over a weekend too

    @property
    def tomorrow(self) -> str:
        return (self.world.sandbox.clock.now() + timedelta(days=1)).date().isoformat()

    async def history(self) -> dict[str, list[Event]]:
        """What was said about each lead."""
        said = {}
        async with self.world.bot.store.units.reading(self.world.bot.team) as uow:
            for name in self.names:
                [line] = await uow.leads.search(name, 2)
                said[line.id] = await uow.feedback.of(line.id)
        return said


@pytest.mark.parametrize("seed", [1, 3])
async def test_the_table_is_never_left_and_the_history_explains_the_state(
    world: World, seed: int
) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    people = Crowd(world, random.Random(seed))
    for _ in range(LEADS):
        await people.arrive("")
        await world.posted(containing=people.names[-1])
    for _ in range(DEEDS):
        await people.act()
    await people.every_door()
    history = await people.history()
    said = [event for events in history.values() for event in events]
    assert {event.door for event in said} >= DOORS
    assert {event.action for event in said} >= {Action.UNDO, Action.RETURN}
    for lead_id, events in history.items():
        async with world.bot.store.units.reading(world.bot.team) as uow:
            card = await uow.leads.card(lead_id)
        assert card is not None
        assert fold(events) == card.standing, card.label
        _never_left(events)


def _never_left(events: list[Event]) -> None:
    """Each event was possible where the lead stood when it came, and for who said it."""
    for index, event in enumerate(events):
        before, after = fold(events[:index]), fold(events[: index + 1])
        if event.action is Action.UNDO:
            _could_be_undone(events[:index], event, after, events[index + 1 : index + 2])
            continue
        sources, targets = MOVES[event.action]
        assert before.state in sources.split(), (before.state, event.action)
        assert after.state in targets.split(), (before.state, event.action, after.state)
        if event.action in OWNERS.split() and event.door is not Door.API:
            assert _owns(before, event), (before.owner, event)


def _owns(before: Standing, event: Event) -> bool:
    return not before.is_ours or before.owner == event.user


def _could_be_undone(before: list[Event], undo: Event, after: Standing, then: list[Event]) -> None:
    """One's own, and unless it moved nothing, or “not now” was said in its place, the latest and
    not old; it is as if never said."""
    rests = [(e.action, e.user, e.at) for e in then] == [(Action.NURTURE, undo.user, undo.at)]
    gone = {event.retracts for event in before}
    target = next(event for event in before if event.id == undo.retracts)
    assert target.user == undo.user
    assert target.id not in gone
    is_replaced = rests and target.action in (Action.REJECT, Action.DISQUALIFY)
    if target.action not in COMMENTS and not is_replaced:
        moves = [e for e in before if e.action not in (*COMMENTS, Action.UNDO) and e.id not in gone]
        assert target is moves[-1]
        assert undo.at - target.at <= UNDO_WINDOW
    others = [e for e in before if target.id not in (e.id, e.detail.get("of"))]
    assert after == fold(others)
