"""The message to whoever said “good fit, not now”, once the lead is back."""

from bot.blocks.card_buttons import yes_or_no
from bot.blocks.card_lines import who
from bot.blocks.elements import actions, button, section
from bot.blocks.message import Message
from bot.blocks.text import escape
from bot.domain.cards import LeadCard


def returned(card: LeadCard, to: str) -> Message:
    """To whom the lead is for, it offers what its card does."""
    label, meant_for = escape(card.label, 80), card.assigned_to
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else ""
    top = f"🟢 *Back on its date*{campaign}\n{who(card)}\nYou said good fit, not now."
    if meant_for and meant_for != to:
        top += f" It is for <@{meant_for}>."
    take, no = yes_or_no(card.id, meant_for if meant_for == to else None, "primary")
    history = button("History", "history", card.id)
    buttons = actions(take, no, history) if meant_for in (to, None) else actions(take, history)
    return Message(f"{label} is back: you said good fit, not now", [section(top), buttons])
