"""Blocks as Slack gives them back: ids and defaults filled in."""

import copy

from sandbox.elements import elements_of, every_block
from sandbox.ids import short
from sandbox.model import Json

_WITHOUT = ("rich_text", "carousel")
_STATELESS = ("image", "mrkdwn", "plain_text")


def normal_blocks(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every element an action_id."""
    blocks = copy.deepcopy(blocks)
    for _, block in every_block(blocks):
        block.setdefault("block_id", short())
        for element in elements_of(block):
            if element.get("type") not in _STATELESS and block.get("type") not in _WITHOUT:
                element.setdefault("action_id", short())
        _texts(block)
    return blocks


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
