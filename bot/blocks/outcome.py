"""The form behind “Log outcome”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks import inputs
from bot.blocks.elements import (
    actions,
    button,
    choice,
    field,
    header,
    modal,
    option,
    section,
    text_input,
)
from bot.blocks.lists import name_of
from bot.blocks.message import Block, Message
from bot.blocks.text import escape, plain_text
from bot.domain.cards import LeadCard, LeadLine
from bot.domain.lifecycle import DISCOUNT, Action, Door
from bot.domain.outcomes import DISCOUNTS, OUTCOMES, possible
from bot.domain.reasons import CHOSE_COMPETITOR

MARK = "|"
"""Between a lead and what is known already of its outcome."""
HAPPENED = "happened"
_NO_DAY = "Without a day, in three months."
_STAYS_CLOSED = "Without a day it stays closed."


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form offers beside the outcomes: the currency, `wishes` heard before, and what is
    known already: the outcome, and its amount or day."""

    currency: str
    wishes: Sequence[str] = ()
    chosen: str = ""
    given: str = ""
    door: Door = Door.MODAL


def form(card: LeadCard, offered: Offered) -> Block:
    """Only what the lead's state allows is offered; the rest depends on what is chosen."""
    top = section(f"What happened with {escape(card.label, 80)}?")
    codes = [code for code, _ in possible(card.standing.state)]
    return _form(top, codes, offered, f"{card.id}{MARK}{offered.door}")


def form_for(leads: Sequence[LeadLine], offered: Offered) -> Block:
    """The same where the lead is to be chosen too: whether its state allows it is said at Save."""
    lines = [option(name_of(lead), lead.id) for lead in leads[:100]]
    only = leads[0].id if len(leads) == 1 else None
    top = field("Lead", "lead", choice("static_select", lines, only), optional=False)
    return _form(top, list(OUTCOMES), offered, f"{MARK}{offered.door}")


def again(view: Mapping[str, Any], offered: Offered) -> Block:
    """The open form, asking for what belongs to the outcome that was chosen in it."""
    ids = [block["block_id"] for block in view["blocks"]]
    kept = view["blocks"][: ids.index(HAPPENED) + 1]
    same = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {key: view[key] for key in same} | {"blocks": [*kept, *_details(offered)]}


def _form(top: Block, codes: Sequence[str], offered: Offered, metadata: str) -> Block:
    select = choice("static_select", [option(OUTCOMES[code].label, code) for code in codes])
    if offered.chosen in codes:
        select = choice("static_select", select["options"], offered.chosen)
    select["placeholder"] = plain_text("What happened?", 150)
    happened = field("Outcome", HAPPENED, select, optional=False) | {"dispatch_action": True}
    blocks = [top, happened, *_details(offered)]
    return modal("outcome", "Log outcome", blocks, submit="Save", metadata=metadata)


def _details(offered: Offered) -> list[Block]:
    quote = field("In their words", "quote", text_input(multiline=True, limit=1000))
    return [*_belonging(offered), *inputs.wish(offered.wishes), quote]


def _belonging(offered: Offered) -> list[Block]:
    """What only this outcome has."""
    outcome = OUTCOMES.get(offered.chosen)
    action = outcome.action if outcome else None
    number = text_input(initial=offered.given, placeholder="18000", limit=20)
    amount = field(f"Amount in {offered.currency}", "amount", number)
    if action is Action.OPEN_OPPORTUNITY:
        return [amount]
    if action is Action.WIN:
        discount = choice("static_select", [option(text, code) for code, text in DISCOUNTS])
        discount["placeholder"] = plain_text("No, or why", 150)
        return [amount, field("Discount?", DISCOUNT, discount, optional=False)]
    if outcome and "returns_on" in outcome.fields:
        back = {"type": "datepicker", "placeholder": plain_text("Pick a day", 150)}
        if offered.given:
            back["initial_date"] = offered.given
        hint = _NO_DAY if action is Action.NURTURE else _STAYS_CLOSED
        return [field("Comes back on", "returns_on", back, hint=hint)]
    if action is Action.LOSE:
        return inputs.competitor("Lost to a competitor? Which")
    if outcome and CHOSE_COMPETITOR in outcome.codes:
        return inputs.competitor("Which competitor?", optional=False)
    return []


def asked(label: str, lead_id: str, code: str) -> Message:
    """After an emoji that means a deal: it needs an answer that no emoji gives."""
    happened = OUTCOMES[code].label.lower()
    text = f"{escape(label, 80)}: {happened}? Nothing is counted yet; say it with the amount."
    log_it = button("Log outcome", "outcome", f"{lead_id}{MARK}{code}", "primary")
    return Message(text, [section(text), actions(log_it)])


def won(label: str, what: str, lead_id: str) -> Message:
    """After a win of which nobody said whether it took a discount."""
    text = f"{escape(label, 80)}: {what}. Counted. Discount?"
    buttons = [
        button("No", "discount.no", f"{lead_id}{MARK}no"),
        button("Yes…", "discount.yes", f"{lead_id}{MARK}"),
        button("Undo", "undo", lead_id),
    ]
    return Message(text, [section(text), actions(*buttons)])


def discounts(label: str, lead_id: str) -> Message:
    """What the discount was given for."""
    text = f"{escape(label, 80)}: what was the discount for?"
    reasons = [(code, said.removeprefix("Yes: ")) for code, said in DISCOUNTS if code != "no"]
    chips = [
        button(said[:1].upper() + said[1:], f"discount.{code}", f"{lead_id}{MARK}{code}")
        for code, said in reasons
    ]
    return Message(text, [section(text), actions(*chips)])


def which(leads: Sequence[LeadLine], code: str, given: str) -> Message:
    """Several of somebody's leads are called like this; `given` is an amount or a day."""
    known = f"{code}{MARK}{given}"
    title = f"{len(leads)} leads match. Which one?"
    blocks: list[Block] = [header(title)]
    for lead in leads[:20]:
        entry = section(f"*{escape(name_of(lead), 150)}*")
        entry["accessory"] = button("Log outcome", "outcome", f"{lead.id}{MARK}{known}")
        blocks.append(entry)
    return Message(title, blocks)
