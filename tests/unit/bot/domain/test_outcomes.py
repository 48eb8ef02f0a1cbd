"""What somebody types behind `/leads outcome`, and the words for a discount."""

import pytest

from bot.domain.lifecycle import Action
from bot.domain.outcomes import DISCOUNTS, OUTCOMES, Typed, discount_of, discounted, typed
from bot.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dana Ruiz won 18 000 EUR", Typed("Dana Ruiz", "won", 18_000)),
        ("dana WON", Typed("dana", "won")),
        ("D opportunity 184.000", Typed("D", "opportunity", 184_000)),
        ("D won 1,84,000.", Typed("D", "won", 184_000)),
        ("Kestrel can’t reach", Typed("Kestrel", "unable_to_reach")),
        ("Kestrel not now", Typed("Kestrel", "not_now")),
        ("Kestrel not now 1.10.", Typed("Kestrel", "not_now", day="1.10.")),
        ("Kestrel good fit, not now until Friday", Typed("Kestrel", "not_now", day="Friday")),
        ("Kestrel not now 1 Oct", Typed("Kestrel", "not_now", day="1 Oct")),
        ("Kestrel not now until in 3 months", Typed("Kestrel", "not_now", day="in 3 months")),
        ("Kestrel bad timing", Typed("Kestrel", "bad_timing")),
        ("Kestrel bad timing 1.10.", Typed("Kestrel", "bad_timing", day="1.10.")),
        ("Acme Nurture Foods", Typed("Acme", "not_now", day="Foods")),
        ("Kestrel contacted tomorrow", Typed("Kestrel contacted tomorrow")),
        ("Won Lee contacted", Typed("Won Lee", "contacted")),
        ("Dana Ruiz", Typed("Dana Ruiz")),
        ("Won Lee", Typed("Won Lee")),
        ("won", Typed("won")),
        ("Ida Other", Typed("Ida Other")),
        ("  ", Typed("")),
        ("<!channel> won", Typed("<!channel>", "won")),
    ],
)
def test_a_name_what_happened_and_an_amount_or_a_day(text: str, expected: Typed) -> None:
    assert typed(text) == expected


def test_only_bad_timing_with_a_day_rests() -> None:
    timing, day = OUTCOMES["bad_timing"], {"returns_on": "2026-10-01"}
    assert timing.fields == ("returns_on",)
    assert timing.with_detail(day).action is Action.NURTURE
    assert timing.with_detail({}).action is Action.DISQUALIFY
    assert OUTCOMES["no_need"].with_detail(day).action is Action.DISQUALIFY


@pytest.mark.parametrize("amount", ["99999999999999", "18000.50", "18 000,5", "1 2 3"])
def test_an_amount_beyond_reason_or_in_parts_of_a_unit_is_refused(amount: str) -> None:
    with pytest.raises(InvalidInput):
        typed(f"Dana won {amount}")


@pytest.mark.parametrize(
    ("word", "code"),
    [("no", "no"), ("None", "no"), ("yes", "other"), ("Budget", "budget"), ("friendship", "other")],
)
def test_another_systems_word_for_a_discount(word: str, code: str) -> None:
    assert discount_of(word) == code


def test_every_discount_can_be_read_also_what_an_older_version_stored() -> None:
    assert {discounted(code) for code, _ in DISCOUNTS} >= {"no discount", "discount: their budget"}
    assert discounted("end of quarter") == "discount: another reason"
