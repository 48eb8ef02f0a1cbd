"""Replicas are killed while leads, presses and emoji come in; nothing is lost and nothing comes
twice."""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import postgres
from tests.scenario.replicas import proof, report
from tests.scenario.replicas.chaos import CALL_FAULTS, DATABASE, EVENTS_FAULTS, Chaos, Restart
from tests.scenario.replicas.emoji import Reactions
from tests.scenario.replicas.stand import REPS, Stand, standing
from tests.scenario.replicas.traffic import Traffic
from tests.scenario.waiting import until

SEED = int(os.environ.get("SOAK_SEED", "20260821"))
SETTLE_SECONDS = 120


@contextlib.asynccontextmanager
async def database(folder: Path, engine: str) -> AsyncIterator[tuple[str, Restart | None]]:
    """Its address and, where there is a server, how it is restarted."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'leadloop.db'}", None
        return
    with postgres.running() as server:

        async def restart() -> None:
            await asyncio.to_thread(server.restart)

        yield server.url, restart


async def shaken(stand: Stand, chaos: Chaos, *, kills: int, faults: int, every: float) -> Traffic:
    """Traffic under faults until all happened, then quiet until nothing waits any more."""
    traffic, stop = Traffic(stand, random.Random(SEED)), asyncio.Event()
    reactions = Reactions(traffic)
    async with asyncio.TaskGroup() as work:
        work.create_task(traffic.send_leads(0.5, stop))
        for rep in REPS:
            work.create_task(traffic.press_buttons(rep, 0.3, stop))
            work.create_task(reactions.react(rep, 0.3, stop))
        await chaos.run(kills, faults, every, traffic.progress)
        stop.set()
    stand.sandbox.faults.clear()
    await stand.sandbox.events.release()
    await stand.revive()
    for replica in stand.replicas:
        await replica.until_ready(stand.http)
    await until(reactions.all_acknowledged, SETTLE_SECONDS)
    await proof.settled(stand, SETTLE_SECONDS)
    return traffic


async def test_three_replicas_of_which_one_is_killed_ten_times(tmp_path: Path) -> None:
    async with (
        database(tmp_path, "postgresql") as (url, restart),
        standing(tmp_path, url, replicas=3, http=True) as stand,
    ):
        chaos = Chaos(stand, random.Random(SEED), restart)
        traffic = await shaken(stand, chaos, kills=10, faults=10, every=0.6)
        assert chaos.counts["kill -9"] == sum(replica.kills for replica in stand.replicas) == 10
        assert {*CALL_FAULTS, *EVENTS_FAULTS, DATABASE} <= set(chaos.counts)
        await proof.check(stand, traffic)


SOAKS = [("sqlite", 1, False), ("postgresql", 3, True), ("postgresql", 3, False)]


@pytest.mark.soak
@pytest.mark.parametrize(("engine", "replicas", "http"), SOAKS)
async def test_soak(tmp_path: Path, engine: str, replicas: int, http: bool) -> None:
    """Together more than a thousand faults and a hundred kills; SOAK_FAULTS for another number."""
    faults = int(os.environ.get("SOAK_FAULTS", "340"))
    async with (
        database(tmp_path, engine) as (url, restart),
        standing(tmp_path, url, replicas=replicas, http=http) as stand,
    ):
        chaos = Chaos(stand, random.Random(SEED), restart)
        traffic = await shaken(stand, chaos, kills=faults // 10, faults=faults, every=0.4)
        await proof.check(stand, traffic)
    door = "HTTP" if http else "Socket Mode"
    where = f"{engine}, {replicas} × `leadloop run`, {door}"
    report.write(where, SEED, chaos, traffic)
