"""The list of commands."""

from collections.abc import Mapping, Sequence

from bot.blocks.elements import section
from bot.blocks.message import Message
from bot.blocks.text import escape

MAX_SHOWN = 40


def listing(
    command: str,
    usage: Mapping[str, tuple[str, str]],
    *,
    unknown: str = "",
    near: Sequence[str] = (),
) -> Message:
    """Every sub-command with what it does; `unknown` is what somebody typed instead, `near` what
    they may have meant."""
    lines = [f"`{f'{command} {syntax}'.strip()}`  {text}" for syntax, text in usage.values()]
    if not unknown:
        return Message(f"What {command} can do", [section("\n".join(lines))])
    intro = f"There is no `{command} {escape(unknown, MAX_SHOWN)}`."
    if near:
        meant = (f"`{command} {escape(text, MAX_SHOWN + 10)}`" for text in near)
        intro += f" Did you mean {' or '.join(meant)}?"
    return Message(intro, [section(intro), section("\n".join(lines))])
