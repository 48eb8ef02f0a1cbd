"""A person at the page, with a real Bolt app behind it."""

from playwright.async_api import Page, expect

from sandbox.model import Json
from tests.browser.conftest import Open
from tests.browser.small_app import SmallApp


async def become(page: Page, name: str) -> None:
    await page.get_by_test_id("person").click()
    await page.get_by_role("menuitemradio", name=name).click()
    await expect(page.locator("#app")).to_have_attribute("data-as", name.split()[0].lower())


async def test_a_press_changes_the_card_and_asks_only_who_pressed(
    small: SmallApp, open_page: Open
) -> None:
    ana, ben = await open_page("ana"), await open_page("ben")
    await ana.get_by_role("button", name="Take it").click()
    for page in (ana, ben):
        await expect(page.get_by_test_id("messages")).to_contain_text("@Ana Moor took it")
    private = ana.get_by_test_id("message").filter(has_text="Only visible to you")
    await expect(private).to_contain_text("What landed?")
    await expect(ben.get_by_test_id("messages")).not_to_contain_text("What landed?")
    await private.get_by_role("button", name="Proof").click()
    await expect(ana.get_by_test_id("messages")).to_contain_text("Noted: Proof")
    await expect(ana.get_by_role("link", name="press it (done)")).to_be_visible()


async def test_an_ephemeral_message_can_be_dismissed(small: SmallApp, open_page: Open) -> None:
    ana = await open_page("ana")
    await ana.get_by_role("button", name="Take it").click()
    await ana.get_by_role("button", name="Dismiss message").click()
    await expect(ana.get_by_test_id("messages")).not_to_contain_text("What landed?")


async def test_a_modal_shows_errors_and_then_is_sent(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    await page.get_by_role("button", name="Say why").click()
    modal = page.get_by_role("dialog", name="Why?")
    await modal.get_by_role("button", name="Save").click()
    await expect(modal.get_by_role("alert")).to_have_text("Please complete this required field.")
    words = modal.get_by_label("In their words")
    await expect(words).to_be_focused()
    await words.fill("a bad word")
    await modal.get_by_label("Price").check()
    await modal.get_by_label("Next call").fill("2026-09-01")
    await modal.get_by_role("button", name="Save").click()
    await expect(modal.get_by_role("alert")).to_have_text("Please be kind.")
    await expect(words).to_have_value("a bad word")
    await expect(modal.get_by_label("Price")).to_be_checked()
    await words.fill("a good word")
    await modal.get_by_role("button", name="Save").click()
    await expect(modal).to_have_count(0)
    [values] = small.told
    assert values["words"]["text"]["value"] == "a good word"
    assert [one["value"] for one in values["landed"]["boxes"]["selected_options"]] == ["price"]
    assert values["day"]["date"]["selected_date"] == "2026-09-01"


async def test_escape_closes_a_modal(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    await page.get_by_role("button", name="Say why").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    assert small.sandbox.person("ana").modal is None


async def test_a_reaction_is_added_from_the_picker_and_taken_back(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana")
    message = page.get_by_test_id("message").first
    await message.hover()
    await message.get_by_role("button", name="Add reaction…").click()
    await page.get_by_label("Search emoji").fill("thumbsup")
    await page.keyboard.press("Enter")
    pill = message.get_by_role("button", name="+1, 1")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await small.workspace.until(lambda: {"type": "reaction_added", "reaction": "+1"} in small.told)
    await pill.click()
    await expect(pill).to_have_count(0)
    await small.workspace.until(
        lambda: {"type": "reaction_removed", "reaction": "+1"} in small.told
    )


async def test_a_slash_command_is_completed_and_answered(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    composer = page.get_by_label("Message #general")
    await composer.press_sequentially("/he")
    await expect(page.get_by_role("option")).to_have_count(2)
    await composer.press("Enter")
    await expect(composer).to_have_value("/hello ")
    await composer.press_sequentially("Dana")
    await composer.press("Enter")
    answer = page.get_by_test_id("message").filter(has_text="Hello Dana!")
    await expect(answer).to_contain_text("Only visible to you")
    await composer.fill("/nothing")
    await composer.press("Enter")
    await expect(page.get_by_test_id("messages")).to_contain_text("/nothing is not a valid command")


async def test_one_can_be_somebody_else_and_sees_what_is_unread(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=random")
    composer = page.get_by_label("Message #random")
    await composer.fill("Morning @ben")
    await composer.press("Enter")
    await expect(page.get_by_test_id("messages")).to_contain_text("Morning @Ben Moor")
    await page.get_by_role("link", name="general").click()
    await become(page, "Ben Moor")
    random = page.get_by_role("link", name="random")
    await expect(random).to_contain_class("unread")
    await random.click()
    await expect(random).not_to_contain_class("unread")
    await expect(page.locator(".mention-me")).to_have_text("@Ben Moor")
    await become(page, "Cleo Moor")
    await expect(page.get_by_role("main")).to_contain_text("not a member")


async def test_the_clock_jumps(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    clock = page.get_by_test_id("clock")
    await expect(clock).to_contain_text("Mon 24 Aug 9:00")
    await page.get_by_role("button", name="+1 hour").click()
    await expect(clock).to_contain_text("Mon 24 Aug 10:00")
    await page.get_by_role("button", name="Next week").click()
    await expect(clock).to_contain_text("Mon 31 Aug 10:00")
    small.workspace.post(small.general, small.workspace.user("ben").id, "a week later")
    await expect(page.get_by_role("heading", name="Today")).to_be_visible()
    await expect(page.get_by_role("heading", name="Monday, 24 August")).to_be_attached()


async def test_a_thread_is_answered_in_the_side_pane(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    message = page.get_by_test_id("message").first
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("region", name="Thread")
    await thread.get_by_label("Reply…").fill("I know her")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_test_id("message")).to_have_count(2)
    await expect(page.get_by_test_id("messages")).not_to_contain_text("I know her")
    await expect(message.get_by_role("link", name="1 reply")).to_be_visible()
    await thread.get_by_label("Reply…").fill("/hello")
    await page.keyboard.press("Enter")
    await expect(thread).to_contain_text("is not supported in threads")
    await page.get_by_test_id("messages").focus()
    await page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)


async def test_the_theme_is_toggled_and_remembered(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Light or dark").click()
    await page.wait_for_function(f"{ground} !== {light!r}")
    dark = await page.evaluate(ground)
    await page.reload()
    assert await page.evaluate(ground) == dark
    # Back at the system's own theme, the page follows the system again.
    await page.get_by_role("button", name="Light or dark").click()
    await page.wait_for_function(f"{ground} === {light!r}")
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_function(f"{ground} === {dark!r}")


async def test_what_is_being_typed_survives_what_others_do(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana")
    composer = page.get_by_label("Message #general")
    await composer.press_sequentially("half a sen")
    await small.sandbox.person("ben").post("general", "I was faster")
    await expect(page.get_by_test_id("messages")).to_contain_text("I was faster")
    await expect(composer).to_be_focused()
    await page.keyboard.type("tence")
    await expect(composer).to_have_value("half a sentence")
    await page.get_by_role("link", name="random").click()
    await expect(page.get_by_label("Message #random")).to_have_value("")
    await page.get_by_role("link", name="general").click()
    await expect(composer).to_have_value("half a sentence")


async def test_a_pressed_button_is_busy_until_the_app_acknowledged(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana")
    wait = page.get_by_role("button", name="Wait")
    await wait.click()
    await expect(wait).to_have_attribute("data-ui-busy", "")
    small.go_on.set()
    await expect(wait).not_to_have_attribute("data-ui-busy", "")
    await expect(wait).not_to_have_attribute("data-ui-failed", "")


async def test_a_button_that_nobody_answers_shows_a_warning(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana")
    await small.disconnect()
    message = page.get_by_test_id("message").first
    await message.hover()
    await message.get_by_role("button", name="React with eyes").click()
    await expect(message.get_by_role("button", name="eyes, 1")).to_be_visible()
    take = page.get_by_role("button", name="Take it")
    await take.click()
    await expect(take).to_have_attribute("data-ui-failed", "")
    await expect(page.get_by_role("status")).to_contain_text("not connected")


async def test_a_confirm_dialog_comes_first(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    drop = page.get_by_role("button", name="Drop")
    await drop.click()
    dialog = page.get_by_role("dialog", name="Are you sure?")
    await expect(dialog).to_contain_text("It will be gone.")
    await dialog.get_by_role("button", name="Keep it").click()
    await expect(dialog).not_to_be_visible()
    await drop.click()
    await dialog.get_by_role("button", name="Drop it").click()
    await small.workspace.until(lambda: small.told)
    assert [one["action_id"] for one in small.told] == ["drop"]


async def test_menus_open_by_key_and_tell_the_app(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    await page.get_by_role("button", name="More actions").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="History")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await small.workspace.until(lambda: small.told)
    assert small.told[0]["selected_option"]["value"] == "hand over"
    message = page.get_by_test_id("message").first
    await message.hover()
    await message.get_by_role("button", name="More message shortcuts").click()
    await page.get_by_role("menuitem", name="Keep this").click()
    await small.workspace.until(lambda: {"kept": small.ts} in small.told)


async def test_the_home_is_asked_for_when_it_is_opened(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    await page.get_by_role("link", name="Helper").click()
    home = page.get_by_test_id("app-home")
    await expect(home).to_contain_text("Welcome home")
    await home.get_by_role("button", name="Do it").click()
    await small.workspace.until(lambda: small.told)
    await page.get_by_role("link", name="Messages").click()
    await expect(page.get_by_label("Message Helper")).to_be_visible()


async def test_on_a_phone_the_sidebar_slides_in(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", width=390, height=844, has_touch=True)
    random = page.get_by_role("link", name="random")
    await expect(random).not_to_be_visible()
    await page.get_by_role("button", name="Channels and messages").tap()
    await random.tap()
    await expect(page.get_by_label("Message #random")).to_be_visible()
    await expect(random).not_to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_hostile_text_stays_text(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    nasty = "<img src=x onerror=alert(1)> \"'><script>alert(1)</script> <javascript:alert(1)|x>"
    await small.sandbox.person("ben").post("general", nasty)
    blocks: list[Json] = [
        {"type": "image", "image_url": "https://elsewhere.example/a.png", "alt_text": nasty},
        {"type": "header", "text": {"type": "plain_text", "text": nasty}},
    ]
    await small.client.chat_postMessage(channel=small.general, text=nasty, blocks=blocks)
    await expect(page.get_by_test_id("message")).to_have_count(3)
    assert await page.locator("#app script, #app img").count() == 0
    assert await page.locator("#app a[href^='javascript']").count() == 0
