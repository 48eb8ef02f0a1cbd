"""The HTTP side: health and metrics always, leads and Slack's requests once all is up."""

from collections.abc import Awaitable, Callable, Iterable
from errno import EACCES, EADDRINUSE
from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.domain.deliveries import remedy
from bot.errors import ConfigError, StorageError
from bot.intake.api import in_problems
from bot.intake.problems import problem
from bot.metrics import CONTENT_TYPE, Metrics
from bot.ports import Clock
from bot.services.deliveries import DeliveryService

REQUESTS_SECONDS = 2.0
_PORT = "Set PORT to a free one."
_HOST = "Set HOST to an address of this machine."
_ALWAYS = ("/healthz", "/readyz")

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """`waiting_for` says what keeps it from being ready; empty once it is."""

    def __init__(self, metrics: Metrics, clock: Clock) -> None:
        self._metrics = metrics
        self._clock = clock
        self._deliveries: DeliveryService | None = None
        self._bolt: AsyncApp | None = None
        self._runner: web.AppRunner | None = None
        self.waiting_for = "the database"
        self.port = 0

    async def start(self, host: str, port: int, routes: Iterable[web.RouteDef]) -> None:
        """Listens. ConfigError when it cannot."""
        application = web.Application(middlewares=[in_problems, self._closed])
        application.add_routes(routes)
        application.router.add_get("/healthz", _healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._scrape)
        application.router.add_post("/slack/events", self._slack_events)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=REQUESTS_SECONDS,
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            advice = _PORT if error.errno in (EACCES, EADDRINUSE) else _HOST
            raise ConfigError(
                f"{host}:{port} cannot be listened on ({error.strerror}). {advice}"
            ) from error
        self.port = self._runner.addresses[0][1]

    def open(self, deliveries: DeliveryService, bolt: AsyncApp | None) -> None:
        """All is up; `bolt` takes Slack's requests where there is no socket."""
        self._deliveries, self._bolt = deliveries, bolt
        self.waiting_for = ""

    async def stop(self) -> None:
        """Requests that are being answered get a moment."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _closed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Until all is up nothing can be stored. While it stops, it still can."""
        if self._deliveries is None and request.path not in _ALWAYS:
            sentence = f"Leadloop is starting and waits for {self.waiting_for}. Send it again."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers={"Retry-After": "2"})
        return await handler(request)

    async def _readyz(self, _request: web.Request) -> web.Response:
        if self.waiting_for or self._deliveries is None:
            return web.Response(text=f"not ready: waits for {self.waiting_for}\n", status=503)
        try:
            halted = (await self._deliveries.state()).halted
        except StorageError as error:
            return web.Response(text=f"not ready: {error.sentence}\n", status=503)
        except Exception as error:  # noqa: BLE001  # a probe answers, whatever is broken
            log.error("readyz.failed", error=str(error))
            return web.Response(text="not ready: the database cannot be used\n", status=503)
        if halted is None:
            return web.Response(text="ready\n")
        # Leads are still taken in: a load balancer must not turn them away.
        return web.Response(
            text=f"ready, but nothing can be sent to Slack: {halted.error}. "
            f"{remedy(halted.error, 'the workspace')}\n"
        )

    async def _scrape(self, _request: web.Request) -> web.Response:
        assert self._deliveries is not None  # noqa: S101  # `_closed` answers before that
        body = self._metrics.text(await self._deliveries.backlog(), self._clock.now())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    async def _slack_events(self, request: web.Request) -> web.Response:
        if self._bolt is None:
            raise web.HTTPNotFound
        answer = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")
