"""The state table, and how events fold through it."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fold import apply, fold
from bot.domain.lifecycle import TABLE, Action, Door, Event, Standing, State, Verdict
from bot.domain.undo import to_undo
from bot.errors import NotPossible

NOON = datetime(2026, 8, 24, 12, tzinfo=UTC)
NAMES = {"maya": "Maya", "jonas": "Jonas"}
_ids = count()


def said(
    action: Action,
    *,
    user: str = "maya",
    minute: int = 0,
    codes: tuple[str, ...] = (),
    retracts: str | None = None,
    detail: dict[str, object] | None = None,
) -> Event:
    full = {"owner": "jonas", "returns_on": "2026-10-01", **(detail or {})}
    at = NOON + timedelta(minutes=minute)
    return Event(f"e{next(_ids)}", at, user, action, Door.BUTTON, codes, retracts, full)


def test_a_lead_goes_from_new_to_won() -> None:
    standing = fold(
        [
            said(Action.TAKE),
            said(Action.CONTACT, minute=5),
            said(Action.LANDED, minute=30, codes=("Customer proof",)),
            said(Action.OPEN_OPPORTUNITY, minute=40, detail={"amount": 18000}),
            said(Action.WIN, minute=50),
        ]
    )
    assert standing.state is State.WON
    assert standing.taken_at == NOON
    assert standing.contacted_at == NOON + timedelta(minutes=5)
    assert (standing.verdict, standing.reasons) == (Verdict.LANDED, ("Customer proof",))
    assert standing.amount == 18000


def test_a_verdict_says_that_they_talked() -> None:
    standing = fold([said(Action.TAKE), said(Action.FELL_FLAT, minute=9)])
    assert standing.state is State.CONTACTED
    assert standing.contacted_at == NOON + timedelta(minutes=9)


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.NEW, Action.LANDED),
        (State.NEW, Action.WIN),
        (State.CONTACTED, Action.REJECT),
        (State.WON, Action.TAKE),
        (State.REJECTED, Action.CONTACT),
    ],
)
def test_what_the_table_does_not_know_is_refused(state: State, action: Action) -> None:
    with pytest.raises(NotPossible):
        apply(Standing(state=state), said(action))


def test_a_rejected_lead_does_not_count_as_taken() -> None:
    assert fold([said(Action.TAKE), said(Action.REJECT, minute=1)]).taken_at is None


def test_undo_leaves_what_was_before() -> None:
    before = [said(Action.TAKE), said(Action.CONTACT, minute=5)]
    landed = said(Action.LANDED, minute=6)
    undone = said(Action.UNDO, minute=7, retracts=landed.id)
    assert fold([*before, landed, undone]) == fold(before)


def test_an_explanation_goes_with_what_it_explained() -> None:
    landed = said(Action.LANDED, minute=1)
    flat = said(Action.FELL_FLAT, minute=2)
    why = said(Action.EXPLAIN, minute=3, codes=("Price",), detail={"of": flat.id})
    undone = said(Action.UNDO, minute=4, retracts=flat.id)
    standing = fold([said(Action.TAKE), landed, flat, why, undone])
    assert (standing.verdict, standing.reasons) == (Verdict.LANDED, ())


def test_a_rested_lead_knows_its_date() -> None:
    assert fold([said(Action.NURTURE)]).returns_on == date(2026, 10, 1)


@given(st.lists(st.sampled_from(Action), max_size=30))
def test_the_fold_of_what_was_allowed_is_where_the_lead_stands(actions: list[Action]) -> None:
    """Whatever people try, in any order, with undo in between."""
    events: list[Event] = []
    standing = Standing()
    for minute, action in enumerate(actions):
        if action is Action.UNDO:
            try:
                target = to_undo(events, "maya", NOON + timedelta(minutes=minute), NAMES)
            except NotPossible:
                continue
            events.append(said(action, minute=minute, retracts=target.id))
            standing = fold(events)
            continue
        event = said(action, minute=minute)
        if (standing.state, action) in TABLE:
            events.append(event)
            standing = apply(standing, event)
        else:
            with pytest.raises(NotPossible):
                apply(standing, event)
    assert fold(events) == standing
    assert standing.state in State
    assert (standing.owner is None) == (standing.state is State.NEW) or standing.closed_at
