"""What the form on faults says is what will happen."""

import pytest

from sandbox.model import Json
from sandbox.page.mischief import Armed, arm, armed, places
from sandbox.server import Sandbox
from sandbox.workspace import Workspace


@pytest.fixture
def sandbox() -> Sandbox:
    workspace = Workspace("Team")
    workspace.add_user("ana", "Ana Moor")
    workspace.add_channel("general", ["ana"])
    return Sandbox(workspace)


def form(kind: str, **fields: str) -> dict[str, str]:
    """The form as a browser sends it: every field, also those that do not count."""
    empty = dict.fromkeys(("method", "event", "channel", "error"), "")
    return {"kind": kind, **empty, "times": "1", "retry_after": "2", "delay": "2", **fields}


@pytest.mark.parametrize(
    ("kind", "fields", "how"),
    [
        ("ratelimited", {"retry_after": "30"}, {"retry_after": 30}),
        ("down", {}, {"status": 500}),
        ("lost", {}, {"lose_answer": True}),
        ("late", {"delay": "0.5"}, {"delay": 0.5}),
        ("refused", {"error": "is_archived"}, {"error": "is_archived"}),
        ("refused", {}, {"error": "fatal_error"}),
    ],
)
async def test_a_call_goes_wrong_as_it_was_asked(
    kind: str, fields: dict[str, str], how: Json, sandbox: Sandbox
) -> None:
    await arm(sandbox, form(kind, method="chat.update", **fields))
    assert sandbox.faults.take("chat.update", None) == how
    assert armed(sandbox) == []


async def test_what_is_armed_is_told(sandbox: Sandbox) -> None:
    general = sandbox.workspace.channel("general").id
    await arm(sandbox, form("down", times="3"))
    await arm(sandbox, form("hold", event="reaction_added", channel=general))
    first, second = armed(sandbox)
    assert first == Armed(first.number, "any method", "HTTP 500", "", 3)
    assert (second.what, second.where) == ("reaction_added", "#general")
    assert second.how == "after the event that follows"


async def test_a_fault_may_be_of_direct_messages(sandbox: Sandbox) -> None:
    workspace = sandbox.workspace
    ben, cleo = (workspace.add_user(name, name.title()) for name in ("ben", "cleo"))
    workspace.mpim([ben.id, cleo.id])
    ids = {label: one for one, label in places(workspace)}
    assert list(ids) == ["#general", "@ben, @cleo", "@ana", "@ben", "@cleo"]
    await arm(sandbox, form("down", channel=ids["@ben"]))
    assert [one.where for one in armed(sandbox)] == ["@ben"]
    assert sandbox.faults.take("chat.postMessage", cleo.id) is None
    assert sandbox.faults.take("chat.postMessage", ben.id) == {"status": 500}


@pytest.mark.parametrize(
    "wrong", [{"kind": "none"}, {"kind": "down", "times": "x"}, {"kind": "late", "delay": "-1"}]
)
async def test_what_cannot_be_is_refused(wrong: dict[str, str], sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        await arm(sandbox, form(**wrong))
    assert armed(sandbox) == []
