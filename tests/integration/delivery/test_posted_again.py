"""In which channel something is posted once more: after somebody deleted it, its lead came back by
itself, or it was given up."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.deliveries import MAYBE_POSTED
from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.routing import Kind, Route
from bot.domain.settings import Settings
from bot.errors import NotPossible
from bot.ports import CardWork, Intent, Lane, Member, MessageKind, MessageWork, Place, Turn
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from bot.services.nurture import bring_back
from bot.services.record import Say, say_in
from bot.services.routes import Routes
from bot.services.settings import SettingsService
from storage.cards import CardRepository
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


async def test_a_deleted_card_that_is_retried_comes_where_leads_are_posted_now(
    database: Database, units: Units, team: str
) -> None:
    dana = await set_up(units, team)
    await posted(database, team, LEADS, "1.1")
    service = DeliveryService(units, team)
    await service.gone(dana, "1.1", "message_not_found", NOW)
    async with units(team) as uow:
        await uow.dead_letters.list_deleted(dana, NOW)
        await uow.commit()
    await SettingsService(units, team).change({"sales_channel": OTHER}, SAM, NOW)
    assert await service.retry(None) == 1
    assert (await posted(database, team, OTHER, "2.1")).lead_id == dana


async def test_a_deleted_card_stays_listed_while_there_is_no_channel_for_leads(
    database: Database, units: Units, team: str
) -> None:
    dana = await set_up(units, team)
    await posted(database, team, LEADS, "1.1")
    service, settings = DeliveryService(units, team), SettingsService(units, team)
    await service.gone(dana, "1.1", "message_not_found", NOW)
    async with units(team) as uow:
        await uow.dead_letters.list_deleted(dana, NOW)
        await uow.commit()
    await settings.change({"sales_channel": ""}, SAM, NOW)
    [listed] = (await service.state()).dead
    assert await service.retry(None) == 0
    with pytest.raises(NotPossible, match="No channel for leads"):
        await service.retry(listed.id)
    assert (await service.state()).dead == (listed,)

    await settings.change({"sales_channel": OTHER}, SAM, NOW)
    assert await service.retry(listed.id) == 1
    assert (await posted(database, team, OTHER, "2.1")).lead_id == dana


@pytest.mark.parametrize("error", ["not_posted", MAYBE_POSTED])
async def test_a_lead_that_was_given_up_comes_in_the_channel_chosen_after_it(
    database: Database, units: Units, team: str, error: str
) -> None:
    dana = await set_up(units, team)
    queue, lane = DeliveryQueue(database, team), Lane(team, LEADS)
    assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.sending(Turn(lane, "worker"), work, NOW, NOW)
    given_up = replace(work, uncertain=error == MAYBE_POSTED)
    await queue.finish(Turn(lane, "worker"), given_up, "dead", error, NOW)
    await SettingsService(units, team).change({"sales_channel": OTHER}, SAM, NOW)
    assert (await posted(database, team, OTHER, "2.1")).lead_id == dana
    left = await queue.next(lane, NOW)
    if error == MAYBE_POSTED:
        assert isinstance(left, MessageWork)
        assert (left.intent.kind, left.uncertain) == (MessageKind.CARD_LEFT, True)
        assert left.id == work.mark["message"], "it is looked for, and made a line"
    else:
        assert left is None


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        (MessageKind.DIGEST, "marketing_channel"),
        (MessageKind.DIGEST_MONTH, "monthly_channel"),
        (MessageKind.HEADLINE, "sales_channel"),
    ],
)
@pytest.mark.parametrize("error", ["", "not_posted", MAYBE_POSTED])
async def test_a_message_goes_to_the_channel_chosen_before_it_was_posted(
    database: Database, units: Units, team: str, kind: MessageKind, setting: str, error: str
) -> None:
    """Whatever may stand in the one before stays there with its thread, to be looked for."""
    queue, lane = DeliveryQueue(database, team), Lane(team, LEADS)
    await SettingsService(units, team).change({setting: LEADS}, SAM, NOW)
    async with units(team) as uow:
        [head] = await uow.messages.add([Intent(kind, LEADS, {})], NOW)
        await uow.messages.add([Intent(kind, LEADS, {}, parent=head)], NOW)
        await uow.commit()
    if error:
        assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
        work = await queue.next(lane, NOW)
        assert work is not None
        await queue.finish(Turn(lane, "worker"), work, "dead", error, NOW)
    await SettingsService(units, team).change({setting: OTHER}, SAM, NOW)
    if error:
        assert await DeliveryService(units, team).retry(None) == 1
    here, channel = (lane, LEADS) if error == MAYBE_POSTED else (Lane(team, OTHER), OTHER)
    for ts, thread in (("1.1", None), ("1.2", "1.1")):
        work = await queue.next(here, NOW)
        assert isinstance(work, MessageWork)
        assert (work.channel, work.parent_ts) == (channel, thread)
        await queue.sent(here, work, Place(channel, ts, NOW))


@pytest.mark.parametrize("routed", [False, True], ids=["no rule", "its rule"])
async def test_a_lead_that_comes_while_another_channel_is_chosen_goes_there(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch, routed: bool
) -> None:
    if database.is_sqlite:
        pytest.skip("one writes after the other")
    await set_up(units, team, *([ALL] if routed else []))
    want, came, go_on = CardRepository.want, asyncio.Event(), asyncio.Event()

    async def slowly(self: CardRepository, *given: Any, **more: Any) -> None:
        came.set()
        await go_on.wait()
        await want(self, *given, **more)

    monkeypatch.setattr(CardRepository, "want", slowly)
    lead = Lead("hs-2", Person("Kim"))
    coming = asyncio.create_task(IntakeService(units).accept(Source(team, "crm"), [lead], NOW))
    await came.wait()
    choosing = asyncio.create_task(to_other(units, team, routed))
    _, waits = await asyncio.wait((choosing,), timeout=0.5)
    go_on.set()
    await asyncio.gather(coming, choosing)
    assert waits == {choosing}, "until the lead is there"
    for ts in ("2.1", "2.2"):
        await posted(database, team, OTHER, ts)
