"""Blocks and views are refused where Slack would refuse them."""

import copy
from typing import Any

import pytest

from sandbox.checks import Surface, check_blocks, check_options, check_view, text_length
from sandbox.model import Json, JsonValue


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str = "v") -> Json:
    return {"text": plain(), "value": value}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asking(element: Json) -> Json:
    return {"type": "input", "label": plain(), "element": element}


def holding(block: Json) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": [block]}


BUTTON: Json = {"type": "button", "text": plain(), "action_id": "a"}
WRITTEN: Json = {"text": {**plain(), "emoji": True}, "value": "v"}
SECTION: Json = {"type": "section", "text": plain()}
TEXT: Json = {"type": "plain_text_input", "action_id": "t"}
CHART: Json = {
    "type": "data_visualization",
    "title": "Landed",
    "chart": {
        "type": "bar",
        "series": [{"name": "A", "data": [{"label": "x", "value": 1}]}],
        "axis_config": {"categories": ["x"]},
    },
}
CELL: Json = {"type": "raw_text", "text": "x"}
TABLE: Json = {"type": "data_table", "caption": "c", "rows": [[CELL], [CELL]]}
CARD: Json = {"type": "card", "title": {"type": "mrkdwn", "text": "x"}}
MODAL: Json = {"type": "modal", "title": plain(), "blocks": []}


def pie(value: JsonValue) -> Json:
    segments = [{"label": "x", "value": value}]
    return {**CHART, "chart": {"type": "pie", "segments": segments}}


def changed(block: Json, path: str, value: JsonValue) -> Json:
    """A copy with the value at this place; None takes the field away."""
    copied = copy.deepcopy(block)
    *way, last = path.split("/")
    inner: Any = copied
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is None:
        del inner[last]
    else:
        inner[int(last) if last.isdigit() else last] = value
    return copied


@pytest.mark.parametrize(
    ("block", "surface"),
    [
        (SECTION, "message"),
        ({"type": "section", "fields": [plain()] * 10, "accessory": BUTTON}, "home"),
        (actions(BUTTON, {**BUTTON, "action_id": "b", "style": "danger", "value": ""}), "message"),
        (actions({"type": "overflow", "action_id": "o", "options": [option()]}), "message"),
        (asking(TEXT), "modal"),
        (
            asking({"type": "static_select", "options": [option()], "initial_option": WRITTEN}),
            "modal",
        ),
        (asking({"type": "email_text_input"}), "modal"),
        (asking({"type": "multi_static_select", "options": [option()]}), "modal"),
        ({"type": "alert", "text": plain(), "level": "warning"}, "modal"),
        (CHART, "message"),
        (CHART, "home"),
        (pie(0.5), "message"),
        (TABLE, "message"),
        (CARD, "message"),
        ({"type": "carousel", "elements": [CARD] * 10}, "message"),
        ({"type": "markdown", "text": "# x"}, "message"),
        (holding(SECTION), "message"),
        ({"type": "image", "alt_text": "x", "image_url": "https://x.test/i.png"}, "home"),
        ({"type": "context", "elements": [plain()] * 10}, "message"),
    ],
)
def test_what_slack_takes(block: Json, surface: Surface) -> None:
    assert check_blocks([block], surface) == []


@pytest.mark.parametrize(
    ("block", "surface", "sentence"),
    [
        ({"type": "shout"}, "message", "unsupported type: shout [json-pointer:/blocks/0/type]"),
        ({}, "message", "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": ["x"]}, "message", "unsupported type"),
        ({"type": "header", "text": plain("x" * 151)}, "message", "less than 151 characters"),
        ({"type": "header", "text": plain("")}, "message", "more than 0 characters"),
        ({"type": "section", "text": plain("x" * 3001)}, "message", "less than 3001 characters"),
        ({"type": "section"}, "message", "one of text, fields"),
        ({"type": "section", "fields": [plain()] * 11}, "message", "no more than 10 items"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "message", "less than 2001"),
        ({**SECTION, "colour": "red"}, "message", "invalid additional property: colour"),
        ({**SECTION, "block_id": "x" * 256}, "message", "less than 256 characters"),
        (actions(), "message", "no less than 1 items"),
        (actions(*[BUTTON] * 26), "message", "no more than 25 items"),
        (actions(BUTTON, BUTTON), "message", "action_id a already exists"),
        (actions({**BUTTON, "text": plain("x" * 76)}), "message", "less than 76 characters"),
        (actions({**BUTTON, "text": {"type": "mrkdwn", "text": "x"}}), "message", "unsupported"),
        (actions({**BUTTON, "value": "x" * 2001}), "message", "less than 2001 characters"),
        (actions({**BUTTON, "style": "blue"}), "message", "value must be one of"),
        (actions({**BUTTON, "confirm": {"text": plain()}}), "message", "required field: title"),
        (actions({**BUTTON, "url": "no url"}), "message", "valid URL"),
        (actions({"type": "overflow", "options": [option()] * 6}), "message", "no more than 5"),
        (actions({"type": "overflow", "options": [option(), option()]}), "message", "duplicate"),
        (actions({"type": "static_select", "options": []}), "message", "no less than 1"),
        (actions({"type": "static_select"}), "message", "one of options, option_groups"),
        (
            actions(
                {"type": "static_select", "options": [option()], "initial_option": option("w")}
            ),
            "message",
            "must match one of the options",
        ),
        (
            actions(
                {
                    "type": "static_select",
                    "options": [option()],
                    "initial_option": {**option(), "text": plain("Another text")},
                }
            ),
            "message",
            "must match one of the options",
        ),
        (actions({"type": "multi_users_select"}), "message", "unsupported type"),
        (actions(TEXT), "message", "unsupported type: plain_text_input"),
        (asking({"type": "email_text_input"}), "message", "unsupported type: email_text_input"),
        (asking({"type": "number_input"}), "modal", "missing required field: is_decimal_allowed"),
        (asking({"type": "checkboxes", "options": [option()] * 11}), "modal", "no more than 10"),
        (asking({"type": "datepicker", "initial_date": "1.2.26"}), "modal", "YYYY-MM-DD"),
        (asking({"type": "datepicker", "initial_date": "2026-99-99"}), "modal", "YYYY-MM-DD"),
        ({"type": "alert", "text": plain()}, "message", "unsupported type: alert"),
        ({"type": "alert", "text": plain("x" * 201)}, "modal", "less than 201"),
        (CHART, "modal", "unsupported type: data_visualization"),
        (TABLE, "modal", "unsupported type: data_table"),
        (TABLE, "home", "unsupported type: data_table"),
        (changed(TABLE, "caption", None), "message", "missing required field: caption"),
        (changed(TABLE, "rows", [[CELL]]), "message", "no less than 2 items"),
        (changed(TABLE, "rows", [[CELL]] * 102), "message", "no more than 101 items"),
        (changed(TABLE, "rows/1", [CELL, CELL]), "message", "same number of cells"),
        (changed(CHART, "title", "x" * 51), "message", "less than 51 characters"),
        (changed(CHART, "chart/axis_config/categories/0", "y"), "message", "axis categories"),
        (changed(CHART, "chart/series/0/data/0/label", "x" * 21), "message", "less than 21"),
        (changed(CHART, "chart/series/0/name", "x" * 21), "message", "less than 21"),
        (pie(0), "message", "must be greater than 0"),
        (pie("1"), "message", "must be a number"),
        (changed(CHART, "chart/type", "radar"), "message", "unsupported type: radar"),
        (changed(CARD, "title/text", "x" * 151), "message", "less than 151 characters"),
        ({"type": "card"}, "message", "one of hero_image, title, actions, body"),
        ({**CARD, "actions": [BUTTON] * 4}, "message", "no more than 3 items"),
        ({"type": "image", "image_url": "https://x.test/i.png"}, "message", "alt_text"),
        ({"type": "markdown", "text": "x"}, "home", "unsupported type: markdown"),
        (
            {"type": "context_actions", "elements": [BUTTON]},
            "message",
            "unsupported type: button",
        ),
    ],
)
def test_what_slack_refuses(block: Json, surface: Surface, sentence: str) -> None:
    (found, *_) = check_blocks([block], surface)
    assert sentence in found


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ("text", "must be an array"),
        ([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{**SECTION, "block_id": "b"}] * 2, "block_id b already exists"),
        ([TABLE, TABLE], "only one table"),
        ([TABLE, holding({"type": "table", "rows": [[CELL]]})], "only one table"),
        (
            [{**SECTION, "block_id": "b"}, holding({**SECTION, "block_id": "b"})],
            "block_id b already exists [json-pointer:/blocks/1/child_blocks/0/block_id]",
        ),
        ([CHART] * 3, "no more than 2 data_visualization"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "12001 characters in sum"),
    ],
)
def test_what_slack_refuses_together(blocks: JsonValue, sentence: str) -> None:
    assert sentence in check_blocks(blocks, "message")[0]


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (None, "must be an object"),
        ({**MODAL, "type": "home"}, "unsupported type: home"),
        (changed(MODAL, "title", None), "missing required field: title"),
        ({**MODAL, "title": plain("x" * 25)}, "less than 25 characters"),
        ({**MODAL, "private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({**MODAL, "callback_id": "x" * 256}, "less than 256 characters"),
        ({**MODAL, "blocks": [asking(TEXT)]}, "missing required field: submit"),
        ({**MODAL, "blocks": [SECTION] * 101}, "no more than 100 items"),
        ({**MODAL, "blocks": [{"type": "shout"}]}, "[json-pointer:/view/blocks/0/type]"),
        (
            {
                **MODAL,
                "submit": plain(),
                "blocks": [asking({**TEXT, "focus_on_load": True})] * 2,
            },
            "only one element may have focus_on_load",
        ),
    ],
)
def test_views_that_slack_refuses(view: JsonValue, sentence: str) -> None:
    assert sentence in check_view(view, "modal")[0]


def test_views_that_slack_takes() -> None:
    assert check_view({**MODAL, "submit": plain(), "blocks": [asking(TEXT)]}, "modal") == []
    assert check_view({"type": "home", "blocks": [SECTION, asking(TEXT)]}, "home") == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"options": []}, ""),
        ({"options": [option()] * 100}, ""),
        ({"option_groups": [{"label": plain(), "options": [option()]}]}, ""),
        ({}, "one of options, option_groups"),
        ({"options": [], "option_groups": []}, "only one of"),
        ({"options": [option("x" * 151)]}, "less than 151 characters"),
        ({"options": [{**option(), "text": plain("x" * 76)}]}, "less than 76 characters"),
        ({"option_groups": [{"label": plain(), "options": []}]}, "no less than 1 items"),
    ],
)
def test_what_is_offered_while_a_person_types(answer: Json, sentence: str) -> None:
    assert sentence in "".join(check_options(answer))
    assert bool(check_options(answer)) == bool(sentence)


def test_all_text_is_counted() -> None:
    assert text_length([SECTION, actions(BUTTON), {"type": "divider"}]) == 2
