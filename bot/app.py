"""The composition root: `build(config, clock)` wires everything."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.config import Config
from bot.delivery.render import Renderer
from bot.delivery.slack import SlackSender
from bot.delivery.worker import Delivery, Outlet
from bot.errors import ConfigError
from bot.intake.api import IntakeApi, in_problems
from bot.intake.gatherer import Gatherer
from bot.ports import Clock
from bot.scheduler import Scheduler
from bot.services import digest, nurture
from bot.services.add import Adding
from bot.services.away import Absences
from bot.services.changes import Changes
from bot.services.digest import Digests
from bot.services.feedback import Feedback
from bot.services.figures import Figures
from bot.services.home import Homes
from bot.services.intake import IntakeService
from bot.services.leads import Leads
from bot.services.reactions import Reactions
from bot.services.record import Record
from bot.services.settings import SettingsService
from bot.slack.directory import SlackDirectory
from handlers import FEATURES
from handlers.deps import Deps
from handlers.registry import Registry
from storage.cross_team import CrossTeam
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.migrate import check_schema, migrate
from storage.uow import Units

CALL_TIMEOUT_SECONDS = 10

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Store:
    """The database with what is built on it; also for the command line, without Slack."""

    database: Database
    units: Units
    cross_team: CrossTeam


@contextlib.asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Store]:
    """The database, its schema ready: SQLite is migrated here, PostgreSQL must be up to date."""
    database = Database(config.database_url)
    try:
        await (migrate(database) if database.is_sqlite else check_schema(database))
        yield Store(database, Units(database), CrossTeam(database))
    finally:
        await database.close()


class Leadloop:
    """The running bot: listeners, intake, delivery and ticks."""

    def __init__(self, config: Config, clock: Clock, *, pace: timedelta) -> None:
        self._config = config
        self._clock = clock
        self._pace = pace
        self._closing = contextlib.AsyncExitStack()
        self.scheduler = Scheduler({})
        self.ready = False
        self.port = 0
        self.team = ""
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
        """Takes nothing new, finishes what is under way."""
        self.ready = False
        await self._closing.aclose()

    async def _start(self) -> None:
        self.store = await self._closing.enter_async_context(open_store(self._config))
        client = await self._slack_client()
        identity = await whoami(client)
        self.team = identity.team_id or ""
        await self.store.cross_team.adopt(self.team)
        self.deps = self._deps(client)
        delivery = self._delivery(client)
        await self.deps.settings.rename(identity.team or "")
        gatherer = Gatherer(self.deps.intake, self._clock)
        self._closing.push_async_callback(delivery.stop)
        self._closing.push_async_callback(gatherer.drain)
        registry = Registry(self.team)
        for feature in FEATURES:
            feature.register(registry, self.deps)
        bolt = _bolt(self._config, client, identity)
        registry.listen(bolt)
        await self._serve(bolt, gatherer)
        if self._config.socket_mode:
            await self._connect(bolt, client)
        self._run(delivery)
        self.ready = True

    def _run(self, delivery: Delivery) -> None:
        task = asyncio.create_task(delivery.run())
        self._closing.push_async_callback(_finished, task)
        self._closing.push_async_callback(delivery.stop)
        self.scheduler = Scheduler({"digest": self._digest_tick, "nurture": self._nurture_tick})
        self.scheduler.start()
        self._closing.callback(self.scheduler.stop)

    async def _digest_tick(self) -> None:
        await digest.run_due(self.store.units, self.team, self._clock.now())

    async def _nurture_tick(self) -> None:
        await nurture.bring_back(self.store.units, self.team, self._clock.now())

    async def _slack_client(self) -> AsyncWebClient:
        """One shared session: without it the SDK opens a connection for every call."""
        session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_SECONDS),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._closing.push_async_callback(session.close)
        # No retry handlers: the SDK's own would post a lead again when only the answer was lost.
        return AsyncWebClient(
            token=self._config.slack_bot_token,
            base_url=self._config.slack_api_url,
            session=session,
            retry_handlers=[],
        )

    def _deps(self, client: AsyncWebClient) -> Deps:
        units, team = self.store.units, self.team
        directory = SlackDirectory(client, units, team, self._clock)
        intake, changes = IntakeService(units), Changes(units, team)
        return Deps(
            team=team,
            clock=self._clock,
            directory=directory,
            record=Record(units, team, directory),
            feedback=Feedback(units, team),
            leads=Leads(units, team, directory),
            reactions=Reactions(units, team),
            settings=SettingsService(units, team, directory),
            intake=intake,
            figures=Figures(units, team),
            digests=Digests(units, team),
            changes=changes,
            adding=Adding(units, team, intake),
            away=Absences(units, team, directory),
            homes=Homes(units, team, directory, changes),
        )

    def _delivery(self, client: AsyncWebClient) -> Delivery:
        renderer = Renderer(self.store.units, self.team, self._clock, self.deps.directory)
        outlet = Outlet(SlackSender(client), renderer)
        delivery = Delivery(
            DeliveryQueue(self.store.database, self.team),
            outlet,
            (SystemClock(), self._clock),
            pace=self._pace,
        )
        self.store.units.on_commit = delivery.wake
        return delivery

    async def _serve(self, bolt: AsyncApp, gatherer: Gatherer) -> None:
        """The HTTP side: intake and health always, Slack's requests where there is no socket."""
        api = IntakeApi(self.deps.intake, gatherer, self.store.cross_team.source_of, self._clock)
        server = web.Application(middlewares=[in_problems])
        server.add_routes(api.routes())
        server.router.add_get("/healthz", _healthy)
        server.router.add_get("/readyz", self._readyz)
        if not self._config.socket_mode:
            server.router.add_post("/slack/events", _slack_endpoint(bolt))
        runner = web.AppRunner(server, access_log=None, handle_signals=False)
        await runner.setup()
        self._closing.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self._config.host, self._config.port)
        try:
            await site.start()
        except OSError as error:
            where = f"{self._config.host}:{self._config.port}"
            raise ConfigError(
                f"{where} cannot be listened on ({error.strerror}). Set PORT to a free one."
            ) from error
        self.port = runner.addresses[0][1]

    async def _connect(self, bolt: AsyncApp, client: AsyncWebClient) -> None:
        handler = AsyncSocketModeHandler(bolt, self._config.slack_app_token, web_client=client)
        self._closing.push_async_callback(handler.close_async)
        try:
            # Asked here: the SDK would log a refused token and try it again for ever.
            opened = await client.apps_connections_open(app_token=self._config.slack_app_token)
        except SlackApiError as error:
            raise ConfigError(
                f"Slack refused SLACK_APP_TOKEN: {error.response.get('error')}. It needs the "
                "scope connections:write."
            ) from error
        handler.client.wss_uri = opened["url"]
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own gap

    async def _readyz(self, _request: web.Request) -> web.Response:
        return web.Response(
            text="ready\n" if self.ready else "not ready\n", status=200 if self.ready else 503
        )


async def _finished(task: asyncio.Task[None]) -> None:
    await task


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def whoami(client: AsyncWebClient) -> AuthorizeResult:
    """Who we are, asked once: Bolt's own look-up would ask for each of the first clicks."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise ConfigError(
            f"Slack refused SLACK_BOT_TOKEN: {error.response.get('error')}."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigError(f"Slack cannot be reached at {client.base_url}: {error}.") from error
    return AuthorizeResult.from_auth_test_response(
        auth_test_response=answer, bot_token=client.token
    )


def _bolt(config: Config, client: AsyncWebClient, identity: AuthorizeResult) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return identity

    logger = logging.getLogger("leadloop.bolt")
    logger.setLevel(logging.ERROR)  # Bolt logs whole request bodies, which hold personal data
    return AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=config.slack_signing_secret or None,
        process_before_response=True,
        logger=logger,
    )


def _slack_endpoint(bolt: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def endpoint(request: web.Request) -> web.Response:
        answer = await bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    return endpoint


def build(config: Config, clock: Clock | None = None, *, pace: float = 1.0) -> Leadloop:
    """The bot, not started yet. `pace` is the pause in seconds between posts to a channel."""
    return Leadloop(config, clock or SystemClock(), pace=timedelta(seconds=pace))
