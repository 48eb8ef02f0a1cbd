"""Moving the digest to another day, hour or zone: each week is told once, and none is left out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import JOB
from bot.domain.digest_plan import Plan
from bot.domain.setting_values import DAYS
from bot.domain.settings import Settings

ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis takes naive bounds
PLANS = st.builds(
    lambda day, at, zone: Plan(JOB, Settings(digest_day=day, digest_time=at, timezone=zone)),
    st.sampled_from(DAYS),
    st.times(),
    st.sampled_from(ZONES),
)


@given(MOMENTS, PLANS, st.lists(st.tuples(st.timedeltas(timedelta(0), timedelta(days=9)), PLANS)))
def test_each_week_comes_once_however_often_it_is_moved(
    start: datetime, plan: Plan, moves: list[tuple[timedelta, Plan]]
) -> None:
    """As the service does it: a period is claimed once, what is due is sent by the latest plan."""
    sent, now = [], start
    due = plan.next(now)
    for wait, moved in [*moves, (timedelta(weeks=5), plan)]:
        until = now + wait
        while due <= until:
            sent.append(plan.reported(plan.last(due)))
            now, due = max(now, due), plan.next(max(now, due))
        now = until
        due, plan = moved.moved(plan, due, now), moved
    weeks = sorted(set(sent))
    assert weeks == [weeks[0].plus(number) for number in range(len(weeks))]
