"""A private answer without the buttons that would only refuse whoever reads it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from bot.blocks import edit_brief, would_you
from bot.blocks.message import Block, Message
from bot.domain.roles import Deed

_NEEDS: Mapping[str, Deed] = {
    "promise_change": Deed.PROMISE_CHANGE,
    "not_now_change": Deed.PROMISE_CHANGE,
    "disagree_change": Deed.PROMISE_CHANGE,
    "keep_change": Deed.PROMISE_CHANGE,
    "drop_change": Deed.PROMISE_CHANGE,
    edit_brief.EDIT: Deed.EDIT_CAMPAIGN,
    would_you.ASK: Deed.EDIT_CAMPAIGN,
}


def needed(message: Message) -> frozenset[Deed]:
    """What somebody must be allowed to do to press all its buttons."""
    ids = [one["action_id"] for block in message.blocks for one in _elements(block)]
    return frozenset(_NEEDS[name] for name in ids if name in _NEEDS)


def allowed(message: Message, deeds: Collection[Deed]) -> Message:
    """The message with the buttons for these deeds, and all that are everybody's."""
    return replace(message, blocks=list(_kept(message.blocks, deeds)))


def _kept(blocks: Collection[Block], deeds: Collection[Deed]) -> Iterator[Block]:
    for block in blocks:
        elements = _elements(block)
        kept = [one for one in elements if _NEEDS.get(one["action_id"]) in (None, *deeds)]
        if len(kept) == len(elements):
            yield block
        elif kept:
            yield {**block, "elements": kept}


def _elements(block: Block) -> list[Block]:
    return list(block["elements"]) if block["type"] == "actions" else []
