"""Fields of every kind say what they hold; big tables turn their pages."""

from playwright.async_api import expect

from sandbox.model import Json
from tests.browser.conftest import Open
from tests.browser.small_app import SmallApp, text

OPTIONS = [{"text": text(name), "value": name.lower()} for name in ("Price", "Proof", "Timing")]


def field(label: str, **element: object) -> Json:
    block_id = label.lower()
    return {
        "type": "input",
        "block_id": block_id,
        "label": text(label),
        "element": {"action_id": block_id, **element},
    }


FIELDS: Json = {
    "type": "modal",
    "callback_id": "fields",
    "title": text("Fields"),
    "submit": text("Send"),
    "blocks": [
        field("Company", type="external_select", min_query_length=2),
        field("Reasons", type="multi_static_select", options=OPTIONS),
        field("Who", type="users_select"),
        field("How", type="radio_buttons", options=OPTIONS),
        field("Where", type="conversations_select"),
        field("When", type="datetimepicker"),
        field("Amount", type="number_input", is_decimal_allowed=False),
        field("Reason", type="static_select", options=OPTIONS, initial_option=OPTIONS[2]),
    ],
}


async def test_every_kind_of_field_reaches_the_app(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    ana = small.workspace.user("ana")
    small.sandbox.views.open(ana.id, small.installed.id, FIELDS)
    modal = page.get_by_role("dialog", name="Fields")
    await modal.get_by_label("Company").press_sequentially("kes")
    await modal.get_by_role("option", name="Kestrel").click()
    await modal.get_by_text("Choose…").first.click()
    await modal.get_by_label("Price").first.check()
    await modal.get_by_label("Timing").first.check()
    await expect(modal.locator("summary")).to_have_text("Price, Timing")
    await modal.get_by_label("Who").select_option("Ben Moor")
    await modal.get_by_role("radio", name="Proof").check()
    await modal.get_by_label("Where").select_option("#random")
    await modal.get_by_label("When").fill("2026-09-01T10:30")
    await modal.get_by_label("Amount").fill("12")
    await modal.get_by_role("button", name="Send").click()
    await expect(modal).to_have_count(0)
    [values] = small.told
    held = {block_id: by_action[block_id] for block_id, by_action in values.items()}
    assert held["company"]["selected_option"]["value"] == "K"
    assert [one["value"] for one in held["reasons"]["selected_options"]] == ["price", "timing"]
    assert held["who"]["selected_user"] == small.workspace.user("ben").id
    assert held["how"]["selected_option"]["value"] == "proof"
    assert held["where"]["selected_conversation"] == small.workspace.channel("random").id
    assert held["when"]["selected_date_time"] == 1788251400  # 10:30 in Berlin
    assert held["amount"]["value"] == "12"
    assert held["reason"]["selected_option"]["value"] == "timing"


async def test_a_pushed_view_lies_on_the_first_and_back_leads_there(
    small: SmallApp, open_page: Open
) -> None:
    page = await open_page("ana")
    ana = small.workspace.user("ana")
    small.sandbox.views.open(ana.id, small.installed.id, FIELDS)
    await expect(page.get_by_role("dialog", name="Fields")).to_be_visible()
    second = {**FIELDS, "title": text("Second")}
    small.sandbox.views.push(ana.id, small.installed.id, second)
    await page.get_by_role("dialog", name="Second").get_by_role("button", name="Back").click()
    first = page.get_by_role("dialog", name="Fields")
    await first.get_by_role("button", name="Close").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)


async def test_a_long_table_has_pages(small: SmallApp, open_page: Open) -> None:
    page = await open_page("ana")
    rows = [[{"type": "raw_text", "text": f"{name} {i}"} for name in "ab"] for i in range(8)]
    table: Json = {"type": "data_table", "caption": "Rows", "page_size": 5, "rows": rows}
    await small.client.chat_postMessage(channel=small.general, text="Rows", blocks=[table])
    shown = page.locator(".grid tbody tr:visible")
    await expect(shown).to_have_count(5)
    await page.get_by_role("button", name="Next rows").click()
    await expect(shown).to_have_count(2)
    await expect(page.get_by_test_id("messages")).to_contain_text("6–7 of 7")
    await small.sandbox.person("ben").post("general", "something else")
    await expect(page.get_by_test_id("messages")).to_contain_text("something else")
    await expect(shown).to_have_count(2)
