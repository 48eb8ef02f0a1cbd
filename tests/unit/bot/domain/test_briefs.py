"""The brief as marketing types it: what is read, refused, compared and flagged."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.briefs import as_text, changed, changes_between, edition, flagged
from bot.domain.campaigns import Campaign, Objection
from bot.errors import InvalidInput

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
DOCK = Campaign(
    "dock",
    "Dock webinar",
    promise="Trucks wait less.",
    objections=(Objection("Our IT is full", "No project"),),
    value_points=("An hour a truck", "Fewer calls"),
    proof_links=("https://tidewell.example/hamm",),
    committed_step="yard review",
    agreed_step="yard review",
)


def test_each_field_is_read_as_it_is_typed() -> None:
    after = changed(
        DOCK,
        {
            "promise": "  Nobody\n waits ",
            "objections": "Too slow -> One day\n\nNo time => Ten minutes\n",
            "dont_say": "cheap\ncheap\nAI",
            "product": " Gate ",
            "value_points": "",
        },
    )
    assert (after.promise, after.product) == ("Nobody waits", "Gate")
    assert after.objections == (
        Objection("Too slow", "One day"),
        Objection("No time", "Ten minutes"),
    )
    assert after.dont_say == ("cheap", "AI")
    assert after.value_points == ()
    assert after.proof_links == DOCK.proof_links


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("proof_links", "ftp://x.example", "web address"),
        ("proof_links", "http://[", ""),
        ("objections", "only this", "objection → answer"),
        ("objections", "→ answer", "objection → answer"),
        ("landed_chips", "x" * 61, "60 characters a line"),
        ("landed_chips", "\n".join(map(str, range(21))), "20 lines"),
        ("promise", "x" * 2001, "2000 characters; this has 2001"),
        ("committed_step", "x" * 301, "300 characters"),
    ],
)
def test_what_cannot_be_taken_is_named(name: str, text: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        changed(DOCK, {name: text, "promise": text if name == "promise" else "Fine"})
    assert list(refused.value.fields) == [name]
    assert problem in refused.value.fields[name]


@given(
    st.lists(st.text(max_size=80), max_size=4),
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=4),
)
def test_what_is_not_touched_stays_whatever_a_system_sent(
    lines: list[str], pairs: list[tuple[str, str]]
) -> None:
    """An item may hold what one typed here could not: line breaks, arrows, nothing."""
    sent = replace(
        DOCK, dont_say=tuple(lines), objections=tuple(Objection(*pair) for pair in pairs)
    )
    assert changed(sent, as_text(sent)) == sent
    assert changes_between(sent, changed(sent, as_text(sent)), "U1", NOW) == ()


def test_what_differs_is_told_as_typed() -> None:
    after = changed(DOCK, {"committed_step": "gate check", "value_points": "An hour a truck"})
    told = changes_between(DOCK, after, "U1", NOW)
    assert [(one.field, one.old, one.new) for one in told] == [
        ("committed_step", "yard review", "gate check"),
        ("value_points", "An hour a truck\nFewer calls", "An hour a truck"),
    ]
    assert edition(after) != edition(DOCK)
    assert not after.is_agreed
    assert DOCK.is_agreed


def test_only_what_a_rep_says_is_searched_for_discounts() -> None:
    said = replace(
        DOCK,
        promise="So cheap, so very cheap",
        opening_line="It is cheap",
        offer="20 % off the first year",
        objections=(Objection("Too cheap, 50 % off?", "A free month"),),
        value_points=("An hour a truck", "Cheapest in town"),
        risk_points=("From May no special price",),
        landed_chips=("Rebate",),
        audience="Who wants a bargain",
        dont_say=("discount",),
    )
    assert flagged(said) == {
        "cheap": ("promise", "opening_line"),
        "20 % off": ("offer",),
        "free month": ("objections",),
        "Cheapest": ("value_points",),
        "special price": ("risk_points",),
        "Rebate": ("landed_chips",),
    }
