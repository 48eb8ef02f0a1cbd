"""How many leads a second HTTP intake stores, beside a bare aiohttp server in the same run.

Run: python -m benchmarks.intake [--requests 2000] [--at-once 32]
Absolute figures are this machine's; the ratio is what to compare.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import SystemClock
from bot.domain.lifecycle import Door
from bot.intake.api import IntakeApi
from bot.intake.gatherer import Gatherer
from bot.services.intake import IntakeService
from bot.services.outcomes import Outcomes
from bot.services.sources import Sources
from storage.cross_team import CrossTeam
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

ROUNDS = 5
Send = Callable[[aiohttp.ClientSession, int], Awaitable[None]]


def lead(number: int) -> dict[str, Any]:
    return {
        "external_id": f"bench-{number}",
        "person": {"name": f"Person {number}", "email": f"p{number}@bench.example"},
        "company": {"name": "Bench", "employees": 12, "country": "DE"},
        "fit": {"score": number % 100, "reasons": ["size"]},
        "touchpoints": [{"at": "2026-08-20T08:00:00Z", "channel": "web", "name": "Form"}],
    }


async def _rate(send: Send, requests: int, at_once: int, start: int) -> float:
    numbers = iter(range(start, start + requests))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            await send(session, number)

    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        await asyncio.gather(*(worker(session) for _ in range(at_once)))
        return requests / (time.perf_counter() - began)


async def _serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/v1/leads"


async def _bare() -> tuple[web.AppRunner, str]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"status": "accepted"}, status=202)

    app = web.Application()
    app.router.add_post("/v1/leads", answer)
    return await _serve(app)


async def measure(folder: Path, requests: int, at_once: int) -> None:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    await migrate(database)
    units, clock = Units(database), SystemClock()
    token = await Sources(units, "T0").create("bench", clock.now())
    intake = IntakeService(units)
    outcomes = Outcomes(units, Door.API)
    find_source = CrossTeam(database).source_of
    api = IntakeApi(intake, Gatherer(intake, clock), outcomes, find_source, clock)
    app = web.Application()
    app.add_routes(api.routes())
    ours, our_url = await _serve(app)
    bare, bare_url = await _bare()

    def to(url: str) -> Send:
        async def send(session: aiohttp.ClientSession, number: int) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(url, json=lead(number), headers=headers) as answer:
                assert answer.status == 202

        return send

    rates = []
    for index in range(ROUNDS):
        plain = await _rate(to(bare_url), requests, at_once, 0)
        stored = await _rate(to(our_url), requests, at_once, index * requests)
        rates.append((stored, plain))
        print(f"round {index + 1}: {stored:7.0f} leads/s   bare {plain:7.0f} requests/s")
    ratio = statistics.median(stored / plain for stored, plain in rates)
    print(f"median ratio {ratio:.2f} (client and server share one process and one core)")
    await ours.cleanup()
    await bare.cleanup()
    await database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=32)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), given.requests, given.at_once))


if __name__ == "__main__":
    main()
