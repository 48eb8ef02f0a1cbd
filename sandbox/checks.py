"""Checks blocks and views as Slack does: what is allowed where, and how much of it."""

import json
from collections.abc import Iterator
from typing import Literal

from sandbox.elements import every_block
from sandbox.kit.blocks import ON
from sandbox.kit.objects import GROUP, OPTION, plain
from sandbox.kit.rules import (
    anything,
    both,
    by_type,
    exactly_one,
    flag,
    many,
    shape,
    string,
    wrong,
)
from sandbox.model import Json, JsonValue

Surface = Literal["message", "modal", "home"]
MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MAX_VIEW_BYTES = 250_000
MAX_MARKDOWN = 12_000
_TABLES = ("table", "data_table")
_CHARTS = 2

_ANY_VIEW = {
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
    "external_id": string(255, 0),
}
_VIEWS = {
    "home": shape({"type": string(), "blocks": anything}, _ANY_VIEW),
    "modal": shape(
        {"type": string(), "blocks": anything, "title": plain(24)},
        {
            **_ANY_VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
}

_SUGGESTED = both(
    shape({}, {"options": many(OPTION, 0, 100), "option_groups": many(GROUP, 0, 100)}),
    exactly_one("options", "option_groups"),
)


def check_blocks(blocks: JsonValue, surface: Surface, at: str = "/blocks") -> list[str]:
    """What is wrong, one sentence with a JSON pointer each; empty if Slack would take them."""
    found = list(many(by_type(ON[surface]), 0, MAX_BLOCKS[surface])(blocks, at))
    return found or [*_together(blocks, at)]


def check_view(view: JsonValue, kind: Literal["modal", "home"]) -> list[str]:
    """The same for a view."""
    found = list(by_type({kind: _VIEWS[kind]})(view, "/view"))
    if found:
        return found
    found = check_blocks(view["blocks"], kind, "/view/blocks")
    if found:
        return found
    asks = any(block["type"] == "input" for block in view["blocks"])
    if kind == "modal" and asks and not view.get("submit"):
        found.append(wrong("missing required field: submit", "/view"))
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        found.append(wrong("view is too large", "/view"))
    return found


def check_options(answer: JsonValue) -> list[str]:
    """The same for what an app answers a `block_suggestion`."""
    return list(_SUGGESTED(answer, ""))


def text_length(blocks: JsonValue) -> int:
    """All characters that the blocks show or carry, summed."""
    if isinstance(blocks, list):
        return sum(text_length(one) for one in blocks)
    if isinstance(blocks, dict):
        shown = blocks.get("text")
        own = len(shown) if isinstance(shown, str) else 0
        return own + sum(text_length(one) for one in blocks.values() if one is not None)
    return 0


def _together(blocks: list[Json], at: str) -> Iterator[str]:
    every = list(every_block(blocks, at))
    seen: set[str] = set()
    for pointer, block in every:
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            yield wrong(f"block_id {block_id} already exists", f"{pointer}/block_id")
        seen.add(block_id or "")
    kinds = [block["type"] for _, block in every]
    if sum(kinds.count(kind) for kind in _TABLES) > 1:
        yield wrong("only one table is allowed", at)
    if kinds.count("data_visualization") > _CHARTS:
        yield wrong(f"no more than {_CHARTS} data_visualization blocks are allowed", at)
    if sum(len(block["text"]) for _, block in every if block["type"] == "markdown") > MAX_MARKDOWN:
        yield wrong(f"markdown must be less than {MAX_MARKDOWN + 1} characters in sum", at)
    if _focused(blocks) > 1:
        yield wrong("only one element may have focus_on_load", at)


def _focused(blocks: list[Json]) -> int:
    return json.dumps(blocks).count('"focus_on_load": true')
