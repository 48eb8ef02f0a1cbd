"""What builders give: blocks, and the text that screen readers and pushes use."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    blocks: list[Block]
