"""A CRM that sends leads and reps who press buttons, at a steady rate, whatever breaks."""

import asyncio
import random
import re
from dataclasses import dataclass, field

import aiohttp

from sandbox.ack import Ack
from sandbox.model import Message
from tests.scenario.replicas.stand import REPS, Stand
from tests.scenario.waiting import until
from tests.scenario.world import lead, shown

VERDICTS = ("landed", "fell_flat")
RETRY_SECONDS = 0.2
PROGRESS_SECONDS = 60
_DELIVERY = re.compile(r"card-(\w+)")
_TOOK = re.compile(r"<@(\w+)> took it")


@dataclass
class Case:
    """One lead as its sender and its owner know it. `said` are the verdicts that Slack saw
    acknowledged, in order; `open` is one more that was pressed and whose fate nobody knows."""

    external_id: str
    lead_id: str
    owner: str | None = None
    said: list[str] = field(default_factory=list)
    open: str | None = None


@dataclass
class Traffic:
    """Seeded: the same presses in the same order, as far as the machine allows."""

    stand: Stand
    chance: random.Random
    cases: dict[str, Case] = field(default_factory=dict)
    presses: int = 0
    acknowledged: int = 0
    _marks: tuple[int, int] = (0, 0)
    _seen: int = 0
    _places: dict[str, Message] = field(default_factory=dict)

    async def send_leads(self, every: float, stop: asyncio.Event) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await self._send(f"crm-{number}")
            await _pause(stop, every)

    async def press_buttons(self, rep: str, every: float, stop: asyncio.Event) -> None:
        while not stop.is_set():
            case = self._to_work(rep)
            if case is not None:
                await self._work(case, rep)
            await _pause(stop, every)

    async def progress(self) -> None:
        """Until a lead was accepted and a press acknowledged since this was last asked."""
        leads, presses = self._marks

        async def both() -> bool:
            return len(self.cases) > leads and self.acknowledged > presses

        await until(both, PROGRESS_SECONDS)
        self._marks = (len(self.cases), self.acknowledged)

    async def _send(self, external_id: str) -> None:
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
                        self.cases[lead_id] = Case(external_id, lead_id)
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(RETRY_SECONDS)

    def _to_work(self, rep: str) -> Case | None:
        """Something this rep can do: what nobody has, or what is theirs."""
        self._look_around()
        user = self.stand.sandbox.person(rep).id
        ready = [
            case
            for case in self.cases.values()
            if case.lead_id in self._places and case.owner in (None, user)
        ]
        return self.chance.choice(ready[-20:]) if ready else None

    def _look_around(self) -> None:
        """Which message shows which lead."""
        channel = self.stand.sandbox.workspace.channel("leads").id
        messages = list(self.stand.sandbox.workspace.messages.get(channel, {}).values())
        for message in messages[self._seen :]:
            found = _DELIVERY.search(str(message.metadata or ""))
            if found:
                self._places[found[1]] = message
        self._seen = len(messages)

    async def _work(self, case: Case, rep: str) -> None:
        message = self._places[case.lead_id]
        owner = _TOOK.search(shown(message))
        if owner is None:
            await asyncio.gather(*(self._press(one, message, "take") for one in REPS))
            return
        case.owner = owner[1]
        if case.owner == self.stand.sandbox.person(rep).id:
            await self._judge(case, rep, message)

    async def _judge(self, case: Case, rep: str, message: Message) -> None:
        """The other verdict than last time; again, as people do, when Slack showed its warning."""
        verdict = case.open or VERDICTS[len(case.said) % 2]
        case.open = verdict
        if await self._press(rep, message, verdict):
            case.said.append(verdict)
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


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
