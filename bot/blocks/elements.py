"""Small pieces that every screen uses: sections, contexts, buttons, options."""

from collections.abc import Sequence
from typing import Any

from bot.blocks.message import Block
from bot.blocks.text import cut, mrkdwn, plain_text

MAX_BOXES = 10


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(cut(text, 3000))}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(cut(text, 3000)) for text in texts]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, 150)}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(label: str, action_id: str, value: str, style: str | None = None) -> Block:
    """A button; `style` is primary or danger."""
    element = {
        "type": "button",
        "text": plain_text(label, 75),
        "action_id": action_id,
        "value": value[:2000],
    }
    return element if style is None else {**element, "style": style}


def option(label: str, value: str, **more: Any) -> Block:
    return {"text": plain_text(label, 75), "value": value[:150], **more}


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """The ⋯ menu: Slack takes one to five options."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:5])}


def field(label: str, name: str, element: Block, *, optional: bool = True, hint: str = "") -> Block:
    """An input of a modal; its values come back under `name`."""
    block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, 150),
        "optional": optional,
        "element": {**element, "action_id": name},
    }
    return {**block, "hint": plain_text(hint, 150)} if hint else block


def text_input(
    *, initial: str = "", placeholder: str = "", multiline: bool = False, limit: int = 300
) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": limit}
    if initial:
        element["initial_value"] = initial[:limit]
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    return element


def choice(kind: str, options: Sequence[Block], initial: str | None = None) -> Block:
    """A single choice: `static_select` or `radio_buttons`."""
    element: Block = {"type": kind, "options": list(options)}
    chosen = [item for item in options if item["value"] == initial]
    return {**element, "initial_option": chosen[0]} if chosen else element


def checkboxes(options: Sequence[Block], initial: Sequence[str] = ()) -> Block:
    element: Block = {"type": "checkboxes", "options": list(options[:MAX_BOXES])}
    chosen = [item for item in options[:MAX_BOXES] if item["value"] in initial]
    return {**element, "initial_options": chosen} if chosen else element


def several(options: Sequence[Block], initial: Sequence[str] = ()) -> Block:
    """Any number of choices: boxes, or a menu for more than the ten that Slack draws as boxes."""
    if len(options) <= MAX_BOXES:
        return checkboxes(options, initial)
    return menu(options, initial)


def menu(options: Sequence[Block], initial: Sequence[str] = ()) -> Block:
    """Any number of choices, of at most 100."""
    element: Block = {"type": "multi_static_select", "options": list(options[:100])}
    chosen = [item for item in options[:100] if item["value"] in initial]
    return {**element, "initial_options": chosen} if chosen else element


def modal(
    callback_id: str, title: str, blocks: Sequence[Block], *, submit: str = "", metadata: str = ""
) -> Block:
    """A modal; without `submit` it only shows."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "close": plain_text("Cancel" if submit else "Close", 24),
        "blocks": list(blocks[:100]),
        "private_metadata": metadata,
    }
    return {**view, "submit": plain_text(submit, 24)} if submit else view


def channel_select(current: str) -> Block:
    """A channel of this company; none that another company reads along in."""
    element = {
        "type": "conversations_select",
        "placeholder": plain_text("A channel", 150),
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    return {**element, "initial_conversation": current} if current else element
