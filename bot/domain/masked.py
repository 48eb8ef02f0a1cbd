"""What others than a lead's owner may read of it: no e-mail address and no telephone number.

What looks like a number is told from dates, times, amounts, sizes and order numbers by how a
number is written: with its country (`+49 …`, `0049 …`), with the 0 of an area (`0171 …`), as in
North America (`212-555-0123`), or after a word such as “Tel.”. Plain digits stay. A library such as
libphonenumber finds what is written without a country's code only when it is told the country, and
a text may hold any.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

EMAIL, PHONE = "[e-mail]", "[phone]"

_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_AT = r"(?:[@＠]|%40|\s?[\[({]\s?at\s?[\])}]\s?)"
_DOT = r"(?:[.．]|\s?[\[({]\s?dot\s?[\])}]\s?)"
# The longest that an address may have (RFC 5321, RFC 1035), which also bounds the search.
_EMAIL = re.compile(
    rf"[^\s<>()\[\]{{}}\"“”„«»,;:|/?&@＠%]{{1,64}}{_AT}"
    rf"(?:[\w{_UNSEEN}-]{{1,63}}{_DOT}){{1,8}}[^\W\d_][\w{_UNSEEN}-]{{1,62}}",
    re.IGNORECASE,
)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_KEPT = (
    rf"\d{{4}}[-./]{_MONTH}[-./]{_DAY}(?!\d)",
    rf"(?:{_DAY}[./-]{_MONTH}|{_MONTH}[./-]{_DAY})[./-](?:\d{{4}}|\d\d)(?!\d|[./-]\d)",
    rf"{_DAY}\.{_MONTH}\.(?!\d)",
    rf"{_MONTH}[./](?:19|20)\d\d(?!\d)",
    r"\d{1,2}:\d\d(?!\d)",
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    r"[a-z]{2}\d\d(?:\s?[\da-z]{4}){3,7}(?:\s?[\da-z]{1,3})?",  # an account's (IBAN)
    r"(?:order|invoice|ticket|po|sku|article|gtin|ean|version"
    r"|auftrag|bestellung|rechnung|artikel|vorgang)"
    r"(?:s?nummer|s?nr\.?|\s?number|\s?no\.?|\s?nr\.?)?[\s:#]{0,2}\d[\d./-]*",
)
_KEEP = rf"(?<!\w)(?:{'|'.join(_KEPT)})"
_GAP = rf"(?:[^\S\r\n]|[{_UNSEEN}./()\u2010-\u2015\u2212-])"
_MORE = rf"(?:(?!\s?{_KEEP}){_GAP}{{0,4}}\d)"
_LEAST_PLAIN = 9
"""Digits in one piece, but for the zeros before them: fewer are rather an order's number."""
_SAID = (
    r"\b(?:tel|telefon|telephone|phone|fon|mob|mobile?|cell|handy|fax|whats\s?app"
    # “Text 12345678 rows” is none: these are also said of what is counted.
    rf"|(?:call|ring|text)(?!\s{{1,3}}\d{{1,{_LEAST_PLAIN - 1}}}(?!{_MORE})))"
    r"(?:\s(?:me|us|him|her|them))?(?:\s(?:at|on|under|unter))?(?:\s?(?:no|nr|number|nummer))?"
    r"[\s.:=#]{0,3}"
)
_NUMBER = re.compile(
    rf"(?P<keep>{_KEEP})"
    rf"|(?P<said>{_SAID})(?!{_KEEP})(?P<called>\(?\d{_MORE}{{6,}}+)"
    r"|(?P<run>"
    rf"(?<!\d)\(?[+＋]\s?\(?\d{_MORE}{{6,}}+"
    rf"|(?<!\d)(?<!\d[.,:/-])\(?0\s?0\s?[1-9]{_MORE}{{6,}}+"
    rf"|(?<!\d)(?<!\d[.,:/-])\(?0[1-9]{_MORE}{{5,}}+"
    r"|(?<!\w)(?<!\d[.,:/-])(?:1[-. ])?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-. ])\d{3}[-. ]\d{4}(?!\w)"
    r")(?:\s?(?:x|ext\.?)\s?\d{1,6}(?!\w))?",
    re.IGNORECASE,
)
_HINT = re.compile(r"[@＠]|%40|[\[({]\s?at\b", re.IGNORECASE)
_GROUPED = re.compile(r"\+?\d{1,3}(?:[\s.]\d{3})+")
_CURRENCY = r"(?:[€$£]|EUR|USD|CHF|GBP)"
# Not the currency of an amount in front of it: “18 000 € 030 123 456”.
_AMOUNT_BEFORE = re.compile(rf"(?<!\w)(?<!\d\s){_CURRENCY}[^\S\r\n]?\Z|\d[\s.]\Z")
_AMOUNT_AFTER = re.compile(rf"\s?(?:%|{_CURRENCY})")
_LEAST_CALLED = 7
"""Fewer digits are no number."""
_LEFT_OVER = re.compile(r"^[\s<>()\[\],;:|/·–-]+|[\s<>()\[\],;:|/·–-]+$")
_NAMED_SO = re.compile(r"tel|phone|mobil|cell|fax|handy|whatsapp|msisdn", re.IGNORECASE)


def masked(text: str) -> str:
    """`Call me at [phone] or [e-mail]`."""
    return _replaced(text, EMAIL, PHONE)


def all_masked(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(masked, texts))


def bare(text: str | None) -> str | None:
    """A name or a title without them; None when nothing is left."""
    if not text or (left := _replaced(text, "", "")) == text:
        return text or None
    found = _LEFT_OVER.sub("", " ".join(left.split()))
    return found if re.search(r"\w", found) else None


def masked_id(text: str) -> str:
    """Another system's id: one that is made of digits and letters alone is none of these."""
    return text if text.isalnum() else masked(text)


def masked_url(url: str | None) -> str | None:
    """A link without the parameters that hold such a thing. None: it cannot do without."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if any(
        _holds(part) for part in re.split("[/#]", f"{parts.netloc}/{parts.path}#{parts.fragment}")
    ):
        return None
    kept = [pair for pair in parts.query.split("&") if not _is_contact(pair)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _is_contact(pair: str) -> bool:
    name, _, value = pair.partition("=")
    is_called = _NAMED_SO.search(name) and sum(map(str.isdecimal, unquote(value))) >= _LEAST_CALLED
    return bool(is_called) or _holds(name) or _holds(value)


def _holds(part: str) -> bool:
    """Also when it is quoted twice, as in a link within a link."""
    read = {part, unquote(part), unquote_plus(part), unquote_plus(unquote_plus(part))}
    return any(masked_id(text) != text for text in read)


def _replaced(text: str, email: str, phone: str) -> str:
    if _HINT.search(text):
        text = _EMAIL.sub(email, text)
    if sum(map(str.isdecimal, text)) < _LEAST_CALLED:
        return text
    return _NUMBER.sub(lambda found: _put(found, phone), text)


def _put(found: re.Match[str], phone: str) -> str:
    if found["keep"] or (found["run"] and _is_other(found)):
        return found[0]
    opened = "(" if found[0].count("(") > found[0].count(")") else ""
    return f"{found['said'] or ''}{opened}{phone}"


def _is_other(found: re.Match[str]) -> bool:
    """A part of another system's id, or of an amount."""
    text, run = found.string, found["run"]
    before, after = text[: found.start()][-6:], text[found.end() :]
    if run.isdecimal():
        is_part = before[-1:].isalnum() or after[:1].isalnum()
        return is_part or len(run.lstrip("0")) < _LEAST_PLAIN
    is_near = _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after)
    return bool(_GROUPED.fullmatch(run) and is_near)
