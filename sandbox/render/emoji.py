"""Emoji by Slack's short names, as Unicode characters: no image is ever fetched."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TONES = {f"skin-tone-{n}": chr(0x1F3F9 + n) for n in range(2, 7)}
_NAME = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):")
_VARIATION = "\ufe0f"


@dataclass(frozen=True)
class Emoji:
    """A character with its Slack names, the usual one first."""

    character: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@cache
def groups() -> tuple[tuple[str, tuple[Emoji, ...]], ...]:
    """The picker's groups: (title, emoji)."""
    found: list[tuple[str, list[Emoji]]] = []
    text = files(__package__).joinpath("emoji.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("## "):
            found.append((line[3:], []))
        elif line and not line.startswith("# "):
            character, *names = line.split()
            found[-1][1].append(Emoji(character, tuple(names)))
    return tuple((title, tuple(emoji)) for title, emoji in found)


@cache
def _table() -> dict[str, str]:
    return {
        name: emoji.character for _, group in groups() for emoji in group for name in emoji.names
    }


def character(name: str) -> str | None:
    """The character of `+1`, `:wave:` or `+1::skin-tone-3`; None when the name is unknown."""
    base, _, tone = name.strip(":").partition("::")
    found = _table().get(base)
    if found and tone in _TONES:
        return found.rstrip(_VARIATION) + _TONES[tone]
    return found


def replace(text: str) -> str:
    """Plain text with the known :names: as characters (for places that take no HTML)."""
    return _NAME.sub(lambda match: character(match[1]) or match[0], text)
