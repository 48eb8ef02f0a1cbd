"""What App Home keeps between two drawings, and which page of a list that gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.home import SIZES, Part, Turned, page_of

names = st.sampled_from([*Part])


@given(st.dictionaries(names, st.integers(0, 10_000)))
def test_what_is_kept_is_read_back(starts: dict[str, int]) -> None:
    turned = Turned(starts)
    assert Turned.read(turned.text()) == turned


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"starts": 3}', '{"starts": {"a": "x"}}'])
def test_what_cannot_be_read_is_the_first_page(text: str) -> None:
    assert Turned.read(text) == Turned()


@given(names, st.integers(-20, 500), st.integers(0, 300))
def test_a_page_has_entries_while_the_list_has(part: Part, start: int, length: int) -> None:
    page = page_of(range(length), part, Turned().to(part, start))
    assert page.total == length
    assert bool(page.items) == bool(length)
    assert page.items == tuple(range(page.start, min(page.start + SIZES[part], length)))


def test_slack_takes_what_is_kept() -> None:
    turned = Turned({part: 10_000 for part in Part})
    # 3000 (docs.slack.dev/surfaces/modals), of which a form needs some itself
    assert len(turned.text()) < 2500
