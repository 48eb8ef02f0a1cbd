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

OWNERS = frozenset({"outcome", "hand_over", "reject", "nurture"})
"""What a lead's card offers to its owner alone, once there is one, as buttons and in its menu."""
TO_WORK = OWNERS | {"take", "landed", "fell_flat", "reopen"}
"""What it offers to those who may work leads."""


def needed(message: Message) -> frozenset[Deed]:
    """What somebody must be allowed to do to press all its buttons."""
    ids = [one["action_id"] for block in message.blocks for one in _elements(block)]
    return frozenset(_NEEDS[name] for name in ids if name in _NEEDS)


def allowed(message: Message, deeds: Collection[Deed]) -> Message:
    """The message with the buttons for these deeds, and all that are everybody's."""
    return replace(message, blocks=list(_kept(message.blocks, deeds)))


def without(message: Message, names: Collection[str]) -> Message:
    """The message without these buttons and entries of menus."""
    blocks = []
    for block in message.blocks:
        elements = _elements(block)
        kept = [left for one in elements if (left := _left(one, names))]
        if kept or not elements:
            blocks.append({**block, "elements": kept} if elements else block)
    return replace(message, blocks=blocks)


def _left(element: Block, names: Collection[str]) -> Block | None:
    if element["type"] != "overflow":
        return None if element["action_id"] in names else element
    options = [one for one in element["options"] if one["value"].partition(":")[0] not in names]
    return {**element, "options": options} if options else None


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
