"""Brings payloads to the app, by Socket Mode or HTTP, and events again if need be."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from sandbox.ack import NOT_INTERACTIVE, Ack
from sandbox.checks import check_options
from sandbox.http_delivery import HttpDelivery
from sandbox.installed_app import InstalledApp
from sandbox.journal import Journal
from sandbox.model import Json
from sandbox.socket_mode import Kind, SocketMode

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)


class Delivery:
    """`ack_seconds` and `retry_delays` (seconds of real time) are Slack's; tests may shorten."""

    def __init__(self, sockets: SocketMode, journal: Journal) -> None:
        self.ack_seconds = ACK_SECONDS
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self.sockets = sockets
        self._http = HttpDelivery()
        self._journal = journal
        self._tasks: set[asyncio.Task[Any]] = set()

    async def send(
        self, app: InstalledApp, kind: Kind, payload: Json, retry: tuple[int, str] = (0, "")
    ) -> Ack:
        """Deliver once; the answer is the app's acknowledgement or the reason for none."""
        started = time.perf_counter()
        if kind == "interactive" and not app.interactivity:
            ack = NOT_INTERACTIVE
        elif app.request_url is not None and not self.sockets.count(app.id):
            ack = await self._http.send(app, kind, payload, limit=self.ack_seconds, retry=retry)
        else:
            ack = await self.sockets.send(
                app.id, kind, payload, limit=self.ack_seconds, retry=retry
            )
        ms = (time.perf_counter() - started) * 1000
        answer = ack.payload if ack.ok else {"error": ack.error, **ack.payload}
        self._journal.add("slack→app", _name(kind, payload), payload, answer, (ack.ok, ms))
        return ack

    async def suggestion(self, app: InstalledApp, payload: Json) -> Ack:
        """Ask the app for a menu's options; Slack shows none that are not as they must be."""
        ack = await self.send(app, "interactive", payload)
        wrong = check_options(ack.payload) if ack.ok else []
        return Ack(False, ack.payload, "invalid_options: " + "; ".join(wrong)) if wrong else ack

    async def event(self, app: InstalledApp, payload: Json) -> Ack:
        """Deliver an event; if it is not acknowledged, again in the background."""
        ack = await self.send(app, "events_api", payload)
        if not ack.ok and not ack.payload.get("no_retry"):
            self.spawn(self._again(app, payload, ack))
        return ack

    async def _again(self, app: InstalledApp, payload: Json, ack: Ack) -> None:
        for number, delay in enumerate(self.retry_delays, 1):
            await asyncio.sleep(delay)
            reason = _retry_reason(ack)
            ack = await self.send(app, "events_api", payload, (number, reason))
            if ack.ok or ack.payload.get("no_retry"):
                return

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run in the background until done or the sandbox stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop what runs in the background, close what is open."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.sockets.close()
        await self._http.close()


def _retry_reason(ack: Ack) -> str:
    if ack.error == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if ack.error == "connection_failed" else "http_error"


def _name(kind: Kind, payload: Json) -> str:
    if kind == "events_api":
        return str(payload["event"]["type"])
    return str(payload["command"] if kind == "slash_commands" else payload["type"])
