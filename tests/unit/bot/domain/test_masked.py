"""Contact data in free text: found however people write it, and nothing else taken for it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.leads import UNNAMED, known_as
from bot.domain.masked import EMAIL, PHONE, bare, masked, masked_id, masked_url

GAPS = st.sampled_from(["", " ", "-", ".", "/", " / ", "\u00a0", "\u2011", "\u202f", "\u200b"])
STARTS = st.sampled_from(["+49", "+49 (0)", "(+49) ", "+1", "0049", "00 44 ", "0", "(0", "＋49"])
AROUND = st.sampled_from(
    [
        "",
        "Call me at {}, thanks",
        "fit 86 {} 2026-08-24",
        "CFO ({})",
        "Tel.:{}",
        "09:12 {}",
        "12 {}",
    ]
)
DAYS = st.dates(date(1900, 1, 1))
WORDS = st.text(st.characters(categories=["L", "Zs", "P", "S"]), max_size=12)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Telephone numbers with a country or an area, grouped as people like."""
    start, gap = draw(STARTS), draw(GAPS)
    area = draw(st.from_regex("[1-9][0-9]{2,3}", fullmatch=True))
    groups = draw(st.lists(st.from_regex("[0-9]{3,4}", fullmatch=True), min_size=2, max_size=3))
    close = ")" if start == "(0" else ""
    return f"{start}{area}{close}{gap.join(['', *groups])}"


@st.composite
def addresses(draw: st.DrawFn) -> str:
    local = draw(st.from_regex(r"[a-zA-Z0-9äöüß._+'-]{1,20}", fullmatch=True))
    names = draw(st.lists(st.from_regex("[a-z0-9ä]{1,10}", fullmatch=True), min_size=1, max_size=3))
    at = draw(st.sampled_from(["@", "＠", " (at) ", "[at]", "%40"]))
    return f"{local}{at}{'.'.join([*names, draw(st.sampled_from(['de', 'example', 'xn--p1ai']))])}"


@given(around=AROUND, number=numbers())
def test_no_number_is_left(around: str, number: str) -> None:
    shown = masked(around.format(number) or number)
    assert PHONE in shown
    assert not re.search(r"\d{3}.{0,3}\d{3}", shown.replace("2026-08-24", ""))


@given(before=WORDS, address=addresses(), after=WORDS)
def test_no_address_is_left(before: str, address: str, after: str) -> None:
    shown = masked(f"{before} {address} {after}")
    assert EMAIL in shown
    assert address not in shown
    assert masked(shown) == shown


@given(
    st.one_of(
        DAYS.map(str),
        DAYS.map(lambda day: f"{day:%d.%m.%Y}"),
        DAYS.map(lambda day: f"{day:%m/%d/%Y} 09:12"),
        st.times().map(lambda time: f"{time:%H:%M}-{time:%H:%M}"),
        st.integers(0, 10**12).map(lambda amount: f"€ {amount:,}"),
        st.integers(0, 10**12).map(lambda amount: f"{amount:,} EUR".replace(",", " ")),
        st.integers(1, 10**12).map(lambda number: f"order no. {number}"),
        st.integers(1, 10**12).map(str),
        st.integers(1, 99999).map(lambda number: f"ISO {number}"),
        st.integers(1, 999).map(lambda minutes: f"a {minutes}-min review"),
        st.uuids().map(str),
    )
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "stayed 41 of 45 min",
        "20-min yard review",
        "ISO 9001:2015",
        "01.10. - 05.10.",
        "08/2026 - 03/2027",
        "+18 000 000 EUR",
        "+40 points, likely +14 to +59",
        "+1 234 567 890 €",
        "1 050 000 000",
        "4711-0815",
        "PO-2026-00123",
        "order no. 0815-471199",
        "0012345678",
        "192.168.10.25",
        "DE89 3704 0044 0532 0130 00",
        "48.137154, 11.576124",
        "@dana, 5@2.50",
        "V0NKK7UI5K7.add_lead",
        "Text 12345678 rows",
        "call 20260820 09:12",
        "GTIN 04012345678901, EAN: 0401234567890",
        "EUR 01.250.000, for € 01 250 000",
        "Version 02.10.2026.17",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert masked(text) == text
    assert bare(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call +49 171 5551234 or dana@kestrel.example.", f"Call {PHONE} or {EMAIL}."),
        ("212-555-0123 x12", PHONE),
        ("Tel. 7771234, 2026-08-24", f"Tel. {PHONE}, 2026-08-24"),
        ("call 2026-08-24 at 09:12", "call 2026-08-24 at 09:12"),
        ("WhatsApp 4915112345678", f"WhatsApp {PHONE}"),
        ("01.23.45.67.89", PHONE),
        ("Call: 7771234, text me at 7771234", f"Call: {PHONE}, text me at {PHONE}"),
        ("ring 2125550123, call 555-1234", f"ring {PHONE}, call {PHONE}"),
        ("18 000 € 030 123 456", f"18 000 € {PHONE}"),
        ("<mailto:bob@x.example|Bob>", f"<mailto:{EMAIL}|Bob>"),
    ],
)
def test_in_a_sentence(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_name_is_shown_without_them_or_not_at_all() -> None:
    assert bare("Dana Ruiz <dana@kestrel.example>") == "Dana Ruiz"
    assert bare("CFO, +49 171 999") == "CFO"
    assert bare("dana@kestrel.example") is None
    assert known_as("dana@kestrel.example", "Kestrel", "crm", "hs-1") == "Kestrel"
    assert known_as(None, None, "crm", "dana@kestrel.example") == UNNAMED
    assert masked_id("0123456789") == "0123456789"
    assert masked_id("dana@kestrel.example") == EMAIL


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://crm.example/48?a=1&mail=b%40x.example&b=2#t", "https://crm.example/48?a=1&b=2#t"),
        ("https://crm.example/?email=b@x.example", "https://crm.example/"),
        (
            "https://crm.example/?phone=491715551234&id=0123456789",
            "https://crm.example/?id=0123456789",
        ),
        ("https://crm.example/?tel=%2B49%20171%205551234&x", "https://crm.example/?x"),
        ("https://crm.example/?to=https%3A%2F%2Fy%3Fe%3Db%2540x.example", "https://crm.example/"),
        (
            "https://crm.example/leads/48123?q=%C3%A4&r=a+b",
            "https://crm.example/leads/48123?q=%C3%A4&r=a+b",
        ),
        ("https://crm.example/contacts/b@x.example", None),
        ("https://crm.example/#/find?email=b@x.example", None),
        ("http://[bad", None),
        (None, None),
    ],
)
def test_a_link_keeps_all_else(url: str | None, shown: str | None) -> None:
    assert masked_url(url) == shown
