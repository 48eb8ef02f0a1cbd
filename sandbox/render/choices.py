"""Elements in which something is chosen: selects, boxes, pickers."""

import json
from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from sandbox.render.html import Json, join, plain, tag, text
from sandbox.render.slots import Slot, description, field, name
from sandbox.render.values import chosen, kept, shown


def _options(options: Iterable[Json], selected: list[str]) -> Markup:
    return join(
        tag(
            "option",
            plain(option.get("text")),
            value=option.get("value"),
            selected=str(option.get("value")) in selected,
        )
        for option in options
    )


def all_options(item: Json, slot: Slot) -> list[Json]:
    """All options of a select: its own, or the workspace's people or channels."""
    kind = str(item["type"])
    source = slot.context.people if "users" in kind else slot.context.conversations
    if "users" in kind or "channels" in kind or "conversations" in kind:
        return [{"text": {"text": label}, "value": value} for value, label in source.items()]
    if "external" in kind:
        value = kept(item, slot.block_id, slot.context)
        return value if isinstance(value, list) else []
    return [
        *item.get("options", []),
        *(o for g in item.get("option_groups", []) for o in g["options"]),
    ]


def select(item: Json, slot: Slot) -> Markup:
    selected = chosen(item, slot.block_id, slot.context)
    groups = item.get("option_groups")
    if groups:
        inner = join(
            tag("optgroup", _options(group["options"], selected), label=plain(group.get("label")))
            for group in groups
        )
    else:
        inner = _options(all_options(item, slot), selected)
    empty = tag(
        "option", plain(item.get("placeholder")) or "Choose…", value="", selected=not selected
    )
    return field(
        item,
        slot,
        tag("select", empty, inner, id=slot.id(item), aria_label=name(item, slot)),
    )


def external(item: Json, slot: Slot) -> Markup:
    option = kept(item, slot.block_id, slot.context) or {}
    return field(
        item,
        slot,
        tag(
            "input",
            type="text",
            role="combobox",
            id=slot.id(item),
            autocomplete="off",
            value=plain(option.get("text")),
            data_option=json.dumps(option) if option else None,
            placeholder=plain(item.get("placeholder")) or "Type to search…",
            data_least=item.get("min_query_length", 3),
            aria_label=name(item, slot),
        ),
        tag("div", class_="combo", role="listbox", hidden=True, data_own=True),
    )


def multi(item: Json, slot: Slot) -> Markup:
    options = all_options(item, slot)
    selected = chosen(item, slot.block_id, slot.context)
    names = [
        plain(option.get("text")) for option in options if str(option.get("value")) in selected
    ]
    summary = ", ".join(names) or plain(item.get("placeholder")) or "Choose…"
    return field(
        item,
        slot,
        tag(
            "details",
            tag("summary", summary, data_empty=plain(item.get("placeholder")) or "Choose…"),
            tag("div", _boxes(item, slot, options, "checkbox"), class_="multi-list"),
            class_="multi",
            aria_label=name(item, slot),
        ),
    )


def _boxes(item: Json, slot: Slot, options: Iterable[Json], kind: str) -> Markup:
    selected = chosen(item, slot.block_id, slot.context)
    return join(
        tag(
            "label",
            tag(
                "input",
                type=kind,
                name=slot.id(item),
                value=option.get("value"),
                checked=str(option.get("value")) in selected,
            ),
            tag("span", text(option.get("text"), slot.context.names), description(option, slot)),
            class_="choice",
        )
        for option in options
    )


def boxes(item: Json, slot: Slot) -> Markup:
    kind = "radio" if item["type"] == "radio_buttons" else "checkbox"
    return field(
        item,
        slot,
        tag(
            "div",
            _boxes(item, slot, item.get("options", []), kind),
            class_="choices",
            role="radiogroup" if kind == "radio" else "group",
            aria_label=name(item, slot),
        ),
        wide=True,
    )


def picker(item: Json, slot: Slot) -> Markup:
    types = {"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local"}
    value = shown(item, slot.block_id, slot.context)
    if value and item["type"] == "datetimepicker":
        value = f"{datetime.fromtimestamp(int(value), slot.context.names.tz):%Y-%m-%dT%H:%M}"
    return field(
        item,
        slot,
        tag(
            "input",
            type=types[item["type"]],
            id=slot.id(item),
            value=value,
            aria_label=name(item, slot),
        ),
    )
