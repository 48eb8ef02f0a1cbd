"""In which channel a card is posted once more: after somebody deleted it, or its lead came back by
itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.routing import Kind, Route
from bot.domain.settings import Settings
from bot.ports import CardWork, Lane, Member, Place
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from bot.services.nurture import bring_back
from bot.services.record import Say, say_in
from bot.services.routes import Routes
from bot.services.settings import SettingsService
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
SAM, MAYA = "U0SAM", "U0MAYA"
LEADS, OTHER, NORTH = "C0LEADS", "C0OTHER", "C0NORTH"
ALL = Route("All", Kind.CHANNEL, post_in=NORTH)


async def set_up(units: Units, team: str, *routes: Route) -> str:
    """The lead that comes then."""
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=LEADS), [])
        await uow.members.put([Member(SAM, "Sam", is_admin=True), Member(MAYA, "Maya")], NOW)
        await uow.commit()
    await Routes(units, team).apply(list(routes), SAM, NOW)
    lead = Lead("hs-1", Person("Dana Ruiz"), Company(country="DE"))
    [result] = await IntakeService(units).accept(Source(team, "crm"), [lead], NOW)
    return result.id or ""


async def posted(database: Database, team: str, channel: str, ts: str) -> CardWork:
    lane = Lane(team, channel)
    queue = DeliveryQueue(database, team)
    work = await queue.next(lane, NOW)
    assert isinstance(work, CardWork)
    await queue.sent(lane, work, Place(channel, ts, NOW, work.revision))
    return work


async def say(units: Units, team: str, said: Say) -> None:
    async with units(team) as uow:
        await say_in(uow, said, NOW)
        await uow.commit()


async def to_other(units: Units, team: str, routed: bool) -> None:
    """What is posted from now on, by the rule or without one."""
    if routed:
        await Routes(units, team).apply([replace(ALL, post_in=OTHER)], SAM, NOW)
    else:
        await SettingsService(units, team).change({"sales_channel": OTHER}, SAM, NOW)


async def test_not_where_the_lead_was_refused(database: Database, units: Units, team: str) -> None:
    north = Route("North", Kind.CHANNEL, post_in=NORTH, country=("DE",))
    dana = await set_up(units, team, north)
    await posted(database, team, NORTH, "1.1")
    await say(units, team, Say(dana, MAYA, Action.REJECT, Door.BUTTON, codes=("misrouted",)))
    await posted(database, team, LEADS, "2.2")
    service = DeliveryService(units, team)
    await service.gone(dana, "2.2", "message_not_found", NOW)
    assert await service.repost(dana) == LEADS


@pytest.mark.parametrize("routed", [False, True], ids=["no rule", "its rule"])
async def test_where_its_rule_posts_now(
    database: Database, units: Units, team: str, routed: bool
) -> None:
    dana = await set_up(units, team, *([ALL] if routed else []))
    await posted(database, team, NORTH if routed else LEADS, "1.1")
    service = DeliveryService(units, team)
    await service.gone(dana, "1.1", "message_not_found", NOW)
    await to_other(units, team, routed)
    assert await service.repost(dana) == OTHER
    assert (await posted(database, team, OTHER, "2.1")).lead_id == dana


@pytest.mark.parametrize("routed", [False, True], ids=["no rule", "its rule"])
async def test_a_lead_that_comes_back_is_shown_where_its_rule_posts_now(
    database: Database, units: Units, team: str, routed: bool
) -> None:
    dana = await set_up(units, team, *([ALL] if routed else []))
    await posted(database, team, NORTH if routed else LEADS, "1.1")
    rests = {"returns_on": date(2026, 9, 1).isoformat()}
    await say(units, team, Say(dana, MAYA, Action.NURTURE, Door.BUTTON, detail=rests))
    await to_other(units, team, routed)
    assert await bring_back(units, team, NOW + timedelta(days=30)) == 1
    assert (await posted(database, team, OTHER, "2.1")).lead_id == dana
