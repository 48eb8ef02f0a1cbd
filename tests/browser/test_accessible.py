"""axe-core finds nothing to mend: roles, names, contrast, order; in both themes."""

from importlib.resources import files

import pytest
from playwright.async_api import Page

from bot.demo import Demo
from tests.browser.conftest import Open

AXE = files("axe_playwright_python") / "axe.min.js"
FINDINGS = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\\n${failureSummary}`)
)
"""


async def findings(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(FINDINGS)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_nothing_stands_in_anybodys_way(theme: str, demo: Demo, open_demo: Open) -> None:
    await demo.send(3)
    jonas = demo.sandbox.person("jonas")
    await demo.sandbox.workspace.until(lambda: jonas.sees("leads"))
    await jonas.post("leads", "Good morning `all`, @maya")
    looks = {"color_scheme": theme, "bypass_csp": True, "reduced_motion": "reduce"}
    page = await open_demo("maya", query="channel=leads&drawer=journal", **looks)
    assert await findings(page) == []
    await page.get_by_role("button", name="Emoji", exact=True).click()
    assert await findings(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Faults").click()
    await page.get_by_label("What goes wrong").wait_for()
    assert await findings(page) == []
    await page.get_by_role("link", name="Leadloop").click()
    await page.get_by_role("link", name="Home").click()
    await page.get_by_test_id("app-home").wait_for()
    assert await findings(page) == []
