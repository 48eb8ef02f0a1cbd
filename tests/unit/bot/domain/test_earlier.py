"""What a card says of the steps before the latest."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.earlier import HandOver, handed_over, turned_down
from bot.domain.lifecycle import Action, Door, Event, State, Verdict

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def said(*steps: tuple[str, Action], **more: Any) -> list[Event]:
    """Events with the ids 0, 1, …; `more` gives an event of this id (`e1=…`) other fields."""
    return [
        Event(str(place), NOW, user, action, Door.BUTTON, **more.get(f"e{place}", {}))
        for place, (user, action) in enumerate(steps)
    ]


def test_the_latest_hand_over_names_who_had_it() -> None:
    to = {"e1": {"detail": {"owner": "U2"}}, "e2": {"detail": {"owner": "U3"}}}
    steps = [("U1", Action.TAKE), ("U1", Action.HAND_OVER), ("U3", Action.HAND_OVER)]
    assert handed_over(said(*steps[:1])) is None
    assert handed_over(said(*steps[:2], **to)) == HandOver("U1", "U1", NOW)
    assert handed_over(said(*steps, **to)) == HandOver("U2", "U3", NOW)


def test_what_was_taken_back_or_given_back_is_no_hand_over() -> None:
    to = {"e1": {"detail": {"owner": "U2"}}}
    given = [("U1", Action.TAKE), ("U1", Action.HAND_OVER)]
    undone = said(*given, ("U1", Action.UNDO), **to, e2={"retracts": "1"})
    assert handed_over(undone) is None
    released = said(*given, ("U2", Action.RELEASE), ("U3", Action.TAKE), **to)
    assert handed_over(released) is None


def test_a_reopened_lead_tells_why_it_was_turned_down() -> None:
    steps = said(
        ("U1", Action.REJECT),
        ("U1", Action.EXPLAIN),
        ("U2", Action.REOPEN),
        ("U3", Action.TAKE),
        ("U3", Action.RELEASE),
        e1={"codes": ("wrong_persona",), "detail": {"of": "0"}},
    )
    [before] = turned_down(steps[:3])
    assert (before.declined_by, before.decline_codes) == ("U1", ("wrong_persona",))
    assert turned_down(steps[:4]) == (before,), "whoever takes it reads it too"
    assert turned_down(steps) == (), "somebody gave it back since"


def test_every_no_is_told_and_what_was_talked_about() -> None:
    steps = said(
        ("U1", Action.DECLINE_OWNERSHIP),
        ("U2", Action.TAKE),
        ("U2", Action.LANDED),
        ("U2", Action.NURTURE),
        ("U9", Action.RETURN),
        ("U3", Action.DECLINE_OWNERSHIP),
        ("U3", Action.UNDO),
        e2={"codes": ("Customer proof",)},
        e3={"detail": {"returns_on": "2026-10-01"}},
        e6={"retracts": "5"},
    )
    first, aside = turned_down(steps)
    assert (first.state, first.declined_by, first.closed_at) == (State.NEW, "U1", NOW)
    assert (aside.state, aside.declined_by) == (State.NURTURE, "U2")
    assert (aside.verdict, aside.reasons) == (Verdict.LANDED, ("Customer proof",))
    assert [one.declined_by for one in turned_down(steps[:-1])] == ["U1", "U2", "U3"]


def test_why_something_was_taken_back_is_no_reason_of_what_came_before() -> None:
    steps = said(
        ("U1", Action.TAKE),
        ("U1", Action.LANDED),
        ("U1", Action.EXPLAIN),
        ("U1", Action.DISQUALIFY),
        ("U1", Action.EXPLAIN),
        ("U1", Action.UNDO),
        ("U1", Action.NURTURE),
        ("U9", Action.RETURN),
        e2={"codes": ("Price",), "detail": {"of": "1"}},
        e4={"codes": ("bad_timing",), "detail": {"of": "3"}},
        e5={"retracts": "3"},
        e6={"detail": {"returns_on": "2026-10-01"}},
    )
    [before] = turned_down(steps)
    assert (before.state, before.reasons) == (State.NURTURE, ("Price",))
