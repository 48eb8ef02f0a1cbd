"""What goes wrong on purpose, chosen by a seed, and counted when it happened."""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.control import arm
from tests.scenario.replicas.processes import START_SECONDS, Replica
from tests.scenario.replicas.stand import Stand

CALLS = {
    "chat.update": 6,
    "chat.postMessage": 5,
    "chat.postEphemeral": 4,
    "conversations.history": 2,
    "conversations.open": 2,
}
"""What a replica calls under this traffic, and about how often. Answers at a response_url are left
alone: by them a person is told that a press failed, and then it would seem acknowledged."""
CALL_FAULTS: dict[str, dict[str, Any]] = {
    "answer lost": {"lose_answer": True},
    "429": {"retry_after": 1},
    "500": {"status": 500},
    "delay": {"delay": 0.7},
    "time-out": {"delay": 1.6},
}
KILL, DATABASE, DISCONNECT = "kill -9", "database restarted", "disconnect"
EVENTS_FAULTS = {"event twice": {"duplicate": True}, "event held": {"hold": True}}
AT_ONCE = 8
STALE_SECONDS = 8
SECONDS_EACH = 8
"""No run takes longer than so many for each kill and fault, or something does not happen."""
Restart = Callable[[], Awaitable[None]]
Progress = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Armed:
    """A fault that waits for its call or event; `at` is of the monotonic clock."""

    kind: str
    what: str
    at: float


@dataclass
class Chaos:
    """`counts`: how often each kind happened; `where`: of those that wait for a call or an event,
    at which. `database`: restarts it, where that can be."""

    stand: Stand
    chance: random.Random
    database: Restart | None = None
    counts: Counter[str] = field(default_factory=Counter)
    where: Counter[str] = field(default_factory=Counter)
    _armed: dict[int, Armed] = field(default_factory=dict)

    async def run(self, kills: int, faults: int, every: float, progress: Progress) -> None:
        """Until that many of both happened, mixed, one every so many seconds; each kind once
        before any twice. AssertionError: they do not happen.

        A kill comes after some progress: on a slow machine, replicas that never get beyond their
        start would prove nothing.
        """
        todo = deque(self._plan(kills, faults))
        end = time.monotonic() + SECONDS_EACH * (kills + faults)
        while todo or self._armed:
            assert time.monotonic() < end, self._too_slow(kills + faults)
            todo.extend(self._disarmed())
            if todo and len(self._armed) < AT_ONCE:
                kind = todo.popleft()
                if kind == KILL:
                    await progress()
                if not await self._cause(kind):
                    todo.append(kind)
            await asyncio.sleep(every * self.chance.uniform(0.5, 1.5))

    def _plan(self, kills: int, faults: int) -> list[str]:
        kinds = [*self._kinds, *([DATABASE] if self.database else [])]
        more = [self._kind() for _ in range(faults - len(kinds))]
        todo = [KILL] * kills + [*kinds[:faults], *more]
        self.chance.shuffle(todo)
        return todo

    @property
    def _kinds(self) -> list[str]:
        return [*CALL_FAULTS, *EVENTS_FAULTS, *([] if self._over_http else [DISCONNECT])]

    @property
    def _over_http(self) -> bool:
        return any(app.request_url for app in self.stand.sandbox.workspace.apps.values())

    def _kind(self) -> str:
        if self.database is not None and self.chance.random() < 0.02:
            return DATABASE
        return self.chance.choice(self._kinds)

    def _count(self) -> None:
        """What is planned no more has happened."""
        planned = {fault.number for fault in self.stand.sandbox.faults.planned}
        for number in self._armed.keys() - planned:
            fired = self._armed.pop(number)
            self.counts[fired.kind] += 1
            self.where[fired.what] += 1

    def _disarmed(self) -> list[str]:
        """The kinds of those that waited too long: each is tried again elsewhere."""
        self._count()
        old = time.monotonic() - STALE_SECONDS
        stale = {number: one for number, one in self._armed.items() if one.at < old}
        for number in stale:
            self.stand.sandbox.faults.drop(number)
            del self._armed[number]
        return [one.kind for one in stale.values()]

    def _too_slow(self, wanted: int) -> str:
        waiting = [f"{one.kind} at {one.what}" for one in self._armed.values()]
        return f"{self.counts.total()} of {wanted} happened: {self.counts}; waiting: {waiting}"

    async def _cause(self, kind: str) -> bool:
        """Does it, or arms it. False: there is nothing now that it could happen to."""
        if kind in EVENTS_FAULTS:
            await self._arm(kind, "event", "*", EVENTS_FAULTS[kind])
        elif kind in CALL_FAULTS:
            [method] = self.chance.choices(list(CALLS), list(CALLS.values()))
            await self._arm(kind, "method", method, CALL_FAULTS[kind])
        elif kind == DISCONNECT and not self._connected:
            return False
        else:
            await self._strike(kind)
            self.counts[kind] += 1
        return True

    async def _arm(self, kind: str, of: str, what: str, how: dict[str, Any]) -> None:
        planned = await arm(self.stand.sandbox, {of: what, **how})
        assert planned is not None
        name = "events" if of == "event" else what
        self._armed[planned["number"]] = Armed(kind, name, time.monotonic())

    async def _strike(self, kind: str) -> None:
        if kind == KILL:
            await self.stand.make_digest_due()
            await self.stand.restart(await self._victim())
        elif kind == DISCONNECT:
            how = self.chance.choice(("refresh_requested", "drop"))
            await arm(self.stand.sandbox, {"disconnect": how})
        elif self.database is not None:
            await self.database()

    @property
    def _connected(self) -> bool:
        sandbox = self.stand.sandbox
        return any(sandbox.sockets.count(app) for app in sandbox.workspace.apps)

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
