"""Slack answers nobody for hours: nothing is given up, and nothing comes twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.blocks.message import Message
from bot.delivery import failures
from bot.delivery.cards import DrawnCard
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet
from bot.delivery.slack import SlackSender
from bot.delivery.timing import Timing
from bot.delivery.worker import Delivery
from bot.domain.leads import Lead, Person, Source
from bot.domain.settings import Settings
from bot.ports import DeliveryMeter, Intent, MessageKind
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Card, Lane
from storage.uow import Units
from tests.scenario.waiting import until

lanes, cards = table_of(Lane), table_of(Card)
NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
LEADS = "C0LEADS"
ATTEMPTS = 5
STEP = timedelta(minutes=6)
"""Longer than any pause between two attempts."""


def _unavailable() -> Exception:
    answer = SimpleNamespace(status_code=503, data={}, headers={})
    return SlackApiError("unavailable", answer)  # type: ignore[no-untyped-call]  # the SDK's gap


class Slack:
    """A client's calls. While `down` is set each fails with it; `shown` are the marks of what was
    posted, `called` what was tried. With `gets_through` the first card gets there all the same,
    though its answer is lost."""

    def __init__(self, down: Exception) -> None:
        self.down: Exception | None = down
        self.shown: list[dict[str, Any]] = []
        self.called: list[str] = []
        self.gets_through = False

    async def chat_postMessage(self, metadata: dict[str, Any], channel: str, **_: Any) -> Any:
        if self.down is not None and self.gets_through:
            self.shown.append(metadata)
            self.gets_through = False
        await self._answer("card")
        self.shown.append(metadata)
        return SimpleNamespace(data={"channel": channel, "ts": f"1.{len(self.shown)}"})

    async def conversations_history(self, **_: Any) -> Any:
        await self._answer("card")
        found = [{"ts": f"1.{n}", "metadata": one} for n, one in enumerate(self.shown, 1)]
        return SimpleNamespace(data={"messages": found})

    async def conversations_open(self, **_: Any) -> Any:
        await self._answer("brief")
        return SimpleNamespace(data={"channel": {"id": "D0MAYA"}})

    async def chat_update(self, **_: Any) -> Any:
        await self._answer("card")
        return SimpleNamespace(data={})

    async def auth_test(self) -> Any:
        await self._answer("any")
        return SimpleNamespace(headers={})

    async def _answer(self, what: str) -> None:
        self.called.append(what)
        if self.down is not None:
            raise self.down


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@asynccontextmanager
async def delivering(
    database: Database, units: Units, team: str, slack: Slack, renderer: Any
) -> AsyncIterator[tuple[Delivery, Clock]]:
    clock, client = Clock(), cast(AsyncWebClient, slack)
    watch = DeliveryService(units, team), Mock(spec=DeliveryMeter)
    outlet, timing = Outlet(SlackSender(client), renderer), Timing(pace=timedelta(0))
    worker = Delivery(DeliveryQueue(database, team), outlet, (clock, clock), watch, timing)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(30):
        yield worker, clock
        worker.stop()
        await running
        await worker.finish()


def drawing() -> Any:
    renderer = AsyncMock(spec=Renderer)
    renderer.is_shared.return_value = False
    renderer.card.return_value = DrawnCard(Message("Dana", []), 1)
    renderer.message.return_value = Message("Brief", [])
    return renderer


@pytest.mark.parametrize(
    ("down", "gets_through"),
    [(aiohttp.ClientConnectionError("no route to host"), True), (_unavailable(), False)],
    ids=["no way there", "503"],
)
async def test_an_outage_of_any_length_is_outlived_without_anybody(
    database: Database,
    units: Units,
    team: str,
    monkeypatch: pytest.MonkeyPatch,
    down: Exception,
    gets_through: bool,
) -> None:
    monkeypatch.setattr(failures, "GIVE_UP_AFTER", ATTEMPTS)
    slack, service = Slack(down), DeliveryService(units, team)
    slack.gets_through = gets_through
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=LEADS), [])
        await uow.messages.add([Intent(MessageKind.BRIEF, "U0MAYA", {"lead": "dana"})], NOW)
        await uow.commit()
    for number, name in enumerate(("Dana", "Kim"), 1):
        lead, came = Lead(name, Person(name)), NOW - timedelta(hours=3 - number)
        await IntakeService(units).accept(Source(team, "crm"), [lead], came)
    async with delivering(database, units, team, slack, drawing()) as (worker, clock):

        async def is_idle() -> bool:
            held = select(lanes).where(lanes.c.team_id == team, lanes.c.leased_by.is_not(None))
            async with database.transaction(database.read) as connection:
                return not (await connection.execute(held)).all()

        async def both_were_tried() -> bool:
            assert (await service.backlog()).dead == 0
            return {"card", "brief"} <= {*slack.called} and await is_idle()

        async def step() -> None:
            """Until both were tried again, and what became of it is written."""
            slack.called, clock.at = [], clock.at + STEP
            worker.wake()
            await until(both_were_tried)

        for _ in range(2 * ATTEMPTS):
            await step()
        async with database.transaction(database.read) as connection:
            tried = select(cards).where(cards.c.team_id == team, cards.c.attempted_at.is_not(None))
            assert len((await connection.execute(tried)).all()) == 1, "the others stay certain"
        slack.down = None

        async def all_shown() -> bool:
            if await is_idle():  # or the clock would outrun a lease
                clock.at += STEP
                worker.wake()
            backlog = await service.backlog()
            return (backlog.cards, backlog.messages, backlog.dead) == (0, 0, 0)

        await until(all_shown)
    shown = [one["event_payload"]["id"] for one in slack.shown]
    assert len(shown) == len({*shown}) == 3
