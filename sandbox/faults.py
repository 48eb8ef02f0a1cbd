"""Failures on purpose, by method and channel."""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from sandbox.model import Json


class How(TypedDict, total=False):
    """`error`: Slack's code; `status`: bare HTTP; `retry_after`: 429 with seconds; `delay`: s.

    `lose_answer`: do it, then drop the connection without an answer.
    """

    error: str
    status: int
    retry_after: int
    lose_answer: bool
    delay: float


@dataclass(slots=True)
class Fault:
    """One planned failure of the next `times` calls."""

    method: str
    channel: str | None
    times: int
    how: How


class Faults:
    """Planned failures; each is used up as it happens."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []
        self._duplicates: list[str] = []
        self._held: list[str] = []

    def duplicate_event(self, event: str) -> None:
        """Deliver the next event of this type (``reaction_added``…) twice."""
        self._duplicates.append(event)

    def duplicates(self, event: str) -> bool:
        """Whether this event is to be delivered twice; counts it as done."""
        if event not in self._duplicates:
            return False
        self._duplicates.remove(event)
        return True

    def hold_event(self, event: str) -> None:
        """Deliver the next event of this type only after the event that follows it."""
        self._held.append(event)

    def holds(self, event: str) -> bool:
        """Whether this event is to wait for the next one; counts it as done."""
        if event not in self._held:
            return False
        self._held.remove(event)
        return True

    def fail(
        self, method: str, *, channel: str | None = None, times: int = 1, **how: Unpack[How]
    ) -> None:
        """Let the next `times` calls of `method` (``*``: any; in `channel`, an id) go wrong."""
        if not how:
            raise ValueError("Say how it fails: error, status, retry_after, lose_answer or delay.")
        self.planned.append(Fault(method, channel, times, how))

    def clear(self) -> None:
        """Plan no failure any more."""
        self.planned.clear()
        self._duplicates.clear()
        self._held.clear()

    def take(self, method: str, arguments: Json) -> How | None:
        """How this call fails, if it does; counts it as happened."""
        for fault in self.planned:
            if fault.method not in ("*", method):
                continue
            if fault.channel is not None and fault.channel != arguments.get("channel"):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
            return fault.how
        return None
