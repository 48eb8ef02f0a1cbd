"""“Save as feedback”: a message as a quote for one of my leads."""

from collections.abc import Sequence

from bot.blocks import inputs
from bot.blocks.elements import choice, field, modal, option, section, text_input
from bot.blocks.lists import name_of
from bot.blocks.message import Block
from bot.blocks.text import escape
from bot.domain.cards import LeadLine
from bot.domain.lifecycle import Action
from bot.domain.questions import MAX_QUOTE


def form(leads: Sequence[LeadLine], chosen: str | None, text: str, wishes: Sequence[str]) -> Block:
    """A quote belongs to an answer: whether the pitch landed is asked with it. `wishes` are known
    ones to choose from."""
    options = [option(name_of(lead), lead.id) for lead in leads[:100]]
    only = leads[0].id if len(leads) == 1 else None
    landed = option("👍 It landed", Action.LANDED.value)
    verdicts = [landed, option("👎 It fell flat", Action.FELL_FLAT.value)]
    words = text_input(initial=text, multiline=True, limit=MAX_QUOTE)
    blocks = [
        field("Lead", "lead", choice("static_select", options, chosen or only), optional=False),
        field("Our pitch", "verdict", choice("radio_buttons", verdicts), optional=False),
        field("In their words", "quote", words, optional=False),
        *inputs.wish(wishes),
        inputs.without_name(),
    ]
    return modal("save_feedback", "Save as feedback", blocks, submit="Save")


def kept(label: str) -> Block:
    """To a colleague of the lead's owner."""
    text = f"Kept with {escape(label, 80)} as a second opinion. Only the owner's word counts."
    return modal("kept", "Saved", [section(text)])
