"""What went over the wire, both ways, for people who build apps."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.model import JsonValue

Direction = Literal["app→slack", "slack→app"]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One call or one delivery. `ms` is its duration in milliseconds of real time."""

    number: int
    time: datetime
    direction: Direction
    name: str
    payload: JsonValue
    response: JsonValue
    ok: bool
    ms: float


class Journal:
    """The latest entries, oldest first; older ones are dropped."""

    def __init__(self, clock: SandboxClock, changed: Changes, size: int = 1000) -> None:
        self._clock = clock
        self._changed = changed
        self._count = 0
        self._entries: deque[JournalEntry] = deque(maxlen=size)

    def __iter__(self) -> Iterator[JournalEntry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def named(self, name: str) -> list[JournalEntry]:
        """Entries of one method or event, e.g. ``chat.postMessage``."""
        return [entry for entry in self._entries if entry.name == name]

    def add(
        self,
        direction: Direction,
        name: str,
        payload: JsonValue,
        response: JsonValue,
        took: tuple[bool, float],
    ) -> JournalEntry:
        """Record one exchange; `took` is whether it went well, and its milliseconds."""
        self._count += 1
        ok, ms = took
        now = self._clock.now()
        entry = JournalEntry(self._count, now, direction, name, payload, response, ok, round(ms, 1))
        self._entries.append(entry)
        self._changed.notify()
        return entry

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()
        self._changed.notify()
