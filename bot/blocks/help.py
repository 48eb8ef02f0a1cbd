"""The list of commands."""

from collections.abc import Mapping

from bot.blocks.elements import section
from bot.blocks.message import Message
from bot.blocks.text import escape


def listing(
    command: str, usage: Mapping[str, tuple[str, str]], *, unknown: str = "", near: str = ""
) -> Message:
    """Every sub-command with what it does; `unknown` is what somebody typed instead."""
    lines = [f"`{f'{command} {syntax}'.strip()}`  {text}" for syntax, text in usage.values()]
    if not unknown:
        return Message(f"What {command} can do", [section("\n".join(lines))])
    intro = f"There is no `{command} {escape(unknown, 40)}`."
    if near:
        intro += f" Did you mean `{command} {near}`?"
    return Message(intro, [section(intro), section("\n".join(lines))])
