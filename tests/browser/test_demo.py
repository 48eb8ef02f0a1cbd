"""The loop as a newcomer walks it, with the real bot."""

from playwright.async_api import expect

from bot.demo import Demo
from tests.browser.conftest import Open


async def test_from_the_lead_to_the_digest(demo: Demo, open_demo: Open) -> None:
    page = await open_demo("maya", query="channel=leads")
    await demo.send(1)
    card = page.get_by_test_id("message").filter(has_text="Dana Ruiz").first
    await card.get_by_role("button", name="I'll take it").click()
    await expect(card).to_contain_text("@Maya Lind took it")

    await card.get_by_role("button", name="Landed").click()
    private = page.get_by_test_id("message").filter(has_text="What landed with Dana")
    await expect(private).to_contain_text("Only visible to you")
    await private.get_by_role("button", name="More…").click()
    modal = page.get_by_test_id("modal")
    await modal.get_by_label("Customer proof").check()
    words = modal.get_by_label("In their words")
    await words.fill("So many trucks! " * 200)
    await modal.get_by_role("button", name="Save").click()
    await expect(modal.get_by_role("alert")).to_contain_text("at most")
    await expect(words).to_be_focused()
    await words.fill("Hamm costs us two hours a truck")
    await modal.get_by_role("button", name="Save").click()
    await expect(modal).to_have_count(0)
    await expect(card).to_contain_text("customer proof", ignore_case=True)
    await expect(page.get_by_role("link", name="Say why (done)")).to_be_visible()

    await page.get_by_role("button", name="Jump to Monday 9:00").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("Mon 24 Aug 9:00")
    # Once done it is a link: a second press would leave the week.
    await expect(page.get_by_role("link", name="Jump to Monday 9:00 (done)")).to_be_visible()
    await page.get_by_role("link", name="See it come back").click()
    await expect(page.get_by_role("link", name="Messages", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    await page.set_viewport_size({"width": 390, "height": 800})
    await expect(page.locator(".step-hint")).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.get_by_test_id("person").click()
    await page.get_by_role("menuitemradio", name="Lena Voss").click()
    marketing = page.get_by_role("link", name="marketing", exact=False)
    await expect(marketing).to_contain_class("unread")
    await marketing.click()
    digest = page.get_by_test_id("message").filter(has_text="week 34").first
    await expect(digest.get_by_role("table", name="Last 6 weeks")).to_contain_text("Dock webinar")
    await expect(digest.get_by_role("figure", name="Landed by campaign")).to_be_visible()


async def test_a_reaction_takes_a_lead_and_gives_it_back(demo: Demo, open_demo: Open) -> None:
    page = await open_demo("jonas", query="channel=leads")
    await demo.send(2)
    card = page.get_by_test_id("message").filter(has_text="Brightport").first
    await expect(card).to_contain_text("nobody has it yet")
    await card.hover()
    await card.get_by_role("button", name="React with white_check_mark").click()
    await expect(card).to_contain_text("@Jonas Weber took it")
    pill = card.get_by_role("button", name="white_check_mark, 1")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()
    await expect(pill).to_have_count(0)
    await expect(card).to_contain_text("nobody has it yet")


async def test_one_sees_only_what_is_ones_own(demo: Demo, open_demo: Open) -> None:
    page = await open_demo("maya", query="channel=marketing")
    await expect(page.get_by_role("main")).to_contain_text("Maya Lind is not a member")
    sidebar = page.get_by_role("navigation", name="Channels and messages")
    await expect(sidebar.get_by_role("link", name="marketing")).to_have_count(0)
    await sidebar.get_by_role("link", name="Leadloop").click()
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_test_id("app-home")).to_contain_text("Do now")
