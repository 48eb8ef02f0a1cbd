"""Against the examples that the authors published, and properties that must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stats import (
    Z95,
    Z99,
    Agreement,
    Comparison,
    Reading,
    Share,
    bounds,
    difference,
    discoveries,
    judge,
    p_value,
    suffices,
    together,
    total,
    wilson,
)

SHARES = st.integers(1, 400).flatmap(lambda n: st.integers(0, n).map(lambda hits: Share(hits, n)))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits: int, of: int, low: float, high: float) -> None:
    likely = wilson(Share(hits, of))
    assert (round(likely.low, 4), round(likely.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_as_published(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    likely = difference(Share(*first), Share(*second))
    assert (round(likely.low, 4), round(likely.high, 4)) == (low, high)


def test_nothing_counted_says_nothing() -> None:
    assert (wilson(Share()).low, wilson(Share()).high) == (0.0, 1.0)
    assert Share().rate is None
    assert (difference(Share(3, 4), Share()).low, difference(Share(), Share(3, 4)).high) == (-1, 1)


@given(SHARES)
def test_wilson_stays_within_0_and_1_and_holds_the_rate(share: Share) -> None:
    narrow, wide = wilson(share), wilson(share, Z99)
    assert 0.0 <= wide.low <= narrow.low <= (share.rate or 0.0) <= narrow.high <= wide.high <= 1.0
    assert (narrow.low == 0.0) is (share.hits == 0)
    assert (narrow.high == 1.0) is (share.hits == share.of)


@given(SHARES)
def test_wilson_of_the_misses_mirrors_that_of_the_hits(share: Share) -> None:
    hits, misses = wilson(share), wilson(Share(share.of - share.hits, share.of))
    assert hits.low == pytest.approx(1 - misses.high)
    assert hits.high == pytest.approx(1 - misses.low)


@given(SHARES)
def test_more_of_the_same_narrows(share: Share) -> None:
    few, many = wilson(share), wilson(Share(10 * share.hits, 10 * share.of))
    assert many.high - many.low < few.high - few.low


@given(SHARES)
def test_wilson_inverts_the_score_test(share: Share) -> None:
    """Its ends are exactly the rates that a score test at the same level just accepts."""
    for end in (wilson(share).low, wilson(share).high):
        if 0.0 < end < 1.0:
            off = abs((share.rate or 0.0) - end) / (end * (1 - end) / share.of) ** 0.5
            assert off == pytest.approx(Z95)


@given(SHARES, SHARES)
def test_a_difference_holds_itself_and_turns_its_sign(first: Share, second: Share) -> None:
    there, back = difference(first, second), difference(second, first)
    gap = (first.rate or 0.0) - (second.rate or 0.0)
    assert -1.0 <= there.low <= gap + 1e-12
    assert gap - 1e-12 <= there.high <= 1.0
    assert there.low == pytest.approx(-back.high)
    assert there.high == pytest.approx(-back.low)


@given(SHARES, SHARES)
def test_a_p_value_is_where_the_range_begins_to_exclude_no_difference(
    first: Share, second: Share
) -> None:
    p = p_value(first, second)
    assert 0.0 <= p <= 1.0
    if not 0.049 < p < 0.051:
        assert difference(first, second).excludes(0.0) is (p < 0.05)


def test_discoveries_as_published() -> None:
    # Benjamini and Hochberg 1995, section 3.2: fifteen p-values, four rejected at 0.05
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert discoveries(published, 0.05) == {0, 1, 2, 3}
    assert discoveries(list(reversed(published)), 0.05) == {11, 12, 13, 14}
    assert discoveries([], 0.05) == set()


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0.001, 0.5))
def test_discoveries_lie_between_bonferroni_and_no_correction(
    p_values: list[float], level: float
) -> None:
    found = discoveries(p_values, level)
    assert found >= {i for i, p in enumerate(p_values) if p <= level / len(p_values)}
    assert found <= {i for i, p in enumerate(p_values) if p <= level}


def _against_rest(shares: list[Share]) -> list[Comparison]:
    return [Comparison(share, share.rest(total(shares))) for share in shares]


def test_readings_of_the_worked_example() -> None:
    taken = [Share(19, 22), Share(52, 64), Share(36, 51), Share(29, 88), Share(3, 3)]
    landed = [Share(14, 16), Share(31, 44), Share(19, 30), Share(9, 24), Share(2, 2)]
    readings = judge(_against_rest(taken) + _against_rest(landed))
    assert [together(*pair) for pair in zip(readings[:5], readings[5:], strict=True)] == [
        Reading.GOOD,
        Reading.GOOD,
        Reading.AVERAGE,
        Reading.BELOW,
        Reading.TOO_FEW,
    ]


@pytest.mark.parametrize(
    ("own", "rest", "reading"),
    [
        (Share(9, 9), Share(0, 500), Reading.TOO_FEW),  # nine leads are never judged
        (Share(10, 10), Share(250, 500), Reading.GOOD),
        (Share(0, 10), Share(250, 500), Reading.BELOW),
        (Share(6, 12), Share(250, 500), Reading.TOO_FEW),  # the same rate, but 25 to 75 %
        (Share(60, 120), Share(250, 500), Reading.AVERAGE),
        (Share(400, 500), Share(), Reading.ALONE),
    ],
)
def test_a_reading_needs_enough_on_both_sides(own: Share, rest: Share, reading: Reading) -> None:
    assert judge([Comparison(own, rest)]) == [reading]


def test_many_campaigns_need_more_evidence_than_one() -> None:
    edge = Comparison(Share(44, 60), Share(300, 500))
    assert p_value(edge.own, edge.rest) < 0.05
    assert judge([edge]) == [Reading.GOOD]
    others = [Comparison(Share(60, 100), Share(300, 500))] * 19
    assert judge([edge, *others])[0] is Reading.TOO_FEW


@given(st.lists(SHARES, min_size=1, max_size=12))
def test_nobody_stands_out_when_all_are_the_same(shares: list[Share]) -> None:
    same = [Share(3 * share.of, 5 * share.of) for share in shares]
    assert not {Reading.GOOD, Reading.BELOW} & set(judge(_against_rest(same)))


@given(SHARES, SHARES)
def test_no_campaign_below_ten_is_ever_ranked(small: Share, other: Share) -> None:
    reading = judge([Comparison(small, other)])[0]
    assert small.of >= 10 or reading is Reading.TOO_FEW


@pytest.mark.parametrize(
    ("taken", "landed", "reading"),
    [
        (Reading.GOOD, Reading.BELOW, Reading.MIXED),
        (Reading.AVERAGE, Reading.BELOW, Reading.BELOW),
        (Reading.GOOD, Reading.TOO_FEW, Reading.GOOD),
        (Reading.TOO_FEW, Reading.AVERAGE, Reading.AVERAGE),
        (Reading.TOO_FEW, Reading.TOO_FEW, Reading.TOO_FEW),
        (Reading.ALONE, Reading.TOO_FEW, Reading.ALONE),
    ],
)
def test_two_rates_make_one_reading(taken: Reading, landed: Reading, reading: Reading) -> None:
    assert together(taken, landed) is reading


def test_agreement_by_hand() -> None:
    # 20 both yes, 15 both no of 50; 25 and 30 yes: 0.5 x 0.6 + 0.5 x 0.4 = 0.5 by chance
    agreement = Agreement(both_yes=20, both_no=15, only_marketing=5, only_sales=10)
    assert agreement.alike == Share(35, 50)
    assert agreement.by_chance == pytest.approx(0.5)
    assert Agreement().by_chance is None


@pytest.mark.parametrize(
    ("own", "rest", "needed"),
    [
        (Share(3, 3), Share(0, 0), None),
        (Share(), Share(5, 9), None),
        (Share(6, 12), Share(250, 500), None),  # alike
        (Share(7, 12), Share(10, 20), None),  # the rest is too few for so small a difference
        (Share(1, 1), Share(300, 500), 10),
    ],
)
def test_how_many_would_do(own: Share, rest: Share, needed: int | None) -> None:
    assert suffices(own, rest) == needed


@given(SHARES, st.integers(0, 500))
def test_the_silent_can_only_move_a_rate_within_its_bounds(told: Share, silent: int) -> None:
    span = bounds(told, told.of + silent)
    assert span.low <= (told.rate or 0) <= span.high
    assert span.high - span.low == pytest.approx(silent / (told.of + silent))


def test_bounds_of_nobody_and_of_more_answers_than_were_asked() -> None:
    assert (bounds(Share(), 0).low, bounds(Share(), 0).high) == (0.0, 1.0)
    assert (bounds(Share(3, 4), 2).low, bounds(Share(3, 4), 2).high) == (0.75, 0.75)


def test_the_weaker_of_both_looks_counts() -> None:
    clear = Comparison(Share(90, 100), Share(50, 100))
    assert judge([clear]) == [Reading.GOOD]
    assert judge([Comparison(clear.own, clear.rest, by_rep=0.2)]) == [Reading.NO_CALL]
    slight = Comparison(Share(52, 100), Share(50, 100), by_rep=0.2)
    assert judge([slight]) == [Reading.AVERAGE]
