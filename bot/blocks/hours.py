"""My hours: what a person reads about their own working hours, and the form to change them."""

from bot.blocks.elements import (
    actions,
    button,
    context,
    field,
    modal,
    option,
    section,
    several,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.person_hours import PersonHours
from bot.domain.setting_values import DAYS
from bot.domain.worktime import WorkingHours

SHOWN = 5
_HOLIDAYS = "Beside the workspace's. One a line, such as 2026-12-25 or 2026-12-24..2027-01-01."


def told(own: PersonHours, hours: WorkingHours) -> Message:
    """In which hours the person's leads wait for them."""
    days = ", ".join(DAYS[number][:3].capitalize() for number in sorted(hours.days))
    text = (
        f"⏱ You work {days}, {hours.opens:%H:%M} to {hours.closes:%H:%M}"
        f" ({escape(hours.zone, 60)})."
        " The clock of your leads runs only then, and you are reminded only then."
    )
    if own.holidays:
        text += f" Your own holidays: {', '.join(escape(day, 30) for day in own.holidays[:SHOWN])}"
        text += "." if len(own.holidays) <= SHOWN else " and others."
    how = "`/leads hours 9-17 mon-thu` changes it, `/leads hours off` takes it back."
    if own.holidays:
        how += " Your own holidays stay: “My hours” changes them."
    return Message(text, [section(text), context(how), actions(button("My hours", "hours", "now"))])


def form(own: PersonHours) -> Block:
    days = [option(day.capitalize(), day) for day in DAYS]
    off = text_input(initial="\n".join(own.holidays), multiline=True, limit=2000)
    zone = text_input(initial=own.zone or "", placeholder="As in your Slack profile", limit=60)
    return modal(
        "hours",
        "My hours",
        [
            field("From", "opens", _time(f"{own.opens:%H:%M}"), optional=False),
            field("To", "closes", _time(f"{own.closes:%H:%M}"), optional=False),
            field("Days", "days", several(days, own.days), optional=False),
            field(
                "Time zone", "zone", zone, hint="Only if it is not the one of your Slack profile."
            ),
            field("Your own holidays", "holidays", off, hint=_HOLIDAYS),
        ],
        submit="Save",
    )


def _time(current: str) -> Block:
    return {"type": "timepicker", "initial_time": current}
