"""Slack's other official SDK, Bolt for JavaScript, lives in the sandbox too.

scripts/setup.sh has installed it, by the hashes in package-lock.json, where npm and its registry
are there. Only CI insists on Node.
"""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import playwright
import pytest

from tests.integration.sandbox.scene import Scene

HERE = Path(__file__).parent / "javascript"
NODE = 20  # the oldest that @slack/bolt 5 runs on


def _node() -> str | None:
    """One that is installed, else that on which Playwright runs."""
    for node in (shutil.which("node"), Path(playwright.__file__).parent / "driver" / "node"):
        if node is not None and _version(node) >= NODE:
            return str(node)
    return None


def _version(node: str | Path) -> int:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(said.removeprefix("v").partition(".")[0])


@pytest.fixture(scope="module")
def program() -> tuple[str, Path]:
    """Node, and the app beside its packages."""
    node = _node()
    if node is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"It needs Node {NODE} or newer.")
    if not (HERE / "node_modules" / "@slack" / "bolt").exists():
        pytest.skip("Bolt for JavaScript is not installed: npm or its registry was not there.")
    return node, HERE / "app.mjs"


@pytest.fixture(params=["socket", "http"])
async def app(
    request: pytest.FixtureRequest, program: tuple[str, Path], scene: Scene
) -> AsyncIterator[None]:
    """The app runs and is connected."""
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_API_URL": scene.sandbox.api_url,
        "SLACK_BOT_TOKEN": scene.installed.bot_token,
        "SLACK_APP_TOKEN": scene.installed.app_token,
        "SLACK_SIGNING_SECRET": scene.installed.signing_secret,
    }
    if request.param == "http":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment["PORT"] = str(port)
        scene.installed.request_url = f"http://127.0.0.1:{port}/slack/events"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *program, env=environment, stdout=pipe, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    said = []
    async with asyncio.timeout(20):
        async for line in process.stdout:
            said.append(line.decode())
            if line == b"connected\n":
                break
        else:
            pytest.fail("".join(said))
    yield
    process.terminate()
    await process.communicate()


@pytest.mark.usefixtures("app")
async def test_it_posts_gets_a_click_opens_a_modal_and_gets_its_submission(scene: Scene) -> None:
    ana, workspace = scene.ana, scene.workspace
    start = await ana.post("general", "start")
    await workspace.until(lambda: len(ana.sees("general", start.ts)) == 2)
    button = ana.sees("general", start.ts)[1]
    assert (await ana.click("general", button.ts, "open")).ok
    modal = await workspace.until(lambda: ana.modal)
    refused = await ana.submit(modal.id, {"name": {"text": "bad"}})
    assert refused.errors == {"name": "Not this one."}
    assert (await ana.submit(modal.id, {"name": {"text": "Dana"}})).ok
    await workspace.until(lambda: ana.last("general").text == "Hello, Dana")
    assert ana.modal is None
