"""The sandbox misbehaves on purpose, and delivers again as Slack does."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from sandbox.model import Json
from tests.integration.sandbox.scene import Connect, Scene, button, close_socket, open_socket


async def test_an_error_on_purpose_happens_as_often_as_said(scene: Scene) -> None:
    scene.sandbox.faults.fail("chat.postMessage", times=2, error="internal_error")
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await scene.post([])
    assert await scene.post([])


async def test_too_many_requests(scene: Scene) -> None:
    scene.sandbox.faults.fail("chat.postMessage", channel=scene.channel, retry_after=7)
    answer = await scene.client.chat_postMessage(channel=scene.ana.id, text="Elsewhere")
    assert answer["ok"]
    with pytest.raises(SlackApiError) as caught:
        await scene.post([])
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"


async def test_a_fault_is_of_one_channel_however_it_is_called(scene: Scene) -> None:
    post, fail = scene.client.chat_postMessage, scene.sandbox.faults.fail
    dm = scene.ana.dm().id
    for planned, called in (
        ("general", scene.channel),
        (scene.channel, "#general"),
        ("@ana", dm),
        (dm, scene.ana.id),
        (scene.ana.id, scene.ana.id),
    ):
        fail("*", channel=planned, error="fatal_error")
        assert (await post(channel=scene.ben.id, text="Elsewhere"))["ok"]
        assert (await scene.client.auth_test())["ok"]
        with pytest.raises(SlackApiError, match="fatal_error"):
            await post(channel=called, text="Here")
        assert not scene.sandbox.faults.planned


async def test_answers_at_a_response_url_fail_too(scene: Scene) -> None:
    hook = scene.sandbox.hooks.new(scene.installed, scene.ana.user, scene.channel, None)
    scene.sandbox.faults.fail("response_url", channel="general", retry_after=3)
    async with aiohttp.ClientSession() as http:
        async with http.post(hook, json={"text": "Hi"}) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
        scene.sandbox.faults.fail("response_url", lose_answer=True)
        with pytest.raises(aiohttp.ClientError):
            await http.post(hook, json={"text": "Hi"})
    assert [message.text for message in scene.ana.sees("general")] == ["Hi"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"blocks": [{"type": "fancy"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        ({"text": "x", "attachments": "none"}, "invalid_attachments"),
        ([], "invalid_payload"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
async def test_a_response_url_checks_as_a_post_does(scene: Scene, body: object, error: str) -> None:
    hook = scene.sandbox.hooks.new(scene.installed, scene.ana.user, scene.channel, None)
    async with aiohttp.ClientSession() as http, http.post(hook, json=body) as answer:
        assert (answer.status, await answer.json()) == (400, {"ok": False, "error": error})


async def test_a_bare_status(scene: Scene) -> None:
    scene.sandbox.faults.fail("*", status=503)
    with pytest.raises(SlackApiError) as caught:
        await scene.post([])
    assert caught.value.response.status_code == 503
    assert scene.ana.sees("general") == []


async def test_a_lost_answer_after_the_message_was_stored(scene: Scene) -> None:
    scene.client.retry_handlers.clear()
    scene.sandbox.faults.fail("chat.postMessage", lose_answer=True)
    with pytest.raises(aiohttp.ClientError):
        await scene.post([])
    assert len(scene.ana.sees("general")) == 1


async def test_a_delay(scene: Scene) -> None:
    scene.sandbox.faults.fail("chat.postMessage", delay=0.1)
    started = asyncio.get_running_loop().time()
    await scene.post([])
    assert asyncio.get_running_loop().time() - started >= 0.1


async def test_a_fault_needs_a_kind(scene: Scene) -> None:
    with pytest.raises(ValueError, match="Say how"):
        scene.sandbox.faults.fail("chat.postMessage")


async def test_an_event_comes_twice(scene: Scene, bolt: AsyncApp, connect: Connect) -> None:
    bodies: list[Json] = []

    @bolt.event("reaction_added")
    async def added(body: Json) -> None:
        bodies.append(body)

    await connect(bolt)
    ts = await scene.post([])
    scene.sandbox.faults.duplicate_event("reaction_added")
    await scene.ana.react("general", ts, "eyes")
    await scene.workspace.until(lambda: len(bodies) == 2)
    assert bodies[0]["event_id"] == bodies[1]["event_id"]


async def test_an_event_is_doubled_where_it_was_said(
    scene: Scene, bolt: AsyncApp, connect: Connect
) -> None:
    places: list[str] = []

    @bolt.event("message")
    async def message(event: Json) -> None:
        places.append(event["channel"])

    await connect(bolt)
    other = scene.workspace.add_channel("other", ["ana", "helper"]).id
    scene.sandbox.faults.duplicate_event("message", channel="other")
    await scene.ana.post("general", "Once")
    await scene.ana.post("other", "Twice")
    await scene.ana.post("other", "Once")
    await scene.workspace.until(lambda: len(places) == 4)
    assert places == [scene.channel, other, other, other]


@pytest.fixture
async def handler(scene: Scene, bolt: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = await open_socket(bolt, scene)
    yield handler
    await close_socket(handler)


async def test_a_disconnect_is_followed_by_a_new_connection(
    scene: Scene, bolt: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    @bolt.action("b")
    async def pressed(ack: AsyncAck) -> None:
        await ack()

    ts = await scene.post([button("b")])
    await scene.sandbox.sockets.disconnect(scene.installed.id)
    assert (await scene.ana.click("general", ts, "b")).ok
    assert len(scene.sandbox.journal.named("apps.connections.open")) == 2


async def test_payloads_rotate_over_connections(
    scene: Scene, bolt: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    taken: list[str] = []
    other = AsyncApp(name="other", client=scene.client, signing_secret="x")

    @bolt.action("b")
    async def first_pressed(ack: AsyncAck) -> None:
        taken.append("first")
        await ack()

    @other.action("b")
    async def second_pressed(ack: AsyncAck) -> None:
        taken.append("second")
        await ack()

    second = await open_socket(other, scene)
    await scene.workspace.until(lambda: scene.sandbox.sockets.count(scene.installed.id) == 2)
    ts = await scene.post([button("b")])
    for _ in range(4):
        assert (await scene.ana.click("general", ts, "b")).ok
    await close_socket(second)
    assert sorted(taken) == ["first", "first", "second", "second"]


async def test_an_event_is_sent_again_over_the_socket(
    scene: Scene, bolt: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    attempts: list[str] = []

    @bolt.middleware
    async def slow(req: object, next_: object) -> None:
        """Never goes on, so that nothing is acknowledged."""
        headers = getattr(req, "headers", {})
        attempts.append("".join(headers.get("x-slack-retry-num", ["0"])))

    scene.sandbox.delivery.ack_seconds = 0.05
    scene.sandbox.delivery.retry_delays = (0.0, 0.01)
    ts = await scene.post([])
    assert not (await scene.ana.react("general", ts, "eyes")).ok
    await scene.workspace.until(lambda: len(attempts) == 3)
    assert attempts == ["0", "1", "2"]


async def test_an_event_is_sent_again_over_http(scene: Scene) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def receive(request: web.Request) -> web.Response:
        body = await request.text()
        if '"type": "message"' in body and '"reaction"' not in body:
            return web.Response()
        num, reason = (request.headers.get(f"X-Slack-Retry-{x}") for x in ("Num", "Reason"))
        seen.append((num, reason))
        headers = {"X-Slack-No-Retry": "1"} if len(seen) in (3, 5, 6) else {}
        return web.Response(status=500, headers=headers)

    app = web.Application()
    app.router.add_post("/", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scene.installed.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    scene.sandbox.delivery.retry_delays = (0.0, 0.01, 0.02)
    ts = await scene.post([])
    ack = await scene.ana.react("general", ts, "eyes")
    assert ack.error == "http_error (500)"
    await scene.workspace.until(lambda: len(seen) == 3)
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]
    # An interaction is never sent again.
    ts = await scene.post([button("b")])
    assert not (await scene.ana.click("general", ts, "b")).ok
    assert len(seen) == 4
    # Nor an event of which the app says so at once.
    for name in ("tada", "wave"):
        await scene.ana.react("general", ts, name)
    assert seen[4:] == [(None, None)] * 2
    await runner.cleanup()


async def test_no_app_is_there(scene: Scene) -> None:
    ts = await scene.post([button("b")])
    ack = await scene.ana.click("general", ts, "b")
    assert (ack.ok, ack.error) == (False, "no_app_connection")
    scene.installed.request_url = "http://127.0.0.1:9/"
    assert (await scene.ana.click("general", ts, "b")).error == "connection_failed"


async def test_start_and_stop_leave_nothing(scene: Scene) -> None:
    before = asyncio.all_tasks()
    await scene.sandbox.stop()
    assert asyncio.all_tasks() <= before
    await scene.sandbox.start()
    assert (await scene.client.auth_test())["ok"]


async def test_events_change_their_order(scene: Scene, bolt: AsyncApp, connect: Connect) -> None:
    kinds: list[str] = []

    async def take(event: Json) -> None:
        kinds.append(event["type"])

    bolt.event("reaction_added")(take)
    bolt.event("reaction_removed")(take)
    await connect(bolt)
    # A person's post returns only when its own event is through.
    ts = (await scene.ana.post("general", "Hello")).ts
    scene.sandbox.faults.hold_event("reaction_added")
    await scene.ana.react("general", ts, "eyes")
    await scene.ana.unreact("general", ts, "eyes")
    await scene.workspace.until(lambda: len(kinds) == 2)
    assert kinds == ["reaction_removed", "reaction_added"]


async def test_connections_are_counted_and_can_be_cut(scene: Scene) -> None:
    headers = {"Authorization": f"Bearer {scene.installed.app_token}"}
    opening = f"{scene.sandbox.api_url}apps.connections.open"
    async with aiohttp.ClientSession(headers=headers) as session:

        async def open_one() -> aiohttp.ClientWebSocketResponse:
            async with session.post(opening) as response:
                address = (await response.json())["url"]
            return await session.ws_connect(address)

        sockets = [await open_one() for _ in range(10)]
        for number, socket in enumerate(sockets, 1):
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", number)
        refused = await open_one()
        assert (await refused.receive_json())["reason"] == "too_many_websockets"
        await scene.sandbox.sockets.drop(scene.installed.id)
        for socket in sockets:
            assert (await socket.receive()).type in (
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.ERROR,
            )
        await scene.workspace.until(lambda: not scene.sandbox.sockets.count(scene.installed.id))
        async with session.get(f"{scene.sandbox.url}/link?ticket=none") as response:
            assert response.status == 403
