"""The drawer for developers: what went over the wire, and what shall go wrong."""

import json

from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.small_app import SmallApp


async def test_the_journal_tells_calls_and_events_with_their_payload(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=general&drawer=journal")
    await page.get_by_role("button", name="Take it").click()
    journal = page.get_by_test_id("journal")
    await expect(journal).to_contain_text("chat.postEphemeral")
    await page.get_by_label("Filter the journal").fill("chat.update #general")
    entry = journal.locator(".entry:visible")
    await expect(entry).to_have_count(1)
    await entry.locator("summary").click()
    await expect(entry).to_contain_text('"ok": true')
    await entry.get_by_role("link", name="block_actions").click()
    press = journal.locator(".entry").filter(has_text="block_actions").last
    await expect(press).to_contain_text("@ana · #general · take")
    await expect(press).to_contain_text('"action_id": "take"')
    await journal.get_by_role("button", name="Close the journal").click()
    await expect(journal).to_have_count(0)


async def test_an_entry_is_copied_and_the_journal_is_kept_as_json(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana", query="channel=general&drawer=journal")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    entry = page.locator(".entry").filter(has_text="chat.postMessage")
    await entry.locator("summary").click()
    await entry.get_by_role("button", name="Copy as JSON").click()
    await expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))
    assert copied["name"] == "chat.postMessage"
    assert copied["response"]["ts"] == small.ts
    async with page.expect_download() as download:
        await page.get_by_label("Download the journal").click()
    kept = json.loads((await (await download.value).path()).read_text(encoding="utf-8"))
    assert copied in kept


async def test_refused_calls_are_marked(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", query="channel=general&drawer=journal")
    journal = page.get_by_test_id("journal")
    small.sandbox.faults.fail("chat.update", error="cant_update_message")
    await page.get_by_role("button", name="Take it").click()
    await expect(journal).to_contain_text("cant_update_message")
    await page.get_by_label("Show", exact=True).select_option("Refused")
    await expect(journal.locator(".entry:visible")).to_contain_text("chat.update")


async def arm(page: Page, kind: str, **fields: str) -> None:
    form = page.locator("#fault-form")
    await form.get_by_label("What goes wrong").select_option(kind)
    for label, value in fields.items():
        field = form.get_by_role("combobox", name=label, exact=True)
        await field.fill(value)
    await form.get_by_role("button", name="Arm").click()


async def test_faults_are_armed_happen_and_are_taken_back(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", query="channel=general&drawer=faults")
    await arm(page, "event delivered twice", Event="reaction_added")
    await arm(page, "500, nothing done", Method="chat.update")
    armed = page.get_by_role("list", name="Armed faults").get_by_role("listitem")
    await expect(armed).to_have_count(2)
    await armed.filter(has_text="chat.update").get_by_role("button").click()
    await expect(armed).to_have_count(1)
    message = page.get_by_test_id("message").first
    await message.hover()
    await message.get_by_role("button", name="React with eyes").click()
    await small.workspace.until(lambda: len(small.workspace.journal.named("reaction_added")) == 2)
    await expect(page.get_by_test_id("faults")).to_contain_text("Nothing is armed")


async def test_sockets_are_cut(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana", query="channel=general&drawer=faults")
    await expect(page.get_by_label("Times")).to_be_visible()
    await arm(page, "sockets cut, now")
    await expect(page.get_by_label("Times")).not_to_be_visible()
    count = small.sandbox.sockets.count
    await small.workspace.until(lambda: count(small.installed.id) == 0)
