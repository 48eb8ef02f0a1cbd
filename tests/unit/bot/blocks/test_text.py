"""Text from outside cannot ping, link, format or be cut inside an entity."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.text import cut, escape, link, plain

NASTY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("<>&*_~`@|!\n\u202e\u200f😀")), max_size=400
)
WHOLE = ("&amp;", "&lt;", "<https://a.example/?b=1&amp;c|Open>", "<@U1>", "<!date^1^{ago}|x>", "é")


@settings(max_examples=300)
@given(NASTY, st.integers(1, 300))
def test_escaped_text_stays_within_its_limit_and_whole(text: str, limit: int) -> None:
    safe = escape(text, limit)
    assert len(safe) <= limit
    assert not re.search(r"[<>*~`\n]", safe)
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)


@settings(max_examples=300)
@given(NASTY)
def test_nobody_is_pinged(text: str) -> None:
    for shout in ("<!channel>", "@everyone", "@Channel", "<@U123>"):
        safe = escape(f"{text} {shout}", 1000)
        assert "<" not in safe
        assert not re.search(r"@(everyone|channel|here)", safe, re.IGNORECASE)


@settings(max_examples=300)
@given(st.lists(st.sampled_from((*WHOLE, " ", "x")), max_size=40), st.integers(1, 300))
def test_markup_is_cut_between_what_belongs_together(parts: list[str], limit: int) -> None:
    left = cut("".join(parts), limit)
    assert len(left) <= limit
    assert re.fullmatch(r"(&(amp|lt);|<[^<>]*>|[^<>&])*", left)


@given(NASTY, st.sampled_from(("https://a.example/", "javascript:", "https://", "")), NASTY)
def test_a_link_is_one_link_or_none(rest: str, start: str, label: str) -> None:
    drawn = link(start + rest, label)
    assert re.fullmatch(r"<https?://[^\s<>|]+\|[^<>|]*>|[^<>]*", drawn)
    assert not re.search(r"&(?!amp;|lt;|gt;)", drawn)


def test_what_is_harmless_stays_readable() -> None:
    assert escape("R&D <Hamm>", 50) == "R&amp;D &lt;Hamm&gt;"
    assert escape("snake_case stays", 50) == "snake_case stays"
    assert plain("two\nlines\u202e\u061c", 50) == "two lines"


def test_only_web_addresses_become_links() -> None:
    assert link("https://a.example/?x=1&y=2", "Open") == "<https://a.example/?x=1&amp;y=2|Open>"
    assert link("javascript:alert(1)", "Open") == "Open"
    assert link("https://a.example/|<!channel>", "Open") == "Open"
