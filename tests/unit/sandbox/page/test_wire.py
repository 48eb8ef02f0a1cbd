"""The journal's lines: when, who, where, what, and after which payload."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import SandboxClock
from sandbox.model import Json
from sandbox.page.wire import exchanges
from sandbox.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace("Team", SandboxClock(datetime(2026, 8, 24, 7, 0, tzinfo=UTC)))
    made.add_user("ana", "Ana Moor")
    made.add_channel("general", ["ana"])
    return made


def gist(workspace: Workspace, name: str, payload: Json) -> str:
    workspace.journal.add("slack→app", name, payload, {}, (True, 1.0))
    return exchanges(workspace)[0].gist


def test_a_line_says_who_where_and_what(workspace: Workspace) -> None:
    ana, general = workspace.user("ana").id, workspace.channel("general").id
    press = {"user": {"id": ana}, "channel": {"id": general}, "actions": [{"action_id": "take"}]}
    assert gist(workspace, "block_actions", press) == "@ana · #general · take"
    item = {"channel": general, "ts": "1.2"}
    reaction = {"event": {"user": ana, "item": item, "reaction": "+1"}}
    assert gist(workspace, "reaction_added", reaction) == "@ana · #general · :+1:"
    sent = {"user": {"id": ana}, "view": {"callback_id": "why"}}
    assert gist(workspace, "view_submission", sent) == "@ana · why"
    command = {"user_id": ana, "channel_id": general, "command": "/hello", "text": "Dana\n  Ruiz"}
    assert gist(workspace, "/hello", command) == "@ana · #general · Dana Ruiz"


@pytest.mark.parametrize("payload", [None, "text", [], {"actions": []}, {"actions": "x"}])
def test_any_payload_has_a_line(payload: Json, workspace: Workspace) -> None:
    assert gist(workspace, "odd", payload) == ""


def test_a_channel_that_is_not_there_is_named_as_it_was_given(workspace: Workspace) -> None:
    assert gist(workspace, "chat.postMessage", {"channel": "C0", "text": "Hi"}) == "C0 · Hi"


def test_what_was_refused_says_why(workspace: Workspace) -> None:
    answer = {"ok": False, "error": "channel_not_found"}
    workspace.journal.add("app→slack", "chat.postMessage", {}, answer, (False, 1.0))
    [line] = exchanges(workspace)
    assert (line.error, line.kinds) == ("channel_not_found", "call refused")


def test_lines_stand_by_their_beginning_and_calls_know_what_they_followed(
    workspace: Workspace,
) -> None:
    journal = workspace.journal
    workspace.clock.jump(workspace.clock.now() + timedelta(minutes=1))
    call = journal.add("app→slack", "chat.update", {}, {"ok": True}, (True, 5.0))
    press = journal.add("slack→app", "block_actions", {}, {}, (True, 2000.0))
    first, second = exchanges(workspace)
    assert (first.entry, second.entry) == (call, press)
    assert first.after == press
    assert first.lag == pytest.approx(1995, abs=100)
    assert second.after is None


def test_a_call_long_after_stands_alone(workspace: Workspace) -> None:
    workspace.journal.add("slack→app", "block_actions", {}, {}, (True, 1.0))
    workspace.clock.jump(workspace.clock.now() + timedelta(minutes=1))
    workspace.journal.add("app→slack", "chat.update", {}, {"ok": True}, (True, 1.0))
    assert exchanges(workspace)[0].after is None
