"""A reason whose leads win once they came back."""

from datetime import UTC, datetime, timedelta

from bot.domain.calibration import (
    Calibration,
    CameBack,
    calibrated,
    reasons_before_return,
    said,
)
from bot.domain.lifecycle import Action, Door, Event, State

AT = datetime(2026, 8, 3, tzinfo=UTC)


def story(*steps: tuple[Action, str]) -> tuple[Event, ...]:
    return tuple(
        Event(str(n), AT + timedelta(minutes=n), "U1", action, Door.BUTTON, (code,) if code else ())
        for n, (action, code) in enumerate(steps)
    )


SMALL = story((Action.REJECT, "below_threshold"), (Action.REOPEN, ""))


def test_too_small_leads_that_came_back_won_four_of_eleven() -> None:
    won = [CameBack(State.WON, True, SMALL)] * 4
    rest = [CameBack(State.CONTACTED, True, SMALL)] * 5 + [CameBack(State.NEW, False, SMALL)] * 2
    found = calibrated({"below_threshold": 40, "student": 9}, [*won, *rest])
    assert found == (
        Calibration("below_threshold", rejected=51, back=11, taken=9, won=4),
        Calibration("student", rejected=9),
    )
    assert [one.keeps_winning for one in found] == [True, False]
    assert said(found[0]) == "“Too small or too early” leads that came back won 4 of 11"


def test_one_win_is_not_a_habit() -> None:
    assert not Calibration("student", 9, back=9, taken=9, won=1).keeps_winning
    assert not Calibration("student", 9, back=4, taken=4, won=4).keeps_winning


def test_the_reason_counts_that_stood_when_it_came_back() -> None:
    explained = story(
        (Action.REJECT, "student"), (Action.EXPLAIN, "wrong_persona"), (Action.REROUTE, "")
    )
    assert reasons_before_return(explained) == {"wrong_persona"}
    assert reasons_before_return(story((Action.REJECT, ""), (Action.REOPEN, ""))) == set()


def test_a_lead_that_came_back_twice_for_one_reason_counts_once() -> None:
    twice = (
        *SMALL,
        *story((Action.REJECT, "below_threshold"), (Action.REOPEN, ""), (Action.TAKE, "")),
    )
    renamed = tuple(
        Event(f"e{n}", one.at, one.user, one.action, one.door, one.codes)
        for n, one in enumerate(twice)
    )
    (found,) = calibrated({}, [CameBack(State.ACCEPTED, True, renamed)])
    assert (found.rejected, found.back) == (1, 1)


def test_a_lead_that_was_disqualified_and_reopened_was_not_rejected() -> None:
    told = story(
        (Action.TAKE, ""), (Action.DISQUALIFY, "no_budget"), (Action.REOPEN, ""), (Action.TAKE, "")
    )
    assert reasons_before_return(told) == set()
