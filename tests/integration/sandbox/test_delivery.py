"""How payloads reach an app, seen from the wire: envelopes, signatures, acknowledgements."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from sandbox import delivery, hooks, socket_mode, triggers
from sandbox.ack import Ack
from sandbox.model import Json
from tests.integration.sandbox.scene import Connect, Scene, button

Answer = Callable[[web.Request], web.Response]
MODAL: Json = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}


def test_the_numbers_are_slacks() -> None:
    assert (delivery.ACK_SECONDS, delivery.RETRY_DELAYS) == (3.0, (0.0, 60.0, 300.0))
    assert triggers.LIFETIME_SECONDS == 3.0
    assert (hooks.USES, hooks.LIFETIME.total_seconds()) == (5, 1800)
    assert socket_mode.MAX_CONNECTIONS == 10


class Socket:
    """One end of Socket Mode without an SDK."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def next(self) -> Json:
        """The next message."""
        found: Json = await self.ws.receive_json(timeout=5)
        return found

    async def ack(self, envelope: Json, payload: Json | None = None) -> None:
        """Acknowledge."""
        await self.ws.send_json({"envelope_id": envelope["envelope_id"], "payload": payload or {}})


@pytest.fixture
async def dial(scene: Scene) -> AsyncIterator[Callable[[], Awaitable[Socket]]]:
    """Opens one more connection."""
    headers = {"Authorization": f"Bearer {scene.installed.app_token}"}
    async with AsyncExitStack() as closing:
        http = await closing.enter_async_context(aiohttp.ClientSession())

        async def one() -> Socket:
            opening = f"{scene.sandbox.api_url}apps.connections.open"
            async with http.post(opening, headers=headers) as response:
                address = (await response.json())["url"]
            socket = Socket(await http.ws_connect(address))
            closing.push_async_callback(socket.ws.close)
            assert (await socket.next())["type"] == "hello"
            return socket

        yield one


Dial = Callable[[], Awaitable[Socket]]


def deed(work: Awaitable[Ack]) -> asyncio.Future[Ack]:
    return asyncio.ensure_future(work)


def stored(scene: Scene) -> str:
    """The ts of a message with a button, of which no event tells."""
    app = scene.installed
    block = button("b")
    message = scene.workspace.post(
        "general", app.bot_user_id, "A message", blocks=[block], bot_id=app.bot_id, app_id=app.id
    )
    return message.ts


async def test_envelopes_are_acknowledged_by_their_id(scene: Scene, dial: Dial) -> None:
    socket = await dial()
    ts = stored(scene)
    clicked = deed(scene.ana.click("general", ts, "b"))
    envelope = await socket.next()
    assert (envelope["type"], envelope["payload"]["type"]) == ("interactive", "block_actions")
    assert "retry_attempt" not in envelope
    await socket.ws.send_str("no JSON")
    await socket.ws.send_json({"envelope_id": "another"})
    await socket.ack(envelope)
    assert (await clicked).ok
    reacted = deed(scene.ana.react("general", ts, "eyes"))
    envelope = await socket.next()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    await socket.ack(envelope)
    assert (await reacted).ok


async def test_an_event_whose_socket_died_goes_to_another_one(scene: Scene, dial: Dial) -> None:
    first = await dial()
    ts = stored(scene)
    reacted = deed(scene.ana.react("general", ts, "eyes"))
    lost = await first.next()
    second = await dial()
    await first.ws.close()
    assert (await reacted).error == "connection_lost"
    again = await second.next()
    assert again["payload"]["event_id"] == lost["payload"]["event_id"]
    assert again["envelope_id"] != lost["envelope_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    await second.ack(again)
    other = deed(scene.ana.unreact("general", ts, "eyes"))
    envelope = await second.next()
    assert envelope["payload"]["event"]["type"] == "reaction_removed"
    await second.ack(envelope)
    assert (await other).ok


@pytest.mark.parametrize("what", ["click", "command", "shortcut"])
async def test_interactions_and_commands_come_but_once(scene: Scene, dial: Dial, what: str) -> None:
    ts, ana = stored(scene), scene.ana
    works = {
        "click": ana.click("general", ts, "b"),
        "command": ana.command("/help-me", "", "general"),
        "shortcut": ana.shortcut("new"),
    }
    first = await dial()
    done = deed(works.pop(what))
    for unused in works.values():
        unused.close()
    await first.next()
    second = await dial()
    await first.ws.close()
    assert (await done).error == "connection_lost"
    # Whatever came again would come before this.
    reacted = deed(ana.react("general", ts, "eyes"))
    envelope = await second.next()
    assert envelope["type"] == "events_api"
    await second.ack(envelope)
    assert (await reacted).ok


async def test_a_connection_is_refreshed(scene: Scene, dial: Dial) -> None:
    sockets, app = scene.sandbox.sockets, scene.installed.id
    sockets.grace = 0.05
    old = await dial()
    await sockets.disconnect(app, "warning")
    assert (await old.next())["reason"] == "warning"
    assert sockets.count(app) == 1
    await sockets.disconnect(app)
    message = await old.next()
    assert (message["type"], message["reason"]) == ("disconnect", "refresh_requested")
    assert sockets.count(app) == 0
    ts = stored(scene)
    clicked = deed(scene.ana.click("general", ts, "b"))
    new = await dial()
    await new.ack(await new.next())
    assert (await clicked).ok
    # A client that does not go is shown the door.
    assert (await old.ws.receive(timeout=5)).type in (
        aiohttp.WSMsgType.CLOSED,
        aiohttp.WSMsgType.ERROR,
    )


async def test_a_person_sees_that_the_app_was_too_slow(scene: Scene, dial: Dial) -> None:
    scene.sandbox.delivery.ack_seconds = 0.05
    silent = await dial()
    assert (await scene.ana.command("/help-me", "", "general")).error == "operation_timeout"
    warning = scene.ana.last("general")
    assert warning.text == "/help-me failed with the error “operation_timeout”"
    assert (warning.user, warning.ephemeral_to) == ("USLACKBOT", scene.ana.id)
    ts = stored(scene)
    click = {"as": "ana", "channel": "general", "ts": ts, "action": "b", "block": "block-b-1"}
    url = f"{scene.sandbox.url}/do/click"
    async with aiohttp.ClientSession() as http, http.post(url, json=click) as answer:
        told = await answer.json()
    assert not silent.ws.closed
    assert told == {"ok": False, "message": "The app did not answer within three seconds."}


async def test_what_the_manifest_does_not_switch_on_does_not_come(scene: Scene, dial: Dial) -> None:
    app, ts = scene.installed, stored(scene)
    app.interactivity = False
    await dial()
    assert (await scene.ana.click("general", ts, "b")).error == "interactivity_disabled"
    assert (await scene.ana.shortcut("new")).error == "interactivity_disabled"
    app.messages_read_only = True
    with pytest.raises(LookupError, match="helper takes no messages"):
        await scene.ana.post("@helper", "Hi")
    with pytest.raises(LookupError, match="helper takes no messages"):
        await scene.ana.command("/help-me", "", "@helper")
    with pytest.raises(LookupError, match="ben is not in #secret"):
        await scene.ben.command("/help-me", "", "secret")


@pytest.fixture
async def receive(scene: Scene) -> AsyncIterator[Callable[[Answer], list[tuple[web.Request, str]]]]:
    """An app that answers each HTTP request so, and the list of what it gets."""
    got: list[tuple[web.Request, str]] = []
    answers: list[Answer] = []

    async def handle(request: web.Request) -> web.Response:
        got.append((request, await request.text()))
        return answers[-1](request)

    app = web.Application()
    app.router.add_post("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scene.installed.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"

    def answer(how: Answer) -> list[tuple[web.Request, str]]:
        answers.append(how)
        return got

    yield answer
    await runner.cleanup()


Receive = Callable[[Answer], list[tuple[web.Request, str]]]


async def test_requests_are_signed(scene: Scene, receive: Receive) -> None:
    got = receive(lambda _: web.Response())
    ts = (await scene.ana.post("general", "Hello")).ts
    await scene.ana.command("/help-me", "a & b", "general")
    await scene.ana.message_shortcut("keep", "general", ts)
    assert len(got) == 3
    secret = scene.installed.signing_secret.encode()
    for request, body in got:
        moment = request.headers["X-Slack-Request-Timestamp"]
        assert abs(time.time() - int(moment)) < 60
        digest = hmac.new(secret, f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
        assert request.headers["X-Slack-Signature"] == f"v0={digest}"
        assert "X-Slack-Retry-Num" not in request.headers
    (event, text), (command, line), (shortcut, form) = got
    assert event.content_type == "application/json"
    assert json.loads(text)["event"]["text"] == "Hello"
    assert command.content_type == shortcut.content_type == "application/x-www-form-urlencoded"
    assert parse_qs(line)["text"] == ["a & b"]
    assert json.loads(parse_qs(form)["payload"][0])["callback_id"] == "keep"


@pytest.mark.parametrize("connect", ["http"], indirect=True)
async def test_an_app_with_another_secret_refuses(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    await connect(bolt)
    scene.installed.signing_secret = "another"
    assert (await scene.ana.click("general", stored(scene), "b")).error == "http_error (401)"


async def test_what_counts_as_an_acknowledgement(scene: Scene, receive: Receive) -> None:
    ts = await scene.post([button("b")])
    receive(lambda _: web.Response(status=202))
    assert (await scene.ana.react("general", ts, "eyes")).ok
    assert (await scene.ana.click("general", ts, "b")).error == "http_error (202)"
    receive(lambda _: web.Response(text="{", content_type="application/json"))
    assert (await scene.ana.click("general", ts, "b")).error == "invalid_json"
    receive(lambda _: web.Response(text="Hi"))
    assert (await scene.ana.command("/help-me", "", "general")).ok
    assert scene.ana.last("general").text == "Hi"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("ok", "invalid_response"),
        ('{"response_action": "vanish"}', "invalid_response_action: vanish"),
        ('{"response_action": "errors", "errors": {"nowhere": "No."}}', "invalid_errors"),
        ('{"response_action": "errors"}', "invalid_errors"),
        ('{"response_action": "update", "view": {"type": "modal"}}', "invalid_view"),
    ],
)
async def test_a_modal_stays_when_its_answer_is_wrong(
    scene: Scene, receive: Receive, answer: str, error: str
) -> None:
    kind = "application/json" if answer.startswith("{") else "text/plain"
    receive(lambda _: web.Response(text=answer, content_type=kind))
    view = scene.sandbox.views.open(scene.ana.id, scene.installed.id, MODAL)
    ack = await scene.ana.submit(view.id)
    assert not ack.ok
    assert (ack.error or "").startswith(error)
    assert scene.ana.modal is view


async def test_an_input_of_a_message_tells_with_the_press_of_a_button(
    scene: Scene, receive: Receive
) -> None:
    got = receive(lambda _: web.Response())
    field = {"type": "plain_text_input", "action_id": "why"}
    label = {"type": "plain_text", "text": "Why"}
    asking = {"type": "input", "block_id": "f", "label": label, "element": field}
    ts = await scene.post([asking, button("b")])
    assert (await scene.ana.choose("general", ts, "why", "Because")).ok
    await scene.ana.click("general", ts, "b")
    (form,) = [body for _, body in got if body.startswith("payload=")]
    sent = json.loads(parse_qs(form)["payload"][0])
    assert sent["actions"][0]["action_id"] == "b"
    assert sent["state"]["values"]["f"]["why"]["value"] == "Because"


async def test_a_command_is_answered_to_everyone_too(scene: Scene, receive: Receive) -> None:
    said = {"response_type": "in_channel", "attachments": [{"text": "All of you"}]}
    got = receive(
        lambda request: (
            web.json_response(said)
            if request.content_type == "application/x-www-form-urlencoded"
            else web.Response()
        )
    )
    await scene.ana.command("/help-me", "", "general")
    assert scene.ben.last("general").attachments == said["attachments"]
    await scene.workspace.until(lambda: len(got) == 2)
    assert json.loads(got[1][1])["event"]["bot_id"] == scene.installed.bot_id


async def test_a_command_answered_wrongly_says_so(scene: Scene, receive: Receive) -> None:
    receive(lambda _: web.json_response({"blocks": [{"type": "fancy"}]}))
    await scene.ana.command("/help-me", "", "general")
    assert "invalid_command_response" in scene.ana.last("general").text
