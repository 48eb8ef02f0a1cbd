"""What Slack sends, as the features read it."""

from typing import Any

import pytest

from handlers.payloads import ORIGIN_MARK, command, press, submission


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("show <http://acme.com|acme.com>", "acme.com"),
        ("show <mailto:dana@acme.com|dana@acme.com>", "dana@acme.com"),
        ("show Smith &amp; Sons", "Smith & Sons"),
        ("away fri <@U0JONAS|jonas>", "fri <@U0JONAS|jonas>"),
    ],
)
def test_a_command_is_read_as_it_was_typed(sent: str, read: str) -> None:
    body = {"user_id": "U1", "team_id": "T1", "trigger_id": "1.2", "channel_id": "C1", "text": sent}
    assert command(body).rest == read


def _save(trigger: str, callback_id: str) -> dict[str, Any]:
    view = {"id": "V1", "callback_id": callback_id, "state": {"values": {}}}
    user = {"id": "U1", "team_id": "T1"}
    return {"type": "view_submission", "user": user, "trigger_id": trigger, "view": view}


def test_saving_a_form_again_is_the_same_submission() -> None:
    """Slack keeps the view's id when one form takes the place of another."""
    first = submission(_save("1.1", "save_feedback")).key
    assert submission(_save("2.2", "save_feedback")).key == first
    assert submission(_save("3.3", "why")).key != first


def test_where_a_form_was_opened_from_is_no_part_of_its_metadata() -> None:
    body = _save("1.1", "why")
    body["view"]["private_metadata"] = f"lead|1{ORIGIN_MARK}https://hooks.slack.com/actions/1"
    sent = submission(body)
    assert (sent.metadata, sent.origin) == ("lead|1", "https://hooks.slack.com/actions/1")
    pressed = press({**body, "actions": [{"action_id": "turn"}]})
    assert pressed.view is not None
    assert pressed.view["private_metadata"] == "lead|1"
