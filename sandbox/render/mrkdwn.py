"""Slack's mrkdwn → HTML. Whatever is not markup is escaped; Slack's three entities decode once."""

import re
from collections.abc import Callable
from functools import partial

from markupsafe import Markup, escape

from sandbox.render import emoji
from sandbox.render.dates import slack_date
from sandbox.render.names import Names

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_ATOM = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<entity>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):"
    r"|(?P<url>\bhttps?://[^\s<>|`]+[^\s<>|`.,;:!?'\")\]*_~])"
)
_MARK = re.compile("[\ue000\ue001]")
_PLACE = re.compile("\ue000(\\d+)\ue001")
_QUOTE = re.compile(r"(?:&gt;|>)(?!>|&gt;) ?")
_STYLES: tuple[tuple[re.Pattern[str], Markup], ...] = tuple(
    # The bound keeps a line of lone marks from costing its square.
    (
        re.compile(
            rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])([^\n]{{0,500}}?[^\s{mark}]){mark}(?![\w{mark}])"
        ),
        html,
    )
    for mark, html in (
        (r"\*", Markup("<strong>{}</strong>")),
        ("_", Markup("<em>{}</em>")),
        ("~", Markup("<s>{}</s>")),
    )
)
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|slack://)", re.IGNORECASE)


def unescape(text: str) -> str:
    """Slack's entities (&amp; &lt; &gt;) to characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(url: str, label: str | None = None) -> Markup:
    """A link that opens in a new tab; a scheme that a page must not follow stays text."""
    shown = label if label is not None else url.removeprefix("mailto:").removeprefix("tel:")
    if not _SAFE.match(url):
        return escape(shown)
    return Markup('<a class="link" href="{}" target="_blank" rel="noreferrer">{}</a>').format(
        url, shown
    )


def mention(user: str, names: Names) -> Markup:
    """@name; one's own mention is marked."""
    css = "mention mention-me" if user == names.me else "mention"
    return Markup('<span class="{}">@{}</span>').format(css, names.users.get(user, user))


def channel(channel_id: str, names: Names, label: str = "") -> Markup:
    """#name, a link where the page has one."""
    shown = names.channels.get(channel_id, label or channel_id)
    if names.channel_url and channel_id in names.channels:
        url = names.channel_url.format(id=channel_id)
        return Markup('<a class="mention" data-nav href="{}">#{}</a>').format(url, shown)
    return Markup('<span class="mention">#{}</span>').format(shown)


def emoji_html(name: str) -> Markup:
    """The character, or `:name:` where it is unknown."""
    found = emoji.character(name)
    if not found:
        return escape(f":{name}:")
    return Markup('<span class="emoji" role="img" aria-label="{}" title=":{}:">{}</span>').format(
        name, name, found
    )


def with_emoji(text: str) -> Markup:
    """Plain text with :names: drawn, line breaks kept."""
    parts = re.split(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):", text)
    out = [escape(part) if i % 2 == 0 else emoji_html(part) for i, part in enumerate(parts)]
    return _lines(Markup("").join(out))


def mrkdwn(text: str, names: Names, *, verbatim: bool = False) -> Markup:
    """A message's or text object's mrkdwn as HTML."""
    parts = _FENCE.split(_MARK.sub("", text))
    out: list[Markup] = []
    for i, part in enumerate(parts):
        if i % 2:
            out.append(Markup("<pre>{}</pre>").format(_plain(part)))
        elif part:
            # The line break around a fence belongs to the fence.
            part = part.removeprefix("\n") if i else part
            out.extend(
                _quotes(part.removesuffix("\n") if i + 1 < len(parts) else part, names, verbatim)
            )
    return Markup("").join(out)


def _quotes(text: str, names: Names, verbatim: bool) -> list[Markup]:
    out: list[Markup] = []
    lines: list[str] = []
    quoted = False

    def flush() -> None:
        if lines:
            body = _inline("\n".join(lines), names, verbatim)
            out.append(Markup("<blockquote>{}</blockquote>").format(body) if quoted else body)
            lines.clear()

    rest = text.split("\n")
    for i, line in enumerate(rest):
        if line.startswith((">>>", "&gt;&gt;&gt;")):
            flush()
            quoted = True
            lines.append(line.removeprefix(">>>").removeprefix("&gt;&gt;&gt;").lstrip())
            lines.extend(rest[i + 1 :])
            break
        match = _QUOTE.match(line)
        if bool(match) != quoted:
            flush()
            quoted = bool(match)
        lines.append(line[match.end() :] if match else line)
    flush()
    return out


class _Kept:
    """Finished pieces of HTML, each standing in the text as a private-use mark."""

    def __init__(self) -> None:
        self._pieces: list[Markup] = []

    def keep(self, html: Markup) -> str:
        self._pieces.append(self.restore(html))
        return f"\ue000{len(self._pieces) - 1}\ue001"

    def restore(self, html: Markup) -> Markup:
        restored = _PLACE.sub(lambda match: self._pieces[int(match[1])], str(html))
        return Markup(restored)  # noqa: S704 - escaped text with finished pieces put in


def _inline(text: str, names: Names, verbatim: bool) -> Markup:
    kept = _Kept()
    text = _ATOM.sub(lambda match: kept.keep(_atom(match, names, verbatim)), text)
    return _lines(kept.restore(_styled(text, kept)))


def _styled(text: str, kept: _Kept) -> Markup:
    for pattern, html in _STYLES:
        text = pattern.sub(partial(_wrapped, html, kept), text)
    return escape(unescape(text))


def _wrapped(html: Markup, kept: _Kept, match: re.Match[str]) -> str:
    return kept.keep(html.format(_styled(match[1], kept)))


def _atom(match: re.Match[str], names: Names, verbatim: bool) -> Markup:
    if match["code"]:
        return Markup("<code>{}</code>").format(_plain(match["code"]))
    if match["entity"]:
        return _entity(match["entity"], names)
    if match["emoji"]:
        return emoji_html(match["emoji"])
    return escape(unescape(match["url"])) if verbatim else link(unescape(match["url"]))


def _entity(body: str, names: Names) -> Markup:
    target, _, label = body.partition("|")
    kinds: dict[str, Callable[[str, str, Names], Markup]] = {
        "@": lambda rest, _label, who: mention(rest, who),
        "#": lambda rest, text, who: channel(rest, who, text),
        "!": _special,
    }
    kind = kinds.get(target[:1])
    if kind:
        return kind(target[1:], unescape(label), names)
    url = unescape(target)
    if not label and not _SAFE.match(url):
        return escape(f"<{url}>")
    return link(url, unescape(label) if label else None)


def _special(rest: str, label: str, names: Names) -> Markup:
    if rest.startswith("date^"):
        return _date(rest, label, names)
    if rest.startswith("subteam^"):
        group = names.groups.get(rest.removeprefix("subteam^"), label.lstrip("@") or rest)
        return Markup('<span class="mention">@{}</span>').format(group)
    css = "mention mention-me" if rest in ("here", "channel", "everyone") else "mention"
    return Markup('<span class="{}">@{}</span>').format(css, rest)


def _date(rest: str, label: str, names: Names) -> Markup:
    timestamp, pattern, url = [*rest.removeprefix("date^").split("^", 2), "", ""][:3]
    try:
        shown = slack_date(int(timestamp), pattern, names.now, names.tz)
    except (ValueError, OverflowError):
        return escape(label)
    if url:
        return link(url, shown)
    return Markup('<time title="{}">{}</time>').format(label, shown)


def _plain(text: str) -> Markup:
    shown = re.sub(r"<([^<>|\n]+)(?:\|([^<>\n]+))?>", lambda match: match[2] or match[1], text)
    return escape(unescape(shown))


def _lines(html: Markup) -> Markup:
    return html.replace("\n", Markup("<br>"))
