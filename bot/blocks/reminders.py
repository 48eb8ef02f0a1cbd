"""Private reminders: a contact is due, a contact is overdue, how did it go?"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import why as chips
from bot.blocks.card_buttons import yes_or_no
from bot.blocks.elements import actions, button, context, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, owner_of, status_line
from bot.blocks.text import date_time, escape
from bot.domain import words
from bot.domain.cards import LeadCard
from bot.domain.lifecycle import State
from bot.domain.phrases import plural


def due(cards: Sequence[LeadCard], now: datetime, zone: ZoneInfo) -> Message:
    """To the owner: who waits, since when, and everything that ends it in one tap."""
    text = f"⏰ {_who(cards)}: first contact due {_due(cards[0], now, zone)}"
    blocks: list[Block] = []
    for card in cards:
        since = _at(card.standing.last_at or card.arrived_at, now, zone)
        word = "For you" if card.standing.state is State.NEW else "Yours"
        line = f"{word} since {since} · first contact {_clock(card, now, zone)}"
        blocks += [section(f"⏰ {_lead(card)}\n{line}"), _buttons(card)]
    return Message(text, blocks)


def _buttons(card: LeadCard) -> Block:
    if card.standing.state is State.NEW:
        return actions(*yes_or_no(card.id, card.assigned_to, "primary"))
    return actions(
        button("📞 Contacted", "contact", card.id, "primary"),
        button("👍 Landed", "landed", card.id),
        button("👎 Fell flat", "fell_flat", card.id),
        button("Hand to…", "hand_over", card.id),
        button("Not now", "nurture", card.id),
    )


def overdue(cards: Sequence[LeadCard], now: datetime, zone: ZoneInfo) -> Message:
    """To whoever stands in: it is theirs with one tap."""
    text = f"⏰ {_who(cards)}: waiting for a first contact"
    blocks: list[Block] = []
    for card in cards:
        is_new = card.standing.state is State.NEW
        line = f"{_has_it(card)} · first contact {_clock(card, now, zone)}"
        take = ("I'll take it", "take") if is_new else ("I'll take over", "take_over")
        blocks += [
            section(f"⏰ {_lead(card)}\n{line}"),
            actions(
                button(*take, card.id, "primary"),
                button("History", "history", card.id),
            ),
        ]
    return Message(text, [*blocks, context("Nobody else sees this message.")])


def _has_it(card: LeadCard) -> str:
    if card.standing.state is State.NEW and card.assigned_to:
        return f"It is for <@{card.assigned_to}>"
    return f"{owner_of(card)} has it"


def question(cards: Sequence[LeadCard]) -> Message:
    """Once, some days after taking; what is not answered stands in App Home. About a single lead
    its chips are there at once: each says that the pitch landed, and why."""
    text = f"How did it go with {_who(cards)}?"
    blocks: list[Block] = [section(f"*{text}* One tap is enough.")] if len(cards) > 1 else []
    for card in cards:
        alone = len(cards) == 1
        asked = f"How did it go?\n{_lead(card)}\nWhat landed?" if alone else _lead(card)
        blocks += [
            section(asked),
            *(chips.landed_chips(card) if alone else ()),
            actions(
                button("👍 Landed", "landed", card.id),
                button("👎 Fell flat", "fell_flat", card.id),
                button("Log outcome", "outcome", card.id),
            ),
        ]
    note = "Asked once. What is not answered stays in the Home of this app."
    return Message(text, [*blocks, context(note)])


def settled(cards: Sequence[LeadCard], waiting: Message | None, here: CardContext) -> Message:
    """What a reminder becomes: where some of its leads stand now, and what is left of it."""
    lines: list[Block] = [section(f"✓ {_lead(card)}\n{_stands(card, here)}") for card in cards]
    if waiting is None:
        return Message(f"✓ {_who(cards)}", lines)
    return Message(waiting.text, [*lines, *waiting.blocks])


def _stands(card: LeadCard, here: CardContext) -> str:
    if card.standing.state is not State.NEW:
        return status_line(card, here)
    return f"For <@{card.assigned_to}>" if card.assigned_to else "Open to everybody again"


def _who(cards: Sequence[LeadCard]) -> str:
    first = escape(cards[0].label, 80)
    return first if len(cards) == 1 else f"{first} and {plural(len(cards) - 1, 'other lead')}"


def _lead(card: LeadCard) -> str:
    parts = [card.company.name if card.company.name != card.label else None]
    parts += [card.campaign.name if card.campaign else None]
    return " · ".join(
        [f"*{escape(card.label, 80)}*", *(escape(part, 80) for part in parts if part)]
    )


def _clock(card: LeadCard, now: datetime, zone: ZoneInfo) -> str:
    word = "overdue since" if card.contact_by < now else "due"
    return f"{word} {_due(card, now, zone)}"


def _due(card: LeadCard, now: datetime, zone: ZoneInfo) -> str:
    return _at(card.contact_by, now, zone)


def _at(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    return date_time(moment, words.moment(moment, now, zone))
