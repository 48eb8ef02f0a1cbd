"""The message to whoever said “good fit, not now”, once the lead is back."""

from bot.blocks.card_lines import who
from bot.blocks.elements import actions, button, section
from bot.blocks.message import Message
from bot.blocks.text import escape
from bot.domain.cards import LeadCard


def returned(card: LeadCard) -> Message:
    label = escape(card.label, 80)
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else ""
    top = f"🟢 *Back on its date*{campaign}\n{who(card)}\nYou said good fit, not now."
    take = button("I'll take it", "take", card.id, "primary")
    buttons = actions(take, button("History", "history", card.id))
    return Message(f"{label} is back: you said good fit, not now", [section(top), buttons])
