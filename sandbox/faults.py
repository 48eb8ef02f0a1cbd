"""Failures on purpose, by method or event, and by channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from sandbox.model import Json

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


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
    """One planned failure of the next `times` calls or events; `what`: method or event, or ``*``.

    `channel`: an id, None: wherever.
    """

    number: int
    of: Literal["method", "event"]
    what: str
    channel: str | None
    times: int
    how: Json

    def told(self) -> Json:
        """As JSON, in the words with which it is planned."""
        where = {"channel": self.channel} if self.channel else {}
        return {"number": self.number, self.of: self.what, **where, "times": self.times, **self.how}


class Faults:
    """Planned failures; each is used up as it happens. A channel is given by name or id."""

    def __init__(self, workspace: Workspace) -> None:
        self.planned: list[Fault] = []
        self._workspace = workspace
        self._count = 0

    def fail(
        self, method: str, *, channel: str | None = None, times: int = 1, **how: Unpack[How]
    ) -> Fault:
        """Let the next `times` calls of `method` (``*``: any) go wrong.

        Answers at a response_url count as calls of ``response_url``. LookupError for a channel
        that is not there, ValueError for a failure that cannot be.
        """
        _check(how)
        return self._plan("method", method, channel, times, dict(how))

    def duplicate_event(self, event: str, *, channel: str | None = None, times: int = 1) -> Fault:
        """Deliver the next event of this type (``reaction_added``…, ``*``: any) twice."""
        return self._plan("event", event, channel, times, {"duplicate": True})

    def hold_event(self, event: str, *, channel: str | None = None, times: int = 1) -> Fault:
        """Deliver the next event of this type only after the event that follows it."""
        return self._plan("event", event, channel, times, {"hold": True})

    def drop(self, number: int) -> None:
        """Plan this one no more. LookupError if it is not planned."""
        fault = next((one for one in self.planned if one.number == number), None)
        if fault is None:
            raise LookupError(f"No fault {number} is planned.")
        self.planned.remove(fault)
        self._workspace.changed.notify()

    def clear(self) -> None:
        """Plan no failure any more."""
        self.planned.clear()
        self._workspace.changed.notify()

    def take(self, method: str, channel: str | None) -> Json | None:
        """`How` this call fails, if it does; counts it as happened."""
        fault = self._next("method", method, channel)
        return None if fault is None else fault.how

    def holds(self, event: str, channel: str | None) -> bool:
        """Whether this event is to wait for the next one; counts it as done."""
        return self._next("event", event, channel, "hold") is not None

    def duplicates(self, event: str, channel: str | None) -> bool:
        """Whether this event is to be delivered twice; counts it as done."""
        return self._next("event", event, channel, "duplicate") is not None

    def _plan(
        self, of: Literal["method", "event"], what: str, channel: str | None, times: int, how: Json
    ) -> Fault:
        if times < 1:
            raise ValueError("A fault happens at least once.")
        if channel is not None:
            channel = self._id(channel)
        self._count += 1
        fault = Fault(self._count, of, what, channel, times, how)
        self.planned.append(fault)
        self._workspace.changed.notify()
        return fault

    def _next(self, of: str, what: str, channel: str | None, kind: str = "") -> Fault | None:
        for fault in self.planned:
            if fault.of != of or fault.what not in ("*", what) or (kind and kind not in fault.how):
                continue
            if fault.channel is not None and fault.channel not in self._places(channel):
                continue
            fault.times -= 1
            if fault.times < 1:
                self.planned.remove(fault)
            self._workspace.changed.notify()
            return fault
        return None

    def _places(self, channel: str | None) -> set[str]:
        """The ids that an app's `channel` argument stands for: a person and their DMs are one."""
        try:
            found = self._id(channel or "")
        except LookupError:
            return set()
        channels = self._workspace.channels
        if found in channels and not channels[found].is_im:
            return {found}
        mine = [one for one in channels.values() if one.is_im and found in (one.id, *one.members)]
        return {found}.union(*({one.id, *one.members} for one in mine))

    def _id(self, channel: str) -> str:
        try:
            return self._workspace.channel(channel).id
        except LookupError:
            return self._workspace.user(channel).id


def _check(how: How) -> None:
    if not how:
        raise ValueError("Say how it fails: error, status, retry_after, lose_answer or delay.")
    strange = set(how) - set(How.__annotations__)
    if strange:
        raise ValueError(f"Nothing can fail by {', '.join(sorted(strange))}.")
    if not 400 <= how.get("status", 500) <= 599:
        raise ValueError("A failure's status is between 400 and 599.")
    if how.get("retry_after", 1) < 0 or how.get("delay", 0) < 0:
        raise ValueError("Seconds are not negative.")
