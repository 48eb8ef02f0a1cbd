"""The markdown block: the part of Markdown that Slack draws in it."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from sandbox.render.html import join, tag
from sandbox.render.mrkdwn import link, with_emoji

_FENCE = re.compile(r"^```[^\n]*\n(.*?)(?:^```[ ]*$|\Z)", re.DOTALL | re.MULTILINE)
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d+[.)]) +(?:\[(?P<box>[ xX])\] )?(?P<text>.*)")
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
# What ends a paragraph without an empty line: a heading, a list, a quote, a table.
_STARTS = re.compile(r"#{1,6} | *(?:[-*+]|\d+[.)]) |>|\|")
_TABLE_RULE = re.compile(r"\|?[ :|-]*-[ :|-]*$")
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<href>[^()\s]+)\)"
    r"|(?P<bold>\*\*|__)(?P<strong>\S(?:[^\n]{0,500}?\S)?)(?P=bold)"
    r"|~~(?P<strike>\S(?:[^\n]{0,500}?\S)?)~~"
    r"|(?<!\w)(?P<slant>[*_])(?P<em>\S(?:[^\n]{0,500}?\S)?)(?P=slant)(?!\w)"
    r"|(?P<url>\bhttps?://[^\s<>()]+[^\s<>().,;:!?])"
)


def markdown(source: str) -> Markup:
    """Headings, emphasis, lists, quotes, code, rules, links and tables; all else is text."""
    parts = _FENCE.split(source)
    return tag(
        "div",
        *(tag("pre", part) if i % 2 else _blocks(part) for i, part in enumerate(parts)),
        class_="markdown",
    )


def _blocks(source: str) -> Markup:
    out: list[Markup] = []
    for chunk in re.split(r"\n\s*\n", source.strip("\n")):
        lines = [line for line in chunk.split("\n") if line.strip()]
        while lines:
            taken, html = _block(lines)
            out.append(html)
            lines = lines[taken:]
    return join(out)


def _block(lines: list[str]) -> tuple[int, Markup]:
    """The block that the lines begin with, and how many of them it takes."""
    heading = _HEADING.match(lines[0])
    if heading:
        return 1, tag(f"h{min(len(heading[1]) + 2, 6)}", inline(heading[2]))
    if _RULE.match(lines[0]):
        return 1, tag("hr")
    if len(lines) > 1 and "|" in lines[0] and _TABLE_RULE.match(lines[1]):
        return _table(lines)
    if lines[0].startswith(">"):
        taken = _run(lines, lambda line: line.startswith(">"))
        return taken, tag(
            "blockquote", _blocks("\n".join(row[1:].lstrip() for row in lines[:taken]))
        )
    if _ITEM.match(lines[0]):
        taken = _run(lines, lambda line: bool(_ITEM.match(line)))
        return taken, _list(lines[:taken])
    taken = max(1, _run(lines, lambda line: not _STARTS.match(line)))
    return taken, tag("p", inline("\n".join(lines[:taken])))


def _run(lines: list[str], belongs: Callable[[str], bool]) -> int:
    return next((i for i, line in enumerate(lines) if not belongs(line)), len(lines))


def _list(lines: list[str]) -> Markup:
    items = [match for line in lines if (match := _ITEM.match(line))]
    ordered = items[0]["mark"][0].isdigit()
    return tag(
        "ol" if ordered else "ul",
        *(
            tag("li", _box(item["box"]), inline(item["text"]), class_=f"indent-{_depth(item)}")
            for item in items
        ),
        start=int(items[0]["mark"][:-1]) if ordered else None,
    )


def _depth(item: re.Match[str]) -> int:
    return min(len(item["indent"]) // 2, 5)


def _box(mark: str | None) -> str:
    return {None: "", " ": "☐ "}.get(mark, "☑ ")


def _table(lines: list[str]) -> tuple[int, Markup]:
    taken = _run(lines, lambda line: "|" in line)
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[:taken]]
    head, body = rows[0], rows[2:]
    return taken, tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", *(tag("th", inline(cell)) for cell in head))),
            tag("tbody", *(tag("tr", *(tag("td", inline(c)) for c in row)) for row in body)),
            class_="grid",
        ),
        class_="table-scroll",
    )


def inline(source: str) -> Markup:
    """Emphasis, code and links of one paragraph."""
    out: list[Markup] = []
    at = 0
    for match in _INLINE.finditer(source):
        out += [with_emoji(source[at : match.start()]), _span(match)]
        at = match.end()
    return join([*out, with_emoji(source[at:])])


def _span(match: re.Match[str]) -> Markup:
    if match["code"]:
        return tag("code", match["code"])
    if match["href"]:
        return link(match["href"], match["label"])
    if match["url"]:
        return link(match["url"])
    for group, name in (("strong", "strong"), ("strike", "s"), ("em", "em")):
        if match[group]:
            return tag(name, inline(match[group]))
    return escape(match[0])
