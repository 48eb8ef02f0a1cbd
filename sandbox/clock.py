"""The workspace's time: runs on at real speed and can jump ahead."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

Listener = Callable[[], Awaitable[None]]


class SandboxClock:
    """Time that people see in the workspace (aware, UTC)."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("The clock's start needs a time zone.")
        self._base = (start or datetime.fromtimestamp(time.time(), UTC)).astimezone(UTC)
        self._since = time.monotonic()
        self._listeners: list[Listener] = []

    def now(self) -> datetime:
        """The time that people see, UTC."""
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def jump(self, to: datetime) -> None:
        """Set the time ahead. ValueError if `to` is earlier than now or has no time zone."""
        if to.tzinfo is None:
            raise ValueError("A jump needs a time with a time zone.")
        now = self.now()
        if to < now:
            raise ValueError(
                f"The clock only jumps forward: it is already {now:%Y-%m-%d %H:%M} UTC."
            )
        self._base = to.astimezone(UTC)
        self._since = time.monotonic()

    def subscribe(self, listener: Listener) -> None:
        """Have `listener` awaited after each `Sandbox.jump`."""
        self._listeners.append(listener)

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Those to await after a jump, in the order of subscription."""
        return tuple(self._listeners)
