"""One request of the app: what goes wrong on purpose, the answer, the journal."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """What the journal shows of a request; `channel` as the app wrote it."""

    name: str
    channel: str | None
    payload: Json


async def exchange(
    request: web.Request,
    asked: Asked,
    answer: Callable[[], Awaitable[web.Response]],
    faults: Faults,
    journal: Journal,
) -> web.Response:
    """Answer unless a fault is planned, which may also lose the answer once all is done."""
    started = time.perf_counter()
    fault = faults.take(asked.name, asked.channel) or {}
    await asyncio.sleep(fault.get("delay", 0))
    response = _planned(fault) or await answer()
    shown = _json(response)
    lost = bool(fault.get("lose_answer"))
    if lost:
        shown["sandbox"] = "the app did not get this answer"
    ms = (time.perf_counter() - started) * 1000
    journal.add(
        "app→slack", asked.name, asked.payload, shown, (bool(shown.get("ok")) and not lost, ms)
    )
    if lost and request.transport is not None:
        request.transport.abort()
    return response


def _planned(fault: Json) -> web.Response | None:
    if "retry_after" in fault:
        headers = {"Retry-After": str(fault["retry_after"])}
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers=headers)
    if "status" in fault:
        return web.Response(status=fault["status"])
    if "error" in fault:
        return web.json_response({"ok": False, "error": fault["error"]})
    return None


def _json(response: web.Response) -> Json:
    try:
        found = json.loads(response.text or "")
    except ValueError:
        return {"status": response.status}
    return found if isinstance(found, dict) else {"status": response.status}
