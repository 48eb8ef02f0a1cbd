"""What the figures say of a change."""

from dataclasses import replace

import pytest

from bot.domain.changes import ChangeProgress, ChangeState, Outcome
from bot.domain.phrases import came_of
from bot.domain.stats import Share
from tests.unit.bot.facts import SEARCH


@pytest.mark.parametrize(
    ("before", "after", "outcome", "certain"),
    [
        (Share(6, 26), Share(19, 30), Outcome.BETTER, True),
        (Share(19, 30), Share(6, 26), Outcome.WORSE, True),
        (Share(9, 26), Share(19, 30), Outcome.BETTER, False),
        (Share(12, 26), Share(17, 30), Outcome.NO_DIFFERENCE, False),
        (Share(6, 26), Share(9, 9), Outcome.TOO_FEW, False),
        (Share(3, 9), Share(19, 30), Outcome.TOO_FEW, False),
        (Share(6, 26), Share(), Outcome.TOO_FEW, False),
    ],
)
def test_outcomes(before: Share, after: Share, outcome: Outcome, certain: bool) -> None:
    item = ChangeProgress(SEARCH, before, after)
    assert (item.outcome, item.is_certain) == (outcome, certain)


def test_before_and_after_in_words() -> None:
    shown = came_of(ChangeProgress(SEARCH, Share(6, 26), Share(19, 30)))
    assert shown == "landed 6/26 → 19/30 (+40\u00a0points, likely +14 to +59)"


def test_no_difference_is_said() -> None:
    shown = came_of(ChangeProgress(SEARCH, Share(12, 26), Share(17, 30)))
    assert shown == "landed 12/26 → 17/30 (+11\u00a0points, likely −15 to +34): no difference yet"


def test_too_few_have_no_range() -> None:
    shown = came_of(ChangeProgress(SEARCH, Share(6, 26), Share(2, 3)))
    assert shown == "landed 6/26 → 2/3: too few leads to compare"


def test_an_open_change_has_nothing_to_show() -> None:
    still_open = replace(SEARCH, state=ChangeState.OPEN, done_at=None)
    assert came_of(ChangeProgress(still_open, Share(6, 26))) == ""
