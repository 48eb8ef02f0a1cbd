"""Who is away until when, and who stands in for them."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.days import day_of
from bot.errors import InvalidInput

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Absence:
    """`since` and `until` are the first and the last day away, in the workspace's zone."""

    user: str
    until: date
    backup: str | None = None
    since: date | None = None

    def covers(self, today: date) -> bool:
        return today <= self.until


@dataclass(frozen=True, slots=True)
class Away:
    """An absence with what it means: whether its backup is there, and how many leads wait."""

    absence: Absence
    backup_is_there: bool = False
    open_leads: int = 0


def last_day(text: str, today: date) -> date:
    """`today`, `tomorrow`, the next such weekday (`fri`) or a date (`2026-08-28`, `28.8.`,
    `8/28`), as the last day away. InvalidInput for what is none of these, or may be two."""
    found = day_of(text, today)
    if found is None:
        raise InvalidInput(
            f"“{text[:40]}” is no day. Write a date such as 28.8. or 2026-08-28, a weekday, or "
            "tomorrow."
        )
    if found < today:
        raise InvalidInput(f"{found.isoformat()} is over. Write your last day away.")
    if found - today > LONGEST:
        raise InvalidInput("That is more than a year away. Write a day within the next year.")
    return found
