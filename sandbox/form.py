"""What Slack's client checks before it sends a modal."""

import re
from collections.abc import Callable

from sandbox.elements import VALUE_KEYS, Found, walk
from sandbox.model import Json, View

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://[^\s]+\.[^\s]+")


def problems(view: View) -> dict[str, str]:
    """block_id → the sentence shown at that field; empty if all may be sent."""
    found: dict[str, str] = {}
    for field in walk(view.payload["blocks"]):
        if field.is_input:
            sentence = _problem(field, view.state_values)
            if sentence:
                found[field.block["block_id"]] = sentence
    return found


def _problem(field: Found, values: dict[str, dict[str, Json]]) -> str | None:
    element = field.element
    state = values.get(field.block["block_id"], {}).get(element["action_id"], {})
    value = state.get(VALUE_KEYS.get(element["type"], "value"))
    if value in (None, "", []):
        return None if field.block.get("optional") else REQUIRED
    check = _CHECKS.get(element["type"])
    return check(element, value) if check else None


def _text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter at most {most} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    decimals = element.get("is_decimal_allowed", False)
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimals else r"-?\d+", value):
        return "Please enter a number." if decimals else "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return None


def _email(_: Json, value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_: Json, value: str) -> str | None:
    return None if _URL.fullmatch(value) else "Please enter a valid URL."


def _many(element: Json, value: list[str]) -> str | None:
    most = element.get("max_selected_items")
    if most is not None and len(value) > most:
        return f"Please choose at most {most}."
    return None


_CHECKS: dict[str, Callable[..., str | None]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "multi_static_select": _many,
    "multi_external_select": _many,
    "multi_users_select": _many,
    "multi_conversations_select": _many,
    "multi_channels_select": _many,
}
