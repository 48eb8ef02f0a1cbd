"""The README's pictures, taken from the running demo: make pictures.

Needs a Chromium (CHROMIUM_PATH, /usr/bin/chromium, or Playwright's own) and a colour emoji font.
"""

import asyncio
import os
import shutil
from base64 import b64encode
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.demo import Demo, running
from bot.demo.workspace import next_monday

FOLDER = Path(__file__).parents[1] / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
STYLE = """
body { margin: 0; padding: 28px; width: 1404px; background: #eef2f5; font: 600 17px sans-serif;
  color: #14363b; display: flex; gap: 34px; align-items: flex-start; }
div { flex: 1; } figure { margin: 0 0 26px; } figcaption { margin-bottom: 10px; }
img { width: 100%; border-radius: 12px; border: 1px solid #d4dde2; background: #fff;
  box-sizing: border-box; padding: 10px; }
"""


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with running() as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        context = await browser.new_context(
            viewport={"width": 980, "height": 1800}, device_scale_factor=2
        )
        page = await context.new_page()
        await _card(demo, page)
        await _taken(demo, page)
        await _digest(demo, page)
        await _told(demo, page)
        await _loop(browser)
        await browser.close()


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")


async def _open(demo: Demo, page: Page, who: str, channel: str) -> None:
    await page.goto(f"{demo.sandbox.url}/?as={who}&channel={channel}")


async def _take(page: Page, text: str, name: str) -> None:
    message = page.get_by_test_id("message").filter(has_text=text).last
    await message.scroll_into_view_if_needed()
    await message.locator(".message-body").screenshot(path=FOLDER / f"{name}.png")


async def _card(demo: Demo, page: Page) -> None:
    await demo.send(1)
    await _open(demo, page, "maya", "leads")
    await _take(page, "Dana Ruiz", "card")


async def _taken(demo: Demo, page: Page) -> None:
    await page.get_by_role("button", name="I'll take it").click()
    await page.get_by_role("button", name="👍 Landed").click()
    await page.get_by_role("button", name="Customer proof").click()
    await page.get_by_role("button", name="✓ Customer proof").wait_for()
    await page.get_by_text("👍 Landed: customer proof").wait_for()
    await _take(page, "took it", "taken")
    await _take(page, "What landed with", "chips")


async def _digest(demo: Demo, page: Page) -> None:
    await demo.sandbox.jump(next_monday(demo.sandbox.clock.now()))
    await _open(demo, page, "lena", "marketing")
    await page.get_by_role("button", name="We'll change this").wait_for()
    await _take(page, "Last 6 weeks", "digest")


async def _told(demo: Demo, page: Page) -> None:
    await page.get_by_role("button", name="We'll change this").click()
    await page.get_by_label("What will change?").fill("Ask at the stand: do you run a yard?")
    await page.get_by_role("button", name="Promise it").click()
    await page.get_by_text("The next digests show before and after").wait_for()
    direct = demo.sandbox.person("maya").dm().id
    await _open(demo, page, "maya", direct)
    await _take(page, "because of what you said", "told")


async def _loop(browser: Browser) -> None:
    """All four in one picture."""
    left = (
        ("card", "1 · A lead, with the promise that won it"),
        ("taken", "2 · Taken; one tap says whether it landed"),
        ("told", "4 · Marketing answers, and the rep is told"),
    )
    right = (("digest", "3 · Monday: marketing reads what works"),)
    columns = "".join(f"<div>{''.join(map(_figure, side))}</div>" for side in (left, right))
    page = await browser.new_page(viewport={"width": 1460, "height": 900})
    await page.set_content(f"<style>{STYLE}</style>{columns}")
    await page.screenshot(path=FOLDER / "loop.png", full_page=True)


def _figure(step: tuple[str, str]) -> str:
    name, caption = step
    image = f'<img src="data:image/png;base64,{_encoded(name)}">'
    return f"<figure><figcaption>{caption}</figcaption>{image}</figure>"


def _encoded(name: str) -> str:
    return b64encode((FOLDER / f"{name}.png").read_bytes()).decode()


if __name__ == "__main__":
    asyncio.run(main())
