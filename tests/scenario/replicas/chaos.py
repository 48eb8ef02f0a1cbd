"""What goes wrong on purpose, chosen by a seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.control import arm
from tests.scenario.replicas.processes import START_SECONDS, Replica
from tests.scenario.replicas.stand import Stand

POSTS = ("chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.history")
CALL_FAULTS: dict[str, dict[str, Any]] = {
    "answer lost": {"lose_answer": True},
    "429": {"retry_after": 1},
    "500": {"status": 500},
    "delay": {"delay": 0.7},
    "time-out": {"delay": 1.6},
}
DATABASE = "database restarted"
EVENTS_FAULTS = {"event twice": {"duplicate": True}, "event held": {"hold": True}}
Restart = Callable[[], Awaitable[None]]


@dataclass
class Chaos:
    """`counts`: how often each fault was caused. `database`: restarts it, where that can be."""

    stand: Stand
    chance: random.Random
    database: Restart | None = None
    counts: Counter[str] = field(default_factory=Counter)

    async def run(
        self, kills: int, faults: int, every: float, progress: Callable[[], Awaitable[None]]
    ) -> None:
        """That many of both, mixed, one every so many seconds; each kind once before any twice.

        A kill comes after some progress: on a slow machine, replicas that never get beyond their
        start would prove nothing.
        """
        kinds = [*self._kinds, *([DATABASE] if self.database else [])]
        more = [self._kind() for _ in range(faults - len(kinds))]
        todo = ["kill -9"] * kills + [*kinds[:faults], *more]
        self.chance.shuffle(todo)
        for kind in todo:
            if kind == "kill -9":
                await progress()
            await self._cause(kind)
            await asyncio.sleep(every * self.chance.uniform(0.5, 1.5))

    @property
    def _kinds(self) -> list[str]:
        over_http = any(app.request_url for app in self.stand.sandbox.workspace.apps.values())
        return [*CALL_FAULTS, *EVENTS_FAULTS, *([] if over_http else ["disconnect"])]

    def _kind(self) -> str:
        if self.database is not None and self.chance.random() < 0.02:
            return DATABASE
        return self.chance.choice(self._kinds)

    async def _cause(self, kind: str) -> None:
        self.counts[kind] += 1
        sandbox = self.stand.sandbox
        if kind == "kill -9":
            await self.stand.make_digest_due()
            await self.stand.restart(await self._victim())
        elif kind == DATABASE and self.database is not None:
            await self.database()
        elif kind == "disconnect":
            await arm(sandbox, {"disconnect": self.chance.choice(("refresh_requested", "drop"))})
        elif kind in EVENTS_FAULTS:
            await arm(sandbox, {"event": "*", **EVENTS_FAULTS[kind]})
        else:
            await arm(sandbox, {"method": self.chance.choice(POSTS), **CALL_FAULTS[kind]})

    async def _victim(self) -> Replica:
        """One that works: what has only just been started has nothing to lose. While it is the only
        one of several it is spared, or on a slow machine nobody would ever get to work."""
        replicas = self.stand.replicas
        async with asyncio.timeout(START_SECONDS):
            while True:
                await self.stand.revive()
                up = [
                    one for one in replicas if await one.readiness(self.stand.http) == HTTPStatus.OK
                ]
                if len(up) >= min(2, len(replicas)):
                    return self.chance.choice(up)
                await asyncio.sleep(0.05)
