"""Everything can be reached and pressed by keys, and the focus is not lost."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.small_app import SmallApp


async def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Tab until what has this name is focused."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if await focused.count() and name in (await focused.aria_snapshot()):
            return
    raise AssertionError(f"{name} is not reached by Tab")


async def test_tab_leads_from_the_bar_to_a_message_and_the_composer(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=general")
    names = ["Clock", "Journal of calls", "Light or dark", "You are Ana", "general", "Ben Moor"]
    for name in [*names, "Take it", "Reply in thread", "Message #general"]:
        await tab_to(page, name)
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        if name != "Message #general":  # there the caret shows it, and the frame around
            assert await page.evaluate(outline) != "none", name


async def test_arrows_go_from_message_to_message(small: SmallApp, open_page: Open) -> None:
    await small.sandbox.person("ben").post("general", "Plain words")
    page = await open_page("ana", query="channel=general")
    await page.get_by_test_id("messages").focus()
    await page.keyboard.press("ArrowUp")
    last = page.get_by_test_id("message").filter(has_text="Plain words")
    await expect(last).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(last.get_by_role("button", name="React with white_check_mark")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(last.get_by_role("button", name="white_check_mark, 1")).to_be_visible()
    await last.focus()
    await page.keyboard.press("Home")
    await expect(page.get_by_test_id("message").first).to_be_focused()


async def test_the_focus_stays_in_a_modal_and_returns_to_its_button(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=general")
    button = page.get_by_role("button", name="Say why")
    await button.focus()
    await page.keyboard.press("Enter")
    modal = page.get_by_role("dialog", name="Why?")
    await expect(modal.get_by_label("In their words")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body"  # the browser's own bar
            " || Boolean(document.activeElement.closest('dialog'))"
        )
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)
    await expect(button).to_be_focused()


async def test_the_focus_survives_what_others_do_and_a_button_that_goes(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=general")
    wait = page.get_by_role("button", name="Wait")
    await wait.focus()
    await small.sandbox.person("ben").post("general", "I was faster")
    await expect(page.get_by_test_id("messages")).to_contain_text("I was faster")
    await expect(wait).to_be_focused()
    await small.client.chat_update(channel=small.general, ts=small.ts, text="Gone", blocks=[])
    await expect(page.get_by_test_id("message").first).to_be_focused()


async def test_the_persons_menu_is_used_by_arrows(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", query="channel=general")
    me = page.get_by_test_id("person")
    await me.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="Ana Moor")).to_be_focused()
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitemradio", name="Cleo Moor")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(me).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="Ana Moor")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#app")).to_have_attribute("data-as", "ben")


async def test_what_stands_there_has_roles_and_names(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", query="channel=general&drawer=faults")
    nameless = await page.locator("a, button, input, select, textarea").evaluate_all(
        """all => all.filter((one) => one.checkVisibility()
             && !(one.ariaLabel || one.textContent.trim() || one.labels?.length || one.title))
             .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    await expect(page.locator("body")).to_match_aria_snapshot(
        """
        - banner:
          - button /Clock/
          - button /You are Ana Moor/
        - complementary:
          - navigation "Channels and messages":
            - heading "Channels"
            - list
            - heading "Direct messages"
            - list
            - heading "Apps"
            - list
        - 'main "#general"':
          - heading "general" [level=1]
          - log "Messages":
            - region "Today":
              - article "Helper, 9:00"
          - 'textbox "Message #general"'
        """
    )
