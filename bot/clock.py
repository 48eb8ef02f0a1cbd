"""Real time. Everything else is given a `Clock`."""

from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  # the one place that reads the machine's clock
