"""The few helpers that every renderer builds its HTML with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup, escape

from sandbox.render import emoji
from sandbox.render.mrkdwn import mrkdwn, with_emoji
from sandbox.render.names import Names

Json = Mapping[str, Any]
_VOID = frozenset({"input", "img", "hr", "br"})


@dataclass(frozen=True)
class Context:
    """Where blocks are drawn, for whom, and what has been typed or refused there so far."""

    names: Names = field(default_factory=Names)
    key: str = "b"  # prefix of DOM ids: unique on the page
    surface: Literal["message", "modal", "home"] = "message"
    people: Mapping[str, str] = field(default_factory=dict)
    conversations: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def tag(name: str, /, *content: object, **attributes: object) -> Markup:
    """An element. `class_`, `data_x` → class, data-x; None and False are left out, True is bare."""
    parts = ["<", name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        parts += (" ", key.rstrip("_").replace("_", "-"))
        if value is not True:
            parts += ('="', escape(value), '"')
    parts.append(">")
    if name not in _VOID:
        parts += [escape(item) for item in content]
        parts += ("</", name, ">")
    return Markup("".join(parts))  # noqa: S704 - each part is a fixed name or escaped


def join(parts: Iterable[object]) -> Markup:
    """The parts one after another, escaped where they are not markup yet."""
    return Markup("".join([escape(part) for part in parts]))  # noqa: S704 - escaped just here


def text(obj: Json | None, names: Names) -> Markup:
    """A text object (plain_text or mrkdwn) as HTML."""
    if not obj:
        return Markup("")
    content = str(obj.get("text", ""))
    if obj.get("type") == "mrkdwn":
        return mrkdwn(content, names, verbatim=bool(obj.get("verbatim")))
    return with_emoji(content) if obj.get("emoji", True) else escape(content)


def plain(obj: Json | None) -> str:
    """A text object as a string, for attributes and options."""
    return emoji.replace(str(obj.get("text", ""))) if obj else ""
