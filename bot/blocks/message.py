"""What builders give: blocks, and the text that screen readers and pushes use."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """With `files`, `text` is what stands above them."""

    text: str
    blocks: list[Block]
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said in App Home after a press, and the `block_id` of the block pressed."""

    message: Message
    block: str = ""
