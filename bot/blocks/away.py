"""Away: what a person reads about their own absence."""

from bot.blocks.elements import actions, button, context, section
from bot.blocks.message import Block, Message
from bot.domain.absence import Away
from bot.domain.phrases import plural
from bot.domain.words import day

HOW = "Away soon? `/leads away fri @colleague` sends your new leads to somebody else."


def told(away: Away) -> Message:
    """How long, who gets new leads meanwhile, and what becomes of the leads one has."""
    until = f"{away.absence.until:%a} {day(away.absence.until)}"
    text = f"🌴 You are away up to and including {until}. {_meanwhile(away)}"
    blocks = [section(text)]
    if away.open_leads:
        count = plural(away.open_leads, "open lead")
        blocks.append(context(f"You keep {count}; “Hand to…” is in the ⋯ of each card."))
    return Message(text, [*blocks, actions(button("I'm back", "back", "now"))])


def _meanwhile(away: Away) -> str:
    backup = away.absence.backup
    if backup is None:
        return "New leads of yours are open to everybody."
    if not away.backup_is_there:
        return f"<@{backup}> is away too, so new leads of yours are open to everybody."
    return f"New leads of yours go to <@{backup}>."


def here() -> Message:
    """To somebody who asks, and is not away."""
    text = f"You are here: leads meant for you come to you.\n{HOW}"
    return Message(text, [section(text)])


def back(was_away: bool) -> Message:
    text = "Leads meant for you come to you again."
    text = f"Welcome back. {text}" if was_away else "You were not away. Nothing was changed."
    return Message(text, [section(text)])


def at_home(away: Away | None) -> list[Block]:
    """App Home's last lines."""
    hours = button("My hours", "hours", "home")
    if away is None:
        return [{**section(f"🌴 {HOW}"), "accessory": hours}]
    *lines, buttons = told(away).blocks
    return [*lines, actions(*buttons["elements"], hours)]
