"""Which late data is worth the edit of a digest that was posted."""

from dataclasses import replace

import pytest

from bot.domain.digest import Known
from bot.domain.late import edit_of, is_material
from tests.unit.bot.facts import tidewell

POSTED = tidewell(known=Known(26, 9, 2), known_in_all=Known(140, 75, 12))
SAME = (Known(26, 9, 2), Known(140, 75, 12))


@pytest.mark.parametrize(
    ("then", "now", "material"),
    [
        (0, 2, False),
        (0, 3, True),
        (3, 0, True),
        (26, 28, False),
        (26, 29, True),
        (40, 43, False),  # three, and not a tenth
        (40, 44, True),
    ],
)
def test_three_leads_and_a_tenth_are_material(then: int, now: int, material: bool) -> None:
    assert is_material(then, now) is material


def test_the_edit_says_what_moved() -> None:
    late = (Known(31, 10, 6), Known(145, 76, 16))
    assert edit_of(POSTED, late, POSTED) == "taken 26 → 31 · won 2 → 6"


def test_a_new_first_sentence_counts_only_with_late_data() -> None:
    other = replace(POSTED, headline="No campaign stands out.")
    assert edit_of(POSTED, SAME, other) == ""
    assert edit_of(POSTED, (SAME[0], Known(141, 75, 12)), other) == "the first sentence"
    assert edit_of(POSTED, (SAME[0], Known(141, 75, 12)), POSTED) == ""


def test_a_digest_of_an_older_version_is_left_alone() -> None:
    assert edit_of(tidewell(), (Known(90, 9, 9), Known(90, 9, 9)), POSTED) == ""
