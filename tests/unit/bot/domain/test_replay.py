"""Outcomes of another system, replayed through the state table."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fold import fold
from bot.domain.lifecycle import OUTSIDE, TABLE, Action, Door, Event, State
from bot.domain.replay import Replay, Reported, outcome_of
from bot.errors import InvalidInput, NotPossible

DAY = datetime(2026, 3, 2, tzinfo=UTC)
REPORTABLE = [outcome_of(word)[0] for word in (
    "taken", "rejected", "contacted", "met", "qualified", "opportunity", "won", "lost",
    "disqualified",
)]  # fmt: skip


def reported(action: Action, day: int = 0, **more: Any) -> Reported:
    return Reported("1", action, DAY + timedelta(days=day), **more)


def replayed(*outcomes: Reported, history: tuple[Event, ...] = ()) -> Replay:
    replay = Replay(history)
    for outcome in sorted(outcomes, key=lambda item: item.order):
        replay.add(outcome, outcome.owner)
    return replay


def test_a_won_deal_was_taken_and_won() -> None:
    replay = replayed(reported(Action.WIN, 3, owner="U0MAYA", detail={"amount": 500}))
    assert [event.action for event in replay.added] == [Action.TAKE, Action.WIN]
    assert {event.door for event in replay.added} == {Door.IMPORT}
    standing = replay.standing
    assert (standing.state, standing.owner, standing.amount) == (State.WON, "U0MAYA", 500)
    assert standing.taken_at == standing.closed_at == DAY + timedelta(days=3)


def test_a_reason_in_own_words_is_kept_as_everybody_may_read_it() -> None:
    said = "call ann@kestrel.example  or +49 171 1234567"
    assert outcome_of("rejected", said)[1] == ("call [e-mail] or [phone]",)
    assert outcome_of("lost", "No Budget")[1] == ("no_budget",)
    assert outcome_of("lost", "\u200b")[1] == ()


def test_outcomes_of_a_day_happen_in_the_order_of_a_sale() -> None:
    replay = replayed(reported(Action.WIN), reported(Action.MEET), reported(Action.CONTACT))
    done = [event.action for event in replay.added]
    assert done == [Action.TAKE, Action.CONTACT, Action.MEET, Action.WIN]


def test_a_deal_that_was_opened_again_is_won() -> None:
    replay = replayed(reported(Action.DISQUALIFY, 1), reported(Action.WIN, 2))
    assert replay.standing.state is State.WON
    assert Action.REOPEN in {event.action for event in replay.added}


def test_what_contradicts_is_refused_and_what_is_older_changes_nothing() -> None:
    won = replayed(reported(Action.WIN, 5))
    with pytest.raises(NotPossible, match="won already"):
        won.add(reported(Action.LOSE, 6), None)
    assert not won.add(reported(Action.LOSE, 4), None)
    assert not won.add(reported(Action.OPEN_OPPORTUNITY, 9), None)


def test_another_day_moves_a_lead_that_rests_unless_a_later_word_is_known() -> None:
    def until(day: str, at: int) -> Reported:
        return reported(Action.NURTURE, at, detail={"returns_on": day})

    replay = replayed(reported(Action.NURTURE, 0), until("2026-10-01", 1), until("2026-11-01", 3))
    assert not replay.add(until("2026-10-01", 2), None)
    assert not replay.add(until("2026-11-01", 4), None)
    assert not replay.add(reported(Action.NURTURE, 5), None)
    assert fold(replay.added).returns_on == date(2026, 11, 1)
    again = Replay(replay.added, Door.API)
    assert not again.add(until("2026-10-01", 2), None)
    assert again.add(until("2026-10-02", 6), None)
    assert again.standing.returns_on == date(2026, 10, 2)


def test_an_earlier_step_of_the_same_day_does_not_open_it_again() -> None:
    rejected = replayed(reported(Action.REJECT, codes=("student",)))
    later = Replay(rejected.added)
    assert not later.add(reported(Action.TAKE), None)
    assert later.standing.state is State.REJECTED


def test_somebody_whom_slack_does_not_know_owns_but_says_nothing() -> None:
    owner = f"{OUTSIDE}maya@crm.example"
    replay = replayed(reported(Action.DISQUALIFY, owner=owner, codes=("no_budget",)))
    assert replay.standing.owner == owner
    assert replay.standing.declined_by is None
    assert replay.standing.decline_codes == ("no_budget",)


def test_a_rep_who_took_it_in_slack_keeps_it() -> None:
    taken = Event("e1", DAY, "U0MAYA", Action.TAKE, Door.BUTTON)
    replay = replayed(reported(Action.WIN, 1, owner=f"{OUTSIDE}x"), history=(taken,))
    assert replay.standing.owner == "U0MAYA"
    assert [event.action for event in replay.added] == [Action.WIN]


outcomes = st.builds(
    reported, st.sampled_from(REPORTABLE), st.integers(0, 4), owner=st.sampled_from(["U0A", None])
)
presses = st.lists(st.tuples(st.sampled_from(sorted(Action)), st.integers(0, 4)), max_size=6)


def lived(pressed: list[tuple[Action, int]]) -> tuple[Event, ...]:
    """The presses that the table allows, one after the other."""
    events: list[Event] = []
    for action, day in sorted(pressed, key=lambda item: item[1]):
        state = fold(events).state
        if (state, action) in TABLE and action not in (Action.HAND_OVER, Action.NURTURE):
            at = DAY + timedelta(days=day, hours=9)
            events.append(Event(f"e{len(events)}", at, "U0MAYA", action, Door.BUTTON))
    return tuple(events)


def replay_all(history: tuple[Event, ...], rows: list[Reported]) -> tuple[Replay, list[Reported]]:
    replay, refused = Replay(history), []
    for row in sorted(rows, key=lambda item: item.order):
        try:
            replay.add(row, row.owner)
        except NotPossible:
            refused.append(row)
    return replay, refused


@given(presses, st.lists(outcomes, max_size=8))
def test_the_same_file_again_changes_nothing(
    pressed: list[tuple[Action, int]], rows: list[Reported]
) -> None:
    history = lived(pressed)
    first, _ = replay_all(history, rows)
    assert fold([*history, *first.added]) == first.standing
    again, _ = replay_all((*history, *first.added), rows)
    assert again.added == []


@given(presses, st.lists(outcomes, max_size=8), st.lists(outcomes, max_size=4))
def test_a_longer_file_later_keeps_what_is_there(
    pressed: list[tuple[Action, int]], rows: list[Reported], later: list[Reported]
) -> None:
    history = lived(pressed)
    first, _ = replay_all(history, rows)
    second, _ = replay_all((*history, *first.added), rows + later)
    assert fold([*history, *first.added, *second.added]) == second.standing


@pytest.mark.parametrize(
    ("word", "reason", "expected"),
    [
        ("won", "", (Action.WIN, ())),
        ("Closed Won", "", (Action.WIN, ())),
        ("closed-lost", "chose competitor", (Action.LOSE, ("chose_competitor",))),
        ("Not for us", "Wrong person", (Action.REJECT, ("wrong_persona",))),
        ("disqualified", "Can’t reach", (Action.DISQUALIFY, ("unable_to_reach",))),
        ("disqualified", "Went dark", (Action.DISQUALIFY, ("Went dark",))),
        ("no_budget", "", (Action.DISQUALIFY, ("no_budget",))),
        ("student", "", (Action.REJECT, ("student",))),
        ("SQL", "", (Action.QUALIFY, ())),
    ],
)
def test_words_of_other_systems(
    word: str, reason: str, expected: tuple[Action, tuple[str, ...]]
) -> None:
    assert outcome_of(word, reason) == expected


@pytest.mark.parametrize("word", ["opened", "not_us", ""])
def test_a_word_that_is_no_outcome_names_those_there_are(word: str) -> None:
    with pytest.raises(InvalidInput, match="Known are taken, rejected, contacted"):
        outcome_of(word)


def test_outcomes_of_one_day_are_judged_once() -> None:
    rows = [
        reported(Action.MEET, 0),
        reported(Action.DISQUALIFY, 0),
        reported(Action.MEET, 4),
        reported(Action.QUALIFY, 4),
    ]
    first, _ = replay_all((), rows)
    again, _ = replay_all(tuple(first.added), rows)
    assert again.added == []
    later, _ = replay_all(tuple(first.added), [*rows, reported(Action.WIN, 4)])
    assert [event.action for event in later.added] == [Action.WIN], "what is new that day counts"
