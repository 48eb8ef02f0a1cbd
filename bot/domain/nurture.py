"""“Good fit, not now”: when a lead comes back."""

from datetime import date, timedelta

from bot.domain.days import day_of
from bot.errors import InvalidInput

LONGEST = timedelta(days=730)
CHOICES = (("In a month", 30), ("In 3 months", 91), ("In 6 months", 182))
_SAID = {text.lower(): timedelta(days=days) for text, days in CHOICES}


def default_return(today: date) -> date:
    """Three months: the middle choice, until the person taps another."""
    return today + timedelta(days=CHOICES[1][1])


def checked_return(text: str, today: date) -> date:
    """A day that a person picked or wrote, or one of the choices in words; InvalidInput when it is
    none that lies ahead."""
    said = _SAID.get(" ".join(text.lower().split()))
    chosen = today + said if said else day_of(text, today)
    if chosen is None:
        raise _wrong(f"“{text[:40]}” is no day. Write a date such as 1.10. or 2026-10-01.")
    if not today < chosen <= today + LONGEST:
        raise _wrong("Pick a day between tomorrow and two years from now.")
    return chosen


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"returns_on": sentence})
