"""The form behind “Hand to…”."""

from bot.blocks.elements import checkboxes, field, modal, option, section
from bot.blocks.message import Block
from bot.blocks.text import escape, plain_text


def hand_over(lead_id: str, label: str, *, may_give_back: bool) -> Block:
    people = {"type": "users_select", "placeholder": plain_text("A colleague", 150)}
    everybody = checkboxes([option("Anybody may take it", "everybody")])
    blocks = [
        section(f"Who takes {escape(label, 80)} on? They get the brief in their messages."),
        field("Hand to", "to", people, optional=may_give_back),
    ]
    if may_give_back:
        hint = "The card is open to everybody again; its clock runs on."
        blocks.append(field("Or give it back", "back", everybody, hint=hint))
    return modal("hand_over", "Hand to…", blocks, submit="Hand over", metadata=lead_id)
