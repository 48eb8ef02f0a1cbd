"""Socket Mode: the connection over which Slack brings presses and events."""

import asyncio
import contextlib
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ConfigError

# The SDK's own; Bolt's is 10. Who answers no ping for half as long is taken for gone.
PING_SECONDS = 5.0
LOOK_SECONDS = 0.1
PRESSES_SECONDS = 1.0
"""What is being answered may take so long when the connection is to be closed: no answer can be
sent after that, though what was pressed is stored."""

log = structlog.get_logger()


class _Handler(AsyncSocketModeHandler):
    """Bolt's, which knows when nothing is being answered."""

    under_way = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.idle = asyncio.Event()
        self.idle.set()
        super().__init__(*arguments, **options)

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        self.under_way += 1
        self.idle.clear()
        try:
            await super().handle(client, req)
        finally:
            self.under_way -= 1
            if not self.under_way:
                self.idle.set()


class Socket:
    """A connection that breaks without a word is opened again at once: the SDK sees it at its next
    ping only, and a press meanwhile never comes again."""

    def __init__(self, bolt: AsyncApp, client: AsyncWebClient, app_token: str) -> None:
        self._web = client
        self._token = app_token
        self._handler = _Handler(bolt, app_token, web_client=client, ping_interval=PING_SECONDS)
        self._watch: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """ConfigError when Slack refuses the token."""
        try:
            # Asked here: the SDK would log a refused token and try it again for ever.
            opened = await self._web.apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            raise ConfigError(
                f"Slack refused SLACK_APP_TOKEN: {error.response.get('error')}. It needs the "
                "scope connections:write."
            ) from error
        self._handler.client.wss_uri = opened["url"]
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own gap
        self._watch = asyncio.create_task(self._watched())

    async def close(self) -> None:
        """What is being answered gets a moment."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._handler.idle.wait(), PRESSES_SECONDS)
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's own gap

    async def _watched(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await self._handler.client.is_connected():
                continue
            log.warning("socket.reopening")
            try:
                await self._reconnected()
            except Exception as error:  # noqa: BLE001  # whatever it was, Slack has to be reached
                log.warning("socket.not_opened", error=str(error))
                await asyncio.sleep(PING_SECONDS)

    async def _reconnected(self) -> None:
        socket = self._handler.client
        socket.last_ping_pong_time = None  # or the new connection would seem as stale as the old
        opening = asyncio.create_task(socket.connect_to_new_endpoint())
        try:
            while not (await asyncio.wait([opening], timeout=PING_SECONDS))[0]:
                # An address serves once: the SDK would try a refused one for ever.
                socket.wss_uri = None
            await opening
        finally:
            opening.cancel()
