"""The form behind “Log outcome”."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from bot.domain.lifecycle import Door
from bot.domain.outcomes import DISCOUNTS, OUTCOMES, possible

MARK = "|"
"""Between a lead and what is known already of its outcome."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form offers beside the outcomes: the currency, and `wishes` heard before."""

    currency: str
    wishes: Sequence[str] = ()
    chosen: str = ""
    door: Door = Door.MODAL


def form(card: LeadCard, offered: Offered) -> Block:
    """Only what the lead's state allows is offered; everything but the outcome is optional."""
    top = section(f"What happened with {escape(card.label, 80)}?")
    codes = [code for code, _ in possible(card.standing.state)]
    return _form(top, codes, offered, f"{card.id}{MARK}{offered.door}")


def form_for(leads: Sequence[LeadLine], offered: Offered) -> Block:
    """The same where the lead is to be chosen too: whether its state allows it is said at Save."""
    lines = [option(name_of(lead), lead.id) for lead in leads[:100]]
    only = leads[0].id if len(leads) == 1 else None
    top = field("Lead", "lead", choice("static_select", lines, only), optional=False)
    return _form(top, list(OUTCOMES), offered, f"{MARK}{offered.door}")


def _form(top: Block, codes: Sequence[str], offered: Offered, metadata: str) -> Block:
    options = [option(OUTCOMES[code].label, code) for code in codes]
    select = choice("static_select", options, offered.chosen)
    select["placeholder"] = plain_text("What happened?", 150)
    amount = text_input(placeholder="18000", limit=20)
    discount = choice("static_select", [option(text, code) for code, text in DISCOUNTS])
    discount["placeholder"] = plain_text("No, or why", 150)
    back = {"type": "datepicker", "placeholder": plain_text("Pick a day", 150)}
    blocks = [
        top,
        field("Outcome", "outcome", select, optional=False),
        field(f"Amount in {offered.currency}", "amount", amount, hint="An opportunity or a win."),
        field("Discount?", "discount", discount, hint="For a win."),
        *inputs.competitor("Chose a competitor? Which"),
        field("Comes back on", "returns_on", back, hint="For “good fit, not now”."),
        *inputs.wish(offered.wishes),
        field("In their words", "quote", text_input(multiline=True, limit=1000)),
    ]
    return modal("outcome", "Log outcome", blocks, submit="Save", metadata=metadata)


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


def which(leads: Sequence[LeadLine], code: str) -> Message:
    """Several of somebody's leads are called like this."""
    title = f"{len(leads)} leads match. Which one?"
    blocks: list[Block] = [header(title)]
    for lead in leads[:20]:
        entry = section(f"*{escape(name_of(lead), 150)}*")
        entry["accessory"] = button("Log outcome", "outcome", f"{lead.id}{MARK}{code}")
        blocks.append(entry)
    return Message(title, blocks)
