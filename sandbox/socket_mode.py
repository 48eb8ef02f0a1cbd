"""Socket Mode: WebSockets of the app, envelopes and their acknowledgements."""

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web

from sandbox import ids
from sandbox.ack import NO_APP, TIMED_OUT, Ack
from sandbox.changes import Changes
from sandbox.model import Json

Kind = Literal["interactive", "slash_commands", "events_api"]
MAX_CONNECTIONS = 10
GRACE_SECONDS = 10.0
# Clients that hear no ping for half a minute take the connection for dead.
HEARTBEAT_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket and the envelopes it has not acknowledged."""

    socket: web.WebSocketResponse
    request: web.Request
    app_id: str
    retiring: bool = False
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)

    def acknowledge(self, text: str) -> None:
        """Take what the app sent: an envelope_id and perhaps a payload."""
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        waiting = self.waiting.pop(str(answer.get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(Ack(True, payload if isinstance(payload, dict) else {}))

    def cut(self) -> None:
        """End it without a word."""
        self.retiring = True
        if self.request.transport is not None:
            self.request.transport.abort()

    def lost(self) -> None:
        """The WebSocket is gone: nothing that waits will be acknowledged."""
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_result(Ack(False, error="connection_lost"))
        self.waiting.clear()


class SocketMode:
    """All connections of all apps. Each payload goes to one of the app's, in turn.

    `grace`: seconds of real time from a disconnect message to the end of the connection.
    """

    def __init__(self, changed: Changes) -> None:
        self.grace = GRACE_SECONDS
        self._changed = changed
        self._tickets: dict[str, str] = {}
        self._connections: dict[str, list[Connection]] = {}
        self._seen: set[str] = set()

    def ticket(self, app_id: str) -> str:
        """A one-time ticket for the WebSocket address."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = app_id
        return ticket

    def count(self, app_id: str) -> int:
        """How many connections of this app take payloads."""
        return len(self._open(app_id))

    def _open(self, app_id: str) -> list[Connection]:
        connections = self._connections.get(app_id, [])
        return [one for one in connections if not one.retiring and not one.socket.closed]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET /link: the app's end of the WebSocket."""
        app_id = self._tickets.pop(request.query.get("ticket", ""), None)
        if app_id is None:
            raise web.HTTPForbidden(text="invalid ticket")
        socket = web.WebSocketResponse(timeout=1.0, heartbeat=HEARTBEAT_SECONDS)
        await socket.prepare(request)
        connections = self._connections.setdefault(app_id, [])
        if self.count(app_id) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = Connection(socket, request, app_id)
        connections.append(connection)
        try:
            await socket.send_json(_hello(app_id, self.count(app_id)))
            self._seen.add(app_id)
            self._changed.notify()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    connection.acknowledge(frame.data)
        except ConnectionError:
            pass  # gone before the hello: the app connects anew
        finally:
            connections.remove(connection)
            connection.lost()
            self._changed.notify()
        return socket

    async def send(
        self,
        app_id: str,
        kind: Kind,
        payload: Json,
        *,
        limit: float,
        retry: tuple[int, str] = (0, ""),
    ) -> Ack:
        """Send to one connection and await its acknowledgement for `limit` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit
        while not (connections := self._open(app_id)):
            # An app that only renews its connection is back within the limit.
            if app_id not in self._seen or loop.time() >= end:
                return NO_APP
            # Not wait_for: before Python 3.12 it loses a cancellation that meets a change.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(end):
                    await self._changed.wait()
        connection = connections[0]
        everyone = self._connections[app_id]
        everyone.append(everyone.pop(everyone.index(connection)))
        return await _exchange(connection, _envelope(kind, payload, retry), end - loop.time())

    async def disconnect(self, app_id: str, reason: str = "refresh_requested") -> None:
        """Ask the app to connect anew; no further payload comes here, and after `grace` it ends.

        ``warning`` only says that this will be soon.
        """
        for connection in self._open(app_id):
            connection.retiring = reason != "warning"
            debug = {"host": "sandbox"}
            message = {"type": "disconnect", "reason": reason, "debug_info": debug}
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(message)
            if connection.retiring:
                loop = asyncio.get_running_loop()
                loop.call_later(self.grace, connection.cut)

    async def drop(self, app_id: str) -> None:
        """Cut the app's connections without a word."""
        for connection in self._open(app_id):
            connection.cut()

    async def close(self) -> None:
        """Close every connection."""
        everyone = [one for connections in self._connections.values() for one in connections]
        farewell = (one.socket.close(code=1001, message=b"sandbox stops") for one in everyone)
        await asyncio.gather(*farewell, return_exceptions=True)


async def _exchange(connection: Connection, envelope: Json, limit: float) -> Ack:
    waiting: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    connection.waiting[envelope["envelope_id"]] = waiting
    try:
        await connection.socket.send_json(envelope)
        async with asyncio.timeout(max(limit, 0.001)):
            return await waiting
    except TimeoutError:
        return TIMED_OUT
    except ConnectionError:
        return Ack(False, error="connection_lost")
    finally:
        connection.waiting.pop(envelope["envelope_id"], None)


def _hello(app_id: str, count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {
            "host": "sandbox",
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": app_id},
    }


def _envelope(kind: Kind, payload: Json, retry: tuple[int, str]) -> Json:
    envelope: Json = {
        "envelope_id": ids.envelope_id(),
        "payload": payload,
        "type": kind,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        # Slack gives but this reason here, whatever went wrong.
        envelope |= {"retry_attempt": retry[0], "retry_reason": "timeout" if retry[0] else ""}
    return envelope
