"""When whoever has a lead is reminded, others are told, and the owner is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lifecycle import Standing, State, Verdict
from bot.domain.reminders import GIVEN_UP, RESPITE, Step, Taken, next_step, plan
from bot.domain.setting_values import LADDER
from bot.domain.settings import Settings
from bot.domain.worktime import ContactTime, WorkingHours

MONDAY = datetime(2026, 8, 24, 9, tzinfo=UTC)
HOURS = WorkingHours()
WITH_LADDER = Settings(ladder=LADDER)


def at(hours: float) -> datetime:
    return HOURS.opening(HOURS.add(MONDAY, timedelta(hours=hours)))


def taken(when: datetime = MONDAY, due: float = 4, **more: object) -> Taken:
    standing = Standing(state=State.ACCEPTED, owner="U1", taken_at=when, last_at=when)
    return Taken(replace(standing, **more), at(due), {})  # type: ignore[arg-type]  # fields by name


def test_a_new_workspace_meets_one_reminder_and_one_question() -> None:
    assert plan(taken(), Settings(), HOURS) == {
        Step.OWNER: at(3),
        Step.ASK: MONDAY + timedelta(days=2),
    }


def test_the_ladder_leaves_each_an_hour() -> None:
    steps = plan(taken(), WITH_LADDER, HOURS)
    assert (steps[Step.BACKUP], steps[Step.SALES_LEAD]) == (at(4), at(8))
    late = replace(taken(), done={Step.OWNER: at(7)})
    steps = plan(late, WITH_LADDER, HOURS)
    assert (steps[Step.BACKUP], steps[Step.SALES_LEAD]) == (at(8), at(9))
    assert Step.OWNER not in steps


def test_who_took_an_overdue_lead_is_left_in_peace_for_an_hour() -> None:
    assert plan(taken(at(5)), Settings(), HOURS)[Step.OWNER] == at(6)


@pytest.mark.parametrize(
    ("state", "verdict", "steps"),
    [
        (State.CONTACTED, None, {Step.ASK}),
        (State.OPPORTUNITY, None, {Step.ASK}),
        (State.CONTACTED, Verdict.LANDED, set()),
        (State.WON, None, set()),
        (State.REJECTED, None, set()),
        (State.NURTURE, None, set()),
    ],
)
def test_what_is_known_is_not_asked(
    state: State, verdict: Verdict | None, steps: set[Step]
) -> None:
    known = taken(state=state, verdict=verdict, contacted_at=MONDAY)
    assert set(plan(known, WITH_LADDER, HOURS)) == steps


def test_each_step_can_be_turned_off() -> None:
    off = Settings(reminder_percent=0, ask_after_days=0)
    assert plan(taken(), off, HOURS) == {}


def test_nothing_older_than_a_week_is_brought_up() -> None:
    steps = plan(taken(), Settings(), HOURS)
    assert next_step(steps, at(3) + GIVEN_UP) == (Step.ASK, steps[Step.ASK])
    assert next_step(steps, steps[Step.ASK] + GIVEN_UP) is None


zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # Hypothesis takes naive bounds
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.integers(1, 80),
    st.integers(1, 90),
    zones,
    zones,
)
def test_every_step_is_in_working_hours_after_the_lead_was_taken_and_in_order(
    start: datetime, waited: timedelta, allowed: int, percent: int, here: str, there: str
) -> None:
    settings = Settings(
        timezone=here, contact_hours=allowed, reminder_percent=percent, ladder=LADDER
    )
    owner = WorkingHours(there)
    rule = ContactTime(timedelta(hours=allowed), settings.hours)
    due = rule.due_for(owner, start, start + waited)
    lead = replace(taken(start + waited), contact_by=due)
    steps = plan(lead, settings, owner)
    ladder = [steps[step] for step in (Step.OWNER, Step.BACKUP, Step.SALES_LEAD)]
    assert ladder == sorted(ladder)
    assert all(owner.between(a, b) >= RESPITE for a, b in pairwise(ladder))
    assert all(moment > start + waited for moment in steps.values())
    for moment in steps.values():
        assert owner.between(moment - timedelta(seconds=1), moment + timedelta(seconds=1))
