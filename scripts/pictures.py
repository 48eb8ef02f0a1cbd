"""The README's pictures, taken from the running demo: make pictures.

Needs a Chromium, as tests/browser does, and a colour emoji font.
"""

import asyncio
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright

from bot.demo import Demo, running
from bot.demo.workspace import next_monday
from tests.chromium import ARGUMENTS, chromium_path

FOLDER = Path(__file__).parents[1] / "docs" / "images"
# At the page's narrow layout a message is as wide as a column of the README's.
VIEW = {"width": 810, "height": 2000}
SCALE = 2
STYLE = """
body { margin: 0; padding: 22px; width: 1176px; background: #eef2f5; font: 600 16px sans-serif;
  color: #14363b; display: grid; grid-template-columns: 1fr 1fr; gap: 0 24px; }
div { min-width: 0; } div + div { position: relative; }
figure { margin: 0 0 18px; } div:first-child figure:last-child { margin: 0; }
figcaption { margin-bottom: 8px; }
section { border-radius: 12px; border: 1px solid #d4dde2; background: #fff; padding: 8px 12px;
  overflow: hidden; }
img { width: 100%; display: block; }
div + div figure { position: absolute; inset: 0; margin: 0; display: flex; flex-direction: column; }
div + div section { flex: 1; min-height: 0;
  mask-image: linear-gradient(#000 calc(100% - 34px), #0000); border-bottom: 0; }
"""
# The day that hovers over messages, a form's own scrolling and its round corners are left out.
WHILE_TAKEN = """
.day > h2 { visibility: hidden; }
.modal { max-height: none !important; border-radius: 0 !important; }
.home-body { padding: 14px 20px !important; }
"""
# At twice the size nothing is seen of the loss, and a picture is a third of the PNG that came.
TO_WEBP = """
async ([source, margin]) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth + 2 * margin;
  canvas.height = image.naturalHeight + 2 * margin;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, margin, margin);
  return canvas.toDataURL("image/webp", 0.86);
}
"""


class Camera:
    """Takes pictures of parts of pages; `shots`: name → PNG as a data address."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.shots: dict[str, str] = {}

    async def page(self, width: int, height: int) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=SCALE,
            color_scheme="light",
            reduced_motion="reduce",
            bypass_csp=True,  # for the style under which a picture is taken
        )
        return await context.new_page()

    async def take(self, name: str, part: Locator) -> None:
        await part.scroll_into_view_if_needed()
        await part.page.mouse.move(0, 0)
        png = await part.screenshot(animations="disabled", style=WHILE_TAKEN)
        self.shots[name] = f"data:image/png;base64,{b64encode(png).decode()}"

    async def keep(self, name: str, margin: int = 0) -> None:
        """Writes a picture with so much white around it."""
        page = await self.browser.new_page()
        address = await page.evaluate(TO_WEBP, [self.shots[name], margin * SCALE])
        (FOLDER / f"{name}.webp").write_bytes(b64decode(address.partition(",")[2]))


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with running() as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        camera = Camera(browser)
        page = await camera.page(VIEW["width"], VIEW["height"])
        await _card(demo, page, camera)
        await _modal(page, camera)
        await _digest(demo, page, camera)
        await _home(demo, page, camera)
        await _loop(camera)
        for name in ("loop", "modal", "home"):
            await camera.keep(name)
        for name in ("card", "digest"):
            await camera.keep(name, margin=14)
        await browser.close()


async def _open(demo: Demo, page: Page, who: str, where: str) -> None:
    await page.goto(f"{demo.sandbox.url}/?as={who}&{where}")


def _message(page: Page, text: str) -> Locator:
    return page.get_by_test_id("message").filter(has_text=text).last.locator(".message-body")


async def _card(demo: Demo, page: Page, camera: Camera) -> None:
    await demo.send(1)
    await _open(demo, page, "maya", "channel=leads")
    await camera.take("card", _message(page, "Dana Ruiz"))


async def _modal(page: Page, camera: Camera) -> None:
    await page.get_by_role("button", name="I'll take it").click()
    await page.get_by_role("button", name="👍 Landed").click()
    await page.get_by_role("button", name="More…").click()
    modal = page.get_by_test_id("modal")
    await modal.get_by_label("Customer proof").check()
    await modal.get_by_label("our promise").check()
    await modal.get_by_role("radio", name="yes").check()
    await modal.get_by_label("In their words").fill("Hamm costs us two hours a truck")
    await modal.locator(".modal-body").focus()
    await camera.take("modal", modal)
    await modal.get_by_role("button", name="Save").click()
    await page.get_by_text("👍 Landed: customer proof").wait_for()
    await camera.take("taken", _message(page, "took it"))


async def _digest(demo: Demo, page: Page, camera: Camera) -> None:
    await demo.sandbox.jump(next_monday(demo.sandbox.clock.now()))
    await _open(demo, page, "lena", "channel=marketing")
    digest = _message(page, "week 34")
    await digest.get_by_role("button", name="We'll change this").wait_for()
    await camera.take("digest", digest)


async def _home(demo: Demo, page: Page, camera: Camera) -> None:
    """With a lead to work on, some that nobody has, and what came of what Maya said."""
    for number in (2, 8):
        await demo.send(number)
    # Two headlines of digests, her card, two new ones.
    await demo.sandbox.workspace.until(lambda: len(demo.sandbox.person("maya").sees("leads")) > 4)
    await _open(demo, page, "maya", f"app={demo.tidewell.app.id}")
    await page.get_by_role("heading", name="Do now").wait_for()
    await camera.take("home", page.get_by_test_id("app-home"))


async def _loop(camera: Camera) -> None:
    """From the card to the digest, in one picture; of the digest as much as fits."""
    left = (
        ("card", "1 · A lead, with the promise that won it"),
        ("taken", "2 · Taken; one tap says whether it landed"),
    )
    right = (("digest", "3 · Monday: marketing reads what works, and answers"),)
    columns = "".join(
        f"<div>{''.join(_figure(caption, camera.shots[name]) for name, caption in side)}</div>"
        for side in (left, right)
    )
    page = await camera.page(1220, 600)
    await page.set_content(f"<style>{STYLE}</style>{columns}")
    await camera.take("loop", page.locator("body"))


def _figure(caption: str, shot: str) -> str:
    image = f'<section><img src="{shot}"></section>'
    return f"<figure><figcaption>{caption}</figcaption>{image}</figure>"


if __name__ == "__main__":
    asyncio.run(main())
