"""The form behind “Log outcome”."""

from bot.blocks.elements import choice, field, modal, option, section, text_input
from bot.blocks.message import Block
from bot.blocks.text import escape, plain_text
from bot.domain.cards import LeadCard
from bot.domain.outcomes import possible


def form(card: LeadCard, currency: str) -> Block:
    """Only what the lead's state allows is offered; everything but the outcome is optional."""
    options = [option(outcome.label, code) for code, outcome in possible(card.standing.state)]
    select = choice("static_select", options)
    select["placeholder"] = plain_text("What happened?", 150)
    amount = text_input(placeholder="18000", limit=20)
    back = {"type": "datepicker", "placeholder": plain_text("Pick a day", 150)}
    blocks = [
        section(f"What happened with {escape(card.label, 80)}?"),
        field("Outcome", "outcome", select, optional=False),
        field(f"Amount in {currency}", "amount", amount, hint="For an opportunity or a win."),
        field("Discount? Say why", "discount", text_input(limit=200)),
        field("Chose a competitor? Which", "competitor", text_input(limit=80)),
        field("Comes back on", "returns_on", back, hint="For “good fit, not now”."),
        field("In their words", "quote", text_input(multiline=True, limit=1000)),
    ]
    return modal("outcome", "Log outcome", blocks, submit="Save", metadata=card.id)
