"""Whom leads chose instead, and why them."""

import pytest

from bot.domain.fold import fold
from bot.domain.lifecycle import Action, Door, Event, Standing
from bot.domain.losses import WHY_THEM, Loss, LostTo, lost_to, why_them, why_them_of
from tests.unit.bot.facts import NOW


def test_one_competitor_in_several_spellings_with_its_reasons() -> None:
    losses = [
        Loss("Gatevia", "price", 1),
        Loss("gatevia ", "price", 1),
        Loss("Gatevia", "integration", 1),
        Loss("GATEVIA", None, 1),
        Loss("Rampwerk", None, 3),
        Loss(" ", "price", 9),
    ]
    assert lost_to(losses) == (
        LostTo("Gatevia", 4, (("price", 2), ("integration", 1))),
        LostTo("Rampwerk", 3),
    )


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Price", "price"),
        (" already in USE ", "incumbent"),
        ("easier_start", "easier_start"),
        ("their dog", "other"),
    ],
)
def test_another_systems_words(word: str, code: str) -> None:
    assert why_them_of(word) == code


def test_every_code_has_words_and_an_unknown_one_reads_like_other() -> None:
    assert [why_them(code) for code, _ in WHY_THEM] == [label for _, label in WHY_THEM]
    assert why_them("<!channel>") == "Other"


def _event(number: int, action: Action, **detail: str) -> Event:
    return Event(f"e{number}", NOW, "U0MAYA", action, Door.MODAL, detail=detail)


TAKE = _event(0, Action.TAKE)
GATEVIA = {"competitor": "Gatevia", "competitor_why": "price"}


def _chosen(*events: Event) -> tuple[str | None, str | None]:
    standing: Standing = fold([TAKE, *events])
    return standing.competitor, standing.competitor_why


def test_why_them_stands_with_the_competitor_and_goes_with_it() -> None:
    closed = _event(1, Action.DISQUALIFY, **GATEVIA)
    assert _chosen(closed) == ("Gatevia", "price")
    assert _chosen(_event(1, Action.LOSE, **GATEVIA)) == ("Gatevia", "price")
    said = _event(2, Action.EXPLAIN, competitor_why="relationship", of="e1")
    assert _chosen(closed, said) == ("Gatevia", "relationship")
    undo = Event("e3", NOW, "U0MAYA", Action.UNDO, Door.BUTTON, retracts="e1")
    assert _chosen(closed, said, undo) == (None, None)
    assert _chosen(closed, _event(2, Action.REOPEN)) == (None, None)
