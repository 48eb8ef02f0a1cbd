"""Block elements and where each may stand."""

import re
from collections.abc import Iterator
from datetime import date

from sandbox.kit.objects import (
    CONFIRM,
    DISPATCH,
    FILTER,
    GROUP,
    ID,
    IMAGE,
    MENU_OPTION,
    OPTION,
    RICH_OPTION,
    STYLE,
    TYPE,
    offered_initials,
    plain,
    unique_options,
)
from sandbox.kit.rich_text import RICH_TEXT
from sandbox.kit.rules import (
    Fields,
    Rule,
    both,
    by_type,
    exactly_one,
    flag,
    many,
    matching,
    shape,
    string,
    url,
    whole,
    wrong,
)
from sandbox.model import JsonValue

_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
_NUMBER = matching(r"-?\d+(\.\d+)?", "must be a number in a string")
_ACTION: Fields = {"action_id": ID}
_CHOICE: Fields = {**_ACTION, "confirm": CONFIRM, "focus_on_load": flag}
_PICKER: Fields = {**_CHOICE, "placeholder": plain(150)}
_TYPED: Fields = {
    **_ACTION,
    "dispatch_action_config": DISPATCH,
    "focus_on_load": flag,
    "placeholder": plain(150),
}
_MULTI: Fields = {**_PICKER, "max_selected_items": whole(1, 100)}
_STATIC: Fields = {"options": many(OPTION, 1, 100), "option_groups": many(GROUP, 1, 100)}
_EXTERNAL: Fields = {"min_query_length": whole(0, 100)}
_CONVERSATIONS: Fields = {"default_to_current_conversation": flag, "filter": FILTER}
_IDS = many(string(), 0)


def _date(value: JsonValue, at: str) -> Iterator[str]:
    try:
        known = bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and date.fromisoformat(value))
    except (TypeError, ValueError):
        known = False
    if not known:
        yield wrong("must be a date as YYYY-MM-DD", at)


def _element(optional: Fields, required: Fields | None = None) -> Rule:
    return shape({"type": TYPE, **(required or {})}, optional)


def _static(optional: Fields) -> Rule:
    return both(
        _element({**optional, **_STATIC}),
        exactly_one("options", "option_groups"),
        offered_initials,
        unique_options,
    )


def _options(rule: Rule) -> Rule:
    return both(rule, offered_initials, unique_options)


_BUTTON = _element(
    {
        **_ACTION,
        "value": string(2000, 0),
        "url": url,
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": many(string(), 1, 10),
    },
    {"text": plain(75)},
)
_WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": url},
            {
                "customizable_input_parameters": many(
                    shape({"name": string(), "value": string(None, 0)})
                )
            },
        )
    }
)
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

RULES: dict[str, Rule] = {
    "button": _BUTTON,
    "workflow_button": _element(
        {**_ACTION, "style": STYLE, "confirm": CONFIRM, "accessibility_label": string(75)},
        {"text": plain(75), "workflow": _WORKFLOW},
    ),
    "feedback_buttons": _element(
        _ACTION, {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}
    ),
    "icon_button": _element(
        {
            **_ACTION,
            "value": string(2000, 0),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": many(string(), 1, 10),
        },
        {"icon": string(), "text": plain(75)},
    ),
    "overflow": _options(
        _element({**_ACTION, "confirm": CONFIRM}, {"options": many(MENU_OPTION, 1, 5)})
    ),
    "static_select": _static({**_PICKER, "initial_option": OPTION}),
    "external_select": _element({**_PICKER, **_EXTERNAL, "initial_option": OPTION}),
    "users_select": _element({**_PICKER, "initial_user": string()}),
    "conversations_select": _element(
        {
            **_PICKER,
            **_CONVERSATIONS,
            "initial_conversation": string(),
            "response_url_enabled": flag,
        }
    ),
    "channels_select": _element(
        {**_PICKER, "initial_channel": string(), "response_url_enabled": flag}
    ),
    "multi_static_select": _static({**_MULTI, "initial_options": many(OPTION, 1, 100)}),
    "multi_external_select": _element(
        {**_MULTI, **_EXTERNAL, "initial_options": many(OPTION, 1, 100)}
    ),
    "multi_users_select": _element({**_MULTI, "initial_users": _IDS}),
    "multi_conversations_select": _element(
        {**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}
    ),
    "multi_channels_select": _element({**_MULTI, "initial_channels": _IDS}),
    "datepicker": _element({**_PICKER, "initial_date": _date}),
    "timepicker": _element({**_PICKER, "initial_time": _TIME, "timezone": string()}),
    "datetimepicker": _element(
        {**_CHOICE, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}
    ),
    "checkboxes": _options(
        _element(
            {**_CHOICE, "initial_options": many(RICH_OPTION, 1, 10)},
            {"options": many(RICH_OPTION, 1, 10)},
        )
    ),
    "radio_buttons": _options(
        _element({**_CHOICE, "initial_option": RICH_OPTION}, {"options": many(RICH_OPTION, 1, 10)})
    ),
    "plain_text_input": _element(
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        }
    ),
    "email_text_input": _element({**_TYPED, "initial_value": string(None, 0)}),
    "url_text_input": _element({**_TYPED, "initial_value": string(None, 0)}),
    "number_input": _element(
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        {"is_decimal_allowed": flag},
    ),
    "rich_text_input": _element(
        {
            **_TYPED,
            "initial_value": RICH_TEXT,
            "min_lines": whole(1, 100),
            "max_lines": whole(1, 100),
        }
    ),
    "file_input": _element({**_ACTION, "filetypes": many(string()), "max_files": whole(1, 10)}),
    "image": IMAGE,
}

_SELECTS = ("static", "external", "users", "conversations", "channels")
SELECTS = tuple(f"{kind}_select" for kind in _SELECTS)
MULTI_SELECTS = tuple(f"multi_{kind}_select" for kind in _SELECTS)
PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
# Multi-selects are documented for actions, but apps report that Slack refuses them there.
IN_ACTIONS = ("button", "workflow_button", "overflow", "datetimepicker", *SELECTS, *PICKERS)
IN_SECTION = ("button", "workflow_button", "overflow", "image", *SELECTS, *MULTI_SELECTS, *PICKERS)
IN_CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")
_INPUTS = ("plain_text_input", "rich_text_input", "datetimepicker")
_MODAL_INPUTS = ("email_text_input", "url_text_input", "number_input", "file_input")
IN_INPUT = (*_INPUTS, *SELECTS, *MULTI_SELECTS, *PICKERS)
IN_MODAL_INPUT = (*IN_INPUT, *_MODAL_INPUTS)


def elements(names: tuple[str, ...]) -> Rule:
    """One of these element types."""
    return by_type({name: RULES[name] for name in names})
