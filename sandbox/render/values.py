"""What an input shows when it is drawn: what its view's state says, else its `initial_…`."""

from collections.abc import Mapping

from sandbox.elements import VALUE_KEYS, Value, initial_state
from sandbox.render.html import Context, Json

# How the page's script collects an element's value.
FIELDS: Mapping[str, str] = {
    "plain_text_input": "text",
    "email_text_input": "text",
    "url_text_input": "text",
    "number_input": "text",
    "rich_text_input": "text",
    "datepicker": "text",
    "timepicker": "text",
    "datetimepicker": "datetime",
    "static_select": "select",
    "external_select": "external",
    "users_select": "select",
    "conversations_select": "select",
    "channels_select": "select",
    "radio_buttons": "radio",
    "checkboxes": "many",
    "multi_static_select": "many",
    "multi_external_select": "many",
    "multi_users_select": "many",
    "multi_conversations_select": "many",
    "multi_channels_select": "many",
}


def kept(element: Json, block_id: str, context: Context) -> Value:
    """The element's value in Slack's own shape, or None."""
    by_action = context.state.get(block_id, {})
    state = by_action.get(element.get("action_id", "")) or initial_state(dict(element)) or {}
    return state.get(VALUE_KEYS[element["type"]])


def shown(element: Json, block_id: str, context: Context) -> str:
    """The text of a one-line value."""
    value = kept(element, block_id, context)
    if isinstance(value, Mapping):
        return _typed(value)
    return "" if value is None else str(value)


def chosen(element: Json, block_id: str, context: Context) -> list[str]:
    """The values (of options: their `value`; else ids) that are selected."""
    value = kept(element, block_id, context)
    items = value if isinstance(value, list) else [value]
    return [
        str(item["value"]) if isinstance(item, Mapping) else str(item)
        for item in items
        if item is not None
    ]


def _typed(value: Json) -> str:
    """The text of a rich_text value."""
    parts = value.get("elements", [])
    return str(value.get("text", "")) + "".join(_typed(part) for part in parts)
