"""A sandbox with one app and three people, and a Bolt app connected either way."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.integration.sandbox.scene import MANIFEST, Connect, Scene, close_socket, open_socket


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    workspace = Workspace("Test team")
    for name in ("ana", "ben", "cleo"):
        workspace.add_user(name, f"{name.title()} Moor", email=f"{name}@example.test")
    installed = workspace.install(MANIFEST)
    workspace.add_channel("general", ["ana", "ben", "helper"])
    workspace.add_channel("elsewhere", ["ana", "ben", "cleo"])
    workspace.add_channel("secret", ["ana", "helper"], is_private=True)
    async with Sandbox(workspace) as sandbox:
        client = AsyncWebClient(token=installed.bot_token, base_url=sandbox.api_url)
        yield Scene(sandbox, installed, client)


@pytest.fixture
def bolt(scene: Scene) -> AsyncApp:
    """A Bolt app that is not connected yet."""
    secret = scene.installed.signing_secret
    return AsyncApp(name="helper", client=scene.client, signing_secret=secret)


@pytest.fixture(params=["socket", "http"])
async def connect(request: pytest.FixtureRequest, scene: Scene) -> AsyncIterator[Connect]:
    """Connects a Bolt app by Socket Mode or by signed HTTP."""
    closing: list[Callable[[], Awaitable[None]]] = []

    async def by_socket(app: AsyncApp) -> None:
        handler = await open_socket(app, scene)
        closing.append(lambda: close_socket(handler))

    async def by_http(app: AsyncApp) -> None:
        runner = web.AppRunner(app.web_app(path="/slack/events"), shutdown_timeout=0.05)
        await runner.setup()
        closing.append(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        scene.installed.request_url = f"http://127.0.0.1:{port}/slack/events"

    yield by_socket if request.param == "socket" else by_http
    for close in closing:
        await close()
