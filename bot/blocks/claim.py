"""The form behind “Hand to…”."""

from bot.blocks.elements import field, modal, section
from bot.blocks.message import Block
from bot.blocks.text import escape, plain_text


def hand_over(lead_id: str, label: str) -> Block:
    people = {"type": "users_select", "placeholder": plain_text("A colleague", 150)}
    blocks = [
        section(f"Who takes {escape(label, 80)} on? They get the brief in their messages."),
        field("Hand to", "to", people, optional=False),
    ]
    return modal("hand_over", "Hand to…", blocks, submit="Hand over", metadata=lead_id)
