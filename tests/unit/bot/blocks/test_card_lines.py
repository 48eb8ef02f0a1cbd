"""What a card says of how its campaign landed."""

from bot.blocks.card_lines import landed_here
from bot.domain.cards import LandedHere


def test_what_landed_here_says_what_to_expect_and_when_it_stopped() -> None:
    few = LandedHere(2, 3, (("Waiting cost", 2),), expect=0.482)
    [line] = landed_here(few)
    assert line.replace("\u00a0", " ") == (
        "*Landed here*  2 of 3 (too few to judge, expect 48 %): waiting cost 2"
    )
    stopped = LandedHere(6, 40, drift="stopped landing in week 31")
    assert landed_here(stopped) == [
        "*Landed here*  6 of 40",
        "*Stopped landing in week 31*",
    ]
