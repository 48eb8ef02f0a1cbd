"""The figures against a recount in plain Python that shares no code with them."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.domain.digest import WeekFacts
from bot.domain.figures import CampaignFigures
from bot.domain.losses import lost_to
from bot.domain.schedule import Span, Week, weeks
from bot.domain.stats import Agreement
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import Lived, keep, some_campaigns, some_leads

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 1, tzinfo=UTC)
LENGTH = timedelta(weeks=8)  # with the clock change of 29 March in it
PROCEDURAL = {"misrouted", "existing_customer", "duplicate"}


def _in(lived: Sequence[Lived], span: Span) -> list[Lived]:
    return [item for item in lived if span.start <= item.new.arrived_at < span.end]


def _qualified(lived: Sequence[Lived], span: Span) -> list[Lived]:
    return [item for item in _in(lived, span) if not item.new.failed]


def _is_procedural(item: Lived) -> bool:
    codes = item.standing.decline_codes
    return item.standing.state == "rejected" and bool(codes) and codes[0] in PROCEDURAL


def _before(moment: datetime | None, as_of: datetime) -> bool:
    return moment is not None and moment < as_of


def recounted_week(lived: Sequence[Lived], span: Span, as_of: datetime) -> WeekFacts:
    mine = _qualified(lived, span)
    standings = [item.standing for item in mine]
    taken = [standing for standing in standings if _before(standing.taken_at, as_of)]
    return WeekFacts(
        delivered=len(mine),
        not_qualified=len(_in(lived, span)) - len(mine),
        procedural=sum(
            _is_procedural(item) and _before(item.standing.closed_at, as_of) for item in mine
        ),
        taken=len(taken),
        contacted=sum(_before(standing.contacted_at, as_of) for standing in standings),
        met=sum(_before(standing.met_at, as_of) for standing in standings),
        unanswered=sum(standing.state == "new" for standing in standings),
        opened=sum(standing.amount or 0 for standing in standings),
        reps=len({standing.owner for standing in taken}),
        posting=_waited(mine, as_of, lambda one: (one.new.arrived_at, one.posted_at)),
        taking=_waited(mine, as_of, lambda one: (_posted(one), one.standing.taken_at)),
        reaching=_waited(
            mine, as_of, lambda one: (one.standing.taken_at, one.standing.contacted_at)
        ),
        first_contact=_waited(mine, as_of, lambda one: (_posted(one), one.standing.contacted_at)),
    )


def _posted(one: Lived) -> datetime:
    return one.posted_at or one.new.arrived_at


def _waited(
    mine: Sequence[Lived],
    as_of: datetime,
    between: Callable[[Lived], tuple[datetime | None, datetime | None]],
) -> int | None:
    """The median of those whose end is not only known from a deal's."""
    waits = []
    for one in mine:
        start, end = between(one)
        if start and end and end < as_of and end != one.standing.closed_at:
            waits.append(int(end.timestamp()) - int(start.timestamp()))
    return max(0, round(median(waits))) if waits else None


def _top(values: list[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))[:3])


def _running(mine: list[Lived], now: datetime) -> int:
    return sum(item.standing.state == "new" and item.new.contact_by > now for item in mine)


def recounted_campaign(mine: list[Lived], campaign_id: str, name: str) -> CampaignFigures:
    standings = [item.standing for item in mine]
    landed = [standing for standing in standings if standing.verdict == "landed"]
    flat = [standing for standing in standings if standing.verdict == "fell_flat"]
    declined = [s for s in standings if s.state in ("rejected", "disqualified") and s.decline_codes]
    return CampaignFigures(
        campaign_id=campaign_id,
        name=name,
        delivered=len(mine),
        procedural=sum(_is_procedural(item) for item in mine),
        taken=sum(standing.taken_at is not None for standing in standings),
        contacted=sum(standing.contacted_at is not None for standing in standings),
        met=sum(standing.met_at is not None for standing in standings),
        told=len(landed) + len(flat),
        landed=len(landed),
        answered=sum(
            standing.taken_at is not None
            and (
                standing.verdict is not None
                or standing.state in ("disqualified", "nurture", "won", "lost")
            )
            for standing in standings
        ),
        sql=sum(s.state in ("sql", "opportunity", "won", "lost") for s in standings),
        won=sum(standing.state == "won" for standing in standings),
        won_amount=sum(s.amount or 0 for s in standings if s.state == "won"),
        opened=sum(standing.amount or 0 for standing in standings),
        unanswered=sum(s.state == "new" and s.taken_at is None for s in standings),
        landed_reasons=_top([s.reasons[0] for s in landed if s.reasons]),
        flat_reasons=_top([s.reasons[0] for s in flat if s.reasons]),
        why_no=_top([s.decline_codes[0] for s in declined if s.decline_codes[0] not in PROCEDURAL]),
    )


@pytest.mark.parametrize("seed", range(4))
async def test_a_week_is_what_a_recount_finds(
    database: Database, units: Units, team: str, seed: int
) -> None:
    rng = random.Random(seed)
    ids = await some_campaigns(units, team, ["Dock", "Search", "Expo"], START)
    lived = some_leads(rng, 300, START, LENGTH, ids)
    await keep(database, units, team, lived)
    await keep(database, units, f"{team}X", some_leads(rng, 50, START, LENGTH, ids))
    async with units.reading(team) as uow:
        for number in range(10, 18):
            span = weeks(Week(2026, number), Week(2026, number), BERLIN)
            for as_of in (span.end, span.end + timedelta(days=2), START + 2 * LENGTH):
                assert await uow.figures.week(span, as_of) == recounted_week(lived, span, as_of)


@pytest.mark.parametrize("seed", range(4))
async def test_campaigns_are_what_a_recount_finds(
    database: Database, units: Units, team: str, seed: int
) -> None:
    rng = random.Random(100 + seed)
    names = ["Dock", "Search", "Expo"]
    ids = await some_campaigns(units, team, names, START)
    lived = some_leads(rng, 400, START, LENGTH, ids)
    await keep(database, units, team, lived)
    span = weeks(Week(2026, 11), Week(2026, 16), BERLIN)
    expected = {
        key: replace(recounted_campaign(mine, key, name), running=_running(mine, span.end))
        for key, name in [*zip(ids, names, strict=True), ("", "No campaign")]
        if (mine := [i for i in _qualified(lived, span) if (i.new.campaign_id or "") == key])
    }
    async with units.reading(team) as uow:
        found = await uow.figures.campaigns(span, span.end)
    assert {item.campaign_id: item for item in found} == expected
    assert sum(item.landed for item in found) > 20  # the recount had something to count


async def test_lost_to_and_agreement_are_what_a_recount_finds(
    database: Database, units: Units, team: str
) -> None:
    lived = some_leads(random.Random(7), 400, START, LENGTH, [])
    await keep(database, units, team, lived)
    span = Span(START, START + LENGTH)
    mine = [item for item in _qualified(lived, span)]
    lost = [
        item.standing.competitor.strip().lower()
        for item in mine
        if item.standing.competitor and item.standing.state in ("lost", "rejected", "disqualified")
    ]
    whys: dict[str, Counter[str]] = {name: Counter() for name in lost}
    for standing in (item.standing for item in mine):
        if standing.competitor_why and standing.state in ("lost", "rejected", "disqualified"):
            whys[(standing.competitor or "").strip().lower()][standing.competitor_why] += 1
    cells: Counter[tuple[bool, bool]] = Counter()
    for item in mine:
        scores = [s for s in (item.new.lead.fit.score, item.new.lead.intent.score) if s is not None]
        taken = item.standing.taken_at is not None
        refused = item.standing.state == "rejected" and not _is_procedural(item)
        if scores and (taken or refused):
            cells[sum(scores) / len(scores) >= 50, taken] += 1
    async with units.reading(team) as uow:
        losses = await uow.figures.losses(span)
        agreement = await uow.figures.agreement(span, 100)
    named = {item.competitor.lower(): item for item in lost_to(losses)}
    assert {name: item.leads for name, item in named.items()} == Counter(lost)
    assert {name: dict(item.because) for name, item in named.items()} == whys
    assert agreement == Agreement(
        cells[True, True], cells[False, False], cells[True, False], cells[False, True]
    )
    assert min(cells.values()) > 3


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York", "UTC"])
async def test_a_week_begins_at_the_workspaces_own_midnight(
    database: Database, units: Units, team: str, zone: str
) -> None:
    span = weeks(Week(2026, 11), Week(2026, 11), ZoneInfo(zone))
    edges = [span.start - timedelta(seconds=1), span.start, span.end - timedelta(seconds=1)]
    edges.append(span.end)
    template = some_leads(random.Random(1), 4, START, LENGTH, [])
    lived = [
        replace(item, new=replace(item.new, arrived_at=at, failed=()))
        for item, at in zip(template, edges, strict=True)
    ]
    await keep(database, units, team, lived)
    async with units.reading(team) as uow:
        assert (await uow.figures.week(span, span.end)).delivered == 2


async def test_nothing_came_in(units: Units, team: str) -> None:
    span = Span(START, START + LENGTH)
    async with units.reading(team) as uow:
        assert await uow.figures.week(span, span.end) == WeekFacts()
        assert await uow.figures.campaigns(span, span.end) == []
        assert await uow.figures.losses(span) == []
        assert await uow.figures.agreement(span, 100) == Agreement()
        assert await uow.figures.quotes("nobody", span) == []


async def test_counting_reads_its_weeks_from_an_index_alone(
    database: Database, units: Units, team: str
) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite's EXPLAIN QUERY PLAN")
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _u: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    span = Span(START, START + LENGTH)
    async with units.reading(team) as uow:
        event.listen(database.read.sync_engine, "before_cursor_execute", note)
        await uow.figures.week(span, span.end)
        await uow.figures.campaigns(span, span.end)
        event.remove(database.read.sync_engine, "before_cursor_execute", note)
    counting = [item for item in asked if "FROM lead" in item[0] and "card" not in item[0]]
    assert len(counting) == 3
    async with database.transaction(database.read) as connection:
        for statement, parameters in counting:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row.detail) for row in plan if " lead" in str(row.detail)]
            assert steps
            assert all("USING COVERING INDEX lead_figures" in step for step in steps), steps
