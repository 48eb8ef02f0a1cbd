"""Marks join nothing without their key; a pool counts people and weeks."""

from bot.domain.pools import (
    MAX_WEEKS,
    PEOPLE,
    OpenPool,
    author_mark,
    event_mark,
    new_key,
)
from bot.domain.schedule import Week

WEEK = Week(2026, 34)


def test_a_mark_is_the_same_only_under_the_same_key() -> None:
    key = new_key()
    assert author_mark(key, "U0MAYA") == author_mark(key, "U0MAYA")
    assert author_mark(key, "U0MAYA") != author_mark(key, "U0JONAS")
    assert author_mark(key, "U0MAYA") != author_mark(new_key(), "U0MAYA")


def test_an_author_is_no_event_of_the_same_name() -> None:
    key = new_key()
    assert author_mark(key, "1") != event_mark(key, "1")


def test_five_people_complete_a_pool() -> None:
    assert [OpenPool(b"", WEEK, n).is_complete for n in (PEOPLE - 1, PEOPLE)] == [False, True]


def test_a_pool_runs_eight_weeks_also_over_the_turn_of_the_year() -> None:
    for opened in (WEEK, Week(2026, 50)):
        pool = OpenPool(b"", opened)
        assert not pool.is_over(opened.plus(MAX_WEEKS - 1))
        assert pool.is_over(opened.plus(MAX_WEEKS))
