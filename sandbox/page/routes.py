"""The page's addresses: the page, its fragment, its stream of changes, and what people do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.control_json import entry_told
from sandbox.page.deeds import DEEDS, told
from sandbox.page.memory import Memory
from sandbox.page.place import place
from sandbox.page.screen import enter, screen
from sandbox.render import emoji

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_HERE = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TEMPLATES = Environment(  # for every sandbox of the process: it keeps what it compiled
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_KEEP_ALIVE = 15.0
_BREATH = 0.03  # a burst of changes is one redraw


def add_routes(app: web.Application, sandbox: Sandbox) -> None:
    """Serve the page on this application."""
    page = Page(sandbox)
    app.router.add_get("/", page.index)
    app.router.add_get("/fragment", page.fragment)
    app.router.add_get("/events", page.events)
    app.router.add_get("/journal.json", page.journal)
    app.router.add_get("/journal/{number:\\d+}", page.journal_entry)
    app.router.add_post("/do/{deed}", page.do)
    app.router.add_static("/static/", _HERE / "static")
    app.on_shutdown.append(page.close)


class Page:
    """Handlers of one sandbox's page."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._memory = Memory()
        self._streams: set[asyncio.Task[object]] = set()

    async def index(self, request: web.Request) -> web.Response:
        """The whole page."""
        theme = request.cookies.get("theme", "")
        theme = theme if theme in ("light", "dark") else ""
        return self._draw(request, "page.html", enter_it=True, theme=theme, groups=emoji.groups())

    async def fragment(self, request: web.Request) -> web.Response:
        """All that changes of the page, for the address in the query."""
        return self._draw(request, "app.html", enter_it="enter" in request.query)

    def _draw(
        self, request: web.Request, template: str, *, enter_it: bool, **more: object
    ) -> web.Response:
        workspace = self._sandbox.workspace
        try:
            where = place(request.query, workspace)
        except LookupError as error:
            return web.Response(text=str(error), status=404)
        if enter_it:
            enter(where, workspace, self._memory)
        version = workspace.changed.version
        if where.channel is not None and where.me.id in where.channel.members:
            workspace.mark_read(where.me.id, where.channel.id)
        drawn = screen(self._sandbox, where, self._memory)
        html = _TEMPLATES.get_template(template).render(drawn, version=version, **more)
        return web.Response(text=html, content_type="text/html", headers=_HEADERS)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the workspace's version whenever it changed."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler always runs in a task
        self._streams.add(task)
        response = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        try:
            await response.prepare(request)
            await self._stream(response)
        except (ConnectionResetError, asyncio.CancelledError):
            pass  # the browser went away, or the sandbox stops
        finally:
            self._streams.discard(task)
        return response

    async def _stream(self, response: web.StreamResponse) -> None:
        changed = self._sandbox.workspace.changed
        version = -1
        while not self._sandbox.stopping:
            if version == changed.version:
                try:
                    async with asyncio.timeout(_KEEP_ALIVE):
                        await changed.wait(version)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                await asyncio.sleep(_BREATH)
            version = changed.version
            await response.write(f"data: {version}\n\n".encode())

    async def close(self, _: web.Application) -> None:
        """End the open streams."""
        for task in list(self._streams):
            task.cancel()

    async def journal_entry(self, request: web.Request) -> web.Response:
        """The payload and the response of one journal entry."""
        number = int(request.match_info["number"])
        entry = next((one for one in self._sandbox.journal if one.number == number), None)
        if entry is None:
            raise web.HTTPNotFound(text="That entry has left the journal.")
        parts = {"payload": _pretty(entry.payload), "response": _pretty(entry.response)}
        return web.json_response({**parts, "whole": _pretty(entry_told(entry))}, headers=_HEADERS)

    async def journal(self, _: web.Request) -> web.Response:
        """The whole journal, oldest first."""
        entries = _pretty([entry_told(entry) for entry in self._sandbox.journal])
        return web.Response(text=entries, content_type="application/json", headers=_HEADERS)

    async def do(self, request: web.Request) -> web.Response:
        """Something that a person does. Only JSON, which no other site can post here."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise web.HTTPNotFound(text="There is nothing like that to do.")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Post JSON.")
        try:
            body = await request.json()
            answer = told(await deed(self._sandbox, self._memory, body))
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise web.HTTPBadRequest(text=f"Something is missing: {error!r}") from error
        except (LookupError, ValueError) as error:
            return web.json_response({"ok": False, "message": str(error)}, status=409)
        return web.json_response(answer)


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
