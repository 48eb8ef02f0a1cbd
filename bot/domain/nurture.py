"""“Good fit, not now”: when a lead comes back."""

from datetime import date, timedelta

from bot.errors import InvalidInput

CHOICES = (("In a month", 30), ("In 3 months", 91), ("In 6 months", 182))


def default_return(today: date) -> date:
    """Three months: the middle choice, until the person taps another."""
    return today + timedelta(days=CHOICES[1][1])


def checked_return(text: str, today: date) -> date:
    """A date picked by a person; InvalidInput when it is not after `today`."""
    try:
        chosen = date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(f"{text!r} is not a date. Pick a day from the calendar.") from error
    if not today < chosen <= today + timedelta(days=730):
        raise _wrong("Pick a day between tomorrow and two years from now.")
    return chosen


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"returns_on": sentence})
