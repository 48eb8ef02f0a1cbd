"""Replicas on one database in a Slack on localhost: what the durability tests shake."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import yaml
from sqlalchemy import and_, update

from bot.domain.digest import JOB
from bot.services.settings import SettingsService
from bot.services.sources import Sources
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from storage.base import table_of
from storage.engine import Database
from storage.migrate import migrate
from storage.tables import Schedule
from storage.uow import Units
from tests.scenario.replicas.processes import Balancer, Replica
from tests.scenario.world import MANIFEST

REPS = ("maya", "jonas")
HURRY = {
    "LEASE_SECONDS": "3",
    "SLACK_TIMEOUT_SECONDS": "1",
    "LOOK_AGAIN_SECONDS": "0.5,1",
    "PACE_SECONDS": "0.2",
}
"""A lane whose holder was killed is free after its lease: minutes of a real run in seconds."""
TELL_AGAIN_SECONDS = (0.0, *[1.0] * 60)
"""Slack tells an event that was not acknowledged again at once, after one minute and after five
more: here each second, for as long as it takes a replica to start on a slow machine."""


@dataclass
class Stand:
    """All that runs. `settings` and `token` were made before any replica started."""

    sandbox: Sandbox
    replicas: list[Replica]
    balancer: Balancer
    database: Database
    http: aiohttp.ClientSession
    token: str

    @property
    def team(self) -> str:
        return self.sandbox.workspace.team_id

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.balancer.port}"

    async def make_digest_due(self) -> None:
        """As if it were time again: only that the week's digest was sent holds it back."""
        schedule, past = table_of(Schedule), self.sandbox.clock.now() - timedelta(minutes=1)
        mine = and_(schedule.c.team_id == self.team, schedule.c.job == JOB)
        async with self.database.transaction(self.database.write) as connection:
            await connection.execute(update(schedule).where(mine).values(next_due_at=past))
            await connection.commit()

    async def restart(self, replica: Replica) -> None:
        """A SIGKILL, and a supervisor that starts it again at once."""
        await replica.kill()
        await replica.start()

    async def revive(self) -> None:
        """Starts again what could not start, as a supervisor does: the database was away."""
        for replica in self.replicas:
            if not replica.runs:
                assert replica.refused_to_start, replica.log.read_text()[-2000:]
                await replica.start()


@contextlib.asynccontextmanager
async def standing(
    folder: Path, url: str, *, replicas: int, http: bool = False, **env: str
) -> AsyncIterator[Stand]:
    """Started and ready; everything is ended afterwards, whatever happened."""
    workspace = Workspace("Tidewell")
    for name in REPS:
        workspace.add_user(name, name.capitalize(), email=f"{name}@tidewell.example")
    workspace.add_user("sam", "Sam Ito", email="sam@tidewell.example", is_admin=True)
    app = workspace.install(yaml.safe_load(MANIFEST.read_text()))
    for channel in ("leads", "marketing"):
        workspace.add_channel(channel, [*REPS, "sam", app.bot_user_id])
    async with contextlib.AsyncExitStack() as closing:
        sandbox = await closing.enter_async_context(Sandbox(workspace))
        sandbox.delivery.retry_delays = TELL_AGAIN_SECONDS
        session = await closing.enter_async_context(aiohttp.ClientSession())
        database = Database(url)
        closing.push_async_callback(database.close)
        await migrate(database)
        token = await _furnish(Units(database), workspace)
        given = {
            "SLACK_API_URL": sandbox.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": "" if http else app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "DATABASE_URL": url,
            "LOG_LEVEL": "warning",
            **HURRY,
            **env,
        }
        made = [Replica(folder / f"replica-{n}.log", given) for n in range(replicas)]
        balancer = Balancer(made)
        await balancer.start()
        closing.push_async_callback(balancer.stop)
        if http:
            app.request_url = f"http://127.0.0.1:{balancer.port}/slack/events"
        for replica in made:
            closing.push_async_callback(replica.kill)
            await replica.start()
        for replica in made:
            await replica.until_ready(session)
        yield Stand(sandbox, made, balancer, database, session, token)


async def _furnish(units: Units, workspace: Workspace) -> str:
    """The two channels and a source; its token."""
    now, team = workspace.clock.now(), workspace.team_id
    place = {f"{name}_channel": workspace.channel(channel).id for name, channel in _PLACES}
    await SettingsService(units, team).change(
        {**place, "timezone": "UTC", "burst": "1000"}, "test", now
    )
    return await Sources(units, team).create("crm", now)


_PLACES = (("sales", "leads"), ("marketing", "marketing"))
