"""What a digest costs at ten years of history, beside one month and half a year in the same run.

Run: python -m benchmarks.digest [--per-week 100] [--rounds 9] [--postgres] [--statements]
Absolute figures are this machine's; the ratios are what to compare. A digest judges six weeks and
looks back 26 for what takes longer, so that at one month it finds less to read: what grows with
history shows in the ratio to half a year. `--statements` prints where the time goes.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from bot.domain.campaigns import Campaign
from bot.domain.changes import Change, ChangeState, Measure
from bot.domain.fold import fold
from bot.domain.leads import Company, Lead, Score
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import Week, week_of
from bot.domain.wishes import Wish
from bot.ports import NewLead
from bot.services.digest import Digests
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units
from tests.postgres import running

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
HISTORIES = {"T0MONTH": 4, "T0HALF": 26, "T0DECADE": 520}
CAMPAIGNS, BATCH, OPEN_CHANGES = 12, 1000, 3
TWO_WEEKS = timedelta(weeks=2)
REPS = ("U0MAYA", "U0JONAS", "U0PRIYA", "U0TOM")
CODES = ("below_threshold", "wrong_persona", "student", "misrouted")


def lead(number: int, campaign: str, at: datetime) -> tuple[NewLead, tuple[Event, ...]]:
    company = Company(
        f"Company {number % 5000}",
        industry=("Logistics", "Food", "Retail")[number % 3],
        employees=number % 900,
        country=("DE", "FR", "NL", "US")[number % 4],
        is_customer=number % 5 == 0,
    )
    sent = Lead(str(number), company=company, fit=Score(number % 100), intent=Score(number % 90))
    key = f"{campaign[:4]}{number:028x}"
    new = NewLead(key, "bench", sent, campaign, (), at, at + timedelta(hours=4), "")
    steps = _STORIES[number % len(_STORIES)]
    return new, tuple(
        Event(
            f"{key}{place}",
            at + timedelta(hours=place + 1),
            REPS[number % len(REPS)],
            action,
            Door.BUTTON,
            _codes(action, number),
            detail={"amount": 9000} if action is Action.WIN else {},
        )
        for place, action in enumerate(steps)
    )


_STORIES: Sequence[tuple[Action, ...]] = (
    (Action.TAKE, Action.CONTACT, Action.LANDED, Action.EXPLAIN),
    (Action.REJECT,),
    (Action.TAKE, Action.FELL_FLAT),
    (Action.TAKE, Action.CONTACT, Action.MEET, Action.LANDED, Action.WIN),
    (),
    (Action.TAKE, Action.CONTACT, Action.DISQUALIFY),
    (Action.REJECT, Action.REOPEN, Action.TAKE, Action.WIN),
)


def _codes(action: Action, number: int) -> tuple[str, ...]:
    if action in (Action.LANDED, Action.FELL_FLAT):
        return ("Customer proof" if number % 2 else "Timing",)
    return (CODES[number % len(CODES)],) if action is Action.REJECT else ()


async def fill(units: Units, team: str, weeks: int, per_week: int) -> None:
    """Leads up to now, with quotes, wishes, and a change promised and kept each week."""
    first = NOW - timedelta(weeks=weeks)
    async with units(team) as uow:
        made = [
            Campaign(f"c{n}", f"Campaign {n}", offer=f"Offer {n % 3}") for n in range(CAMPAIGNS)
        ]
        campaigns = list((await uow.campaigns.put(made, first)).values())
        for number in range(weeks):
            at = first + timedelta(weeks=number)
            change = _change(f"{team}{number}", campaigns[number % CAMPAIGNS], at)
            await uow.changes.add(change)
            if number < weeks - OPEN_CHANGES:
                await uow.changes.set_state(change.id, ChangeState.KEPT, at + TWO_WEEKS)
        await uow.commit()
    count, step = weeks * per_week, timedelta(weeks=1) / per_week
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        batch = [lead(n, campaigns[n % CAMPAIGNS], first + n * step) for n in numbers]
        async with units(team) as uow:
            await uow.leads.add([new for new, _ in batch])
            await uow.leads.save_standings({new.id: fold(said) for new, said in batch if said})
            await uow.feedback.add_many([(new.id, one) for new, said in batch for one in said])
            for new, said in batch[::10]:
                for one in said[-1:]:
                    await uow.feedback.add_text(new.id, one, "“Two hours at the gate…”", True)
                    await uow.wishes.add([(new.id, one, Wish("sso", "SSO"))])
            await uow.commit()


def _change(key: str, campaign: str, at: datetime) -> Change:
    return Change(
        id=key,
        campaign_id=campaign,
        campaign="",
        finding="",
        what="Say what it is for.",
        due_on=None,
        by="U0LENA",
        made_at=at,
        period="",
        cites=REPS,
        measure=Measure.LANDED,
    )


@contextmanager
def timed(database: Database) -> Iterator[dict[str, float]]:
    """Seconds by statement, while it is open."""
    took: dict[str, float] = {}
    began: list[float] = []

    def before(*_given: Any) -> None:
        began.append(time.perf_counter())

    def after(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        took[statement] = took.get(statement, 0.0) + time.perf_counter() - began.pop()

    engine = database.read.sync_engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    yield took
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)


async def once(units: Units, team: str, week: Week) -> float:
    began = time.perf_counter()
    await Digests(units, team).facts(week, NOW)
    return time.perf_counter() - began


async def measure(url: str, given: argparse.Namespace) -> None:
    database = Database(url)
    await migrate(database)
    units, week = Units(database), week_of(date(2026, 8, 17))
    for team, weeks in HISTORIES.items():
        await fill(units, team, weeks, given.per_week)
    async with database.transaction(database.write) as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()
    times: dict[str, list[float]] = {team: [await once(units, team, week)] for team in HISTORIES}
    for _ in range(given.rounds):
        for team, seconds in times.items():
            seconds.append(await once(units, team, week))
    month, half, decade = (statistics.median(seconds[1:]) for seconds in times.values())
    print(
        f"{'SQLite' if database.is_sqlite else 'PostgreSQL'}, {given.per_week} leads a week: "
        f"{1000 * month:.0f} ms at one month, {1000 * half:.0f} ms at half a year, "
        f"{1000 * decade:.0f} ms at ten years; ten years to one month {decade / month:.2f}, "
        f"to half a year {decade / half:.2f}"
    )
    if given.statements:
        await statements(database, units, week)
    await database.close()


async def statements(database: Database, units: Units, week: Week) -> None:
    found = []
    for team in ("T0HALF", "T0DECADE"):
        with timed(database) as took:
            await once(units, team, week)
        found.append(took)
    for statement, seconds in sorted(found[1].items(), key=lambda item: -item[1])[:12]:
        short = found[0].get(statement, 0.0)
        print(
            f"{1000 * short:7.1f} → {1000 * seconds:7.1f} ms  {' '.join(statement.split())[:150]}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--per-week", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--statements", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.db'}"
        if given.postgres:
            url = stack.enter_context(running()).url
        asyncio.run(measure(url, given))


if __name__ == "__main__":
    main()
