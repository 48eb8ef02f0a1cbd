"""Not now and disagree: recorded with who and when, told to who is contradicted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.changes import AnswerKind, ChangeState, Measure
from bot.domain.digest import Finding
from bot.domain.settings import changed
from bot.domain.stats import Reading, Share
from bot.errors import InvalidInput
from bot.services.answers import Answers, Given
from bot.services.changes import Changes, Promise, escalate_due
from bot.services.digest import Digests
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units
from tests.integration.history import keep, lived, rejected, some_campaigns
from tests.unit.bot.facts import tidewell

MONDAY = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def _sent(database: Database, units: Units, team: str) -> str:
    """A digest that found LogiExpo behind in both rates, after Maya's and Jonas's rejections."""
    [expo] = await some_campaigns(units, team, ["LogiExpo"], MONDAY)
    at = [MONDAY - timedelta(days=3, hours=number) for number in range(20)]
    leads = [
        lived(n, expo, at[n], rejected(("U0MAYA", "U0JONAS")[n % 2], at[n])) for n in range(20)
    ]
    await keep(database, units, team, leads)
    found = tuple(
        Finding(expo, "LogiExpo", measure, Reading.BELOW, share, Share(90, 100))
        for measure, share in ((Measure.TAKEN, Share(29, 88)), (Measure.LANDED, Share(9, 24)))
    )
    async with units(team) as uow:
        await uow.digests.claim("2026-W34", MONDAY)
        await uow.digests.store(tidewell(findings=found, headline="LogiExpo"))
        await uow.commit()
    return expo


async def _told(database: Database, team: str) -> list[tuple[str, str]]:
    messages = table_of(Message)
    statement = select(messages.c.kind, messages.c.to).where(messages.c.team_id == team)
    async with database.transaction(database.read) as connection:
        return sorted((row.kind, row.to) for row in await connection.execute(statement))


async def test_not_now_rests_each_finding_of_the_campaign_and_tells_nobody(
    database: Database, units: Units, team: str
) -> None:
    expo = await _sent(database, units, team)
    given = Given(AnswerKind.NOT_NOW, expo, "2026-W34", "U0LENA")
    for _ in range(2):  # the same press, delivered twice
        await Answers(units, team).give(given, MONDAY, "press-1")
    async with units.reading(team) as uow:
        answers = await uow.answers.since(MONDAY - DAY)
        assert await uow.answers.since(MONDAY) == []
    assert {(a.measure, a.share, a.by, a.at) for a in answers} == {
        (Measure.TAKEN, Share(29, 88), "U0LENA", MONDAY),
        (Measure.LANDED, Share(9, 24), "U0LENA", MONDAY),
    }
    assert await _told(database, team) == []
    facts = await Digests(units, team).preview(MONDAY + WEEK)
    assert facts.resting == (expo,)


async def test_disagree_is_told_to_the_reps_and_listed(
    database: Database, units: Units, team: str
) -> None:
    expo = await _sent(database, units, team)
    given = Given(AnswerKind.DISAGREE, expo, "2026-W34", "U0MAYA", " Half were students ")
    await Answers(units, team).give(given, MONDAY)
    assert await _told(database, team) == [("disagreed", "U0JONAS")]  # not to who says it
    listed = (await Changes(units, team).listing(MONDAY + DAY)).answers
    assert {answer.why for answer in listed} == {"Half were students"}
    assert listed[0].cites == ("U0JONAS", "U0MAYA")
    for why in ("", "x" * 301):
        with pytest.raises(InvalidInput) as error:
            await Answers(units, team).give(replace(given, why=why), MONDAY)
        assert "why" in error.value.fields


async def test_an_executive_hears_once_of_a_promise_two_weeks_overdue(
    database: Database, units: Units, team: str
) -> None:
    expo = await _sent(database, units, team)
    promise = Promise(expo, "2026-W34", "Ask for badges", MONDAY.date(), "U0LENA")
    change = await Changes(units, team).promise(promise, MONDAY)
    before = await _told(database, team)
    assert await escalate_due(units, team, MONDAY + 20 * DAY) == 0, "nobody is named"
    async with units(team) as uow:
        await uow.settings.save(changed(await uow.settings.get(), {"executive": "U0BOSS"}), [])
        await uow.commit()
    assert await escalate_due(units, team, MONDAY + 13 * DAY) == 0
    assert await escalate_due(units, team, MONDAY + 14 * DAY) == 1
    assert await escalate_due(units, team, MONDAY + 15 * DAY) == 0
    assert sorted({*await _told(database, team)} - {*before}) == [("change_overdue", "U0BOSS")]
    kept = await Changes(units, team).get(change.id)
    assert kept is not None
    assert (kept.escalated_to, kept.state) == ("U0BOSS", ChangeState.OPEN)


async def test_a_promise_that_was_kept_is_nobodys_business(
    database: Database, units: Units, team: str
) -> None:
    expo = await _sent(database, units, team)
    changes = Changes(units, team)
    change = await changes.promise(
        Promise(expo, "2026-W34", "Ask", MONDAY.date(), "U0LENA"), MONDAY
    )
    async with units(team) as uow:
        await uow.settings.save(changed(await uow.settings.get(), {"executive": "U0BOSS"}), [])
        await uow.commit()
    await changes.keep(change.id, MONDAY + 20 * DAY)
    assert await escalate_due(units, team, MONDAY + 30 * DAY) == 0
