"""Two workers on one database: they share the work, the pace, and what Slack asks to wait for."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Table, select

from bot.clock import SystemClock
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet
from bot.delivery.slack import SlackSender
from bot.delivery.timing import Timing
from bot.delivery.worker import Delivery
from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.settings import Settings
from bot.metrics import Metrics
from bot.ports import Clock, Intent, MessageKind
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from bot.services.routing import post_anew_in
from bot.slack.directory import SlackDirectory
from sandbox.clock import SandboxClock
from sandbox.journal import JournalEntry
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Card, Message
from storage.tables import Lane as LaneRow
from storage.uow import Units
from tests.scenario.waiting import until

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
MONDAY = datetime(2026, 8, 24, 9, tzinfo=UTC)
PACE = timedelta(seconds=0.4)
CALL_SECONDS = 2
cards, messages, lanes = table_of(Card), table_of(Message), table_of(LaneRow)


@dataclass
class Pair:
    sandbox: Sandbox
    database: Database
    units: Units

    @property
    def team(self) -> str:
        return self.sandbox.workspace.team_id

    def posts(self) -> list[JournalEntry]:
        return self.sandbox.journal.named("chat.postMessage")

    async def want(self, channel: str, count: int, company: str | None = None) -> list[str]:
        """So many leads that are to be shown in a channel; those of one company on one card."""
        place = self.sandbox.workspace.channel(channel).id
        async with self.units(self.team) as uow:
            await uow.settings.save(Settings(sales_channel=place), [])
            await uow.commit()
        leads = [
            Lead(f"{channel}-{number}", Person(name=f"{channel} {number}"), Company(name=company))
            for number in range(count)
        ]
        now = self.sandbox.clock.now()
        results = await IntakeService(self.units).accept(Source(self.team, "crm"), leads, now)
        return [result.id or "" for result in results]

    async def until_posted(self, count: int) -> None:
        def done() -> bool:
            return len([entry for entry in self.posts() if entry.ok]) >= count

        await self.sandbox.workspace.until(done, 20)

    async def until_shown(self) -> list[str]:
        """Where each card's message stands, once nothing waits any more; cards that share another's
        message have none."""
        mine = select(cards).where(cards.c.team_id == self.team, cards.c.roll_up.is_(None))
        while True:
            async with self.database.transaction(self.database.read) as connection:
                rows = (await connection.execute(mine)).all()
            if all(row.shown_revision == row.revision for row in rows):
                return [row.ts for row in rows]
            await asyncio.sleep(0.02)

    async def until_status(self, *statuses: str, of: Table = cards, count: int = 1) -> None:
        mine = select(of).where(of.c.team_id == self.team, of.c.status.in_(statuses))
        while True:
            async with self.database.transaction(self.database.read) as connection:
                if len((await connection.execute(mine)).all()) == count:
                    return
            await asyncio.sleep(0.02)


class Stepped:
    """Real time that a test sets."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at


@asynccontextmanager
async def pair(
    database: Database, call_seconds: float = 30, real: Clock | None = None
) -> AsyncIterator[Pair]:
    # A workspace of the test's own: they share a database.
    team = f"T{uuid.uuid4().hex[:10].upper()}"
    workspace = Workspace("Tidewell", SandboxClock(MONDAY), team)
    workspace.add_user("maya", "Maya Lind")
    app = workspace.install(yaml.safe_load(MANIFEST.read_text()))
    for name in ("leads", "north"):
        workspace.add_channel(name, members=["maya", app.bot_user_id])
    units = Units(database)
    async with AsyncExitStack() as closing:
        sandbox = await closing.enter_async_context(Sandbox(workspace))
        session = await closing.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(call_seconds))
        )
        client = AsyncWebClient(
            token=app.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[]
        )
        for _ in range(2):
            worker = _worker(database, units, client, (real or SystemClock(), sandbox))
            task = asyncio.create_task(worker.run())
            closing.push_async_callback(worker.finish)
            closing.push_async_callback(asyncio.wait, [task])
            closing.callback(worker.stop)
        yield Pair(sandbox, database, units)


def _worker(
    database: Database, units: Units, client: AsyncWebClient, times: tuple[Clock, Sandbox]
) -> Delivery:
    real, sandbox = times
    team, clock = sandbox.workspace.team_id, sandbox.clock
    renderer = Renderer(units, team, clock, SlackDirectory(client, units, team, clock))
    return Delivery(
        DeliveryQueue(database, team),
        Outlet(SlackSender(client), renderer),
        (real, clock),
        (DeliveryService(units, team), Metrics()),
        Timing(pace=PACE, look_again=(PACE, PACE)),
    )


async def test_together_they_keep_the_pace_of_a_channel(database: Database) -> None:
    async with pair(database) as both:
        await both.want("leads", 4)
        await both.until_posted(4)
        times = [entry.time for entry in both.posts()]
        gaps = [after - before for before, after in pairwise(times)]
        assert len(times) == 4
        assert min(gaps) >= PACE * 0.9


async def test_what_waits_beside_many_cards_has_its_turn_among_them(database: Database) -> None:
    async with pair(database) as both, asyncio.timeout(20):
        await both.want("leads", 6)
        async with both.units(both.team) as uow:
            channel = both.sandbox.workspace.channel("leads").id
            await uow.messages.add([Intent(MessageKind.GIVEN_UP, channel, {})], MONDAY)
            await uow.commit()
        await both.until_status("obsolete", of=messages)  # there is nothing to tell
        assert len(both.posts()) <= 4


async def test_a_rate_limit_in_one_channel_rests_the_posts_of_all(database: Database) -> None:
    async with pair(database) as both:
        both.sandbox.faults.fail("chat.postMessage", retry_after=2)
        await both.want("leads", 1)
        await both.sandbox.workspace.until(lambda: len(both.posts()) == 1)
        await both.want("north", 1)
        await both.until_posted(2)
        [limited, *later] = [entry.time for entry in both.posts()]
        assert len(later) == 2
        assert min(later) - limited >= timedelta(seconds=1.8)


@pytest.mark.parametrize(
    "how",
    [{"lose_answer": True}, {"status": 500}, {"delay": CALL_SECONDS + 0.5}, {"delay": 0.5}],
    ids=["answer lost", "500", "time-out", "late"],
)
async def test_a_post_of_which_slack_tells_nothing_or_late_is_made_once(
    database: Database, how: dict[str, Any]
) -> None:
    async with pair(database, CALL_SECONDS) as both, asyncio.timeout(30):
        both.sandbox.faults.fail("chat.postMessage", **how)
        [lead] = await both.want("leads", 1)
        [ts] = await both.until_shown()
        channel = both.sandbox.workspace.channel("leads").id
        assert list(both.sandbox.workspace.messages[channel]) == [ts]
        async with both.units.reading(both.team) as uow:
            assert await uow.cards.leads_at(channel, ts) == [lead]


async def test_a_lead_that_left_a_shared_card_is_not_taken_for_it(database: Database) -> None:
    """Whether it was posted by itself is not known, and the message it left came just before."""
    async with pair(database) as both, asyncio.timeout(20):
        [head, other] = await both.want("leads", 2, "Kestrel Foods")
        [shared] = await both.until_shown()
        both.sandbox.faults.fail("chat.postMessage", status=500)
        channel = both.sandbox.workspace.channel("leads").id
        async with both.units(both.team) as uow:
            await uow.cards.repost(head, channel)
            await uow.commit()
        assert shared in await both.until_shown()
        async with both.units.reading(both.team) as uow:
            assert await uow.cards.leads_at(channel, shared) == [other]
            [_, own] = both.sandbox.workspace.messages[channel]
            assert await uow.cards.leads_at(channel, own) == [head]


async def test_a_lead_that_comes_back_while_its_post_is_uncertain_is_looked_for(
    database: Database,
) -> None:
    async with pair(database) as both, asyncio.timeout(20):
        both.sandbox.faults.fail("chat.postMessage", lose_answer=True)
        [lead] = await both.want("leads", 1)
        await both.sandbox.workspace.until(lambda: len(both.posts()) == 1)
        channel = both.sandbox.workspace.channel("leads").id
        async with both.units(both.team) as uow:
            await uow.cards.repost(lead, channel)
            await uow.commit()
        [ts] = await both.until_shown()
        assert list(both.sandbox.workspace.messages[channel]) == [ts]


@pytest.mark.parametrize("how", [{"lose_answer": True}, {"delay": 0.5}], ids=["lost", "under way"])
async def test_a_lead_that_moves_while_it_is_posted_leaves_a_line_without_buttons(
    database: Database, how: dict[str, Any]
) -> None:
    async with pair(database) as both, asyncio.timeout(20):
        both.sandbox.faults.fail("chat.postMessage", **how)
        [lead] = await both.want("leads", 1)
        await both.until_status("sending", "unknown")
        old, new = (both.sandbox.workspace.channel(name).id for name in ("leads", "north"))
        async with both.units(both.team) as uow:
            await post_anew_in(uow, lead, new, None, both.sandbox.clock.now())
            await uow.commit()
        [ts] = await both.until_shown()
        posted = both.sandbox.workspace.messages
        assert list(posted[new]) == [ts]

        def is_line() -> bool:
            return [[block["type"] for block in one.blocks] for one in posted[old].values()] == [
                ["context"]
            ]

        await both.sandbox.workspace.until(is_line)


async def test_a_lead_that_moved_before_it_was_posted_is_posted_once(database: Database) -> None:
    """Slack refused the first post, as it turns out: there is no message to be made a line."""
    async with pair(database) as both, asyncio.timeout(20):
        both.sandbox.faults.fail("chat.postMessage", status=500)
        [lead] = await both.want("leads", 1)
        await both.until_status("unknown")
        new = both.sandbox.workspace.channel("north").id
        async with both.units(both.team) as uow:
            await post_anew_in(uow, lead, new, None, both.sandbox.clock.now())
            await uow.commit()
        await both.until_status("obsolete", of=messages, count=2)
        [ts] = await both.until_shown()
        assert list(both.sandbox.workspace.messages[new]) == [ts]
        assert len([entry for entry in both.posts() if entry.ok]) == 1
        assert both.sandbox.journal.named("chat.update") == []


@pytest.mark.parametrize(
    ("method", "error", "rest"),
    [
        ("*", "token_revoked", timedelta(minutes=1)),
        ("chat.postMessage", "not_in_channel", timedelta(minutes=5)),
    ],
)
async def test_what_slack_refused_is_tried_again_by_itself(
    database: Database, method: str, error: str, rest: timedelta
) -> None:
    """Nobody says that it is mended: the workspace is asked each minute, a channel every five."""
    real = Stepped()
    async with pair(database, real=real) as both, asyncio.timeout(30):
        service = DeliveryService(both.units, both.team)

        async def rests() -> bool:
            state, held = await service.state(), lanes.c.leased_by.is_not(None)
            leased = select(lanes).where(lanes.c.team_id == both.team, held)
            async with both.database.transaction(both.database.read) as connection:
                is_free = not (await connection.execute(leased)).all()
            return is_free and bool(state.halted or state.paused)

        def asked() -> int:
            return len(both.sandbox.journal.named("auth.test")) + len(both.posts())

        both.sandbox.faults.fail(method, error=error, times=1000)
        await both.want("leads", 1)
        await until(rests)
        before = asked()
        real.at += rest
        await both.sandbox.workspace.until(lambda: asked() > before, 10)
        await until(rests)
        assert asked() == before + 1, "by one of the two"
        both.sandbox.faults.clear()
        real.at += rest
        await both.until_shown()
