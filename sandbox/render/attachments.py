"""Secondary attachments: blocks, or the older fields, beside a coloured bar."""

import re

from markupsafe import Markup

from sandbox.render.blocks import blocks
from sandbox.render.html import Context, Json, tag
from sandbox.render.mrkdwn import link, mrkdwn

_NAMED = {"good": "#2f9e6e", "warning": "#d99a2b", "danger": "#c93a4e"}
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")


def attachment(item: Json, context: Context) -> Markup:
    """One attachment."""
    body = blocks(item["blocks"], context) if item.get("blocks") else _older(item, context)
    bar = tag("rect", width="4", height="100%", rx="2", fill=_color(str(item.get("color", ""))))
    return tag(
        "div",
        tag("svg", bar, class_="attachment-bar", aria_hidden="true"),
        tag("div", body, class_="attachment-body"),
        class_="attachment",
    )


def _color(value: str) -> str:
    match = _HEX.fullmatch(value)
    return _NAMED.get(value) or (f"#{match[1]}" if match else "#c8cdd3")


def _older(item: Json, context: Context) -> Markup:
    names = context.names
    parts: list[Markup] = []
    if item.get("author_name"):
        parts.append(tag("div", item["author_name"], class_="hint"))
    if item.get("title"):
        title = item["title"]
        shown = link(item["title_link"], title) if item.get("title_link") else title
        parts.append(tag("strong", shown, class_="block"))
    if item.get("text") or not parts:
        parts.append(tag("div", mrkdwn(item.get("text") or item.get("fallback", ""), names)))
    fields = [
        tag(
            "div",
            tag("strong", field.get("title", "")),
            tag("br"),
            mrkdwn(field.get("value", ""), names),
        )
        for field in item.get("fields", [])
    ]
    if fields:
        parts.append(tag("div", *fields, class_="fields"))
    if item.get("footer"):
        parts.append(tag("div", item["footer"], class_="hint"))
    return Markup("").join(parts)
