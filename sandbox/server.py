"""The sandbox: a Slack workspace that listens on localhost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.api import Api
from sandbox.control import add_control
from sandbox.delivery import Delivery
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.hooks import Hooks
from sandbox.page import add_routes
from sandbox.people import Person
from sandbox.socket_mode import SocketMode
from sandbox.triggers import Triggers
from sandbox.uploads import Uploads
from sandbox.views import Views
from sandbox.workspace import Workspace

_SHUTDOWN = 0.2


@dataclass(frozen=True, slots=True)
class Step:
    """One small step on the strip atop the page. Clicking it switches person and channel, or goes
    to an app's messages, or until it is done jumps the clock: `app` is an id, `jump` a label."""

    text: str
    done: Callable[[Workspace], bool]
    hint: str = ""
    become: str | None = None
    channel: str | None = None
    app: str | None = None
    jump: str | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """A button beside the clock: from the time it is to the time it shall be."""

    label: str
    to: Callable[[datetime], datetime]


class Sandbox:
    """Serves one workspace: Web API, Socket Mode, response_urls and the page."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        steps: Sequence[Step] = (),
        jumps: Sequence[Jump] = (),
    ) -> None:
        self.workspace = workspace
        self.clock = workspace.clock
        self.journal = workspace.journal
        self.steps = tuple(steps)
        self.jumps = tuple(jumps)
        self.faults = Faults(workspace)
        self.triggers = Triggers()
        self.views = Views(workspace)
        self.sockets = SocketMode(workspace.changed)
        self.delivery = Delivery(self.sockets, workspace.journal)
        self.events = Events(workspace, self.delivery, self.faults)
        self.hooks = Hooks(workspace, self.events, self.faults, lambda: self.url)
        self.uploads = Uploads(workspace, lambda: self.url)
        self.stopping = False
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The page's address, without a trailing slash."""
        return f"http://{self._host}:{self._port}"

    @property
    def api_url(self) -> str:
        """The Web API's address as `base_url` of an SDK: ends in ``/api/``."""
        return f"{self.url}/api/"

    async def start(self) -> None:
        """Listen. OSError if the port is taken."""
        app = web.Application(client_max_size=4 * 1024**2)
        api = Api(self)
        app.router.add_post("/api/{method}", api.handle)
        app.router.add_get("/api/{method}", api.handle)
        app.router.add_get("/link", self.sockets.handle)
        app.router.add_post("/hooks/response/{key:.+}", self.hooks.handle)
        app.router.add_post("/upload/v1/{key}", self.uploads.receive)
        app.router.add_get("/files-pri/{file}/{name:.+}", self.uploads.give)
        add_control(app, self)
        add_routes(app, self)
        self.stopping = False
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN)
        await runner.setup()
        self._runner = runner
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await self.stop()
            raise
        self._port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection and stop what runs in the background."""
        self.stopping = True
        self.workspace.changed.notify()
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def person(self, name: str) -> Person:
        """The member of that name or id, to act as. LookupError if there is none."""
        return Person(self, self.workspace.user(name))

    async def jump(self, to: datetime) -> None:
        """Set the clock ahead, then await everyone who subscribed to it."""
        self.clock.jump(to)
        self.workspace.changed.notify()
        for listener in self.clock.listeners:
            await listener()
        self.workspace.changed.notify()
