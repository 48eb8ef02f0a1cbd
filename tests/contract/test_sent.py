"""Whatever the sandbox sends to an app has the shape that Slack's own SDK expects."""

import re
from collections.abc import AsyncIterator

import pytest

from sandbox.kit.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_MODAL_INPUT, IN_SECTION
from sandbox.model import Json
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.contract.presses import ELEMENTS, Scene, element, message_blocks, plain, view_block
from tests.contract.slack import wrong

EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
)
MANIFEST: Json = {
    "display_information": {"name": "Helper"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "helper"},
        "slash_commands": [{"command": "/help-me", "description": "Help"}],
        "shortcuts": [
            {"name": "New", "type": "global", "callback_id": "new", "description": "New"},
            {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "groups:read",
                "im:history",
                "im:write",
                "mpim:history",
                "mpim:read",
                "mpim:write",
                "reactions:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True},
    },
}
# Where Slack itself sends what its types do not know → why.
UNTYPED = {
    r"event_callback context_enterprise_id: None": "null outside Enterprise Grid",
    r"event_message(_message_\w+)? \S*: .*'app_id' was unexpected": "in every message of an app",
    r"event_message_message_\w+ (previous_)?message: '(channel|channel_type|event_ts)' is a req": (
        "stands around the inner message only"
    ),
    r"event_app_home_opened view: Additional": "the type has the view as an app writes it",
    r"block_actions view \w+ : 'response_url' is a required": "Slack sends none for views",
    r"block_actions \w+ (datetimepicker|workflow_button|\w+_input) actions/0": "no type for it",
    r".* \S+/selected_options?\b.*(mrkdwn|verbatim|'plain_text' was expected)": (
        "what is chosen comes back as it was offered"
    ),
}


def complaints(scene: Scene) -> set[str]:
    """What Slack's types have against what was sent, and no known difference explains."""
    found = {
        f"{_kind(kind, sent)} {line}" for kind, sent in scene.sent() for line in wrong(kind, sent)
    }
    return {one for one in found if not any(re.match(known, one) for known in UNTYPED)}


def _kind(kind: str, sent: Json) -> str:
    if kind != "block_actions":
        return kind
    return f"{kind} {sent['container']['type']} {sent['actions'][0]['type']}"


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    workspace = Workspace("Test team")
    workspace.add_user("ana", "Ana Moor", email="ana@example.test")
    workspace.add_user("ben", "Ben Moor", email="ben@example.test")
    app = workspace.install(MANIFEST)
    workspace.add_channel("general", ["ana", app.bot_user_id])
    workspace.add_channel("secret", ["ana", app.bot_user_id], is_private=True)
    async with Sandbox(workspace) as sandbox:
        sandbox.delivery.retry_delays = ()
        yield Scene(sandbox, app)


async def everywhere(scene: Scene) -> tuple[str, ...]:
    """One place of each kind."""
    others = [scene.ana.id, scene.sandbox.workspace.user("ben").id]
    group = await scene.client.conversations_open(users=others)
    return "general", "secret", f"@{scene.app.name}", group["channel"]["id"]


async def test_every_element_of_a_message(scene: Scene) -> None:
    for kind in ELEMENTS:
        for block in message_blocks(kind):
            for channel in ("general", "secret"):
                posted = await scene.client.chat_postMessage(
                    channel=scene.sandbox.workspace.channel(channel).id, text="x", blocks=[block]
                )
                await scene.act(kind, channel, posted["ts"])
    pressed = {one["actions"][0]["type"] for name, one in scene.sent() if name == "block_actions"}
    assert pressed == {*IN_ACTIONS, *IN_SECTION, *IN_CONTEXT_ACTIONS} - {"image"}
    assert complaints(scene) == set()


async def test_every_element_of_a_view(scene: Scene) -> None:
    kinds = [kind for kind in ELEMENTS if kind not in IN_CONTEXT_ACTIONS]
    blocks = [view_block(kind) for kind in kinds]
    modal = {"type": "modal", "title": plain(), "submit": plain(), "notify_on_close": True}
    views, user, app = scene.sandbox.views, scene.ana.id, scene.app.id
    for kind, block in zip(kinds, blocks, strict=True):
        await scene.act_in_view(kind, views.open(user, app, {**modal, "blocks": [block]}).id)
        home = views.publish(user, app, {"type": "home", "blocks": [block]})
        await scene.act_in_view(kind, home.id)
    view = views.open(user, app, {**modal, "blocks": blocks})
    await scene.ana.open_home()
    pushed = views.push(user, app, {**modal, "blocks": [view_block("button")]})
    assert pushed is not None
    await scene.ana.close(pushed.id)
    await scene.ana.submit(view.id)
    await scene.ana.close(view.id, clear=True)
    sent = scene.sent()
    assert {name for name, _ in sent} >= {"view_submission", "view_closed", "block_actions"}
    assert set(IN_MODAL_INPUT) <= {
        one["actions"][0]["type"] for name, one in sent if name == "block_actions"
    }
    assert complaints(scene) == set()


async def test_private_messages_and_threads(scene: Scene) -> None:
    general = scene.sandbox.workspace.channel("general").id
    blocks = [{"type": "actions", "elements": [element("button"), element("external_select")]}]
    parent = await scene.client.chat_postMessage(channel=general, text="x")
    reply = await scene.client.chat_postMessage(
        channel=general, text="x", blocks=blocks, thread_ts=parent["ts"]
    )
    await scene.ana.click(general, reply["ts"], "button")
    await scene.ana.suggest(general, reply["ts"], "external_select", "Dana")
    private = await scene.client.chat_postEphemeral(
        channel=general, user=scene.ana.id, text="x", blocks=blocks
    )
    await scene.ana.click(general, private["message_ts"], "button")
    containers = [one["container"] for name, one in scene.sent() if name == "block_actions"]
    assert [("thread_ts" in one, one["is_ephemeral"]) for one in containers] == [
        (True, False),
        (False, True),
    ]
    assert complaints(scene) == set()


async def test_commands_and_shortcuts(scene: Scene) -> None:
    for channel in await everywhere(scene):
        await scene.ana.command("/help-me", "me", channel)
        written = await scene.ana.post(channel, "Hello")
        await scene.ana.message_shortcut("keep", channel, written.ts)
    await scene.ana.shortcut("new")
    assert {name for name, _ in scene.sent()} >= {"command", "message_action", "shortcut"}
    assert complaints(scene) == set()


async def test_every_event(scene: Scene) -> None:
    for channel in await everywhere(scene):
        parent = await scene.ana.post(channel, f"Hello @{scene.app.name}")
        await scene.ana.post(channel, "Hello again", thread_ts=parent.ts)
        await scene.ana.react(channel, parent.ts, "thumbsup")
        await scene.ana.unreact(channel, parent.ts, "thumbsup")
        place = parent.channel
        own = await scene.client.chat_postMessage(channel=place, text="x", thread_ts=parent.ts)
        await scene.client.chat_update(channel=place, ts=own["ts"], text="y")
        await scene.client.chat_delete(channel=place, ts=own["ts"])
    for channel in ("general", "secret"):
        await scene.ana.invite(channel, "ben")
    await scene.ana.open_home()
    await scene.sandbox.workspace.until(lambda: _all_told(scene))
    told = [one for name, one in scene.sent() if name == "event_message"]
    assert {one["channel_type"] for one in told} == {"channel", "group", "im", "mpim"}
    assert complaints(scene) == set()


def _all_told(scene: Scene) -> bool:
    """Each kind of event that the app asked for, and each change of a message."""
    subscribed = {event.split(".")[0] for event in EVENTS}
    seen = {name.removeprefix("event_") for name, _ in scene.sent()}
    return subscribed | {"message_message_changed", "message_message_deleted"} <= seen
