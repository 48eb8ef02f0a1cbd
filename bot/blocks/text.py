"""Text from outside, made safe for a message: it cannot ping, link, format or break a layout."""

import re
from datetime import datetime
from typing import Any

_DROPPED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_BLANKS = re.compile(r"[^\S\u00a0]+")
"""All but the no-break space, which keeps a number and its unit together."""
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ʼ"})
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_SHOUT = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9.%'+=_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_UNFINISHED = re.compile(r"(&[a-z]*|<[^>]*)\Z")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AHEAD = 20  # more than a pattern looks ahead: what stands further on cannot be seen
WORD_JOINER = "\u2060"


def plain(text: str, limit: int) -> str:
    """One line without control and direction characters, at most `limit` long."""
    return shorten(_one_line(text), limit)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", _DROPPED.sub("", text)).strip()


def is_email(text: str) -> bool:
    """Whether it is an address, and one that Slack carries in a link."""
    return len(text) <= 200 and bool(_EMAIL.fullmatch(text))


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int) -> str:
    """`plain`, for mrkdwn: escaped, unformatted, and at most `limit` long *after* escaping."""
    line = _one_line(text)[: limit + _AHEAD].translate(_LOOKALIKES)
    line = _SHOUT.sub("@" + WORD_JOINER, _EDGE_UNDERSCORE.sub("ˍ", line))
    # One more than fits is enough to know that it does not.
    parts = [_ENTITIES.get(character, character) for character in line[: limit + 1]]
    if sum(map(len, parts)) <= limit:
        return "".join(parts)
    size, kept = 1, []
    for part in parts:
        size += len(part)
        if size > limit:
            break
        kept.append(part)
    return "".join(kept).rstrip() + "…"


def cut(markup: str, limit: int) -> str:
    """mrkdwn at most `limit` long; no entity, link or mention is cut in two."""
    if len(markup) <= limit:
        return markup
    return _UNFINISHED.sub("", markup[: limit - 1]) + "…"


def link(url: str, label: str) -> str:
    """A link when `url` is a web address that Slack can carry, otherwise the label alone."""
    if not re.fullmatch(r"https?://[^\s<>|\"]{1,1000}", url):
        return escape(label, 200)
    return f"<{url.replace('&', '&amp;')}|{escape(label, 200).replace('|', '/')}>"


def ago(moment: datetime, fallback: str) -> str:
    """“4 minutes ago”, counted by Slack for each reader."""
    return f"<!date^{int(moment.timestamp())}^{{ago}}|{fallback}>"


def time_of(moment: datetime, fallback: str) -> str:
    """The time of day in each reader's own zone."""
    return f"<!date^{int(moment.timestamp())}^{{time}}|{fallback}>"


def date_time(moment: datetime, fallback: str) -> str:
    """“today at 13:04” in each reader's own zone."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def mrkdwn(text: str) -> dict[str, Any]:
    """A mrkdwn object; verbatim, or Slack would turn an outside `@everyone` into a ping."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": plain(text, limit) or "–", "emoji": True}
