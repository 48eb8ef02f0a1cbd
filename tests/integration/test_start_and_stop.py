"""What the bot's address answers while it starts, runs and stops."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import yaml
from structlog.testing import capture_logs

from bot.app import Leadloop, build
from bot.cli.serve import greeting
from bot.config import Config
from bot.delivery.worker import Delivery
from bot.errors import ConfigError, StorageError
from bot.services.settings import SettingsService
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@dataclass
class Place:
    sandbox: Sandbox
    bot: Leadloop
    http: aiohttp.ClientSession

    async def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.bot.port}{path}"
        async with self.http.request(method, url) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Workspace("Tidewell")) as sandbox:
        yield sandbox


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Config:
    app = sandbox.workspace.install(yaml.safe_load(MANIFEST.read_text()))
    return Config(
        _env_file=None,
        slack_bot_token=app.bot_token,
        slack_app_token=app.app_token,
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{tmp_path / 'leadloop.db'}",
        port=0,
    )


@pytest.fixture
async def place(sandbox: Sandbox, config: Config) -> AsyncIterator[Place]:
    async with aiohttp.ClientSession() as http:
        yield Place(sandbox, build(config), http)


async def test_it_is_alive_at_once_and_ready_when_slack_answered(place: Place) -> None:
    place.sandbox.faults.fail("auth.test", delay=1)
    starting = asyncio.create_task(place.bot.start())
    async with asyncio.timeout(10):
        while place.sandbox.faults.planned:  # noqa: ASYNC110  # asked, and not answered
            await asyncio.sleep(0.01)
    assert await place.ask("/healthz") == (200, "ok\n")
    assert await place.ask("/readyz") == (503, "not ready: waits for Slack\n")
    status, said = await place.ask("/v1/leads", "POST")
    assert (status, "starting and waits for Slack" in said) == (503, True)
    async with place.http.post(f"http://127.0.0.1:{place.bot.port}/v1/leads") as answer:
        assert answer.headers["Retry-After"] == "2"
    await starting
    assert await place.ask("/readyz") == (200, "ready\n")
    await place.bot.stop()


async def test_it_is_not_ready_any_more_while_it_stops(place: Place) -> None:
    await place.bot.start()
    stopping = asyncio.create_task(place.bot.stop())
    await asyncio.sleep(0)  # the first step of `stop`
    assert (await place.ask("/readyz"))[0] == 503
    await stopping
    with pytest.raises(aiohttp.ClientConnectorError):
        await place.ask("/healthz")


async def test_it_stops_in_time_whatever_hangs(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = asyncio.Event()

    async def hangs(_self: Delivery, _seconds: float) -> None:
        try:
            await let_go.wait()
        finally:
            await let_go.wait()  # as a thread does that waits for a locked file

    monkeypatch.setattr(Delivery, "finish", hangs)
    monkeypatch.setattr("bot.app.leadloop.STOP_SECONDS", 0.5)
    await place.bot.start()
    with capture_logs() as logs:
        async with asyncio.timeout(10):
            await place.bot.stop()
    assert ("stop.cut_off", "stop") in [(entry["event"], entry.get("what")) for entry in logs]
    let_go.set()


async def test_a_database_that_fails_makes_it_not_ready(place: Place) -> None:
    await place.bot.start()
    database = place.bot.store.database
    async with database.transaction(database.write) as connection:
        await connection.exec_driver_sql("ALTER TABLE halt RENAME TO gone")
        await connection.commit()
    status, said = await place.ask("/readyz")
    assert (status, said.startswith("not ready: ")) == (503, True)
    await place.bot.stop()


async def test_once_up_it_says_so_though_the_database_is_away(
    place: Place, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.bot.start()
    said = await greeting(place.bot, config)
    assert "no sales channel yet" in said
    assert f"the workspace Tidewell ({place.bot.team})." in said

    async def away(_self: SettingsService) -> None:
        raise StorageError("PostgreSQL is restarted.")

    monkeypatch.setattr(SettingsService, "get", away)
    assert f"http://127.0.0.1:{place.bot.port}/healthz" in await greeting(place.bot, config)
    await place.bot.stop()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slack_app_token": "xapp-wrong"}, "Slack refused SLACK_APP_TOKEN"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at"),
        # Of TEST-NET-1, which no machine has.
        ({"host": "192.0.2.1"}, "192.0.2.1:0 cannot be listened on .*Set HOST"),
    ],
)
async def test_what_keeps_it_from_starting_is_a_sentence(
    config: Config, wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        await build(config.model_copy(update=wrong)).start()
