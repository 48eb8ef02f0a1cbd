"""What acting on an element sends, and what the client checks in a modal."""

from typing import Any

import pytest

from sandbox.elements import button_action, choice_action, find, initial_state, state_of, walk
from sandbox.form import REQUIRED, problems
from sandbox.model import Json, View
from sandbox.normal import normal_blocks


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value.upper()}, "value": value}


def button(value: str) -> Json:
    text = {"type": "plain_text", "text": value}
    return {"type": "button", "action_id": "b", "text": text, "value": value}


BLOCKS: list[Json] = [
    {"type": "actions", "block_id": "one", "elements": [button("1"), button("2")]},
    {"type": "section", "block_id": "two", "accessory": {**button("3"), "action_id": "c"}},
    {
        "type": "container",
        "child_blocks": [{"type": "actions", "elements": [{**button("4"), "action_id": "d"}]}],
    },
    {
        "type": "carousel",
        "elements": [{"type": "card", "actions": [{**button("5"), "action_id": "e"}]}],
    },
]


def test_elements_are_found_wherever_they_stand() -> None:
    assert [found.element["value"] for found in walk(BLOCKS)] == ["1", "2", "3", "4", "5"]
    assert find(BLOCKS, "c").block["block_id"] == "two"
    assert find(BLOCKS, "b", value="2").element["value"] == "2"


def test_a_missing_or_ambiguous_element_is_a_sentence() -> None:
    with pytest.raises(LookupError, match="there is: b, c, d, e"):
        find(BLOCKS, "zzz")
    with pytest.raises(LookupError, match="2 × 'b'"):
        find(BLOCKS, "b")
    with pytest.raises(LookupError, match="has the value '3', not '4'"):
        button_action(find(BLOCKS, "c"), "4")
    select = {"type": "static_select", "action_id": "s", "options": [option("a")]}
    found = find([{"type": "actions", "elements": [select]}], "s")
    with pytest.raises(LookupError, match="choose, do not click"):
        button_action(found)
    with pytest.raises(LookupError, match="has no option 'z'; it has: a"):
        state_of(select, "z")


def test_feedback_buttons_send_the_side_that_was_pressed() -> None:
    sides = {f"{side}_button": button(side) for side in ("positive", "negative")}
    element = {"type": "feedback_buttons", "action_id": "f", **sides}
    found = find([{"type": "context_actions", "block_id": "x", "elements": [element]}], "f")
    assert button_action(found, "negative") == {
        "type": "feedback_buttons",
        "action_id": "f",
        "block_id": "x",
        "text": {"type": "plain_text", "text": "negative"},
        "value": "negative",
    }


@pytest.mark.parametrize(
    ("kind", "value", "state"),
    [
        ("plain_text_input", "x", {"value": "x"}),
        ("plain_text_input", "", {"value": None}),
        ("static_select", "a", {"selected_option": option("a")}),
        ("static_select", None, {"selected_option": None}),
        ("radio_buttons", "b", {"selected_option": option("b")}),
        ("checkboxes", ["b"], {"selected_options": [option("b")]}),
        ("checkboxes", [], {"selected_options": []}),
        ("multi_users_select", ["U1"], {"selected_users": ["U1"]}),
        ("users_select", "U1", {"selected_user": "U1"}),
        ("datepicker", "2026-08-24", {"selected_date": "2026-08-24"}),
        ("datetimepicker", "1787562000", {"selected_date_time": 1787562000}),
        ("external_select", option("q"), {"selected_option": option("q")}),
    ],
)
def test_state_values(kind: str, value: Any, state: Json) -> None:
    element = {"type": kind, "action_id": "x", "options": [option("a"), option("b")]}
    assert state_of(element, value) == {"type": kind, **state}


def test_initial_values_are_the_first_state() -> None:
    element = {"type": "checkboxes", "initial_options": [option("a")]}
    assert initial_state(element) == {"type": "checkboxes", "selected_options": [option("a")]}
    empty = {"type": "multi_static_select", "selected_options": []}
    assert initial_state({"type": "multi_static_select"}) == empty
    assert initial_state({"type": "button"}) is None


def test_a_choice_names_its_block() -> None:
    element = {"type": "static_select", "action_id": "s", "options": [option("a")]}
    found = find([{"type": "actions", "block_id": "x", "elements": [element]}], "s")
    assert choice_action(found, state_of(element, "a")) == {
        "type": "static_select",
        "action_id": "s",
        "block_id": "x",
        "selected_option": option("a"),
    }


@pytest.mark.parametrize(
    ("element", "value", "sentence"),
    [
        ({"type": "plain_text_input"}, None, REQUIRED),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3 characters"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "at most 3 characters"),
        ({"type": "plain_text_input"}, "x" * 3001, "at most 3000 characters"),
        ({"type": "number_input"}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True}, "1,5", "enter a number"),
        ({"type": "number_input", "min_value": "2"}, "1", "at least 2"),
        ({"type": "number_input", "max_value": "2"}, "3", "at most 2"),
        ({"type": "email_text_input"}, "ana", "valid email"),
        ({"type": "url_text_input"}, "ana", "valid URL"),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "at most 1"),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", None),
        ({"type": "email_text_input"}, "ana@example.test", None),
    ],
)
def test_the_client_checks_fields(element: Json, value: Any, sentence: str | None) -> None:
    element = {**element, "action_id": "a"}
    blocks = [{"type": "input", "block_id": "f", "element": element}]
    view = View("V1", "modal", "U1", "A1", {"blocks": blocks}, "h", "V1")
    view.state_values = {"f": {"a": state_of(element, value)}}
    found = problems(view).get("f")
    assert found is None if sentence is None else sentence in str(found)


def test_optional_fields_may_be_empty() -> None:
    element = {"type": "plain_text_input", "action_id": "a"}
    blocks = [{"type": "input", "block_id": "f", "optional": True, "element": element}]
    assert problems(View("V1", "modal", "U1", "A1", {"blocks": blocks}, "h", "V1")) == {}


def test_ids_and_defaults_are_filled_in() -> None:
    text = {"type": "plain_text", "text": "x"}
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": text}]}]
    (block,) = normal_blocks(blocks)
    assert len(block["block_id"]) == 5
    assert len(block["elements"][0]["action_id"]) == 5
    assert block["elements"][0]["text"]["emoji"] is True
    assert "block_id" not in blocks[0]
    (carousel,) = normal_blocks([{"type": "carousel", "elements": [{"type": "card"}]}])
    assert "action_id" not in carousel["elements"][0]
