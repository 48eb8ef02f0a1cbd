"""The running bot, and `build(config, clock)`, which wires everything."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import timedelta

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.bolt import bolt_app, whoami
from bot.app.services import services
from bot.app.store import Store, connected, prepare
from bot.clock import SystemClock
from bot.config import Config
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet
from bot.delivery.slack import SlackSender
from bot.delivery.timing import Timing
from bot.delivery.worker import Delivery
from bot.domain.lifecycle import Door
from bot.intake.api import IntakeApi
from bot.intake.gatherer import Gatherer
from bot.metrics import Metrics
from bot.ports import Clock
from bot.scheduler import Scheduler, due_work
from bot.server import Server
from bot.services.intake import IntakeService
from bot.services.jobs import Jobs
from bot.services.outcomes import Outcomes
from bot.slack.directory import SlackDirectory
from bot.slack.socket_mode import PRESSES_SECONDS, Socket
from handlers import FEATURES
from handlers.deps import Deps
from handlers.guard import within
from handlers.registry import Registry
from storage.alone import alone
from storage.delivery import DeliveryQueue
from storage.engine import Database

# Together less than the ten seconds that whoever stops us waits.
SENDS_SECONDS = 4.0
CLOSE_SECONDS = 1.0
STOP_SECONDS = 8.0  # ten, less what a locked SQLite file may hold up after it

log = structlog.get_logger()


class Leadloop:
    """The running bot: listeners, intake, delivery and ticks."""

    def __init__(self, config: Config, clock: Clock, opening: Callable[[str], Database]) -> None:
        self._config = config
        self._open = opening
        self._clock = clock
        self._closing = contextlib.AsyncExitStack()
        self._metrics = Metrics()
        self._server = Server(self._metrics, clock)
        self.scheduler = Scheduler({})
        self.team = ""
        self.name = ""
        self.store: Store
        self.deps: Deps

    async def start(self) -> None:
        """Everything up, or ConfigError / StorageError with the sentence that says why not."""
        try:
            await self._start()
        except BaseException:
            await self._closing.aclose()
            raise

    async def stop(self) -> None:
        """Takes nothing new, finishes what is under way; within ten seconds, whatever hangs."""
        self._server.waiting_for = "nothing: it is stopping"
        try:
            await within(STOP_SECONDS, self._closing.aclose())
        except TimeoutError:
            log.warning("stop.cut_off", what="stop")

    @property
    def port(self) -> int:
        return self._server.port

    async def _start(self) -> None:
        database = self._open(self._config.database_url)
        self.store = await self._closing.enter_async_context(connected(database))
        self._closing.enter_context(alone(self.store.database))
        client = self._slack_client()
        intake = IntakeService(self.store.units)
        await self._serve(intake, client)
        await prepare(self.store.database)
        self._server.waiting_for = "Slack"
        identity = await whoami(client)
        self.team = identity.team_id or ""
        await self.store.cross_team.adopt(self.team)
        self.deps = services(self.store.units, self.team, self._clock, client, intake)
        delivery = self._delivery(client)
        self.name = identity.team or ""
        await self.deps.settings.rename(self.name)
        registry = Registry(self.team)
        for feature in FEATURES:
            feature.register(registry, self.deps)
        bolt = bolt_app(self._config, client, identity, self._metrics)
        registry.listen(bolt)
        if self._config.socket_mode:
            await self._connect(bolt, client)
        await self._run(delivery)
        self._server.open(self.deps.deliveries, None if self._config.socket_mode else bolt)

    async def _run(self, delivery: Delivery) -> None:
        # A new token, or a new scope, may just have been given.
        await self.deps.deliveries.hasten()
        task = asyncio.create_task(delivery.run())
        # Done in reverse: nothing new is taken, then what is under way is finished.
        self._closing.push_async_callback(delivery.finish, SENDS_SECONDS)
        self._closing_within(CLOSE_SECONDS, lambda: _finished(task))
        self._closing.callback(delivery.stop)
        work = due_work(self.store.units, self.team, self._clock)
        told = {
            "groups": self._refresh_groups,
            "leavers": self._look_for_leavers,
            "deliveries": self._tell_of_deliveries,
        }
        watch = Jobs(self.store.units, self.team, self._clock)
        self.scheduler = Scheduler(work | told, self._metrics.job_failed, watch)
        self.scheduler.start()
        self._closing.callback(self.scheduler.stop)

    async def _refresh_groups(self) -> None:
        """Leads are placed, and refused to strangers, by what is stored of user groups."""
        await self.deps.roles.refresh()
        await self.deps.routes.refresh()

    async def _look_for_leavers(self) -> None:
        await self.deps.leavers.look(self._clock.now())

    async def _tell_of_deliveries(self) -> None:
        await self.deps.deliveries.tell(self._clock.now())

    def _closing_within(
        self, seconds: float, closing: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        """Has `stop` do this, and go on when it takes too long."""

        async def close() -> None:
            try:
                await within(seconds, closing())
            except TimeoutError:
                log.warning("stop.cut_off", what=closing.__qualname__)

        self._closing.push_async_callback(close)

    def _slack_client(self) -> AsyncWebClient:
        """One shared session: without it the SDK opens a connection for every call."""
        session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._config.slack_timeout_seconds),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._closing_within(CLOSE_SECONDS, session.close)
        # No retry handlers: the SDK's own would post a lead again when only the answer was lost.
        return AsyncWebClient(
            token=self._config.slack_bot_token,
            base_url=self._config.slack_api_url,
            session=session,
            retry_handlers=[],
        )

    def _delivery(self, client: AsyncWebClient) -> Delivery:
        renderer = Renderer(self.store.units, self.team, self._clock, self.deps.directory)
        outlet = Outlet(SlackSender(client), renderer)
        delivery = Delivery(
            DeliveryQueue(self.store.database, self.team),
            outlet,
            (SystemClock(), self._clock),
            (self.deps.deliveries, self._metrics),
            _timing(self._config),
        )
        self.store.units.on_commit = delivery.wake
        return delivery

    async def _serve(self, intake: IntakeService, client: AsyncWebClient) -> None:
        """Listens before anything can be answered: /healthz and /readyz say how far it is."""
        gatherer = Gatherer(intake, self._clock, self._metrics.taken_in)
        units = self.store.units
        outcomes = Outcomes(
            units, Door.API, lambda team: SlackDirectory(client, units, team, self._clock)
        )
        api = IntakeApi(intake, gatherer, outcomes, self.store.cross_team.source_of, self._clock)
        self._closing_within(CLOSE_SECONDS, gatherer.drain)
        self._closing.push_async_callback(self._server.stop)
        await self._server.start(self._config.host, self._config.port, api.routes())

    async def _connect(self, bolt: AsyncApp, client: AsyncWebClient) -> None:
        socket = Socket(bolt, client, self._config.slack_app_token)
        self._closing_within(CLOSE_SECONDS + PRESSES_SECONDS, socket.close)
        await socket.connect()


async def _finished(task: asyncio.Task[None]) -> None:
    await task


def _timing(config: Config) -> Timing:
    return Timing(
        pace=timedelta(seconds=config.pace_seconds),
        lease=timedelta(seconds=config.lease_seconds),
        look_again=tuple(timedelta(seconds=pause) for pause in config.look_again),
    )


def build(
    config: Config,
    clock: Clock | None = None,
    opening: Callable[[str], Database] = Database,
) -> Leadloop:
    """The bot, not started yet; `opening` opens the database that the configuration names."""
    return Leadloop(config, clock or SystemClock(), opening)
