"""What Slack delivers twice, where nothing but its receipt tells that it came before."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.settings import Settings
from bot.ports import Lane, Place
from bot.services.intake import IntakeService
from bot.services.reactions import Reacted, Reactions
from bot.services.record import Say, say_in, undo_in
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, LEADS = "U0MAYA", "C0LEADS"
messages = table_of(Message)


@pytest.fixture
async def pair(units: Units, team: str) -> list[str]:
    """Two leads of one company, on one card."""
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=LEADS), [])
        await uow.commit()
    company = Company("Kestrel Foods", "kestrel.example")
    leads = [Lead(f"hs-{name}", Person(name), company) for name in ("Dana", "Kim")]
    results = await IntakeService(units).accept(Source(team, "crm"), leads, NOW)
    return [result.id or "" for result in results]


async def test_a_press_that_comes_again_after_it_was_taken_back_changes_nothing(
    units: Units, team: str, pair: list[str]
) -> None:
    async def say(action: Action, receipt: str) -> None:
        said = Say(pair[0], MAYA, action, Door.BUTTON, receipt)
        async with units(team) as uow:
            await (undo_in if action is Action.UNDO else say_in)(uow, said, NOW)
            await uow.commit()

    for action, receipt in (
        (Action.TAKE, "press 1"),
        (Action.LANDED, "press 2"),
        (Action.UNDO, "press 3"),
        (Action.LANDED, "press 2"),
        (Action.UNDO, "press 3"),
    ):
        await say(action, receipt)
    async with units.reading(team) as uow:
        events = [event.action for event in await uow.feedback.of(pair[0])]
    assert events == [Action.TAKE, Action.LANDED, Action.UNDO]


async def test_an_emoji_that_may_mean_several_leads_is_asked_about_once(
    database: Database, units: Units, team: str, pair: list[str]
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, LEADS)
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(LEADS, "1.1", NOW, 1))
    async with units.reading(team) as uow:
        assert sorted(await uow.cards.leads_at(LEADS, "1.1")) == sorted(pair)
    reacted = Reacted(LEADS, "1.1", MAYA, "white_check_mark", True, "2.0", "Ev1")
    for _ in range(2):
        assert await Reactions(units, team).take(reacted, NOW)
    asked = select(func.count()).where(messages.c.team_id == team, messages.c.kind == "whisper")
    async with database.transaction(database.read) as connection:
        assert (await connection.execute(asked)).scalar_one() == 1
