"""Blocks as Slack gives them back: ids and defaults filled in."""

import copy
from collections.abc import Iterator

from sandbox.ids import short
from sandbox.model import Json

_WITHOUT = ("rich_text", "carousel")
_STATELESS = ("image", "mrkdwn", "plain_text")


def normal_blocks(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every element an action_id."""
    blocks = copy.deepcopy(blocks)
    for block in _all(blocks):
        block.setdefault("block_id", short())
        for element in _elements(block):
            if element.get("type") not in _STATELESS and block.get("type") not in _WITHOUT:
                element.setdefault("action_id", short())
        _texts(block)
    return blocks


def _all(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        children = "elements" if block.get("type") == "carousel" else "child_blocks"
        if isinstance(block.get(children), list):
            yield from _all(block[children])


def _elements(block: Json) -> Iterator[Json]:
    candidates = [block.get("accessory"), block.get("element")]
    for many in ("elements", "actions"):
        if isinstance(block.get(many), list):
            candidates += block[many]
    for element in candidates:
        if isinstance(element, dict):
            yield element


def _texts(value: object) -> None:
    if isinstance(value, list):
        for one in value:
            _texts(one)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for one in value.values():
            _texts(one)
