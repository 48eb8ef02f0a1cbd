"""Who may take what back, and how long."""

from datetime import timedelta

import pytest

from bot.domain.lifecycle import Action
from bot.domain.undo import to_undo
from bot.errors import NotPossible
from tests.unit.bot.domain.test_fold import NAMES, NOON, said


def test_only_the_latest_event_can_be_undone_and_only_by_its_author() -> None:
    events = [said(Action.TAKE), said(Action.CONTACT, minute=1)]
    assert to_undo(events, "maya", NOON + timedelta(minutes=2), NAMES) is events[1]
    with pytest.raises(NotPossible, match=r"undo here\.$"):
        to_undo(events, "jonas", NOON + timedelta(minutes=2), NAMES)
    events.append(said(Action.QUALIFY, minute=2, user="jonas"))
    with pytest.raises(NotPossible, match="Jonas acted after you"):
        to_undo(events, "maya", NOON + timedelta(minutes=3), NAMES)


def test_what_was_undone_is_behind_and_what_was_before_it_can_be_undone_next() -> None:
    take, contact = said(Action.TAKE), said(Action.CONTACT, minute=1)
    undone = said(Action.UNDO, minute=2, retracts=contact.id)
    comment = said(Action.EXPLAIN, minute=2, user="jonas")
    now = NOON + timedelta(minutes=3)
    assert to_undo([take, contact, undone, comment], "maya", now, NAMES) is take


def test_what_went_on_to_others_is_not_taken_back() -> None:
    for action in (Action.DECLINE_OWNERSHIP, Action.REROUTE):
        with pytest.raises(NotPossible, match="went on to others"):
            to_undo([said(action)], "maya", NOON, NAMES)


def test_undo_ends_after_ten_minutes() -> None:
    events = [said(Action.TAKE)]
    assert to_undo(events, "maya", NOON + timedelta(minutes=10), NAMES) is events[0]
    with pytest.raises(NotPossible, match="ten minutes"):
        to_undo(events, "maya", NOON + timedelta(minutes=10, seconds=1), NAMES)
