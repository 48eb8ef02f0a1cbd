"""`leadloop run` as processes of their own, and the one address in front of them."""

import asyncio
import multiprocessing
import os
import socket
import sys
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp
from aiohttp import web

START_SECONDS = 60
REQUEST_SECONDS = 10
_AWAY = ("PostgreSQL ", "The connection to the database broke.")
_PER_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}

# Each is forked off one that has imported everything: that takes most of a start.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["bot.cli.serve"])


def _leadloop_run(log: str, env: dict[str, str]) -> None:
    from bot.__main__ import run

    os.environ |= env
    os.chdir(os.path.dirname(log))
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    sys.exit(run(["run"]))


@dataclass
class Replica:
    """One process, its log in a file of its own. `kills` counts SIGKILLs."""

    log: Path
    env: dict[str, str]
    port: int = field(default_factory=lambda: free_port())
    kills: int = 0
    _process: BaseProcess | None = None

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.exitcode is None

    @property
    def refused_to_start(self) -> bool:
        """With a sentence about the database, not with a traceback."""
        last = self.log.read_text().splitlines()[-1:]
        return not self.runs and any(line.startswith(_AWAY) for line in last)

    async def start(self) -> None:
        given = (str(self.log), {**os.environ, **self.env, "PORT": str(self.port)})
        self._process = _PROCESSES.Process(target=_leadloop_run, args=given)
        await asyncio.to_thread(self._process.start)

    async def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        if self._process is not None and self.runs:
            self._process.kill()
            await asyncio.to_thread(self._process.join)
            self.kills += 1

    async def stop(self) -> tuple[int | None, float]:
        """SIGTERM: the exit code, and how long it took in seconds."""
        assert self._process is not None
        started = time.monotonic()
        if self.runs:
            self._process.terminate()
        await asyncio.to_thread(self._process.join, START_SECONDS)
        return self._process.exitcode, time.monotonic() - started

    async def until_ready(self, http: aiohttp.ClientSession) -> None:
        async with asyncio.timeout(START_SECONDS):
            while await self.readiness(http) != 200:
                assert self.runs, self.log.read_text()[-2000:]
                await asyncio.sleep(0.05)

    async def readiness(self, http: aiohttp.ClientSession) -> int:
        """The status of /readyz; 0 when nobody listens."""
        try:
            async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0


class Balancer:
    """One address for all replicas: each request goes to the next one that listens. A connection
    that breaks in the middle answers 502, and nobody knows what became of the request."""

    def __init__(self, replicas: list[Replica]) -> None:
        self._replicas = replicas
        self._next = 0
        self._runner: web.AppRunner | None = None
        self._http: aiohttp.ClientSession
        self.port = 0

    async def start(self) -> None:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(REQUEST_SECONDS))
        server = web.Application()
        server.router.add_route("*", "/{path:.*}", self._forward)
        self._runner = web.AppRunner(server, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            await self._http.close()

    async def _forward(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _PER_CONNECTION}
        for _ in self._replicas:
            self._next = (self._next + 1) % len(self._replicas)
            url = f"http://127.0.0.1:{self._replicas[self._next].port}{request.rel_url}"
            try:
                async with self._http.request(
                    request.method, url, data=body, headers=headers
                ) as answer:
                    return web.Response(
                        status=answer.status,
                        body=await answer.read(),
                        headers={"Content-Type": answer.headers.get("Content-Type", "text/plain")},
                    )
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                return web.Response(status=502)
        return web.Response(status=503)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
