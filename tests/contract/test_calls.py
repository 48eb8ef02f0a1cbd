"""What the real bot calls, and the app that it is: all of it fits Slack's own types."""

import json
from typing import Any

import pytest
import yaml

from sandbox.api import METHODS
from sandbox.journal import JournalEntry
from tests.contract.slack import DEFINITIONS, typed, wrong
from tests.databases import Shared
from tests.scenario.world import MANIFEST, World, tidewell

# A form's token, where a response_url leads, and what the Python SDK adds to every call.
BESIDE = {"token", "response_url", "team_id"}
RESPOND = {"response_type", "replace_original", "delete_original"}


def test_the_manifest() -> None:
    assert wrong("manifest", yaml.safe_load(MANIFEST.read_text())) == []


def test_every_method_of_the_sandbox_has_its_type() -> None:
    assert {name for name in METHODS if _type(name) not in DEFINITIONS} == set()


async def test_every_call_of_a_day(database: Shared) -> None:
    async with tidewell(database) as world:
        await _a_day(world)
        calls = [one for one in world.sandbox.journal if one.direction == "app→slack"]
    assert {call.name for call in calls} >= {
        "auth.test",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.open",
        "users.info",
        "views.open",
        "views.publish",
    }
    assert [f"{call.name} {line}" for call in calls for line in complaints(call)] == []
    assert [call.name for call in calls if not call.ok] == []


def complaints(call: JournalEntry) -> list[str]:
    """What Slack's types have against the arguments."""
    given = {name: value for name, value in call.payload.items() if name not in BESIDE}
    if call.name == "response_url":  # a message, with how it takes the other's place
        given = {"channel": "C1", "text": "", **given}
        return wrong(_type("chat.postMessage"), _typed(given, *RESPOND))
    return wrong(_type(call.name), _typed(given))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("chat.postMessage", {"channel": "C1", "text": "x", "txt": "x"}),
        ("chat.postMessage", {"text": "x"}),
        ("chat.update", {"channel": "C1", "text": "x"}),
        ("views.open", {"view": {"type": "modal"}, "trigger_id": "1"}),
        ("users.info", {"usr": "U1"}),
    ],
)
def test_wrong_arguments_are_noticed(name: str, arguments: dict[str, Any]) -> None:
    assert wrong(_type(name), arguments) != []


async def _a_day(world: World) -> None:
    card = await world.taken()
    await world.direct("maya", "Yours now")
    maya = world.person("maya")
    await maya.open_home()
    await maya.click("leads", card.ts, "landed")
    await world.private("maya", "What landed")
    await maya.click("leads", card.ts, "outcome")
    await world.modal("maya", "Log outcome")
    await maya.command("/leads", "help", "leads")
    await maya.command("/leads", "worked", "leads")
    await maya.react("leads", card.ts, "-1")
    await maya.shortcut("add_lead")
    await world.person("lena").command("/leads", "digest", "marketing")
    await world.later(days=7)


def _type(method: str) -> str:
    return f"call_{method.replace('.', '_')}"


def _typed(given: dict[str, Any], *beside: str) -> dict[str, Any]:
    """What a form has as text read, and the blocks left out that the types do not know."""
    given = {name: value for name, value in given.items() if name not in beside}
    for name in ("blocks", "include_all_metadata", "limit", "metadata", "view"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    for holder in (given, given.get("view") or {}):
        if "blocks" in holder:
            holder["blocks"] = typed(holder["blocks"])
    return given
