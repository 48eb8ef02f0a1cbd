"""Slack's other official SDK, Bolt for JavaScript, lives in the sandbox too.

Its packages are installed once, by the hashes in package-lock.json, into pytest's cache.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from tests.integration.sandbox.scene import Scene

HERE = Path(__file__).parent / "javascript"
FILES = ("app.mjs", "package.json", "package-lock.json", ".npmrc")
NODE = 20  # the oldest that @slack/bolt 5 runs on
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")
INSTALL = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0")


def _node() -> str:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("Node and npm are not installed.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < NODE:
        pytest.skip(f"Node {version.strip()} is older than {NODE}.")
    return node


def _install(into: Path) -> None:
    """Whole or not at all, also when two test runs do it at once."""
    with tempfile.TemporaryDirectory(dir=into.parent, ignore_cleanup_errors=True) as folder:
        for name in FILES:
            shutil.copy(HERE / name, folder)
        npm = shutil.which("npm") or "npm"
        done = subprocess.run([npm, *INSTALL], cwd=folder, capture_output=True, text=True)
        if any(code in done.stderr for code in UNREACHABLE):
            pytest.skip("npm's registry cannot be reached.")
        assert done.returncode == 0, done.stderr
        with suppress(OSError):  # another run was quicker
            Path(folder).rename(into)


@pytest.fixture(scope="module")
def program(pytestconfig: pytest.Config) -> tuple[str, Path]:
    """Node, and the app beside its packages."""
    node = _node()
    cache = pytestconfig.cache
    assert cache is not None
    digest = sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    folder = cache.mkdir("sandbox-javascript") / digest
    if not folder.exists():
        _install(folder)
    return node, folder / "app.mjs"


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
