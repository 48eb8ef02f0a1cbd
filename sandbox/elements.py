"""Finds interactive elements in blocks, and says what acting on one sends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.model import Json

Value = Any  # str, list[str] or None, as a person's choice is written in Python

# element type → the name under which its value stands in actions and state.values
VALUE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "file_input": "files",
}
# What is empty is an empty list, or not there at all; anything else is null.
_EMPTY_LISTS = {
    "selected_options",
    "selected_users",
    "selected_conversations",
    "selected_channels",
    "files",
}
_LEFT_OUT = {"rich_text_value"}
_INITIALS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
}


# Blocks that hold blocks, and where.
_INSIDE = {"carousel": "elements", "container": "child_blocks", "plan": "tasks"}


@dataclass(frozen=True, slots=True)
class Found:
    """An element, and the block (with its block_id) that it stands in."""

    block: Json
    element: Json

    @property
    def is_input(self) -> bool:
        """True in an input block."""
        return bool(self.block.get("type") == "input")

    @property
    def tells(self) -> bool:
        """Whether the app is told of a choice at once: of an input only with dispatch_action."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def every_block(blocks: Sequence[Json], at: str = "") -> Iterator[tuple[str, Json]]:
    """Each block, and those inside it, with its JSON pointer; in reading order."""
    for number, block in enumerate(blocks):
        pointer = f"{at}/{number}"
        yield pointer, block
        inside = _INSIDE.get(block.get("type", ""), "")
        if isinstance(block.get(inside), list):
            yield from every_block(block[inside], f"{pointer}/{inside}")


def elements_of(block: Json) -> Iterator[Json]:
    """A block's own elements, whatever they are."""
    candidates = [block.get("accessory"), block.get("element")]
    for many in ("elements", "actions"):
        if isinstance(block.get(many), list):
            candidates += block[many]
    yield from (one for one in candidates if isinstance(one, dict))


def walk(blocks: Sequence[Json]) -> Iterator[Found]:
    """Every element that has an action_id, in reading order."""
    for _, block in every_block(blocks):
        for element in elements_of(block):
            if "action_id" in element:
                yield Found(block, element)


def find(
    blocks: Sequence[Json], action_id: str, block_id: str | None = None, value: Value = None
) -> Found:
    """The element with this action_id. LookupError says what there is instead."""
    every = list(walk(blocks))
    found = [one for one in every if one.element["action_id"] == action_id]
    if block_id is not None:
        found = [one for one in found if one.block.get("block_id") == block_id]
    if len(found) > 1 and value is not None:
        found = [one for one in found if one.element.get("value") == value] or found
    if not found:
        there = ", ".join(sorted({one.element["action_id"] for one in every})) or "nothing to press"
        raise LookupError(f"There is no {action_id!r} there; there is: {there}.")
    if len(found) > 1:
        raise LookupError(f"There are {len(found)} × {action_id!r}: say which value or block_id.")
    return found[0]


def button_action(found: Found, value: Value = None) -> Json:
    """The action of a pressed button; LookupError if it has another value than said."""
    element = found.element
    kind = element["type"]
    if kind == "feedback_buttons":
        return _feedback(found, value)
    if kind not in ("button", "icon_button", "workflow_button"):
        raise LookupError(f"{element['action_id']!r} is a {kind}: choose, do not click.")
    if value is not None and element.get("value") != value:
        raise LookupError(
            f"{element['action_id']!r} has the value {element.get('value')!r}, not {value!r}."
        )
    keep = ("type", "action_id", "text", "value", "url", "icon", "confirm")
    return _ids(found) | {key: element[key] for key in keep if key in element}


def _feedback(found: Found, value: Value) -> Json:
    for side in ("positive_button", "negative_button"):
        button = found.element.get(side, {})
        if value == button.get("value"):
            return _ids(found) | {
                "type": "feedback_buttons",
                "text": button["text"],
                "value": button["value"],
            }
    raise LookupError(f"{found.element['action_id']!r} has no button with the value {value!r}.")


def choice_action(found: Found, state: Json) -> Json:
    """The action of a menu, a date or an input once it is in this state."""
    element = found.element
    action = _ids(found) | state
    for key in ("placeholder", "confirm", *(k for k in element if k.startswith("initial_"))):
        if key in element:
            action[key] = element[key]
    return action


def _ids(found: Found) -> Json:
    return {
        "action_id": found.element["action_id"],
        "block_id": found.block.get("block_id", ""),
    }


def initial_state(element: Json) -> Json | None:
    """What stands in state.values before anybody touches it; None for stateless elements."""
    kind = element["type"]
    key = VALUE_KEYS.get(kind)
    if key is None or kind == "overflow":
        return None
    initial = element.get(_INITIALS.get(key, ""))
    return _empty(kind, key) if initial is None else {"type": kind, key: initial}


def _empty(kind: str, key: str) -> Json:
    if key in _LEFT_OUT:
        return {"type": kind}
    return {"type": kind, key: [] if key in _EMPTY_LISTS else None}


def state_of(element: Json, value: Value) -> Json:
    """What stands in state.values for this choice. LookupError if there is no such option."""
    kind = element["type"]
    key = VALUE_KEYS.get(kind)
    if key is None:
        raise LookupError(f"Nothing can be chosen in a {kind}.")
    if value in (None, "", []):
        return _empty(kind, key)
    if key == "selected_option":
        value = _option(element, value)
    elif key == "selected_options":
        value = [_option(element, one) for one in value]
    elif key == "selected_date_time":
        value = int(value)
    elif key == "rich_text_value" and isinstance(value, str):
        value = _rich_text(value)
    return {"type": kind, key: value}


def options(element: Json) -> list[Json]:
    """All options of an element, groups flattened."""
    grouped = [one for group in element.get("option_groups", []) for one in group["options"]]
    return [*element.get("options", []), *grouped]


def _option(element: Json, value: Value) -> Json:
    if isinstance(value, dict):
        return value
    offered = [*options(element), *_initials(element)]
    for option in offered:
        if option.get("value") == value:
            return option
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    there = ", ".join(str(option.get("value")) for option in offered)
    raise LookupError(f"{element['action_id']!r} has no option {value!r}; it has: {there}.")


def _initials(element: Json) -> list[Json]:
    one = element.get("initial_option")
    return [*([one] if one else []), *element.get("initial_options", [])]


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
