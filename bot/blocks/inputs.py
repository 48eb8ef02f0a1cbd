"""Inputs that several forms share: what they asked for, whom they chose."""

from collections.abc import Sequence

from bot.blocks.elements import checkboxes, choice, field, option, text_input
from bot.blocks.message import Block
from bot.blocks.text import plain_text
from bot.domain.losses import MAX_COMPETITOR, WHY_THEM
from bot.domain.wishes import MAX_WISH


def wish(known: Sequence[str]) -> list[Block]:
    """`known` are what colleagues noted lately: chosen again, the same wish is spelled the same."""
    if not known:
        return [field("They asked for", "wish", text_input(limit=MAX_WISH, placeholder="SSO"))]
    select = choice("static_select", [option(text, text) for text in known])
    select["placeholder"] = plain_text("What colleagues heard too", 150)
    return [
        field("They asked for", "wish_known", select),
        field("They asked for something else", "wish", text_input(limit=MAX_WISH)),
    ]


_POOLED = (
    "Shown without a name once five people have written; thrown away after eight weeks without. "
    "Until then /leads unsay takes it back."
)


def without_name() -> Block:
    """Only the words are told apart from the lead; the screen says when they are shown."""
    hidden = checkboxes([option("Don't show my name", "hide")])
    return field("Name", "hide_name", hidden, hint=_POOLED)


def competitor(label: str, name: str | None = None, why: str | None = None) -> list[Block]:
    select = choice("static_select", [option(text, code) for code, text in WHY_THEM], why)
    select["placeholder"] = plain_text("What decided it?", 150)
    return [
        field(label, "competitor", text_input(initial=name or "", limit=MAX_COMPETITOR)),
        field("Why them?", "competitor_why", select),
    ]
