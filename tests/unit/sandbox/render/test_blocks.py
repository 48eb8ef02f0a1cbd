"""Each block and element is drawn, and carries what a press has to send."""

import json
import re
from typing import Any

import pytest

from sandbox.render import Context, Names, blocks, message
from sandbox.render.attachments import attachment

Json = dict[str, Any]


def text(content: str) -> Json:
    return {"type": "plain_text", "text": content}


def draw(*items: Json, **context: Any) -> str:
    return str(blocks(items, Context(**context)))


def in_actions(element: Json, **context: Any) -> str:
    return draw({"type": "actions", "block_id": "b", "elements": [element]}, **context)


OPTIONS = [{"text": text("One"), "value": "1"}, {"text": text("Two"), "value": "2"}]


def test_a_button_carries_its_ids_value_and_confirmation() -> None:
    confirm = {
        "title": text("Sure?"),
        "text": text("Gone"),
        "confirm": text("Yes"),
        "deny": text("No"),
    }
    html = in_actions(
        {
            "type": "button",
            "action_id": "a",
            "value": 'v"',
            "style": "danger",
            "text": text("Drop :wastebasket:"),
            "confirm": confirm,
        }
    )
    assert 'data-act="click"' in html
    assert 'data-action="a" data-block="b" data-value="v&#34;"' in html
    assert "btn-danger" in html
    assert "🗑️" in html
    assert "Sure?" in html


def test_a_button_is_hidden_from_whom_it_is_not_for() -> None:
    element = {"type": "button", "action_id": "a", "text": text("X"), "visible_to_user_ids": ["U2"]}
    assert "<button" not in in_actions(element, names=Names(me="U1"))
    assert "<button" in in_actions(element, names=Names(me="U2"))


def test_an_overflow_lists_its_options() -> None:
    html = in_actions({"type": "overflow", "action_id": "o", "options": OPTIONS})
    assert re.findall(r'data-act="choose"[^>]*data-value="(\d)"', html) == ["1", "2"]


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ({"type": "static_select", "options": OPTIONS}, "select"),
        (
            {"type": "static_select", "option_groups": [{"label": text("G"), "options": OPTIONS}]},
            "select",
        ),
        ({"type": "users_select"}, "select"),
        ({"type": "channels_select"}, "select"),
        ({"type": "conversations_select"}, "select"),
        ({"type": "external_select"}, "external"),
        ({"type": "multi_static_select", "options": OPTIONS}, "many"),
        ({"type": "multi_users_select"}, "many"),
        ({"type": "checkboxes", "options": OPTIONS}, "many"),
        ({"type": "radio_buttons", "options": OPTIONS}, "radio"),
        ({"type": "datepicker"}, "text"),
        ({"type": "timepicker"}, "text"),
        ({"type": "datetimepicker", "initial_date_time": 1787562000}, "datetime"),
        ({"type": "plain_text_input"}, "text"),
        ({"type": "plain_text_input", "multiline": True}, "text"),
        ({"type": "email_text_input"}, "text"),
        ({"type": "url_text_input"}, "text"),
        ({"type": "number_input", "is_decimal_allowed": True}, "text"),
        ({"type": "rich_text_input"}, "text"),
    ],
)
def test_every_input_is_drawn_as_a_field(element: Json, kind: str) -> None:
    block = {
        "type": "input",
        "block_id": "b",
        "label": text("Label"),
        "element": {"action_id": "a", **element},
    }
    html = draw(block, surface="modal", people={"U1": "Maya"}, conversations={"C1": "#leads"})
    assert f'data-field="{kind}" data-action="a" data-block="b"' in html
    assert "unsupported" not in html
    assert 'aria-label="Label"' in html


def test_initial_values_show_until_the_state_says_otherwise() -> None:
    element = {"type": "plain_text_input", "action_id": "a", "initial_value": "first"}
    block = {"type": "input", "block_id": "b", "label": text("L"), "element": element}
    assert 'value="first"' in draw(block)
    state = {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}
    assert 'value="typed"' in draw(block, state=state)


def test_chosen_options_are_checked() -> None:
    element = {
        "type": "checkboxes",
        "action_id": "a",
        "options": OPTIONS,
        "initial_options": OPTIONS[1:],
    }
    assert re.findall(r'value="(\d)" checked', in_actions(element)) == ["2"]


def test_an_input_shows_its_hint_and_its_error() -> None:
    block = {
        "type": "input",
        "block_id": "b",
        "label": text("L"),
        "optional": True,
        "hint": text("A hint"),
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    html = draw(block, errors={"b": "Not <so>"})
    assert "A hint" in html
    assert "(optional)" in html
    assert 'role="alert">Not &lt;so&gt;<' in html
    assert "has-error" in html


def test_a_section_has_text_fields_and_an_accessory() -> None:
    html = draw(
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*Hi*"},
            "fields": [text("left"), text("right")],
            "accessory": {
                "type": "image",
                "image_url": "https://x.example/a.png",
                "alt_text": "A dock",
            },
        }
    )
    assert "<strong>Hi</strong>" in html
    assert "left" in html
    assert "A dock" in html
    assert "<img" not in html  # a picture from another host is named, never fetched


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold <", "style": {"bold": True, "italic": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "emoji", "name": "tada"},
                {"type": "link", "url": "https://a.example", "text": "there"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ],
}


def test_rich_text() -> None:
    html = draw(RICH, names=Names(users={"U1": "Maya"}))
    assert "<em><strong>bold &lt;</strong></em>" in html
    assert "@Maya" in html
    assert "🎉" in html
    assert '<ol class="indent-0"><li>one</li></ol>' in html
    assert "<blockquote>said</blockquote>" in html
    assert "<pre>code</pre>" in html


def test_markdown() -> None:
    lists = "# Head\n* one\n* **two** [l](https://a.example)"
    source = f"{lists}\n\n|a|b|\n|-|-|\n|1|2|\n\n```\nx < y\n```\n> q"
    html = draw({"type": "markdown", "text": source})
    assert "<h3>Head</h3>" in html
    assert "<strong>two</strong>" in html
    assert "<td>1</td>" in html
    assert "<pre>x &lt; y\n</pre>" in html
    assert "<blockquote><p>q</p></blockquote>" in html


def cell(content: str) -> Json:
    return {"type": "raw_text", "text": content}


def test_tables() -> None:
    number = {"type": "raw_number", "value": 0.81, "text": "81 %"}
    rows = [[cell("Campaign"), cell("Taken")], *([cell(f"c{i}"), number] for i in range(7))]
    html = draw(
        {"type": "data_table", "caption": "Weeks", "rows": rows, "page_size": 5},
        {"type": "table", "rows": rows[:2], "column_settings": [None, {"align": "center"}]},
    )
    assert "<caption>Weeks</caption>" in html
    assert 'data-page-size="5"' in html
    assert '<td class="align-right short">81 %</td>' in html
    assert '<th class="align-left short" scope="row">c0</th>' in html
    assert "align-center" in html


@pytest.mark.parametrize("item", ["what_is_this", ""])
def test_an_unknown_block_says_so(item: str) -> None:
    assert f"unsupported block: {item}" in draw({"type": item})


def test_an_unknown_element_says_so() -> None:
    assert "unsupported element: lever" in in_actions({"type": "lever", "action_id": "a"})


def test_cards_containers_alerts_and_feedback() -> None:
    press = {"type": "button", "action_id": "p", "text": text("Press")}
    a_card = {"type": "card", "title": text("Kestrel"), "body": text("Body"), "actions": [press]}
    html = draw(
        {"type": "carousel", "elements": [a_card]},
        {
            "type": "container",
            "title": text("Box"),
            "child_blocks": [a_card],
            "is_collapsible": True,
        },
        {"type": "alert", "level": "warning", "text": text("Careful")},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "f",
                    "positive_button": {"text": text("Good"), "value": "+"},
                    "negative_button": {"text": text("Bad"), "value": "-"},
                },
                {"type": "icon_button", "icon": "trash", "action_id": "t", "text": text("Remove")},
            ],
        },
    )
    assert html.count("Kestrel") == 2
    assert "<details" in html
    assert "alert-warning" in html
    assert re.findall(r'data-action="f"[^>]*data-value="(.)"', html) == ["+", "-"]
    assert 'aria-label="Remove"' in html


def test_ids_are_unique_where_two_buttons_share_an_action() -> None:
    pair = [{"type": "button", "action_id": "a", "value": v, "text": text(v)} for v in "xy"]
    html = draw({"type": "actions", "block_id": "b", "elements": pair})
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_message_without_blocks_shows_its_text() -> None:
    assert "<strong>hi</strong>" in message("*hi*", [], Context())
    assert "hi" not in message("hi", [{"type": "divider"}], Context())


def test_an_attachment_has_its_colour() -> None:
    html = attachment({"color": "#36a64f", "title": "T", "text": "*b*", "fields": []}, Context())
    assert 'fill="#36a64f"' in html
    assert 'fill="#c8cdd3"' in attachment({"color": 'red" onload="', "text": "x"}, Context())


def test_no_style_attribute_is_written_as_the_policy_forbids_it() -> None:
    html = draw(RICH, {"type": "header", "text": text("H")}) + json.dumps("")
    assert "style=" not in html
