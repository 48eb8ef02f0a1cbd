"""`leadloop run` as a process: what it says, what it keeps, and how it stops."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

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


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_it_keeps_what_was_prepared_and_stops_cleanly(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path, sign: signal.Signals
) -> None:
    env = environment(slack)
    token, _ = await (await leadloop(tmp_path, env, "token", "create", "crm")).communicate()
    process = await leadloop(tmp_path, env, "run")
    told = await greeting(process)
    assert f"for the workspace {slack[0].workspace.team_id}" in told
    assert "over Socket Mode" in told

    headers = {"Authorization": f"Bearer {token.decode().strip()}"}
    lead = {"external_id": "hs-1", "person": {"name": "Dana Ruiz"}}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.post(address(told, "Leads"), json=lead) as answer:
            assert answer.status == 202
        async with http.get(address(told, "Health").rstrip(",")) as answer:
            assert answer.status == 200

    process.send_signal(sign)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 0
    assert out.decode().endswith("Stopped.\n")
    logged = [json.loads(line) for line in err.decode().splitlines()]
    assert [entry["event"] for entry in logged if entry["level"] == "info"] == [
        "started",
        "stopped",
    ]


async def test_without_an_app_token_it_waits_for_slacks_requests(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path
) -> None:
    process = await leadloop(tmp_path, environment(slack, SLACK_APP_TOKEN=""), "run")
    told = await greeting(process)
    assert "over HTTP: http://127.0.0.1:" in told
    assert "/slack/events" in told
    process.terminate()
    await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refused SLACK_BOT_TOKEN: invalid_auth."),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refused SLACK_APP_TOKEN"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at"),
    ],
)
async def test_what_keeps_it_from_starting_is_one_sentence(
    slack: tuple[Sandbox, InstalledApp], tmp_path: Path, more: dict[str, Any], sentence: str
) -> None:
    process = await leadloop(tmp_path, environment(slack, **more), "run")
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 2
    assert out == b""
    assert sentence in err.decode()
    assert err.count(b"\n") == 1
