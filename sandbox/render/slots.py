"""Where an element stands in its block, and the attributes by which the page's script finds it."""

import json
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.render.html import Context, Json, plain, tag, text
from sandbox.render.values import FIELDS


@dataclass(frozen=True)
class Slot:
    """Where an element stands. `dispatch`: a change is told to the app at once."""

    block_id: str
    context: Context
    dispatch: bool = True
    label: str = ""

    def id(self, element: Json) -> str:
        return f"{self.context.key}-{self.block_id}-{element.get('action_id', '')}"


def confirmation(item: Json, slot: Slot) -> str | None:
    confirm = item.get("confirm")
    if not confirm:
        return None
    return json.dumps(
        {
            "title": plain(confirm.get("title")),
            "text": str(text(confirm.get("text"), slot.context.names)),
            "confirm": plain(confirm.get("confirm")) or "Yes",
            "deny": plain(confirm.get("deny")) or "Cancel",
            "danger": confirm.get("style") == "danger",
        }
    )


def press(item: Json, slot: Slot, value: object, act: str = "click") -> dict[str, object]:
    return {
        "data_act": act,
        "data_action": item.get("action_id", ""),
        "data_block": slot.block_id,
        "data_value": value,
        "data_confirm": confirmation(item, slot),
    }


def description(option: Json, slot: Slot) -> Markup:
    note = option.get("description")
    return tag("small", text(note, slot.context.names), class_="note") if note else Markup("")


def field(item: Json, slot: Slot, *content: object, wide: bool = False) -> Markup:
    """The wrapper from which the page's script collects an element's value."""
    return tag(
        "div",
        *content,
        class_="field field-wide" if wide else "field",
        data_field=FIELDS[item["type"]],
        data_action=item.get("action_id", ""),
        data_block=slot.block_id,
        data_dispatch=slot.dispatch,
        data_confirm=confirmation(item, slot),
    )


def name(item: Json, slot: Slot) -> str:
    return slot.label or plain(item.get("placeholder")) or str(item.get("action_id", ""))
