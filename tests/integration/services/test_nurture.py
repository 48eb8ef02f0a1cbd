"""When leads that rest come back."""

from datetime import UTC, datetime

from bot.domain.lifecycle import Action, Door, Event, State
from bot.domain.settings import Settings
from bot.services.nurture import bring_back
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import keep, lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


async def test_a_lead_comes_back_on_a_working_morning(
    database: Database, units: Units, team: str
) -> None:
    [campaign] = await some_campaigns(units, team, ["LogiExpo"], NOW)
    until = {"returns_on": "2026-08-29"}  # a Saturday
    rests = Event("e1", NOW, "U0MAYA", Action.NURTURE, Door.BUTTON, detail=until)
    item = lived(0, campaign, NOW, rests)
    await keep(database, units, team, [item])
    async with units(team) as uow:
        await uow.settings.save(Settings(holidays=("2026-08-31",)), [])
        await uow.commit()
    for day, hour in ((28, 20), (29, 10), (30, 12), (31, 10)):
        assert await bring_back(units, team, datetime(2026, 8, day, hour, tzinfo=UTC)) == 0
    tuesday = datetime(2026, 9, 1, 9, tzinfo=UTC)
    assert await bring_back(units, team, tuesday.replace(hour=8)) == 0
    assert await bring_back(units, team, tuesday) == 1
    async with units.reading(team) as uow:
        card = await uow.leads.card(item.new.id)
    assert card is not None
    assert card.standing.state is State.NEW
