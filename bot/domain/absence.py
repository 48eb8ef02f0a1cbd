"""Who is away until when, and who stands in for them."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.setting_values import DAYS
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
    """A date (`2026-08-28`) or the next such weekday (`fri`), as the last day away."""
    word = text.strip().lower()
    found = _weekday(word, today)
    if found is None:
        try:
            found = date.fromisoformat(word)
        except ValueError as error:
            raise InvalidInput(
                f"“{text[:40]}” is no day. Write a date such as 2026-08-28, or a weekday."
            ) from error
    if found < today:
        raise InvalidInput(f"{found.isoformat()} is over. Write your last day away.")
    if found - today > LONGEST:
        raise InvalidInput("That is more than a year away. Write a day within the next year.")
    return found


def _weekday(word: str, today: date) -> date | None:
    """Said on a Friday, Friday is the next one: nobody announces being away until now."""
    matches = [number for number, day in enumerate(DAYS) if len(word) > 1 and day.startswith(word)]
    if len(matches) != 1:
        return None
    return today + timedelta(days=(matches[0] - today.weekday() - 1) % 7 + 1)
