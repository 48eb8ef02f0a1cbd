"""The time that people see."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time that people see; it may jump in the demo and in tests. Aware, UTC."""

    def now(self) -> datetime: ...
