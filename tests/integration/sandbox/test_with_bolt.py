"""A real Bolt app lives in the sandbox, over Socket Mode and over HTTP."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.model import Json
from sandbox.people import Values
from tests.integration.sandbox.scene import Connect, Scene, button

MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "when",
            "optional": True,
            "label": {"type": "plain_text", "text": "When"},
            "element": {
                "type": "datepicker",
                "action_id": "date",
                "initial_date": "2026-01-02",
            },
        },
        {
            "type": "input",
            "block_id": "which",
            "label": {"type": "plain_text", "text": "Which"},
            "element": {
                "type": "checkboxes",
                "action_id": "boxes",
                "options": [
                    {"text": {"type": "plain_text", "text": "One"}, "value": "1"},
                    {"text": {"type": "plain_text", "text": "Two"}, "value": "2"},
                ],
            },
        },
    ],
}


async def test_a_click_is_acknowledged_and_answered(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    seen: list[Json] = []

    @bolt.action("take")
    async def take(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        seen.append(body)
        message = body["message"]
        await client.chat_update(
            channel=body["channel"]["id"], ts=message["ts"], text="Taken", blocks=[]
        )

    await connect(bolt)
    ts = await scene.post([button("take", "7")])
    ack = await scene.ana.click("general", ts, "take")
    assert ack.ok
    await scene.workspace.until(lambda: scene.ben.last("general").text == "Taken")
    (body,) = seen
    assert body["user"]["id"] == scene.ana.id
    assert body["actions"][0]["value"] == "7"
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": scene.channel,
        "is_ephemeral": False,
    }


async def test_a_modal_opens_shows_errors_and_is_submitted(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    submitted: list[Json] = []

    @bolt.action("open")
    async def opened(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bolt.view("form")
    async def form(ack: AsyncAck, view: Json) -> None:
        values = view["state"]["values"]
        if values["name"]["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"name": "Not this one."})
            return
        submitted.append(values)
        await ack()

    await connect(bolt)
    ts = await scene.post([button("open")])
    await scene.ana.click("general", ts, "open")
    modal = await scene.workspace.until(lambda: scene.ana.modal)
    assert scene.ben.modal is None

    empty = await scene.ana.submit(modal.id, {})
    assert empty.errors == dict.fromkeys(("name", "which"), "Please complete this required field.")
    assert not submitted

    bad: Values = {"name": {"text": "bad"}, "which": {"boxes": ["2"]}}
    refused = await scene.ana.submit(modal.id, bad)
    assert refused.errors == {"name": "Not this one."}
    assert scene.ana.modal is modal

    good = await scene.ana.submit(modal.id, {"name": {"text": "Dana"}})
    assert good.ok
    assert scene.ana.modal is None
    (values,) = submitted
    assert values["name"]["text"] == {"type": "plain_text_input", "value": "Dana"}
    assert values["when"]["date"] == {"type": "datepicker", "selected_date": "2026-01-02"}
    assert [one["value"] for one in values["which"]["boxes"]["selected_options"]] == ["2"]


async def test_a_modal_is_pushed_updated_and_cleared(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    first = {**MODAL, "blocks": [button("next")], "callback_id": "first"}
    closed: list[bool] = []

    @bolt.shortcut("new")
    async def new(ack: AsyncAck, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=first)

    @bolt.action("next")
    async def following(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = {**first, "callback_id": "second", "notify_on_close": True}
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @bolt.view("second")
    async def second(ack: AsyncAck) -> None:
        await ack(response_action="update", view={**first, "callback_id": "third"})

    @bolt.view("third")
    async def third(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    await connect(bolt)
    ana, workspace = scene.ana, scene.workspace
    assert (await ana.shortcut("new")).ok
    root = await workspace.until(lambda: ana.modal)
    assert (await ana.click_in_view(root.id, "next")).ok
    top = await workspace.until(lambda: ana.modal if ana.modal is not root else None)
    assert (top.root_view_id, top.previous_view_id) == (root.id, root.id)
    assert (await ana.submit(top.id)).ok
    assert ana.modal is top
    assert top.payload["callback_id"] == "third"
    assert (await ana.submit(top.id)).ok
    assert ana.modal is None
    assert not closed


async def test_closing_tells_the_app_if_it_asked(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    closed: list[Json] = []

    @bolt.command("/help-me")
    async def command(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = {**MODAL, "notify_on_close": True}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.view_closed("form")
    async def gone(ack: AsyncAck, body: Json) -> None:
        closed.append(body)
        await ack()

    await connect(bolt)
    await scene.ana.command("/help-me", "", "general")
    modal = await scene.workspace.until(lambda: scene.ana.modal)
    assert (await scene.ana.close(modal.id)).ok
    assert scene.ana.modal is None
    assert closed[0]["is_cleared"] is False


async def test_a_command_is_answered_to_one_person(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.command("/help-me")
    async def command(ack: AsyncAck, command: Json) -> None:
        await ack(f"You said {command['text']} in {command['channel_name']}")

    await connect(bolt)
    assert (await scene.ana.command("/help-me", "please", "general")).ok
    assert scene.ana.last("general").text == "You said please in general"
    assert scene.ben.sees("general") == []


async def test_a_command_nobody_answers_says_so(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    scene.sandbox.delivery.ack_seconds = 0.1
    await connect(bolt)
    ack = await scene.ana.command("/help-me", "", "general")
    assert not ack.ok
    assert "failed with the error" in scene.ana.last("general").text


async def test_reactions_mentions_and_messages_arrive_as_events(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    events: list[Json] = []

    async def take(event: Json, body: Json) -> None:
        assert body["authorizations"][0]["user_id"] == scene.installed.bot_user_id
        events.append(event)

    for name in ("reaction_added", "reaction_removed", "app_mention", "message"):
        bolt.event(name)(take)
    await connect(bolt)
    ts = await scene.post([button("x")])
    assert (await scene.ana.react("general", ts, "thumbsup")).ok
    assert (await scene.ana.unreact("general", ts, "thumbsup")).ok
    await scene.ana.post("general", "Hello @helper & all")
    await scene.ana.post(scene.ana.dm().id, "In private")
    await scene.workspace.until(lambda: len(events) >= 5)

    def one(kind: str, **fields: Any) -> Json:
        wanted = {"type": kind, **fields}
        (found,) = [event for event in events if wanted.items() <= event.items()]
        return found

    added = one("reaction_added", reaction="thumbsup", user=scene.ana.id)
    assert added["item"] == {"type": "message", "channel": scene.channel, "ts": ts}
    assert added["item_user"] == scene.installed.bot_user_id
    one("reaction_removed", reaction="thumbsup")
    bot = scene.installed.bot_user_id
    one("app_mention", text=f"Hello <@{bot}> &amp; all")
    one("message", channel_type="im", text="In private")


async def test_no_event_from_a_channel_without_the_bot_nor_without_its_scope(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    await connect(bolt)
    message = await scene.ana.post("elsewhere", "Not for apps")
    await scene.ben.react("elsewhere", message.ts, "eyes")
    scene.installed.scopes -= {"channels:history", "reactions:read"}
    message = await scene.ana.post("general", "Not for this app")
    await scene.ben.react("general", message.ts, "eyes")
    assert [entry.name for entry in scene.sandbox.journal if entry.direction == "slack→app"] == []


async def test_an_ephemeral_message_is_seen_and_used_by_one_person(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.action("chip")
    async def chip(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack()
        assert body["container"]["is_ephemeral"]
        assert "message" not in body
        await respond(text="Counted", replace_original=True)

    await connect(bolt)
    await scene.client.chat_postEphemeral(
        channel=scene.channel, user=scene.ana.id, text="Why?", blocks=[button("chip")]
    )
    message = scene.ana.last("general")
    assert scene.ben.sees("general") == []
    with pytest.raises(LookupError):
        await scene.ben.click("general", message.ts, "chip")
    await scene.ana.click("general", message.ts, "chip")
    await scene.workspace.until(lambda: scene.ana.last("general").text == "Counted")
    assert len(scene.ana.sees("general")) == 1


async def test_response_url_answers_five_times(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    answers: list[int] = []

    @bolt.action("talk")
    async def talk(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        for number in range(6):
            answer = await respond(text=f"Line {number}", response_type="in_channel")
            answers.append(answer.status_code)

    await connect(bolt)
    ts = await scene.post([button("talk")])
    await scene.ana.click("general", ts, "talk")
    await scene.workspace.until(lambda: len(answers) == 6)
    assert answers == [200, 200, 200, 200, 200, 404]
    assert [message.text for message in scene.ben.sees("general")][1:] == [
        f"Line {number}" for number in range(5)
    ]


async def test_the_home_tab_is_published_and_used(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [button("hi")]}
        await client.views_publish(user_id=event["user"], view=view)

    @bolt.action("hi")
    async def hi(ack: AsyncAck, body: Json, say: AsyncSay) -> None:
        await ack()
        await say(text="Hi", channel=body["user"]["id"])

    await connect(bolt)
    assert (await scene.ana.open_home()).ok
    home = await scene.workspace.until(lambda: scene.workspace.home("ana"))
    assert scene.workspace.home("ben") is None
    await scene.ana.click_in_view(home.id, "hi")
    await scene.workspace.until(lambda: scene.ana.sees(scene.ana.dm().id))
    assert scene.ana.last("@helper").text == "Hi"


async def test_external_options_and_message_shortcut(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.options("who")
    async def options(ack: AsyncAck, payload: Json) -> None:
        text = {"type": "plain_text", "text": payload["value"].upper()}
        count = 101 if payload["value"] == "all" else 1
        await ack(options=[{"text": text, "value": payload["value"]}] * count)

    @bolt.shortcut("keep")
    async def keep(ack: AsyncAck, shortcut: Json, respond: AsyncRespond) -> None:
        await ack()
        await respond(text=f"Kept: {shortcut['message']['text']}")

    await connect(bolt)
    select = {"type": "external_select", "action_id": "who"}
    ts = await scene.post([{"type": "actions", "elements": [select]}])
    ack = await scene.ana.suggest("general", ts, "who", "kim")
    assert ack.payload["options"][0]["text"]["text"] == "KIM"
    ack = await scene.ana.suggest("general", ts, "who", "all")
    assert ack.error == "invalid_options: no more than 100 items allowed [json-pointer:/options]"
    await scene.ana.message_shortcut("keep", "general", ts)
    await scene.workspace.until(lambda: scene.ana.last("general").text == "Kept: A message")


async def test_a_trigger_id_works_once(scene: Scene, bolt: AsyncApp, connect: Connect) -> None:
    errors: list[str] = []

    @bolt.action("twice")
    async def twice(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        except SlackApiError as error:
            errors.append(error.response["error"])

    await connect(bolt)
    ts = await scene.post([button("twice")])
    await scene.ana.click("general", ts, "twice")
    await scene.workspace.until(lambda: errors)
    assert errors == ["exchanged_trigger_id"]


async def test_an_unanswered_click_times_out(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.action("silent")
    async def silent() -> None:
        """Never acknowledges."""

    scene.sandbox.delivery.ack_seconds = 0.1
    await connect(bolt)
    ts = await scene.post([button("silent")])
    ack = await scene.ana.click("general", ts, "silent")
    assert (ack.ok, ack.error) == (False, "operation_timeout")
