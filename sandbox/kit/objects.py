"""Composition objects: texts, options, confirmation dialogs, images."""

from collections.abc import Iterator

from sandbox.kit.rules import (
    Rule,
    both,
    by_type,
    exactly_one,
    flag,
    many,
    one_of,
    shape,
    string,
    url,
    wrong,
)
from sandbox.model import Json, JsonValue

TYPE = string()
ID = string(255)
STYLE = one_of("primary", "danger")


def plain(most: int = 3000) -> Rule:
    """A plain_text object."""
    return by_type({"plain_text": shape({"type": TYPE, "text": string(most)}, {"emoji": flag})})


def mrkdwn(most: int = 3000) -> Rule:
    """A mrkdwn object."""
    return by_type({"mrkdwn": shape({"type": TYPE, "text": string(most)}, {"verbatim": flag})})


def text(most: int = 3000) -> Rule:
    """A plain_text or mrkdwn object."""
    return by_type(
        {
            "plain_text": shape({"type": TYPE, "text": string(most)}, {"emoji": flag}),
            "mrkdwn": shape({"type": TYPE, "text": string(most)}, {"verbatim": flag}),
        }
    )


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
_OPTION = {"value": string(150), "description": plain(75)}
OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
MENU_OPTION = shape({"text": plain(75)}, {**_OPTION, "url": url})
GROUP = shape({"label": plain(75), "options": many(OPTION, 1, 100)})
FILTER = shape(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = shape(
    {}, {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)
SLACK_FILE = both(shape({}, {"id": string(), "url": url}), exactly_one("id", "url"))
IMAGE = by_type(
    {
        "image": both(
            shape(
                {"type": TYPE, "alt_text": string(2000)},
                {"image_url": url, "slack_file": SLACK_FILE},
            ),
            exactly_one("image_url", "slack_file"),
        )
    }
)


def offered_initials(value: JsonValue, at: str) -> Iterator[str]:
    """What is chosen at first must be among the options, word for word."""
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += group["options"]
    known = [_content(option) for option in offered]
    one = value.get("initial_option")
    if one is not None and _content(one) not in known:
        yield wrong("must match one of the options", f"{at}/initial_option")
    for number, option in enumerate(value.get("initial_options") or []):
        if _content(option) not in known:
            yield wrong("must match one of the options", f"{at}/initial_options/{number}")


def _content(option: Json) -> tuple[object, ...]:
    """What an option is and says; defaults that only one of two writes out make no difference."""
    texts = (option["text"], option.get("description") or {})
    return (option.get("value"), *((one.get("type"), one.get("text")) for one in texts))


def unique_options(value: JsonValue, at: str) -> Iterator[str]:
    """Two options may not have the same value."""
    seen = set()
    for number, option in enumerate(value.get("options") or []):
        key = option.get("value")
        if key is not None and key in seen:
            yield wrong(f"duplicate option value: {key}", f"{at}/options/{number}")
        seen.add(key)
