"""A list of App Home: its heading with the count, a page of it, the way to the other pages, and
in the place of what was pressed the answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.elements import actions, button, header, section
from bot.blocks.message import Block, Message, Notice
from bot.domain.home import SIZES, Page, Part
from bot.domain.words import spaced

MAX_SAID = 7


@dataclass(frozen=True, slots=True)
class HomeList:
    """A list to draw: `intro` stands under the heading, `empty` is said of a list without entries,
    `also` are buttons beside those that turn the page."""

    part: Part
    title: str
    page: Page[Any]
    entries: Sequence[list[Block]]
    intro: Sequence[Block] = ()
    also: Sequence[Block] = ()
    empty: str = ""


def listing(shown: HomeList, notice: Notice | None) -> list[Block]:
    """Nothing for an empty list, unless something is said of it or in it."""
    part, page, entries = shown.part, shown.page, shown.entries
    here = _place(notice, part)
    if not entries and here is None and not shown.empty:
        return []
    title = f"{shown.title} · {spaced(page.total)}" if page.total else shown.title
    blocks = [header(title), *shown.intro]
    for index, entry in enumerate(entries):
        if notice and index == here:
            blocks += said(notice.message, f"{part}.{index}")
        blocks += [_named(block, f"{part}.{index}.{n}") for n, block in enumerate(entry)]
    if notice and here is not None and here >= len(entries):
        blocks += said(notice.message, f"{part}.{here}")
    if shown.empty and not entries:
        blocks.append(section(shown.empty))
    buttons = [*_turning(part, page), *shown.also]
    return [*blocks, actions(*buttons)] if buttons else blocks


def said(message: Message, place: str) -> list[Block]:
    """What a press was answered with; a press in it is answered in the same place."""
    shown = message.blocks[:MAX_SAID]
    return [_named(block, f"{place}.said{n}") for n, block in enumerate(shown)]


def is_said(blocks: Sequence[Block]) -> bool:
    return any(".said" in block.get("block_id", "") for block in blocks)


def _named(block: Block, name: str) -> Block:
    """A press names the block it was in: that is the place to answer it."""
    return {**block, "block_id": name}


def _place(notice: Notice | None, part: Part) -> int | None:
    """The position in this list at which it is to be said."""
    name, _, rest = (notice.block if notice else "").partition(".")
    index = rest.partition(".")[0]
    return int(index) if name == part and index.isdecimal() else None


def _turning(part: Part, page: Page[Any]) -> list[Block]:
    size, after = SIZES[part], page.start + SIZES[part]
    buttons = []
    if page.start > 0:
        back = max(0, page.start - size)
        label = f"Back to {_numbers(back, size, page.total)}"
        buttons.append(button(label, "turn_home.back", f"{part}|{back}"))
    if after < page.total:
        label = f"Show more ({_numbers(after, size, page.total)})"
        buttons.append(button(label, "turn_home.more", f"{part}|{after}"))
    return buttons


def _numbers(start: int, size: int, total: int) -> str:
    """`8–14`, counted from 1."""
    first, last = start + 1, min(start + size, total)
    return f"{spaced(first)}–{spaced(last)}" if last > first else spaced(first)
