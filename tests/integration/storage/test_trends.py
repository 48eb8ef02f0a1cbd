"""The counts that judge figures, against a recount in plain Python, and what a card says."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.changes import Measure
from bot.domain.drift import Drift
from bot.domain.lifecycle import Action
from bot.domain.maturity import Wait
from bot.domain.schedule import Span, Week, weeks
from bot.domain.shrinkage import Prior
from bot.domain.stats import Share
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import Lived, keep, some_campaigns, some_leads, talked
from tests.integration.history import lived as lived_lead
from tests.unit.bot.facts import tidewell

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 1, tzinfo=UTC)
LENGTH = timedelta(weeks=8)  # with the clock change of 29 March in it
NOW = START + timedelta(weeks=20)
WEEKS = [(str(Week(2026, n)), weeks(Week(2026, n), Week(2026, n), BERLIN)) for n in range(10, 18)]
SPAN = Span(WEEKS[0][1].start, WEEKS[-1][1].end)
PROCEDURAL = {"misrouted", "existing_customer", "duplicate"}


@pytest.fixture(params=range(3))
async def lived(
    request: pytest.FixtureRequest, database: Database, units: Units, team: str
) -> list[Lived]:
    rng = random.Random(request.param)
    ids = await some_campaigns(units, team, ["Dock", "Search", "Expo"], START)
    lived = some_leads(rng, 400, START, LENGTH, ids)
    await keep(database, units, team, lived)
    await keep(database, units, f"{team}X", some_leads(rng, 60, START, LENGTH, ids))
    return lived


def _came(lived: Sequence[Lived], span: Span) -> list[Lived]:
    return [
        one for one in lived if span.start <= one.new.arrived_at < span.end and not one.new.failed
    ]


def _share(hits: Iterable[bool]) -> Share:
    values = list(hits)
    return Share(sum(values), len(values))


async def test_weekly_is_what_a_recount_finds(units: Units, team: str, lived: list[Lived]) -> None:
    async with units.reading(team) as uow:
        found = await uow.trends.weekly(WEEKS)
    assert {item.campaign for item in found} == {"Dock", "Search", "Expo"}
    for item in found:
        assert item.weeks == tuple(period for period, _ in WEEKS)
        assert item.shares == tuple(
            _share(
                one.standing.verdict == "landed"
                for one in _came(lived, span)
                if one.standing.verdict and one.new.campaign_id == item.campaign_id
            )
            for _, span in WEEKS
        )


async def test_an_openers_weeks_begin_with_the_brief_as_it_reads_now(
    units: Units, team: str, lived: list[Lived]
) -> None:
    edited = WEEKS[3][1].start + timedelta(hours=5)
    older = Span(START, WEEKS[0][1].start)
    async with units(team) as uow:
        ids = {name: (await uow.campaigns.find(name) or ("",))[0] for name in ("Dock", "Search")}
        for name in ids:
            await uow.campaigns.put([Campaign(name.lower(), name, opening_line="Hello")], START)
        for at, field in ((edited, "promise"), (START, "opening_line"), (NOW, "audience")):
            change = CampaignChange(at, "U0LENA", field, "", "x")
            await uow.campaigns.add_changes(ids["Dock"], [change])
        await uow.commit()
    async with units.reading(team) as uow:
        found = [item for item in await uow.trends.weekly(WEEKS) if item.opener]
    assert {item.campaign_id for item in found} == set(ids.values())
    for item in found:
        since = edited if item.campaign == "Dock" else older.start
        assert item.shares == tuple(
            _share(
                one.standing.verdict == "landed"
                for one in _came(lived, span)
                if one.standing.verdict
                and one.new.campaign_id == item.campaign_id
                and one.new.arrived_at >= since
                and one.standing.opened_with in (None, "promise")
            )
            for _, span in WEEKS
        )


async def test_by_rep_is_what_a_recount_finds(units: Units, team: str, lived: list[Lived]) -> None:
    taken: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    landed: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one in _came(lived, SPAN):
        standing, campaign = one.standing, one.new.campaign_id or ""
        codes = standing.decline_codes
        opinion = standing.state == "rejected" and not (codes and codes[0] in PROCEDURAL)
        decider = standing.owner if standing.taken_at else standing.declined_by
        if decider and (standing.taken_at or opinion):
            taken[decider][campaign].append(standing.taken_at is not None)
        if standing.verdict and standing.owner:
            landed[standing.owner][campaign].append(standing.verdict == "landed")
    async with units.reading(team) as uow:
        found = await uow.trends.by_rep(SPAN)
    for measure, counted in ((Measure.TAKEN, taken), (Measure.LANDED, landed)):
        assert found[measure] == {
            rep: {campaign: _share(hits) for campaign, hits in campaigns.items()}
            for rep, campaigns in counted.items()
        }
        assert len(counted) > 1


async def test_waits_and_wins_are_what_a_recount_finds(
    units: Units, team: str, lived: list[Lived]
) -> None:
    waits: dict[tuple[int, bool], int] = defaultdict(int)
    won: dict[str, list[bool]] = defaultdict(list)
    for one in _came(lived, SPAN):
        standing = one.standing
        if standing.taken_at is None:
            continue
        ended = standing.state in ("won", "lost", "disqualified")
        until = standing.closed_at if ended and standing.closed_at else NOW
        waits[(until - one.new.arrived_at).days, ended] += 1
        won[one.new.campaign_id or ""].append(standing.state == "won")
    async with units.reading(team) as uow:
        found = await uow.trends.waits(SPAN, NOW)
        wins = await uow.trends.won(SPAN)
    assert {(wait.days, wait.ended): wait.leads for wait in found} == waits
    assert all(isinstance(wait, Wait) for wait in found)
    assert wins == {campaign: _share(hits) for campaign, hits in won.items()}


async def test_a_card_says_what_the_latest_digest_found(
    database: Database, units: Units, team: str
) -> None:
    ids = await some_campaigns(units, team, ["Dock", "Search"], START)
    lived = [
        one
        for one in some_leads(random.Random(3), 400, START, LENGTH, ids)
        if one.standing.verdict and not one.new.failed and one.new.campaign_id
    ]
    few = [one for one in lived if one.new.campaign_id == ids[0]][:4]
    many = [one for one in lived if one.new.campaign_id == ids[1]][:12]
    await keep(database, units, team, [*few, *many])
    fell = Drift(ids[1], "Search", "2026-W15", Share(30, 50), Share(4, 40))
    facts = tidewell(drifts=(fell,), landed_prior=Prior(0.4, 20.0))
    async with units(team) as uow:
        before = await uow.campaigns.landed_here(ids[0], since=START)
        for period in ("2026-W15", "2026-W16"):
            await uow.digests.claim(period, NOW)
            drifts = facts.drifts if period == "2026-W16" else ()
            await uow.digests.store(replace(facts, period=period, drifts=drifts))
        await uow.commit()
    async with units.reading(team) as uow:
        small = await uow.campaigns.landed_here(ids[0], since=START)
        big = await uow.campaigns.landed_here(ids[1], since=START)
    assert (before.expect, before.drift) == (None, "")
    assert small.told == 4
    assert small.expect == pytest.approx((small.landed + 8) / 24)
    assert small.drift == ""
    assert (big.told, big.expect, big.drift) == (12, None, "stopped landing in week 15")


async def test_a_card_says_of_its_opener_what_is_no_longer_true_of_another(
    database: Database, units: Units, team: str
) -> None:
    (dock,) = await some_campaigns(units, team, ["Dock"], START)
    told = [lived_once(dock, n) for n in range(12)]
    await keep(database, units, team, told)
    fell = Drift(dock, "Dock", "2026-W15", Share(30, 50), Share(4, 40), opener="Hello")
    said = []
    for line in ("Hello", "Good morning"):
        async with units(team) as uow:
            await uow.campaigns.put([Campaign("dock", "Dock", opening_line=line)], NOW)
            await uow.digests.claim("2026-W16", NOW)
            await uow.digests.store(tidewell(period="2026-W16", drifts=(fell,)))
            said.append((await uow.campaigns.landed_here(dock, since=START)).drift)
    assert said == ["this opener stopped landing in week 15", ""]


def lived_once(campaign: str, number: int) -> Lived:
    at = START + timedelta(hours=number + 1)
    return lived_lead(number, campaign, at, *talked("U0MAYA", at, Action.LANDED))
