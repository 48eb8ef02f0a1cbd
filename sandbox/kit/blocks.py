"""Blocks, and the surfaces on which each may stand."""

from collections.abc import Iterator

from sandbox.kit.elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_MODAL_INPUT,
    IN_SECTION,
    elements,
)
from sandbox.kit.objects import ID, IMAGE, SLACK_FILE, TYPE, mrkdwn, plain, text
from sandbox.kit.rich_text import RICH_TEXT
from sandbox.kit.rules import (
    Fields,
    Rule,
    both,
    by_type,
    exactly_one,
    flag,
    many,
    one_of,
    shape,
    some,
    string,
    url,
    wrong,
)
from sandbox.kit.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE
from sandbox.model import JsonValue


def _block(required: Fields, optional: Fields | None = None) -> Rule:
    return shape({"type": TYPE, **required}, {"block_id": ID, **(optional or {})})


def _unique_actions(value: JsonValue, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for number, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            yield wrong(f"action_id {action_id} already exists", f"{at}/elements/{number}")
        seen.add(action_id)


def _input(names: tuple[str, ...]) -> Rule:
    return _block(
        {"label": plain(2000), "element": elements(names)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    )


_SECTION = both(
    _block(
        {},
        {
            "text": text(3000),
            "fields": many(text(2000), 1, 10),
            "accessory": elements(IN_SECTION),
            "expand": flag,
        },
    ),
    some("text", "fields"),
)
_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": text(3000),
        "mrkdwn": text(3000),
    }
)
_CARD = both(
    _block(
        {},
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "title": mrkdwn(150),
            "subtitle": mrkdwn(150),
            "body": mrkdwn(200),
            "actions": many(elements(("button",)), 1, 3),
        },
    ),
    some("hero_image", "title", "actions", "body"),
)
_ALERT = _block(
    {"text": text(200)},
    {"level": one_of("default", "info", "warning", "error", "success")},
)
_TASK = _block(
    {
        "task_id": string(),
        "title": string(),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": many(by_type({"url": shape({"type": TYPE, "url": url, "text": string()})})),
    },
)
_IMAGE = both(
    _block(
        {"alt_text": string(2000)},
        {"image_url": url, "slack_file": SLACK_FILE, "title": plain(2000)},
    ),
    exactly_one("image_url", "slack_file"),
)
_VIDEO = _block(
    {"video_url": url, "thumbnail_url": url, "alt_text": string(), "title": plain(199)},
    {
        "title_url": url,
        "author_name": string(49),
        "provider_name": string(),
        "provider_icon_url": url,
        "description": plain(),
    },
)

_EVERYWHERE: dict[str, Rule] = {
    "actions": both(_block({"elements": many(elements(IN_ACTIONS), 1, 25)}), _unique_actions),
    "context": _block({"elements": many(_CONTEXT, 1, 10)}),
    "divider": _block({}),
    "header": _block({"text": plain(150)}),
    "image": _IMAGE,
    "input": _input(IN_INPUT),
    "rich_text": RICH_TEXT,
    "section": _SECTION,
    "video": _VIDEO,
}
_CHILD = by_type({**_EVERYWHERE, "table": TABLE})
_CONTAINER = both(
    _block(
        {"child_blocks": many(_CHILD, 1, 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": IMAGE,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    ),
    some("title", "rich_text_title"),
)
_CARDS: dict[str, Rule] = {
    "card": _CARD,
    "carousel": _block({"elements": many(by_type({"card": _CARD}), 1, 10)}),
    "data_visualization": DATA_VISUALIZATION,
}
ON: dict[str, dict[str, Rule]] = {
    "message": {
        **_EVERYWHERE,
        **_CARDS,
        "container": _CONTAINER,
        "context_actions": both(
            _block({"elements": many(elements(IN_CONTEXT_ACTIONS), 1, 5)}), _unique_actions
        ),
        "markdown": _block({"text": string(12_000)}),
        "table": TABLE,
        "data_table": DATA_TABLE,
        "task_card": _TASK,
        "plan": _block({"title": string()}, {"tasks": many(by_type({"task_card": _TASK}))}),
    },
    "home": {**_EVERYWHERE, **_CARDS},
    "modal": {**_EVERYWHERE, "input": _input(IN_MODAL_INPUT), "alert": _ALERT},
}
