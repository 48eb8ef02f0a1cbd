"""A message without its blocks: the same facts as lines, for when Slack refuses the blocks."""

from collections.abc import Callable, Mapping

from bot.blocks.message import Block, Message
from bot.blocks.text import cut, escape

MAX_TEXT = 39_000
"""Slack cuts a text at 40,000 characters (docs.slack.dev/reference/methods/chat.postMessage)."""
MAX_CELL = 300


def as_text(message: Message) -> str:
    """Everything that the blocks say, in their order. What is pressed is left out: plain text has
    no buttons, and the commands do the same."""
    if not message.blocks:
        return message.text
    drawn = [_DRAWN[block["type"]](block) for block in message.blocks if block["type"] in _DRAWN]
    return cut("\n".join(text for text in drawn if text), MAX_TEXT) or message.text


def _text(element: Mapping[str, str]) -> str:
    text = element["text"]
    return escape(text, MAX_CELL) if element["type"] == "plain_text" else text


def _header(block: Block) -> str:
    return f"*{_text(block['text'])}*"


def _section(block: Block) -> str:
    parts = [block["text"]] if "text" in block else []
    return "\n".join(_text(part) for part in (*parts, *block.get("fields", ())))


def _context(block: Block) -> str:
    texts = [element for element in block["elements"] if "text" in element]
    return " · ".join(_text(element) for element in texts)


def _table(block: Block) -> str:
    """A line for each row; each cell with its column's name, but for the one that names the row."""
    (_, *names), *rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    lines = [f"*{escape(block['caption'], MAX_CELL)}*"]
    for first, *cells in rows:
        pairs = zip(names, cells, strict=True)
        lines.append(f"{first}: " + " · ".join(f"{name.lower()} {cell}" for name, cell in pairs))
    return "\n".join(lines)


def _cell(cell: Block) -> str:
    return escape(str(cell.get("text", cell.get("value", ""))), MAX_CELL)


def _chart(block: Block) -> str:
    chart = block["chart"]
    series = chart.get("series") or [{"name": "", "data": chart.get("segments", ())}]
    lines = [f"*{escape(block['title'], MAX_CELL)}*"]
    for one in series:
        points = (f"{escape(item['label'], MAX_CELL)} {item['value']}" for item in one["data"])
        lines.append(f"{escape(one['name'], MAX_CELL)}: {' · '.join(points)}".removeprefix(": "))
    return "\n".join(lines)


_DRAWN: Mapping[str, Callable[[Block], str]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "data_table": _table,
    "data_visualization": _chart,
}
