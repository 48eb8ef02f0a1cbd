"""The numbers in docs/statistics.md, computed anew."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain import rep_mix
from bot.domain.agreement import (
    Estimate,
    Graded,
    Verdict,
    area_under_curve,
    weighted_kappa,
)
from bot.domain.drift import change_point
from bot.domain.maturity import Wait, usual_days
from bot.domain.shrinkage import fit
from bot.domain.stats import Range, Share, bounds, difference, suffices, wilson

DOCUMENT = Path(__file__).parents[4] / "docs" / "statistics.md"


def _share(text: str) -> Share:
    hits, _, of = text.partition("/")
    return Share(int(hits), int(of))


def _span(span: Range) -> str:
    return f"{span.low:.4f} to {span.high:.4f}"


def _prior(*given: str) -> str:
    prior = fit([_share(text) for text in given])
    assert prior is not None
    return f"{prior.rate:.4f}, {prior.weight:.2f}"


def _expected(own: str, *given: str) -> str:
    prior = fit([_share(text) for text in given])
    assert prior is not None
    return f"{prior.expected(_share(own)):.4f}, likely {_span(prior.likely(_share(own)))}"


def _reps(*given: str) -> str:
    shares = [_share(text) for text in given]
    pairs = zip(shares[::2], shares[1::2], strict=True)
    parts = [rep_mix.Stratum(own, rest) for own, rest in pairs]
    return f"{rep_mix.odds_ratio(parts):.4f}, {rep_mix.p_value(parts):.2g}"


def _change(*given: str) -> str:
    point = change_point([_share(text) for text in given])
    assert point is not None
    return f"{point.start + 1}, {point.p_value:.2g}"


def _kappa(*given: str) -> str:
    counts = [int(text) for text in given]
    return _estimated(weighted_kappa([counts[:3], counts[3:6], counts[6:]]))


def _area(*given: str) -> str:
    graded = []
    for text in given:
        score, _, counts = text.partition(":")
        refused, _, taken = counts.partition("/")
        graded.append(Graded(int(score), Verdict.REFUSED, int(refused)))
        graded.append(Graded(int(score), Verdict.TAKEN, int(taken)))
    return _estimated(area_under_curve(graded))


def _estimated(found: Estimate | None) -> str:
    assert found is not None
    return f"{found.value:.4f}, likely {_span(found.likely)}"


def _days(*given: str) -> str:
    waits = []
    for text in given:
        day, _, counts = text.partition(":")
        share = _share(counts)
        waits += [Wait(int(day), True, share.hits), Wait(int(day), False, share.of - share.hits)]
    return str(usual_days(waits))


COMPUTED: dict[str, Callable[..., str]] = {
    "range": lambda one: _span(wilson(_share(one))),
    "range of a difference": lambda one, two: _span(difference(_share(one), _share(two))),
    "how many would do": lambda one, two: str(suffices(_share(one), _share(two))),
    "silent": lambda one, taken: _span(bounds(_share(one), int(taken))),
    "prior: rate and weight": _prior,
    "expected, by that prior": _expected,
    "common odds ratio and p": _reps,
    "change": _change,
    "usual days": _days,
    "weighted kappa": _kappa,
    "area under the curve": _area,
}


def _rows() -> list[tuple[str, str, str]]:
    section = DOCUMENT.read_text().partition("## Worked examples")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in section.splitlines() if "|" in line][2:]
    return [(re.sub(r" \(.*", "", what), of, result) for what, of, result in cells]


@pytest.mark.parametrize(("what", "of", "result"), _rows())
def test_the_document_is_right(what: str, of: str, result: str) -> None:
    assert COMPUTED[what](*of.split()) == result


def test_every_kind_has_an_example() -> None:
    assert {what for what, _, _ in _rows()} == COMPUTED.keys()
