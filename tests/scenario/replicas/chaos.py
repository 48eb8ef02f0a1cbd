"""What goes wrong on purpose, chosen by a seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.control import arm
from tests.scenario.replicas.stand import Stand

POSTS = ("chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.history")
CALL_FAULTS: dict[str, dict[str, Any]] = {
    "answer lost": {"lose_answer": True},
    "429": {"retry_after": 1},
    "500": {"status": 500},
    "delay": {"delay": 0.7},
    "time-out": {"delay": 1.6},
}
EVENTS_FAULTS = {"event twice": {"duplicate": True}, "event held": {"hold": True}}
Restart = Callable[[], Awaitable[None]]


@dataclass
class Chaos:
    """`counts`: how often each fault was caused. `database`: restarts it, where that can be."""

    stand: Stand
    chance: random.Random
    database: Restart | None = None
    counts: Counter[str] = field(default_factory=Counter)

    async def run(self, kills: int, faults: int, every: float) -> None:
        """That many of both, mixed, one every so many seconds."""
        todo = ["kill -9"] * kills + [self._kind() for _ in range(faults)]
        self.chance.shuffle(todo)
        for kind in todo:
            await self._cause(kind)
            await asyncio.sleep(every * self.chance.uniform(0.5, 1.5))

    def _kind(self) -> str:
        kinds = [*CALL_FAULTS, *EVENTS_FAULTS, "disconnect"]
        if self.database is not None and self.chance.random() < 0.02:
            return "database restarted"
        return self.chance.choice(kinds)

    async def _cause(self, kind: str) -> None:
        self.counts[kind] += 1
        sandbox = self.stand.sandbox
        if kind == "kill -9":
            await self.stand.make_digest_due()
            await self.stand.restart(self.chance.choice(self.stand.replicas))
        elif kind == "database restarted" and self.database is not None:
            await self.database()
        elif kind == "disconnect":
            await arm(sandbox, {"disconnect": self.chance.choice(("refresh_requested", "drop"))})
        elif kind in EVENTS_FAULTS:
            await arm(sandbox, {"event": "*", **EVENTS_FAULTS[kind]})
        else:
            await arm(sandbox, {"method": self.chance.choice(POSTS), **CALL_FAULTS[kind]})
