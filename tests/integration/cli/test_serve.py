"""`leadloop run` as a process: what it says, what it keeps, and how it stops."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot import operations
from bot.config import Config
from sandbox.installed_app import InstalledApp
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60


@pytest.fixture
async def slack() -> AsyncIterator[tuple[Sandbox, InstalledApp]]:
    workspace = Workspace("Tidewell")
    app = workspace.install(yaml.safe_load((ROOT / "manifest.yml").read_text()))
    async with Sandbox(workspace) as sandbox:
        yield sandbox, app


def environment(slack: tuple[Sandbox, InstalledApp], **more: str) -> dict[str, str]:
    sandbox, app = slack
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "PORT": "0",
        **more,
    }


async def leadloop(folder: Path, env: dict[str, str], *arguments: str) -> Process:
    command = (sys.executable, "-m", "bot", *arguments)
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=env, stdout=PIPE, stderr=PIPE
    )


async def greeting(process: Process) -> str:
    """What it prints until it is up."""
    assert process.stdout is not None
    told = ""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "Health" not in told:
            line = await process.stdout.readline()
            assert line, await process.communicate()
            told += line.decode()
    return told


def address(told: str, what: str) -> str:
    return next(line.split()[1] for line in told.splitlines() if line.split()[0] == what)


def stored(folder: Path) -> Config:
    """Of the database that a process in this folder uses."""
    return Config(_env_file=None, database_url=f"sqlite:///{folder}/data/leadloop.db")


async def test_it_keeps_what_was_prepared_and_stops_cleanly(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    token, _ = await operations.create_token(stored(tmp_path), "crm")
    process = await leadloop(tmp_path, environment(slack), "run")
    told = await greeting(process)
    assert f"for the workspace Tidewell ({slack[0].workspace.team_id})" in told
    assert "over Socket Mode" in told

    headers = {"Authorization": f"Bearer {token}"}
    lead = {"external_id": "hs-1", "person": {"name": "Dana Ruiz"}}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.post(address(told, "Leads"), json=lead) as answer:
            assert answer.status == 202
        async with http.get(address(told, "Health").rstrip(",")) as answer:
            assert answer.status == 200

    process.terminate()
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 0
    assert out.decode().endswith("Stopped.\n")
    logged = [json.loads(line) for line in err.decode().splitlines()]
    assert [entry["event"] for entry in logged if entry["level"] == "info"] == [
        "started",
        "stopped",
    ]


async def test_what_keeps_it_from_starting_is_one_sentence(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    process = await leadloop(tmp_path, environment(slack, SLACK_BOT_TOKEN="xoxb-wrong"), "run")
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 2
    assert out == b""
    assert "Slack refused SLACK_BOT_TOKEN: invalid_auth." in err.decode()
    assert err.count(b"\n") == 1


async def _set_up(slack: tuple[Sandbox, InstalledApp], folder: Path) -> str:
    """A channel for leads and a token."""
    workspace, app = slack[0].workspace, slack[1]
    workspace.add_user("maya", "Maya Lind")
    channel = workspace.add_channel("leads", members=["maya", app.bot_user_id])
    await operations.change_settings(stored(folder), {"sales_channel": channel.id}, "sam")
    token, _ = await operations.create_token(stored(folder), "crm")
    return token


async def test_sigterm_ends_it_within_ten_seconds_though_slack_hangs(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    # The call outlasts the stop; the next start need not wait a minute for what it left.
    hurry = {"SLACK_TIMEOUT_SECONDS": "6", "LEASE_SECONDS": "13", "LOOK_AGAIN_SECONDS": "0.2,0.4"}
    env = environment(slack, **hurry)
    token = await _set_up(slack, tmp_path)
    process = await leadloop(tmp_path, env, "run")
    told = await greeting(process)
    slack[0].faults.fail("chat.postMessage", delay=60)
    lead = {"external_id": "hs-1", "person": {"name": "Dana Ruiz"}}
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        async with http.post(address(told, "Leads"), json=lead) as answer:
            assert answer.status == 202
        async with asyncio.timeout(PATIENCE_SECONDS):
            while slack[0].faults.planned:  # noqa: ASYNC110  # taken, and not answered
                await asyncio.sleep(0.02)
    process.terminate()
    async with asyncio.timeout(10):
        out, err = await process.communicate()
    assert (process.returncode, out.decode().endswith("Stopped.\n")) == (0, True)
    assert "delivery.cut_off" in err.decode()

    # What was cut off is looked for, and only then posted.
    again = await leadloop(tmp_path, env, "run")
    await greeting(again)
    seen = slack[0].person("maya").sees
    await slack[0].workspace.until(lambda: len(seen("leads")) == 1, PATIENCE_SECONDS)
    assert slack[0].journal.named("conversations.history")
    again.terminate()
    await asyncio.wait_for(again.communicate(), PATIENCE_SECONDS)


async def test_told_to_stop_before_it_is_up_it_stops(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    slack[0].faults.fail("auth.test", delay=60)
    process = await leadloop(tmp_path, environment(slack), "run")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while slack[0].faults.planned:  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.02)
    process.terminate()
    async with asyncio.timeout(10):
        out, _ = await process.communicate()
    assert (process.returncode, out) == (0, b"Stopped.\n")


async def test_a_second_one_on_the_same_file_is_refused_until_the_first_is_gone(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    env = environment(slack)
    first = await leadloop(tmp_path, env, "run")
    await greeting(first)
    second = await leadloop(tmp_path, env, "run")
    out, err = await asyncio.wait_for(second.communicate(), PATIENCE_SECONDS)
    assert (second.returncode, out) == (2, b"")
    assert err.decode().startswith("Another Leadloop is running on data/leadloop.db.")
    assert err.count(b"\n") == 1

    short = await leadloop(tmp_path, env, "settings", "set", "min_fit=7")
    await asyncio.wait_for(short.communicate(), PATIENCE_SECONDS)
    assert short.returncode == 0

    first.kill()
    await asyncio.wait_for(first.communicate(), PATIENCE_SECONDS)

    # Without an app token the next one waits for Slack's requests, until Ctrl+C.
    third = await leadloop(tmp_path, environment(slack, SLACK_APP_TOKEN=""), "run")
    told = await greeting(third)
    assert "over HTTP: http://127.0.0.1:" in told
    assert "/slack/events" in told
    third.send_signal(signal.SIGINT)
    out, _ = await asyncio.wait_for(third.communicate(), PATIENCE_SECONDS)
    assert (third.returncode, out.decode().endswith("Stopped.\n")) == (0, True)
