"""A campaign's brief as marketing types it: one text per field, read, checked and compared."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from bot.domain.campaigns import Campaign, CampaignChange, Objection
from bot.domain.discount_words import discount_words
from bot.domain.reasons import MAX_CHIP
from bot.errors import InvalidInput

MAX_ITEMS = 50
MAX_CHIPS = 20
MAX_SHORT = 300
MAX_LONG = 2000
MAX_TYPED = 3000
"""Slack's limit for one input."""
MAX_WORDS = 20
MAX_WORD = 30
ARROWS = ("→", "=>", "->")
ON_CARDS = frozenset({"name", "promise", "opening_line", "objections", "committed_step"})


def web_address(url: str) -> str:
    """`url` when it is a web address; ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(map(str.isspace, url)):
        raise ValueError("must be a web address such as https://example.com/page")
    return url


def _one(limit: int) -> Callable[[str], str | None]:
    def parse(text: str) -> str | None:
        line = " ".join(text.split())
        if len(line) > limit:
            raise ValueError(f"at most {limit} characters; this has {len(line)}")
        return line or None

    return parse


def _lines(limit: int, most: int) -> Callable[[str], tuple[str, ...]]:
    def parse(text: str) -> tuple[str, ...]:
        lines = tuple(dict.fromkeys(line for part in text.splitlines() if (line := part.strip())))
        if len(lines) > most:
            raise ValueError(f"at most {most} lines; this has {len(lines)}")
        if long := [line for line in lines if len(line) > limit]:
            raise ValueError(f"at most {limit} characters a line; “{long[0][:20]}…” is longer")
        return lines

    return parse


def _objections(text: str) -> tuple[Objection, ...]:
    return tuple(_objection(line) for line in _lines(2 * MAX_LONG, MAX_ITEMS)(text))


def _objection(line: str) -> Objection:
    for arrow in ARROWS:
        objection, found, answer = line.partition(arrow)
        if found and objection.strip() and answer.strip():
            return Objection(objection.strip(), answer.strip())
    raise ValueError(f"each line is “objection → answer”; “{line[:20]}” is not")


def _links(text: str) -> tuple[str, ...]:
    lines = _lines(MAX_LONG, MAX_ITEMS)(text)
    for line in lines:
        try:
            web_address(line)
        except ValueError as error:
            raise ValueError(f"“{line[:40]}” {error}") from error
    return lines


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "promise": _one(MAX_LONG),
    "opening_line": _one(MAX_LONG),
    "audience": _one(MAX_LONG),
    "offer": _one(MAX_SHORT),
    "product": _one(MAX_SHORT),
    "committed_step": _one(MAX_SHORT),
    "objections": _objections,
    "value_points": _lines(MAX_SHORT, MAX_ITEMS),
    "risk_points": _lines(MAX_SHORT, MAX_ITEMS),
    "proof_links": _links,
    "dont_say": _lines(MAX_SHORT, MAX_ITEMS),
    "landed_chips": _lines(MAX_CHIP, MAX_CHIPS),
}
FIELDS = tuple(_PARSERS)
_SAID = (
    "promise",
    "opening_line",
    "offer",
    "committed_step",
    "objections",
    "value_points",
    "risk_points",
    "landed_chips",
)


def typed(value: object) -> str:
    """A field's value as a person types it: lists one a line, objections as `… → …`."""
    if isinstance(value, tuple):
        return "\n".join(line for item in value if (line := typed(item)))
    if isinstance(value, Objection):
        value = f"{value.objection} {ARROWS[0]} {value.answer}"
    return _line(str(value or ""))


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def as_text(campaign: Campaign) -> dict[str, str]:
    """Every field of the brief as a person types it."""
    return {name: typed(getattr(campaign, name)) for name in FIELDS}


def changed(campaign: Campaign, given: Mapping[str, str]) -> Campaign:
    """`campaign` with the fields of `given` that were changed; InvalidInput names each bad one."""
    before, problems, values = as_text(campaign), dict[str, str](), dict[str, Any]()
    for name in FIELDS:
        text = given.get(name, before[name]).replace("\x00", "")
        if typed(tuple(text.split("\n"))) == before[name]:
            continue
        try:
            values[name] = _PARSERS[name](text)
        except ValueError as error:
            problems[name] = f"{str(error)[:1].upper()}{str(error)[1:]}."
    if problems:
        raise InvalidInput(f"Nothing was changed. {' '.join(problems.values())}", problems)
    return replace(campaign, **values)


def changes_between(
    before: Campaign, after: Campaign, who: str, now: datetime
) -> tuple[CampaignChange, ...]:
    """The fields that differ, of the brief and the name."""
    return tuple(
        CampaignChange(now, who, name, old, new)
        for name in ("name", *FIELDS)
        if (old := typed(getattr(before, name))) != (new := typed(getattr(after, name)))
    )


def edition(campaign: Campaign) -> str:
    """Changes with any field of the brief: two people must not save over each other."""
    return blake2b(repr(as_text(campaign)).encode(), digest_size=8).hexdigest()


def flagged(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """Discount language in what a rep would say: each word as written, the first ones, and the
    fields that it is in."""
    found = dict[str, tuple[str, ...]]()
    for name in _SAID:
        for word in chain.from_iterable(map(discount_words, _lines_said(campaign, name))):
            word = word[:MAX_WORD].strip()
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), name)))
    return dict(islice(found.items(), MAX_WORDS))


def _lines_said(campaign: Campaign, name: str) -> tuple[str, ...]:
    """A rep says the answer to an objection, not the objection."""
    value = getattr(campaign, name) or ()
    lines = (value,) if isinstance(value, str) else value
    return tuple(line.answer if isinstance(line, Objection) else line for line in lines)
