"""What stands out among the kinds of leads: surely, and not because of the campaigns behind it."""

import random

from bot.domain.changes import Measure
from bot.domain.notable import Notable, notable
from bot.domain.segments import Dimension, PitchCount, Segment
from bot.domain.stats import Share


def _of(name: str, campaign: str, taken: Share, landed: Share | None = None) -> Segment:
    told = landed or Share()
    return Segment(
        Dimension.COUNTRY,
        name,
        delivered=taken.of,
        taken=taken.hits,
        told=told.of,
        landed=told.hits,
        campaign_id=campaign,
    )


def test_the_surest_is_named_once_however_it_is_spelled() -> None:
    segments = [
        _of("DE", "dock", Share(45, 50)),
        _of("de ", "search", Share(20, 25)),
        _of("FR", "dock", Share(15, 50)),
        _of("FR", "search", Share(5, 25)),
    ]
    expected = Notable("country", "DE", Measure.TAKEN, Share(65, 75), Share(20, 75))
    assert notable(segments, ()) == (expected,)


def test_a_country_that_only_one_campaign_brings_is_not_named() -> None:
    """Simpson: within each campaign both countries do alike."""
    segments = [
        _of("DE", "good", Share(72, 80)),
        _of("FR", "good", Share(18, 20)),
        _of("DE", "bad", Share(4, 20)),
        _of("FR", "bad", Share(16, 80)),
    ]
    assert notable(segments, ()) == ()


def test_too_few_and_unknown_ones_are_not_named() -> None:
    assert notable([_of("DE", "c", Share(9, 9)), _of("FR", "c", Share(0, 90))], ()) == ()
    assert notable([_of("DE", "c", Share(50, 50)), _of("", "c", Share(0, 50))], ()) == ()


def test_an_opening_that_lands_is_named() -> None:
    told = [
        PitchCount("opened_with", "promise", 40, 32, "c"),
        PitchCount("opened_with", "own", 40, 9),
    ]
    assert notable((), told) == ()  # each in a campaign of its own: nobody can tell them apart
    together = [PitchCount(one.question, one.answer, one.told, one.landed) for one in told]
    [found] = notable((), together)
    assert (found.kind, found.share) == ("opened_with", Share(9, 40))


def test_where_all_are_alike_nothing_is_named_but_rarely() -> None:
    """Eight countries, two rates, 200 digests: at most 5 % with any name, by Holm's promise."""
    rng, wrong = random.Random(6), 0
    for _ in range(200):
        segments = [
            _of(f"C{n}", campaign, _share(rng, 30, 0.5), _share(rng, 12, 0.5))
            for n in range(8)
            for campaign in ("a", "b")
        ]
        wrong += bool(notable(segments, ()))
    assert wrong <= 16


def _share(rng: random.Random, of: int, rate: float) -> Share:
    return Share(sum(rng.random() < rate for _ in range(of)), of)
