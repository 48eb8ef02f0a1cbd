"""A CRM that sends leads and reps who press buttons, at a steady rate, whatever breaks. Every other
lead is left to those who answer by emoji."""

import asyncio
import random
import re
from dataclasses import dataclass, field

import aiohttp

from sandbox.ack import Ack
from sandbox.model import Message
from tests.scenario.replicas.stand import REPS, Stand
from tests.scenario.replicas.told import Emoji, Told
from tests.scenario.waiting import until
from tests.scenario.world import lead, shown

VERDICTS = ("landed", "fell_flat")
RETRY_SECONDS = 0.2
PROGRESS_SECONDS = 60
_DELIVERY = re.compile(r"card-(\w+)")
_TOOK = re.compile(r"<@(\w+)> took it")


@dataclass
class Case:
    """One lead as its sender and its owner know it. `said` is what Slack saw acknowledged, in
    order; `open` is one more thing that was said and whose fate nobody knows. Both are patterns of
    the stored actions, each with a blank behind it. `taken`: a press on Take was acknowledged.

    Of emoji: `present` are the owner's, the latest last; `waiting` are those that make up `open`,
    with how many such were acknowledged before.
    """

    external_id: str
    lead_id: str
    by_emoji: bool = False
    owner: str | None = None
    taken: bool = False
    said: list[str] = field(default_factory=list)
    open: str | None = None
    present: list[str] = field(default_factory=list)
    waiting: list[tuple[Emoji, int]] = field(default_factory=list)

    @property
    def expected(self) -> str:
        """What may be stored: all that was acknowledged once, the rest at most once."""
        take = "" if self.by_emoji else "take " if self.taken else "(take )?"
        return take + "".join(self.said) + (f"({self.open})?" if self.open else "")


@dataclass
class Traffic:
    """Seeded: the same in the same order, as far as the machine allows. `places`: which message
    shows which lead. `emoji` counts those put and taken away."""

    stand: Stand
    chance: random.Random
    cases: dict[str, Case] = field(default_factory=dict)
    presses: int = 0
    acknowledged: int = 0
    emoji: int = 0
    told: Told = field(init=False)
    places: dict[str, Message] = field(default_factory=dict)
    _marks: tuple[int, int] = (0, 0)
    _seen: int = 0

    def __post_init__(self) -> None:
        self.told = Told(self.stand.sandbox.journal)

    async def send_leads(self, every: float, stop: asyncio.Event) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await self._send(f"crm-{number}", by_emoji=number % 2 == 0)
            await pause(stop, every)

    async def press_buttons(self, rep: str, every: float, stop: asyncio.Event) -> None:
        while not stop.is_set():
            case = self.to_work(rep, by_emoji=False)
            if case is not None:
                await self._work(case, rep)
            await pause(stop, every)

    async def progress(self) -> None:
        """Until a lead was accepted and a press acknowledged since this was last asked."""
        leads, presses = self._marks

        async def both() -> bool:
            return len(self.cases) > leads and self.acknowledged > presses

        await until(both, PROGRESS_SECONDS)
        self._marks = (len(self.cases), self.acknowledged)

    async def _send(self, external_id: str, *, by_emoji: bool) -> None:
        """Until it is accepted: a CRM sends a lead again whose answer it did not get."""
        body = lead(
            external_id,
            person={"name": f"Person {external_id}."},
            company={"name": f"Company {external_id}"},
            campaign=None,
        )
        headers = {"Authorization": f"Bearer {self.stand.token}"}
        while True:
            try:
                async with self.stand.http.post(
                    f"{self.stand.address}/v1/leads", json=body, headers=headers
                ) as answer:
                    if answer.status == 202:
                        lead_id = (await answer.json())["id"]
                        self.cases[lead_id] = Case(external_id, lead_id, by_emoji)
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(RETRY_SECONDS)

    def to_work(self, rep: str, *, by_emoji: bool) -> Case | None:
        """Something this rep can do: what nobody has, or what is theirs. Of one that was answered
        by emoji only when all that was said is acknowledged."""
        self._look_around()
        user = self.stand.sandbox.person(rep).id
        ready = [
            case
            for case in self.cases.values()
            if case.lead_id in self.places and case.owner in (None, user)
            if case.by_emoji == by_emoji and not case.waiting
        ]
        return self.chance.choice(ready[-20:]) if ready else None

    def _look_around(self) -> None:
        channel = self.stand.sandbox.workspace.channel("leads").id
        messages = list(self.stand.sandbox.workspace.messages.get(channel, {}).values())
        for message in messages[self._seen :]:
            found = _DELIVERY.search(str(message.metadata or ""))
            if found:
                self.places[found[1]] = message
        self._seen = len(messages)

    async def _work(self, case: Case, rep: str) -> None:
        message = self.places[case.lead_id]
        if not read_owner(case, message):
            if any(await asyncio.gather(*(self._press(one, message, "take") for one in REPS))):
                case.taken = True
            return
        case.taken = True
        if case.owner == self.stand.sandbox.person(rep).id:
            await self._judge(case, rep, message)

    async def _judge(self, case: Case, rep: str, message: Message) -> None:
        """The other verdict than last time; again, as people do, when Slack showed its warning."""
        verdict = (case.open or VERDICTS[len(case.said) % 2]).strip()
        case.open = f"{verdict} "
        if await self._press(rep, message, verdict):
            case.said.append(case.open)
            case.open = None

    async def _press(self, rep: str, message: Message, action: str) -> bool:
        """True when it was acknowledged and nobody said that something went wrong."""
        self.presses += 1
        person = self.stand.sandbox.person(rep)
        before = len(person.sees("leads"))
        try:
            ack: Ack = await person.click("leads", message.ts, action)
        except LookupError:  # the card changed while the finger was on its way
            return False
        told = [one for one in person.sees("leads")[before:] if one.ephemeral_to]
        if not ack.ok or any("eference" in shown(one) for one in told):
            return False
        self.acknowledged += 1
        return True


def read_owner(case: Case, message: Message) -> bool:
    """Whether the card says who has it."""
    found = _TOOK.search(shown(message))
    if found is not None:
        case.owner = found[1]
    return found is not None


async def pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
