"""Everything that was said about a lead: who, when, and through which door."""

from datetime import date
from heapq import merge

from bot.blocks import card, deliveries
from bot.blocks.card_lines import who
from bot.blocks.elements import divider, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, time_at
from bot.blocks.text import escape
from bot.domain import words
from bot.domain.history import History, Told
from bot.domain.lifecycle import DISCOUNT, OUTSIDE, Action, Door, Event
from bot.domain.losses import why_them
from bot.domain.outcomes import discounted
from bot.domain.phrases import plural
from bot.domain.questions import PROMISE_TRUE
from bot.domain.reasons import mentioned
from bot.domain.reminders import Step

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
    Action.REROUTE: "passed it on",
    Action.LANDED: "👍 landed",
    Action.FELL_FLAT: "👎 fell flat",
    Action.EXPLAIN: "said why",
    Action.SECOND: "gave a second opinion",
    Action.UNDO: "took the last step back",
}
_WAYS = {
    Door.BUTTON: "button",
    Door.MODAL: "form",
    Door.COMMAND: "/leads",
    Door.REACTION: "emoji",
    Door.SHORTCUT: "a message",
    Door.API: "from the CRM",
    Door.IMPORT: "imported",
    Door.SCHEDULE: "by itself",
}
_VERDICTS = {"landed": "👍 landed", "fell_flat": "👎 fell flat"}
_TOLD = {
    Step.OWNER: "was reminded",
    Step.BACKUP: "was told as backup that it waits",
    Step.SALES_LEAD: "was told as sales lead that it waits",
    Step.ASK: "was asked how it went",
}
_PROMISE = {code: f"promise true in the call: {text}" for code, text in PROMISE_TRUE}
"""How the rep opened is not told: it is counted for marketing, and no colleague's business."""
LINES_PER_BLOCK = 6  # each may be some 450 long, a block 3,000
SHOWN = 60


def history(lead: History, here: CardContext) -> Message:
    """The history alone, under the person's name."""
    blocks = [section(who(lead.card)), divider(), *_events(lead, here)]
    arrived = words.when(lead.card.arrived_at, here.now, here.zone)
    return Message(f"{escape(lead.card.label, 80)}: history since {arrived}", blocks)


def shown(lead: History, here: CardContext, *, is_gone: bool = False) -> Message:
    """The card with its buttons, and the history under it; `is_gone`: deleted in the channel."""
    drawn = card.build(lead.card, here)
    offer = deliveries.card_gone(lead.card.label, lead.card.id).blocks if is_gone else []
    return Message(drawn.text, [*offer, *drawn.blocks, divider(), *_events(lead, here)])


def _events(lead: History, here: CardContext) -> list[Block]:
    lines = [f"*{time_at(lead.card.arrived_at, here)}*  arrived"]
    said: list[Event | Told] = [*_said_once(lead)]
    steps = list(merge(said, lead.told, key=lambda step: step.at))
    if (earlier := len(steps) - SHOWN) > 0:
        lines.append(f"… {plural(earlier, 'earlier step')}")
    lines += [_line(lead, step, here) for step in steps[-SHOWN:]]
    starts = range(0, len(lines), LINES_PER_BLOCK)
    return [section("\n".join(lines[start : start + LINES_PER_BLOCK])) for start in starts]


def _said_once(lead: History) -> list[Event]:
    """Each tap on a chip stores all that is chosen: of a row of them the last says it all."""
    kept: list[Event] = []
    for event in lead.events:
        if kept and _repeats(lead, kept[-1], event):
            kept.pop()
        kept.append(event)
    return kept


def _repeats(lead: History, earlier: Event, event: Event) -> bool:
    return (
        (earlier.action, earlier.user) == (event.action, event.user) == (Action.EXPLAIN, event.user)
        and set(earlier.codes) <= set(event.codes)
        and earlier.detail.items() <= event.detail.items()
        and earlier.id not in lead.texts
        and earlier.id not in lead.wishes
    )


def _line(lead: History, step: Event | Told, here: CardContext) -> str:
    return _event(lead, step, here) if isinstance(step, Event) else _told(lead, step, here)


def _told(lead: History, step: Told, here: CardContext) -> str:
    said = f"{_person(lead, step.user, hidden=False)} {_TOLD[step.step]}"
    if step.step is Step.OWNER and step.user != step.owner:
        said += f", in the place of {_person(lead, step.owner, hidden=False)}"
    return f"*{time_at(step.at, here)}*  {said} _({_WAYS[Door.SCHEDULE]})_"


def _event(lead: History, event: Event, here: CardContext) -> str:
    quote = lead.texts.get(event.id)
    person = _person(lead, event.user, hidden=quote is not None and not quote.named)
    reasons = ", ".join(escape(mentioned(code), 60) for code in event.codes[:6])
    said = f"{person} {_done(event)}".strip() + (f": {reasons}" if reasons else "")
    said += _chosen(event) + _detail(event, here.currency)
    if to := event.detail.get("to"):
        said += f" to <@{to}>"
    if wish := lead.wishes.get(event.id):
        said += f", they asked for {escape(wish, 80)}"
    if quote:
        said += f" “{escape(quote.text, 150)}”"
    way = f" _({_WAYS[event.door]})_" if event.door in _WAYS else ""
    return f"*{time_at(event.at, here)}*  {said}{way}"


def _chosen(event: Event) -> str:
    """` (to Gatevia: price)`."""
    name, why = event.detail.get("competitor"), event.detail.get("competitor_why")
    parts = [f"to {escape(name, 60)}"] if name else []
    parts += [escape(why_them(why), 60).lower()] if why else []
    return f" ({': '.join(parts)})" if parts else ""


def _done(event: Event) -> str:
    to = event.detail.get("owner", "")
    if event.action is Action.EXPLAIN and DISCOUNT in event.detail:
        return "noted"
    if event.action is Action.EXPLAIN and "returns_on" in event.detail:
        return "chose another day"
    if event.action is not Action.HAND_OVER or not to or to.startswith(OUTSIDE):
        return _DONE[event.action]
    return "took it over" if to == event.user else f"{_DONE[event.action]} to <@{to}>"


def _detail(event: Event, currency: str) -> str:
    """What was filled in: ` · 18 000 EUR · no discount`."""
    known = event.detail
    parts = [said] if (said := _PROMISE.get(known.get("promise_true", ""))) else []
    if verdict := _VERDICTS.get(known.get("verdict", "")):
        parts.append(verdict)
    if (amount := known.get("amount")) is not None:
        parts.append(f"{words.spaced(amount)} {currency}")
    if (discount := known.get(DISCOUNT)) and event.action in (Action.WIN, Action.EXPLAIN):
        parts.append(discounted(discount))
    if back := known.get("returns_on"):
        parts.append(f"back on {words.day(date.fromisoformat(back))}")
    return "".join(f" · {part}" for part in parts)


def _person(lead: History, user: str | None, *, hidden: bool) -> str:
    if user is None:
        return ""
    return "a colleague" if hidden else escape(lead.names.get(user, "a colleague"), 60)
