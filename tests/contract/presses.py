"""An app that only listens, and everything that a person can press in Slack."""

from collections.abc import Iterator
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.installed_app import InstalledApp
from sandbox.kit.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_MODAL_INPUT, IN_SECTION
from sandbox.model import Json
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.contract.samples import Samples
from tests.contract.slack import DEFINITIONS, Schema

PRESSED = ("button", "workflow_button", "icon_button", "feedback_buttons")
# What a person chooses, where it is not an option of the sample.
CHOICES: dict[str, Any] = {
    "plain_text_input": "Hello",
    "email_text_input": "ana@example.test",
    "url_text_input": "https://x.test/a",
    "number_input": "3",
    "rich_text_input": "Hello",
    "datepicker": "2026-08-24",
    "timepicker": "09:30",
    "datetimepicker": 1_787_000_000,
    "file_input": [],
}


def element_schemas() -> dict[str, Schema]:
    """Element type → its schema."""
    found: dict[str, Schema] = {}
    for union in ("ActionsBlockElement", "InputBlockElement", "ContextActionsBlockElement"):
        for branch in _flat(DEFINITIONS[union]["anyOf"]):
            found[DEFINITIONS[_name(branch)]["properties"]["type"]["const"]] = branch
    return found


def _name(branch: Schema) -> str:
    return str(branch["$ref"]).removeprefix("#/definitions/")


def _flat(branches: list[Schema]) -> Iterator[Schema]:
    for branch in branches:
        union = DEFINITIONS[_name(branch)].get("anyOf")
        yield from _flat(union) if union else [branch]


ELEMENTS = {kind: Samples().least(schema) for kind, schema in element_schemas().items()}


def element(kind: str) -> Json:
    value = {"value": "x"} if kind == "icon_button" else {}
    return {**ELEMENTS[kind], **value, "action_id": kind}


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def message_blocks(kind: str) -> Iterator[Json]:
    """Every block of a message in which this element may stand."""
    if kind in IN_ACTIONS:
        yield {"type": "actions", "elements": [element(kind)]}
        yield {
            "type": "container",
            "title": plain(),
            "child_blocks": [{"type": "actions", "elements": [element(kind)]}],
        }
    if kind in IN_SECTION:
        yield {"type": "section", "text": plain(), "accessory": element(kind)}
    if kind in IN_CONTEXT_ACTIONS:
        yield {"type": "context_actions", "elements": [element(kind)]}
    if kind == "button":
        card = {"type": "card", "body": {"type": "mrkdwn", "text": "x"}, "actions": [element(kind)]}
        yield card
        yield {"type": "carousel", "elements": [card]}


def view_block(kind: str) -> Json:
    if kind not in IN_MODAL_INPUT:
        return next(message_blocks(kind))
    return {
        "type": "input",
        "label": plain(),
        "element": element(kind),
        "dispatch_action": True,
        "optional": True,
    }


class Scene:
    """An app that never answers, and what it was sent."""

    def __init__(self, sandbox: Sandbox, app: InstalledApp) -> None:
        self.sandbox = sandbox
        self.app = app
        self.client = AsyncWebClient(token=app.bot_token, base_url=sandbox.api_url)
        self.ana: Person = sandbox.person("ana")

    def choice(self, kind: str) -> Any:
        value = CHOICES.get(kind, "x")
        if "conversations" in kind or "channels" in kind:
            value = self.sandbox.workspace.channel("general").id
        elif "users" in kind:
            value = self.ana.id
        return [value] if kind.startswith("multi_") or kind == "checkboxes" else value

    async def act(self, kind: str, channel: str, ts: str) -> None:
        if kind in PRESSED:
            await self.ana.click(channel, ts, kind, value=_value(kind))
        else:
            await self.ana.choose(channel, ts, kind, self.choice(kind))

    async def act_in_view(self, kind: str, view_id: str) -> None:
        if kind in PRESSED:
            await self.ana.click_in_view(view_id, kind, value=_value(kind))
        else:
            await self.ana.choose_in_view(view_id, kind, self.choice(kind))

    def sent(self) -> list[tuple[str, Json]]:
        """Kind and payload, oldest first; an event's envelope and content apart."""
        found: list[tuple[str, Json]] = []
        for entry in self.sandbox.journal:
            if entry.direction == "slack→app":
                found += _apart(entry.name, entry.payload)
        return found


def _value(kind: str) -> str | None:
    return "x" if kind == "feedback_buttons" else None


def _apart(name: str, payload: Json) -> list[tuple[str, Json]]:
    if payload.get("type") != "event_callback":
        return [("command" if name.startswith("/") else name, payload)]
    event = payload["event"]
    kind = "_".join(filter(None, ("event", event["type"], event.get("subtype"))))
    return [("event_callback", {**payload, "event": {"type": name}}), (kind, event)]
