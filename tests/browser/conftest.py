"""A browser, and a page of a sandbox that tolerates nothing odd."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
)
from pytest_asyncio import is_async_test

from bot.demo import Demo, running
from tests.browser.small_app import SmallApp, small_app
from tests.chromium import ARGUMENTS, chromium_path

_INSTALL = (
    "no Chromium can be started: install Debian's (apt install chromium-headless-shell), "
    "or Playwright's own (.venv/bin/playwright install chromium), or set CHROMIUM_PATH"
)
Open = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests here, so that they share one browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium; each page has a context of its own. Only CI insists on having one."""
    async with AsyncExitStack() as closing:
        try:
            playwright = await closing.enter_async_context(async_playwright())
            launched = await playwright.chromium.launch(
                executable_path=chromium_path(), args=ARGUMENTS
            )
        except Exception as error:  # Playwright raises its base for a library that is missing
            if os.environ.get("CI"):
                raise
            pytest.skip(f"{_INSTALL} ({str(error).splitlines()[0]})")
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def small() -> AsyncIterator[SmallApp]:
    """A sandbox with three people and a small Bolt app that is connected."""
    async with small_app() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo() -> AsyncIterator[Demo]:
    """Tidewell with the real bot in it and twelve weeks of history. Its tests share it, so each
    keeps to leads of its own."""
    async with running() as tidewell:
        yield tidewell


@asynccontextmanager
async def opener(browser: Browser, base: str) -> AsyncIterator[Open]:
    """`await open_page("ana", query="channel=general", width=1280, …)` for the page at `base`.

    Afterwards: no error was logged, nothing broke the page's policy, no other host was asked.
    """
    odd: list[str] = []
    contexts: list[BrowserContext] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            odd.append(f"{message.type}: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((base, "data:")):
            odd.append(f"asked {request.url}")

    async def open_(
        person: str, *, query: str = "", width: int = 1280, height: int = 800, **options: Any
    ) -> Page:
        context = await browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", on_console)
        page.on("request", on_request)
        page.on("pageerror", lambda error: odd.append(f"page error: {error}"))
        await page.goto(f"{base}/?as={person}&{query}")
        await page.wait_for_selector("html[data-live]")
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert odd == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, small: SmallApp) -> AsyncIterator[Open]:
    """Opens the small app's workspace."""
    async with opener(browser, small.sandbox.url) as open_:
        yield open_


@pytest_asyncio.fixture(loop_scope="session")
async def open_demo(browser: Browser, demo: Demo) -> AsyncIterator[Open]:
    """Opens Tidewell."""
    async with opener(browser, demo.sandbox.url) as open_:
        yield open_
