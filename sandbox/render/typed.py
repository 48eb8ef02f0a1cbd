"""Elements in which something is typed."""

from markupsafe import Markup

from sandbox.render.html import Json, plain, tag
from sandbox.render.slots import Slot, field, name
from sandbox.render.values import shown

_TYPES = {"email_text_input": "email", "url_text_input": "url", "number_input": "text"}


def text_input(item: Json, slot: Slot) -> Markup:
    """A line or an area of text. Lengths are Slack's to check, so that its sentence is seen."""
    kind = str(item["type"])
    long = bool(item.get("multiline")) or kind == "rich_text_input"
    value = shown(item, slot.block_id, slot.context)
    shared: dict[str, object] = {
        "id": slot.id(item),
        "placeholder": plain(item.get("placeholder")) or None,
        "aria_label": name(item, slot),
        "autofocus": bool(item.get("focus_on_load")),
    }
    if long:
        return field(item, slot, tag("textarea", value, rows=4, **shared), wide=True)
    mode = "decimal" if kind == "number_input" else None
    return field(
        item,
        slot,
        tag(
            "input",
            type=_TYPES.get(kind, "text"),
            value=value,
            inputmode=mode,
            autocomplete="off",
            **shared,
        ),
        wide=True,
    )
