"""rich_text blocks."""

from collections.abc import Callable, Iterable
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.render.dates import slack_date
from sandbox.render.html import Json, join, tag
from sandbox.render.mrkdwn import channel, emoji_html, link, mention
from sandbox.render.names import Names

_TAGS = (
    ("bold", "strong"),
    ("italic", "em"),
    ("strike", "s"),
    ("underline", "u"),
    ("code", "code"),
)


def rich_text(block: Json, names: Names) -> Markup:
    """The parts of a rich_text block, one after another."""
    parts: list[Markup] = []
    for kind, group in groupby(block.get("elements", []), key=lambda item: item.get("type")):
        if kind == "rich_text_list":
            parts.append(_lists(list(group), names))
        else:
            parts.extend(_part(item, names) for item in group)
    return tag("div", *parts, class_="rich")


def _part(item: Json, names: Names) -> Markup:
    body = inline(item.get("elements", []), names)
    kind = item.get("type")
    if kind == "rich_text_preformatted":
        return tag("pre", body)
    if kind == "rich_text_quote":
        return tag("blockquote", body)
    return tag("div", body, class_="rich-section")


def _lists(items: list[Json], names: Names) -> Markup:
    return join(
        tag(
            "ol" if item.get("style") == "ordered" else "ul",
            *(
                tag("li", inline(row.get("elements", []), names))
                for row in item.get("elements", [])
            ),
            class_=f"indent-{min(int(item.get('indent', 0)), 5)}",
            start=int(item["offset"]) + 1 if item.get("offset") else None,
        )
        for item in items
    )


def inline(elements: Iterable[Json], names: Names) -> Markup:
    """The elements of one line or section."""
    return join(_styled(_leaf(item, names), item.get("style") or {}) for item in elements)


def _styled(html: Markup, style: Json) -> Markup:
    for key, name in _TAGS:
        if style.get(key):
            html = tag(name, html)
    return html


def _leaf(item: Json, names: Names) -> Markup:
    draw = _LEAVES.get(str(item.get("type")))
    return draw(item, names) if draw else escape(str(item.get("text", "")))


def _text(item: Json, _: Names) -> Markup:
    return escape(item.get("text", "")).replace("\n", Markup("<br>"))


def _date(item: Json, names: Names) -> Markup:
    try:
        shown = slack_date(
            int(item["timestamp"]), item.get("format", "{date}"), names.now, names.tz
        )
    except (KeyError, ValueError, OverflowError):
        return escape(item.get("fallback", ""))
    return tag("time", shown)


_LEAVES: dict[str, Callable[[Json, Names], Markup]] = {
    "text": _text,
    "link": lambda item, _: link(item.get("url", ""), item.get("text")),
    "emoji": lambda item, _: emoji_html(item.get("name", "")),
    "user": lambda item, names: mention(item.get("user_id", ""), names),
    "channel": lambda item, names: channel(item.get("channel_id", ""), names),
    "usergroup": lambda item, names: tag(
        "span", "@", names.groups.get(item.get("usergroup_id", ""), "group"), class_="mention"
    ),
    "broadcast": lambda item, _: tag(
        "span", "@", item.get("range", "channel"), class_="mention mention-me"
    ),
    "date": _date,
    "color": lambda item, _: tag("code", item.get("value", "")),
}
