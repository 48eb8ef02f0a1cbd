"""Everything that was said about a lead: who, when, and by which way if not at its card."""

from datetime import datetime

from bot.blocks import card
from bot.blocks.elements import divider, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext
from bot.blocks.text import escape
from bot.domain import words
from bot.domain.history import History
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.reasons import label

_DONE = {
    Action.TAKE: "took it",
    Action.REJECT: "said not for us",
    Action.RELEASE: "gave it back",
    Action.DECLINE_OWNERSHIP: "said it is not theirs",
    Action.HAND_OVER: "handed it over",
    Action.CONTACT: "contacted them",
    Action.MEET: "met them",
    Action.QUALIFY: "qualified it",
    Action.OPEN_OPPORTUNITY: "opened an opportunity",
    Action.WIN: "won it",
    Action.LOSE: "lost it",
    Action.DISQUALIFY: "closed it",
    Action.NURTURE: "good fit, not now",
    Action.RETURN: "came back on its date",
    Action.REOPEN: "reopened it",
    Action.LANDED: "👍 landed",
    Action.FELL_FLAT: "👎 fell flat",
    Action.EXPLAIN: "said why",
    Action.SECOND: "gave a second opinion",
    Action.UNDO: "took the last step back",
}
_WAYS = {
    Door.REACTION: "emoji",
    Door.SHORTCUT: "a message",
    Door.API: "from the CRM",
    Door.IMPORT: "imported",
}
LINES_PER_BLOCK = 12
SHOWN = 60


def history(lead: History, now: datetime) -> Message:
    """The history alone, under the person's name."""
    blocks = [section(card.who(lead.card)), divider(), *_events(lead, now)]
    arrived = words.when(lead.card.arrived_at, now, lead.zone)
    return Message(f"{escape(lead.card.label, 80)}: history since {arrived}", blocks)


def shown(lead: History, here: CardContext) -> Message:
    """The card with its buttons, and the history under it."""
    drawn = card.build(lead.card, here)
    return Message(drawn.text, [*drawn.blocks, divider(), *_events(lead, here.now)])


def _events(lead: History, now: datetime) -> list[Block]:
    lines = [f"*{words.moment(lead.card.arrived_at, now, lead.zone)}*  arrived"]
    lines += [_event(lead, event, now) for event in lead.events[-SHOWN:]]
    starts = range(0, len(lines), LINES_PER_BLOCK)
    return [section("\n".join(lines[start : start + LINES_PER_BLOCK])) for start in starts]


def _event(lead: History, event: Event, now: datetime) -> str:
    quote = lead.texts.get(event.id)
    person = _person(lead, event.user, hidden=quote is not None and not quote.named)
    reasons = ", ".join(escape(label(code), 60).lower() for code in event.codes[:6])
    said = f"{person} {_DONE[event.action]}".strip() + (f": {reasons}" if reasons else "")
    if quote:
        said += f" “{escape(quote.text, 150)}”"
    way = f" _({_WAYS[event.door]})_" if event.door in _WAYS else ""
    return f"*{words.moment(event.at, now, lead.zone)}*  {said}{way}"


def _person(lead: History, user: str | None, *, hidden: bool) -> str:
    if user is None:
        return ""
    return "a colleague" if hidden else escape(lead.names.get(user, "a colleague"), 60)
