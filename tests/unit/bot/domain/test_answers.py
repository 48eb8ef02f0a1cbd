"""An answered finding rests: until it gets worse, or for six weeks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import RESTS, resting, unanswered
from bot.domain.changes import Answer, AnswerKind, Measure
from bot.domain.digest import Finding
from bot.domain.stats import Reading, Share
from tests.unit.bot.facts import NOW

BELOW = Finding("expo", "LogiExpo", Measure.TAKEN, Reading.BELOW, Share(29, 88), Share(110, 140))
ANSWER = Answer(
    id="a1",
    kind=AnswerKind.NOT_NOW,
    campaign_id="expo",
    campaign="LogiExpo",
    measure=Measure.TAKEN,
    share=Share(29, 88),
    by="U0LENA",
    at=NOW,
    period="2026-W34",
)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("kind", AnswerKind)
def test_it_rests_for_six_weeks(kind: AnswerKind) -> None:
    answers = [replace(ANSWER, kind=kind)]
    assert unanswered([BELOW], answers, NOW + RESTS - SECOND) == ()
    assert unanswered([BELOW], answers, NOW + RESTS) == (BELOW,)
    assert resting(answers, NOW + RESTS - SECOND) == ("expo",)
    assert resting(answers, NOW + RESTS) == ()


@pytest.mark.parametrize(
    ("share", "comes_back"),
    [
        (Share(29, 88), False),
        (Share(25, 88), False),  # 28 %, within the 24 to 43 % that were likely
        (Share(10, 88), True),  # 11 %
        (Share(40, 88), False),
        (Share(), False),
    ],
)
def test_it_comes_back_when_it_gets_worse_than_chance_makes_it(
    share: Share, comes_back: bool
) -> None:
    assert bool(unanswered([replace(BELOW, share=share)], [ANSWER], NOW)) is comes_back


def test_what_was_answered_again_is_compared_with_the_latest_answer() -> None:
    worse = replace(BELOW, share=Share(10, 88))
    again = replace(ANSWER, id="a2", share=worse.share, at=NOW + timedelta(days=7))
    for answers in ([ANSWER, again], [again, ANSWER]):
        assert unanswered([worse], answers, NOW + timedelta(days=8)) == ()


def test_others_are_not_hidden() -> None:
    others = [
        replace(BELOW, campaign_id="dock"),
        replace(BELOW, measure=Measure.LANDED),
        replace(BELOW, reading=Reading.GOOD),
    ]
    assert unanswered(others, [ANSWER], NOW) == tuple(others)
