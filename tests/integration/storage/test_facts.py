"""Segments, grades and what became of rejected leads, against a recount that shares no code."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.agreement import Graded, Promises, Verdict
from bot.domain.calibration import calibrated
from bot.domain.campaigns import Campaign
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import Span
from bot.domain.segments import Dimension, Segment, folded, folded_pitch
from bot.domain.stats import Share
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import Lived, keep, keep_events, lived, some_campaigns, some_leads

START = datetime(2026, 3, 2, tzinfo=UTC)
LENGTH = timedelta(weeks=8)
SPAN = Span(START + timedelta(weeks=1), START + timedelta(weeks=7))
MIDDLE = SPAN.start + timedelta(weeks=5)
PROCEDURAL = {"misrouted", "existing_customer", "duplicate"}
BEYOND = ("sql", "opportunity", "won", "lost")


def _mine(given: Sequence[Lived]) -> list[Lived]:
    return [
        one for one in given if SPAN.start <= one.new.arrived_at < SPAN.end and not one.new.failed
    ]


def _procedural(one: Lived) -> bool:
    codes = one.standing.decline_codes
    return one.standing.state == "rejected" and bool(codes) and codes[0] in PROCEDURAL


def _running(one: Lived, now: datetime) -> bool:
    return one.standing.state == "new" and one.new.contact_by > now


def _size(employees: int | None) -> str:
    if employees is None:
        return ""
    for low, top in ((1, 10), (11, 50), (51, 200), (201, 1000)):
        if employees <= top:
            return f"{low}–{top}"
    return "over 1000"


def _industry(text: str | None) -> str:
    return (text or "").strip().lower()


def _recounted(dimension: Dimension, name: str, mine: list[Lived]) -> Segment:
    standings = [one.standing for one in mine]
    won = [standing for standing in standings if standing.state == "won"]
    return Segment(
        dimension=dimension,
        name=name,
        delivered=len(mine),
        procedural=sum(map(_procedural, mine)),
        taken=sum(standing.taken_at is not None for standing in standings),
        contacted=sum(standing.contacted_at is not None for standing in standings),
        met=sum(standing.met_at is not None for standing in standings),
        sql=sum(standing.state in BEYOND for standing in standings),
        told=sum(standing.verdict is not None for standing in standings),
        landed=sum(standing.verdict == "landed" for standing in standings),
        answered=sum(
            standing.taken_at is not None
            and (
                standing.verdict is not None
                or standing.state in ("disqualified", "nurture", "won", "lost")
            )
            for standing in standings
        ),
        won=len(won),
        opened=sum(standing.amount or 0 for standing in standings),
        won_amount=sum(standing.amount or 0 for standing in won),
        unanswered=sum(s.state == "new" and s.taken_at is None for s in standings),
        running=sum(_running(one, MIDDLE) for one in mine),
    )


@pytest.mark.parametrize("seed", range(3))
async def test_segments_are_what_a_recount_finds(
    database: Database, units: Units, team: str, seed: int
) -> None:
    given = some_leads(random.Random(seed), 400, START, LENGTH, [])
    await keep(database, units, team, given)
    await keep(database, units, f"{team}X", some_leads(random.Random(9), 60, START, LENGTH, []))
    by: dict[Dimension, Callable[[Lived], str]] = {
        Dimension.INDUSTRY: lambda one: _industry(one.new.lead.company.industry),
        Dimension.COUNTRY: lambda one: (one.new.lead.company.country or "").lower(),
        Dimension.SIZE: lambda one: _size(one.new.lead.company.employees),
        Dimension.CUSTOMER: lambda one: {True: "expansion", False: "new", None: ""}[
            one.new.lead.company.is_customer
        ],
    }
    expected = {}
    for dimension, named in by.items():
        groups: dict[str, list[Lived]] = defaultdict(list)
        for one in _mine(given):
            groups[named(one)].append(one)
        for name, group in groups.items():
            expected[dimension, name] = _recounted(dimension, name, group)
    async with units.reading(team) as uow:
        found = folded(await uow.facts.segments(SPAN, MIDDLE))
    assert {
        (one.dimension, _industry(one.name)): replace(one, name=_industry(one.name))
        for one in found
    } == expected
    assert min(expected[Dimension.SIZE, "11–50"].landed, len(expected) - 10) > 0
    assert sum(one.running for one in found)


async def test_the_spelling_most_leads_have_is_shown() -> None:
    spelled = [Segment(Dimension.COUNTRY, name, delivered=n) for name, n in (("de", 3), ("DE ", 5))]
    assert folded(spelled) == (Segment(Dimension.COUNTRY, "DE ", delivered=8),)


@pytest.mark.parametrize("seed", range(3))
async def test_grades_promises_and_pitch_are_what_a_recount_finds(
    database: Database, units: Units, team: str, seed: int
) -> None:
    given = some_leads(random.Random(20 + seed), 500, START, LENGTH, [])
    await keep(database, units, team, given)
    mine, as_of = _mine(given), MIDDLE
    grades: Counter[tuple[int, Verdict]] = Counter()
    pitch: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one in mine:
        standing, lead = one.standing, one.new.lead
        refused = standing.state == "rejected" and not _procedural(one)
        scores = [s for s in (lead.fit.score, lead.intent.score) if s is not None]
        if scores and (refused or standing.taken_at):
            verdict = Verdict.QUALIFIED if standing.state in BEYOND else Verdict.TAKEN
            score = 2 * sum(scores) // len(scores)
            grades[score, Verdict.REFUSED if refused else verdict] += 1
        for question in ("opened_with", "promise_true"):
            if standing.verdict and (answer := getattr(standing, question)):
                pitch[question, answer].append(standing.verdict == "landed")
    fair = [one for one in mine if not _procedural(one)]
    due = [one for one in fair if one.new.contact_by < as_of]
    early = [
        one
        for one in due
        if one.standing.contacted_at and one.standing.contacted_at <= one.new.contact_by
    ]
    taken = [one for one in mine if one.standing.taken_at]
    async with units.reading(team) as uow:
        graded = await uow.facts.graded(SPAN)
        promises = await uow.facts.promises(SPAN, as_of)
        told = folded_pitch(await uow.facts.pitch(SPAN))
    assert set(graded) == {Graded(score, verdict, n) for (score, verdict), n in grades.items()}
    assert promises == Promises(
        taken=Share(len(taken), sum(not _running(one, as_of) for one in fair)),
        qualified=Share(sum(one.standing.state in BEYOND for one in taken), len(taken)),
        in_time=Share(len(early), len(due)),
    )
    assert {(one.question, one.answer): (one.told, one.landed) for one in told} == {
        key: (len(values), sum(values)) for key, values in pitch.items()
    }
    assert early
    assert len(due) < len(fair)


@pytest.mark.parametrize("seed", range(3))
async def test_what_became_of_rejected_leads_is_what_a_recount_finds(
    database: Database, units: Units, team: str, seed: int
) -> None:
    given = some_leads(random.Random(40 + seed), 600, START, LENGTH, [])
    await keep(database, units, team, given)
    await keep_events(units, team, given)
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in _mine(given):
        if one.standing.state == "rejected":
            if one.standing.decline_codes:
                expected[one.standing.decline_codes[0]][0] += 1
            continue
        for code in _came_back_from(one.events):
            became = (1, 1, one.standing.taken_at is not None, one.standing.state == "won")
            expected[code] = [a + b for a, b in zip(expected[code], became, strict=True)]
    async with units.reading(team) as uow:
        found = calibrated(await uow.facts.rejected(SPAN), await uow.facts.came_back(SPAN))
    assert {one.code: [one.rejected, one.back, one.taken, one.won] for one in found} == expected
    assert sum(one.won for one in found) > 0


def _came_back_from(events: Sequence[Event]) -> set[str]:
    found, code, is_rejected = set(), None, False
    for one in events:
        if one.action == "reject":
            code, is_rejected = next(iter(one.codes), None), True
        elif one.action == "explain" and is_rejected:
            code = next(iter(one.codes), None)
        elif one.action in ("reopen", "reroute") and is_rejected:
            found |= {code} - {None}
            is_rejected = False
    return {code for code in found if code}


async def test_a_rejection_that_was_taken_back_is_none(
    database: Database, units: Units, team: str
) -> None:
    at = SPAN.start + timedelta(days=1)
    minutes = [at + timedelta(minutes=n) for n in range(5)]
    story = (
        Event("r", minutes[0], "U0MAYA", Action.REJECT, Door.BUTTON, ("student",)),
        Event("u", minutes[1], "U0MAYA", Action.UNDO, Door.BUTTON, retracts="r"),
        Event("s", minutes[2], "U0MAYA", Action.REJECT, Door.BUTTON, ("wrong_persona",)),
        Event("o", minutes[3], "U0JONAS", Action.REOPEN, Door.BUTTON),
        Event("t", minutes[4], "U0JONAS", Action.TAKE, Door.BUTTON),
    )
    one = replace(lived(1, "c", at, *story), events=story)
    await keep(database, units, team, [one])
    await keep_events(units, team, [one])
    async with units.reading(team) as uow:
        found = calibrated(await uow.facts.rejected(SPAN), await uow.facts.came_back(SPAN))
    assert [(item.code, item.back, item.taken, item.won) for item in found] == [
        ("wrong_persona", 1, 1, 0)
    ]


async def test_a_campaign_costs_what_its_days_in_the_weeks_cost(units: Units, team: str) -> None:
    begins, ends = date(2026, 3, 2), date(2026, 3, 29)
    dock = Campaign("c", "Dock", cost=2800, starts_on=begins, ends_on=ends)
    async with units(team) as uow:
        ids = await uow.campaigns.put([dock], START)
        await uow.leads.add([lived(1, ids["c"], SPAN.start).new])
        await uow.commit()
        (found,) = await uow.figures.campaigns(SPAN, SPAN.end)
    assert (found.cost, found.cost_per_taken) == (2100, None)
    assert replace(found, taken=3).cost_per_taken == 700


async def test_counting_reads_its_weeks_and_nothing_else(
    database: Database, units: Units, team: str
) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite's EXPLAIN QUERY PLAN")
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _u: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "FROM lead" in statement:
            asked.append((statement, parameters))

    async with units.reading(team) as uow:
        event.listen(database.read.sync_engine, "before_cursor_execute", note)
        for covered in (uow.facts.pitch, uow.facts.graded, uow.facts.rejected):
            await covered(SPAN)
        await uow.facts.promises(SPAN, SPAN.end)
        await uow.facts.segments(SPAN, SPAN.end)
        await uow.facts.came_back(SPAN)
        event.remove(database.read.sync_engine, "before_cursor_execute", note)
    plans = []
    async with database.transaction(database.read) as connection:
        for statement, parameters in asked:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append([str(row.detail) for row in plan])
    *covered_plans, segments, back = plans
    span = "(team_id=? AND arrived_at>? AND arrived_at<?)"
    for steps in covered_plans:
        read = [step for step in steps if " lead" in step]
        assert read
        assert all(f"COVERING INDEX lead_figures {span}" in step for step in read), steps
    # Industry and country stand in the row; it is read once.
    assert [step for step in segments if " lead" in step] == [
        f"SEARCH lead USING INDEX lead_figures {span}"
    ]
    assert any("USING INDEX feedback_event_back" in step for step in back), back


async def test_nothing_came_in(units: Units, team: str) -> None:
    await some_campaigns(units, team, ["Dock"], START)
    async with units.reading(team) as uow:
        assert await uow.facts.segments(SPAN, SPAN.end) == []
        assert await uow.facts.promises(SPAN, SPAN.end) == Promises()
        assert await uow.facts.rows(SPAN, 10) == []
        assert await uow.facts.discounts(SPAN) == []
        assert calibrated(await uow.facts.rejected(SPAN), await uow.facts.came_back(SPAN)) == ()
