"""The bot and the sandbox in one process, with a clock that can jump and a story to live in."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import logs
from bot.app import Leadloop, build
from bot.config import Config
from bot.demo import definition, history, story, workspace
from bot.demo.twelve_weeks import WEEK_7
from bot.demo.workspace import Tidewell
from bot.domain.changes import Change, ChangeState, Measure
from bot.domain.ids import new_id
from bot.domain.leads import Source
from bot.errors import ConfigError
from bot.intake.schemas import CampaignIn
from bot.services import history as histories
from bot.services.sources import Sources
from sandbox.server import Sandbox

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
DEFAULT_PORT = 8800
_GREETING = """
  Leadloop is running in a Slack of its own:

    {}

  Stop it with Ctrl+C; nothing is kept.
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything that runs: Slack on localhost, the bot, and marketing's token."""

    tidewell: Tidewell
    sandbox: Sandbox
    bot: Leadloop
    token: str

    async def send(self, number: int) -> dict[str, Any]:
        """Sends a live lead of the story over the HTTP API, as a CRM would."""
        body = _timed(story.LIVE[number - 1], self.sandbox.clock.now())
        url = f"http://127.0.0.1:{self.bot.port}/v1/leads"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=body, headers=headers) as answer,
        ):
            result: dict[str, Any] = await answer.json()
        return result


@contextlib.asynccontextmanager
async def running(port: int = 0, *, http: bool = False) -> AsyncIterator[Demo]:
    """The demo, its state in a folder that is thrown away."""
    tidewell = workspace.made(MANIFEST)
    with tempfile.TemporaryDirectory(prefix="leadloop-demo-") as folder:
        sandbox = workspace.served(tidewell, port)
        await _started(sandbox, port)
        try:
            bot = build(_config(tidewell, sandbox, Path(folder), http), sandbox.clock)
            await bot.start()
            try:
                if http:
                    tidewell.app.request_url = f"http://127.0.0.1:{bot.port}/slack/events"
                token = await _furnish(bot, tidewell, story.START)
                await _last_digest(bot, tidewell)
                sandbox.clock.jump(story.START)
                await definition.proposed(bot, tidewell.workspace.user("lena").id, story.START)
                sandbox.clock.subscribe(bot.scheduler.tick)
                yield Demo(tidewell, sandbox, bot, token)
            finally:
                await bot.stop()
        finally:
            await sandbox.stop()


async def run(port: int = DEFAULT_PORT, *, http: bool = False) -> None:
    """Runs until it is stopped, with two cards waiting and more leads on their way."""
    logs.configure("warning")
    async with running(port, http=http) as demo:
        for number in (1, 2):
            await demo.send(number)
        await demo.tidewell.workspace.until(
            lambda: len(demo.sandbox.person("maya").sees("leads")) > 2  # and the last headline
        )
        print(_GREETING.format(demo.sandbox.url), flush=True)  # noqa: T201  # the one thing a person waits for
        await _live(demo)


async def _live(demo: Demo) -> None:
    """The third lead within seconds, the rest now and then."""
    for number in range(3, len(story.LIVE) + 1):
        # Three colleagues of one company come within a minute.
        await asyncio.sleep(6 if number == 3 else 15 if number in (7, 8) else 75)
        await demo.send(number)
    await asyncio.Event().wait()


async def _started(sandbox: Sandbox, port: int) -> None:
    try:
        await sandbox.start()
    except OSError as error:
        raise ConfigError(
            f'Port {port} is taken. Another one: make demo ARGS="--port 8801"'
        ) from error


def _config(tidewell: Tidewell, sandbox: Sandbox, folder: Path, http: bool) -> Config:
    return Config(
        _env_file=None,
        slack_bot_token=tidewell.app.bot_token,
        slack_app_token="" if http else tidewell.app.app_token,
        slack_signing_secret=tidewell.app.signing_secret,
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{folder / 'leadloop.db'}",
        host="127.0.0.1",
        port=0,
        log_level="warning",
    )


async def _furnish(bot: Leadloop, tidewell: Tidewell, now: datetime) -> str:
    """Settings, campaigns and twelve weeks of history; a source's token."""
    place = tidewell.workspace.channel
    channels = {"sales_channel": place("leads").id, "marketing_channel": place("marketing").id}
    leads = {"marketing_leads": tidewell.workspace.user("lena").id}
    await bot.deps.settings.change({**story.SETTINGS, **channels, **leads}, "demo", now)
    ids, crm = {}, Source(bot.team, "crm")
    lena, sam = tidewell.workspace.user("lena").id, tidewell.workspace.user("sam").id
    await definition.signed(bot, lena, sam)
    for external_id, campaign in story.CAMPAIGNS.items():
        value = CampaignIn.model_validate(campaign).value(external_id)
        agreed = replace(value, agreed_step=value.committed_step, agreed_by=sam, agreed_at=now)
        ids[external_id] = await bot.deps.intake.put_campaign(crm, agreed, now)
    for user in tidewell.workspace.people():
        await bot.deps.directory.member(user.id)
    reps = tidewell.reps
    await bot.deps.away.leave(reps["priya"], "2026-08-20", reps["jonas"], now)
    past = list(history.past(tidewell.reps))
    source = Source(bot.team, "history", imported=True)
    await histories.store(bot.store.units, source, past, now)
    await _promised(bot, tidewell, ids)
    return await Sources(bot.store.units, bot.team).create("crm", now)


async def _last_digest(bot: Leadloop, tidewell: Tidewell) -> None:
    """The digest of the week before stands where it came and was read, last Monday at nine."""
    await bot.deps.digests.send_now(story.LAST_MONDAY, by=tidewell.workspace.user("lena").id)
    place, messages = tidewell.workspace.channel, tidewell.workspace.messages
    expected = {"marketing": 2, "leads": 1}  # with its thread; what sales reads of it
    await tidewell.workspace.until(
        lambda: all(
            len(messages.get(place(name).id, ())) == count for name, count in expected.items()
        )
    )
    for name in expected:
        for user in place(name).members:
            tidewell.workspace.mark_read(user, name)  # days ago: the page opens on what is new


async def _promised(bot: Leadloop, tidewell: Tidewell, ids: dict[str, str]) -> None:
    """What Lena changed in week 7, and what she still owes."""
    lena, reps = tidewell.workspace.user("lena").id, tuple(tidewell.reps.values())
    kept = Change(
        id=new_id(),
        campaign_id=ids["search"],
        campaign="Search",
        finding="landed 6 of 26: the promise was not believed",
        what="“Live in one day” is now “first gate live in one day”",
        due_on=WEEK_7.date(),
        by=lena,
        made_at=WEEK_7 - timedelta(days=3),
        period="2026-W28",
        cites=reps,
        state=ChangeState.KEPT,
        done_at=WEEK_7,
    )
    owed = Change(
        id=new_id(),
        campaign_id=ids["dock-webinar"],
        campaign="Dock webinar",
        finding="45 of 56 taken; most named: wrong company 7, wrong person 4",
        what="The sign-up asks how many docks the site has",
        due_on=date(2026, 9, 12),
        by=lena,
        made_at=story.START - timedelta(days=10),
        period="2026-W32",
        cites=reps,
        measure=Measure.TAKEN,
    )
    async with bot.store.units(bot.team) as uow:
        await uow.changes.add(kept)
        await uow.changes.add(owed)
        await uow.commit()


def _timed(lead: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The story's “minutes ago” as moments."""
    points = [
        {
            "at": (now - timedelta(minutes=point["minutes_ago"])).isoformat(),
            "name": point["name"],
            "channel": point["channel"],
        }
        for point in lead.get("touchpoints", ())
    ]
    return {**lead, "touchpoints": points}
