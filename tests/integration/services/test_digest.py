"""The weekly run: once for each week, whatever happens to the process, and what it sends."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.digest import JOB, DigestFacts
from bot.domain.leads import Company, Lead, Score, Source
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import Week
from bot.domain.settings import Settings, changed
from bot.domain.wishes import AskedFor
from bot.errors import NotPossible
from bot.services.digest import Digests, reschedule, run_due
from bot.services.figures import collect
from bot.services.history import Past, store
from bot.services.settings import SettingsService
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

MONDAY = datetime(2026, 8, 24, 7, 0, tzinfo=UTC)  # nine o'clock in Berlin
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
READY = changed(
    Settings(),
    {
        "sales_channel": "C0SALES",
        "marketing_channel": "C0MARKETING",
        "timezone": "Europe/Berlin",
    },
)


async def _set(units: Units, team: str, settings: Settings, now: datetime) -> None:
    async with units(team) as uow:
        await uow.settings.save(settings, [])
        await reschedule(uow, settings, now)
        await uow.commit()


async def _due(units: Units, team: str) -> datetime | None:
    async with units.reading(team) as uow:
        return await uow.schedule.due(JOB)


async def _sent(database: Database, team: str) -> list[tuple[str, str, str, bool]]:
    """(kind, to, period, is part of a thread) of every message asked for."""
    messages = table_of(Message)
    statement = (
        select(messages)
        .where(messages.c.team_id == team)
        .order_by(messages.c.created_at, messages.c.kind)
    )
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(statement)).mappings().all()
    return [(r["kind"], r["to"], r["subject"]["period"], r["parent"] is not None) for r in rows]


def _week(period: str) -> list[tuple[str, str, str, bool]]:
    return [
        ("digest", "C0MARKETING", period, False),
        ("digest_thread", "C0MARKETING", period, True),
        ("headline", "C0SALES", period, False),
    ]


async def test_it_comes_on_its_hour_and_not_before(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, READY, MONDAY - 2 * DAY)
    assert await _due(units, team) == MONDAY
    assert await run_due(units, team, MONDAY - MINUTE) is None
    assert await _sent(database, team) == []
    assert await run_due(units, team, MONDAY) == "2026-W34"
    assert await _sent(database, team) == _week("2026-W34")
    assert await _due(units, team) == MONDAY + WEEK
    facts = await Digests(units, team).last()
    assert facts is not None
    assert (facts.period, facts.late) == ("2026-W34", False)


async def test_the_thread_hangs_under_its_digest(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    await run_due(units, team, MONDAY)
    messages = table_of(Message)
    async with database.transaction(database.read) as connection:
        statement = select(messages).where(messages.c.team_id == team)
        rows = {r["kind"]: r for r in (await connection.execute(statement)).mappings()}
    assert rows["digest_thread"]["parent"] == rows["digest"]["id"]


async def test_one_winner_among_replicas(database: Database, units: Units, team: str) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    others = [Units(database) for _ in range(5)]
    results = await asyncio.gather(*(run_due(one, team, MONDAY) for one in (units, *others)))
    assert sorted(results, key=str) == ["2026-W34"] + [None] * 5
    assert await _sent(database, team) == _week("2026-W34")


async def test_week_after_week(database: Database, units: Units, team: str) -> None:
    """Every minute looked at would give the same: each week once, across a clock change."""
    await _set(units, team, READY, MONDAY - DAY)
    now, periods = MONDAY - DAY, []
    while now < MONDAY + 12 * WEEK:  # the clocks change on 25 October
        periods.append(await run_due(units, team, now))
        now += timedelta(hours=5)
    assert [period for period in periods if period] == [f"2026-W{n}" for n in range(34, 46)]


@pytest.mark.parametrize(
    ("down_for", "period", "late"),
    [
        (timedelta(hours=3), "2026-W34", False),
        (2 * DAY, "2026-W34", True),
        (3 * WEEK + timedelta(hours=1), "2026-W37", False),
        (3 * WEEK + 5 * DAY, "2026-W37", True),
    ],
)
async def test_after_a_downtime_one_run_for_the_latest_week(
    database: Database, units: Units, team: str, down_for: timedelta, period: str, late: bool
) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    now = MONDAY + down_for
    assert await run_due(units, team, now) == period
    assert await run_due(units, team, now + MINUTE) is None
    assert await _sent(database, team) == _week(period)
    facts = await Digests(units, team).last()
    assert facts is not None
    assert facts.late is late
    following = await _due(units, team)
    assert following is not None
    assert now < following <= now + WEEK


@pytest.mark.parametrize("missing", ["sales_channel", "marketing_channel"])
async def test_without_channels_nothing_is_sent_and_the_week_stays_owed(
    database: Database, units: Units, team: str, missing: str
) -> None:
    incomplete = changed(READY, {missing: ""})
    await _set(units, team, incomplete, MONDAY - DAY)
    assert await run_due(units, team, MONDAY + MINUTE) is None
    assert await _sent(database, team) == []
    await _set(units, team, READY, MONDAY + timedelta(hours=2))
    assert await run_due(units, team, MONDAY + timedelta(hours=2)) == "2026-W34"
    assert await _sent(database, team) == _week("2026-W34")


async def test_one_channel_for_both_gets_no_headline_beside_the_digest(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, replace(READY, sales_channel="C0MARKETING"), MONDAY - DAY)
    await run_due(units, team, MONDAY)
    assert [kind for kind, *_ in await _sent(database, team)] == ["digest", "digest_thread"]


async def test_changing_the_hour_moves_what_is_not_due_yet(units: Units, team: str) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    await _set(units, team, changed(READY, {"digest_time": "11:30"}), MONDAY - DAY)
    assert await _due(units, team) == MONDAY + timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("setting", "value", "hours"),
    [("digest_time", "11:00", 2), ("timezone", "America/New_York", 6)],
)
async def test_moving_the_hour_on_the_day_sends_the_week_once(
    database: Database, units: Units, team: str, setting: str, value: str, hours: int
) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    assert await run_due(units, team, MONDAY) == "2026-W34"
    later, again = changed(READY, {setting: value}), timedelta(hours=hours)
    await _set(units, team, later, MONDAY + MINUTE)
    assert await run_due(units, team, MONDAY + again) is None
    assert await _sent(database, team) == _week("2026-W34")
    assert await run_due(units, team, MONDAY + WEEK + again) == "2026-W35"


async def test_a_schedule_that_moves_while_counting_is_obeyed(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _set(units, team, READY, MONDAY - DAY)

    async def moved(*given: Any) -> DigestFacts:
        async with units(team) as uow:
            await uow.schedule.set(JOB, MONDAY + DAY)
            await uow.commit()
        return await collect(*given)

    with monkeypatch.context() as patched:
        patched.setattr("bot.services.digest.collect", moved)
        assert await run_due(units, team, MONDAY) is None
    assert await _sent(database, team) == []
    assert await run_due(units, team, MONDAY + DAY) == "2026-W34"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"digest_day": "thursday"}, ("2026-W33", ["C0MARKETING"], MONDAY + 3 * DAY)),
        ({"marketing_channel": "C0OTHER"}, ("2026-W34", ["C0OTHER"], MONDAY + WEEK)),
        ({"skip_weeks": "2026-W34"}, (None, [], MONDAY + WEEK)),
    ],
)
async def test_settings_that_change_while_counting_are_obeyed(
    database: Database,
    units: Units,
    team: str,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, str],
    expected: tuple[str | None, list[str], datetime],
) -> None:
    await _set(units, team, READY, MONDAY - DAY)

    async def counting(*of: Any) -> DigestFacts:
        facts = await collect(*of)
        await SettingsService(units, team).change(given, "U0SAM", MONDAY)
        return facts

    with monkeypatch.context() as patched:
        patched.setattr("bot.services.digest.collect", counting)
        assert await run_due(units, team, MONDAY) is None
    assert await _sent(database, team) == []
    period = await run_due(units, team, MONDAY + MINUTE)
    to = [to for kind, to, *_ in await _sent(database, team) if kind == "digest"]
    assert (period, to, await _due(units, team)) == expected, "by the settings as they are now"


async def test_a_digest_sent_by_hand_goes_where_the_settings_say_by_then(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _set(units, team, READY, MONDAY - DAY)

    async def counting(*of: Any) -> DigestFacts:
        facts = await collect(*of)
        other = {"marketing_channel": "C0OTHER"}
        await SettingsService(units, team).change(other, "U0SAM", MONDAY)
        return facts

    monkeypatch.setattr("bot.services.digest.collect", counting)
    await Digests(units, team).send_now(MONDAY)
    assert [to for kind, to, *_ in await _sent(database, team) if kind == "digest"] == ["C0OTHER"]


async def test_a_commit_that_fails_leaves_the_week_to_the_next_tick(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _set(units, team, READY, MONDAY - DAY)

    async def fails(*_given: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("storage.messages.MessageRepository.add", fails)
        with pytest.raises(RuntimeError):
            await run_due(units, team, MONDAY)
    assert await run_due(units, team, MONDAY + MINUTE) == "2026-W34"
    assert await _sent(database, team) == _week("2026-W34")


async def test_sending_now_takes_the_place_of_the_scheduled_run(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    digests = Digests(units, team)
    early = MONDAY - timedelta(hours=1)
    assert (await digests.send_now(early, "press-1")).period == "2026-W34"
    await digests.send_now(early, "press-1")  # the same delivery again
    assert await _sent(database, team) == _week("2026-W34")
    assert await run_due(units, team, MONDAY) is None
    assert await _due(units, team) == MONDAY + WEEK
    await digests.send_now(MONDAY + MINUTE, "press-2")
    assert len(await _sent(database, team)) == 6


async def test_sending_now_needs_a_channel(units: Units, team: str) -> None:
    with pytest.raises(NotPossible, match="marketing channel"):
        await Digests(units, team).send_now(MONDAY)


async def test_a_preview_is_the_running_week_and_stores_nothing(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, READY, MONDAY - DAY)
    digests = Digests(units, team)
    facts = await digests.preview(MONDAY + 2 * DAY)
    assert facts.period == "2026-W35"
    assert facts.headline == "No leads came in."
    assert await digests.last() is None
    assert await _sent(database, team) == []
    assert await digests.facts(Week(2018, 21), MONDAY) is not None


async def test_asked_for_names_the_companies_in_the_target(units: Units, team: str) -> None:
    """The target is the upper half of what qualifies: from a fit of 40 on, that is 70."""
    at = MONDAY - 3 * DAY
    await _set(units, team, changed(READY, {"min_fit": "40"}), MONDAY - WEEK)
    pasts = []
    for number, (company, fit, text) in enumerate(
        [("Alster", 69, "SSO"), ("alster", 70, "sso"), ("Hansa", 90, "SSO"), ("Isar", 41, "SSO")]
    ):
        said = Event(f"e{number}", at, "U0MAYA", Action.TAKE, Door.BUTTON)
        lead = Lead(f"l{number}", company=Company(company), fit=Score(fit), occurred_at=at)
        pasts.append(Past(lead, (said,), wishes=((said.id, text),)))
    assert await store(units, Source(team, "crm", imported=True), pasts, MONDAY) == 4
    facts = await Digests(units, team).facts(Week(2026, 34), MONDAY)
    assert facts.asked_for == (AskedFor("SSO", companies=3, scored=3, in_target=2),)
    early = await Digests(units, team).facts(Week(2026, 33), MONDAY)
    assert early.asked_for == ()
