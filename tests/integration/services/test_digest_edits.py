"""Weeks that are skipped, the monthly digest, and what late data does to a posted one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.digest import MONTHLY_JOB
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.settings import Settings, changed
from bot.services.digest import Digests, reschedule, run_due
from bot.services.digest_edits import edit_due
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units
from tests.integration.history import Lived, keep, lived, some_campaigns

MONDAY = datetime(2026, 8, 24, 7, 0, tzinfo=UTC)  # nine o'clock in Berlin
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
READY = changed(
    Settings(),
    {
        "sales_channel": "C0SALES",
        "marketing_channel": "C0MARKETING",
        "timezone": "Europe/Berlin",
    },
)


async def _set(units: Units, team: str, now: datetime, **more: str) -> None:
    async with units(team) as uow:
        settings = changed(READY, more)
        await uow.settings.save(settings, [])
        await reschedule(uow, settings, now)
        await uow.commit()


async def _messages(database: Database, team: str, kind: str) -> list[tuple[str, str | None]]:
    messages = table_of(Message)
    mine = (messages.c.team_id == team, messages.c.kind == kind)
    async with database.transaction(database.read) as connection:
        rows = await connection.execute(select(messages).where(*mine))
        return sorted((row.subject.get("of", row.to), row.parent) for row in rows)


@pytest.mark.parametrize(
    "setting",
    [{"skip_weeks": "2026-W34"}, {"holidays": "2026-08-17..2026-08-20"}],
)
async def test_a_week_that_is_skipped_has_no_digest(
    units: Units, team: str, setting: dict[str, str]
) -> None:
    await _set(units, team, MONDAY - DAY, **setting)
    assert await run_due(units, team, MONDAY) is None
    assert await run_due(units, team, MONDAY + DAY) is None, "it is not owed either"
    assert await run_due(units, team, MONDAY + WEEK) == "2026-W35"


async def test_three_holidays_are_a_week_like_others(units: Units, team: str) -> None:
    await _set(units, team, MONDAY - DAY, holidays="2026-08-17..2026-08-19")
    assert await run_due(units, team, MONDAY) == "2026-W34"


async def test_skipping_names_the_next_week_and_can_be_taken_back(units: Units, team: str) -> None:
    await _set(units, team, MONDAY - DAY)
    digests = Digests(units, team)
    assert str(await digests.skip("", MONDAY - DAY, by="U0LENA")) == "2026-W34"
    await digests.skip("2026-W40", MONDAY - DAY, by="U0LENA")
    async with units.reading(team) as uow:
        assert (await uow.settings.get()).skip_weeks == ("2026-W34", "2026-W40")
        assert [change.who for change in await uow.settings.history(5)] == ["U0LENA"] * 2
    await digests.skip("2026-W34", MONDAY - DAY, by="U0LENA", skipped=False)
    assert await run_due(units, team, MONDAY) == "2026-W34"


async def test_a_month_is_told_on_its_first_working_day(
    database: Database, units: Units, team: str
) -> None:
    await _set(units, team, MONDAY, monthly_channel="C0BOARD", holidays="2026-09-01")
    second = datetime(2026, 9, 2, 7, 0, tzinfo=UTC)
    assert await run_due(units, team, second - timedelta(minutes=1), MONTHLY_JOB) is None
    assert await run_due(units, team, second, MONTHLY_JOB) == "2026-08"
    assert await run_due(units, team, second + DAY, MONTHLY_JOB) is None
    assert await _messages(database, team, "digest_month") == [("C0BOARD", None)]
    facts = await Digests(units, team).stored("2026-08")
    assert facts is not None
    assert (facts.starts_on.day, facts.ends_on.day, facts.late) == (1, 31, False)
    assert await Digests(units, team).last() is None, "it is no weekly one"
    assert await run_due(units, team, second + 95 * DAY, MONTHLY_JOB) == "2026-11"


async def test_without_its_channel_there_is_no_monthly_digest(units: Units, team: str) -> None:
    await _set(units, team, MONDAY)
    assert await run_due(units, team, MONDAY + 20 * DAY, MONTHLY_JOB) is None


def _taken(number: int, campaign: str, at: datetime) -> Lived:
    arrived = MONDAY - timedelta(days=4, minutes=number)
    return lived(
        number, campaign, arrived, Event(f"t{number}", at, "U0MAYA", Action.TAKE, Door.API)
    )


async def _posted(database: Database, units: Units, team: str) -> str:
    [dock] = await some_campaigns(units, team, ["Dock"], MONDAY)
    leads = [_taken(number, dock, MONDAY - 3 * DAY) for number in range(10)]
    await keep(database, units, team, leads)
    await _set(units, team, MONDAY - DAY)
    await run_due(units, team, MONDAY)
    return dock


async def test_late_data_edits_the_digest_once_a_day(
    database: Database, units: Units, team: str
) -> None:
    dock = await _posted(database, units, team)
    late = [_taken(number, dock, MONDAY - 2 * DAY) for number in range(20, 24)]
    await keep(database, units, team, late)
    assert await edit_due(units, team, MONDAY + timedelta(hours=5)) == [], "not on the same day"
    assert await edit_due(units, team, MONDAY + DAY) == ["2026-W34"]
    edits = await _messages(database, team, "digest_edit")
    assert [kind for kind, _ in edits] == ["digest", "digest_thread", "headline"]
    assert all(parent for _, parent in edits)
    facts = await Digests(units, team).last()
    assert facts is not None
    assert (facts.edited, facts.week.taken) == ("taken 10 → 14", 14)
    assert await edit_due(units, team, MONDAY + 2 * DAY) == [], "nothing is new"


async def test_what_happened_after_it_was_posted_is_no_late_data(
    database: Database, units: Units, team: str
) -> None:
    dock = await _posted(database, units, team)
    since = [_taken(number, dock, MONDAY + timedelta(hours=2)) for number in range(20, 30)]
    await keep(database, units, team, since)
    assert await edit_due(units, team, MONDAY + DAY) == []


async def test_after_two_weeks_a_digest_stands(database: Database, units: Units, team: str) -> None:
    dock = await _posted(database, units, team)
    late = [_taken(number, dock, MONDAY - 2 * DAY) for number in range(20, 24)]
    await keep(database, units, team, late)
    assert await edit_due(units, team, MONDAY + 2 * WEEK) == []
