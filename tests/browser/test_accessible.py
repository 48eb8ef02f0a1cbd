"""axe-core finds nothing to mend: roles, names, contrast, order; in both themes."""

from importlib.resources import files

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
    """What axe-core finds on the screen as it stands, in one theme and then in the other."""
    found: list[str] = []
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {finding}" for finding in await page.evaluate(FINDINGS)]
    return found


async def test_nothing_stands_in_anybodys_way(demo: Demo, open_demo: Open) -> None:
    await demo.send(3)
    jonas = demo.sandbox.person("jonas")
    await demo.sandbox.workspace.until(lambda: len(jonas.sees("leads")) > 1)  # and the headline
    await jonas.post("leads", "Good morning `all`, @maya")
    looks = {"bypass_csp": True, "reduced_motion": "reduce"}
    page = await open_demo("maya", query="channel=leads&drawer=journal", **looks)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
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
