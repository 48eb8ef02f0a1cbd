"""Reps who take leads and judge them by emoji, and take an emoji away again."""

import asyncio

from sandbox.ack import Ack
from sandbox.model import Message
from tests.scenario.replicas.stand import REPS
from tests.scenario.replicas.told import Emoji
from tests.scenario.replicas.traffic import Case, Traffic, pause, read_owner

TAKE = "white_check_mark"
VERDICTS = {"+1": "landed", "-1": "fell_flat"}
ADDED, REMOVED = "reaction_added", "reaction_removed"


class Reactions:
    """What a rep says next about a lead waits for the acknowledgement of what was said before."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._chance = traffic.chance

    async def react(self, rep: str, every: float, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.all_acknowledged()
            case = self._traffic.to_work(rep, by_emoji=True)
            if case is not None:
                await self._work(case, rep)
            await pause(stop, every)

    async def all_acknowledged(self) -> bool:
        """Notes what was acknowledged meanwhile; whether nothing waits any more."""
        told = self._traffic.told
        told.read()
        waiting = [case for case in self._traffic.cases.values() if case.waiting]
        for case in waiting:
            if case.open and all(told.acknowledged(one) > before for one, before in case.waiting):
                case.said.append(case.open)
                case.open, case.waiting = None, []
        return not any(case.waiting for case in waiting)

    async def _work(self, case: Case, rep: str) -> None:
        message = self._traffic.places[case.lead_id]
        if not case.said:
            several = REPS if self._chance.random() < 0.5 else (rep,)
            case.present = [TAKE]
            await self._say(case, message, "take ", *((one, ADDED, TAKE) for one in several))
            return
        if case.owner is None:
            read_owner(case, message)
        if case.owner == self._traffic.stand.sandbox.person(rep).id:
            await self._go_on(case, rep, message)

    async def _go_on(self, case: Case, rep: str, message: Message) -> None:
        """Only the latest emoji is taken away: what was said before it stays said."""
        free = [one for one in (TAKE, *VERDICTS) if one not in case.present]
        takes_away = self._chance.random() < (0.15, 0.15, 0.4, 1.0)[len(case.present)]
        if takes_away and case.present:
            await self._say(case, message, "undo ", (rep, REMOVED, case.present.pop()))
            return
        emoji = TAKE if TAKE in free else self._chance.choice(free)
        action = VERDICTS.get(emoji, "take")
        if action != "take" and self._chance.random() < 0.25:
            # A slip of the finger: whichever arrives first, nothing of it counts in the end.
            slip = ((rep, ADDED, emoji), (rep, REMOVED, emoji))
            await self._say(case, message, f"({action} undo )?", *slip)
            return
        case.present.append(emoji)
        await self._say(case, message, f"{action} ", (rep, ADDED, emoji))

    async def _say(
        self, case: Case, message: Message, actions: str, *deeds: tuple[str, str, str]
    ) -> None:
        traffic, person = self._traffic, self._traffic.stand.sandbox.person
        told: list[Emoji] = [(how, person(rep).id, one, message.ts) for rep, how, one in deeds]
        case.open = actions
        case.waiting = [(one, traffic.told.acknowledged(one)) for one in told]
        traffic.emoji += len(deeds)
        await asyncio.gather(*(self._do(message, *deed) for deed in deeds))

    async def _do(self, message: Message, rep: str, how: str, emoji: str) -> Ack:
        person = self._traffic.stand.sandbox.person(rep)
        deed = person.react if how == ADDED else person.unreact
        return await deed("leads", message.ts, emoji)
