"""The page's routes, without a browser."""

import asyncio

import aiohttp
import pytest

from tests.integration.sandbox.scene import Scene


async def test_the_page_may_load_nothing_from_elsewhere(scene: Scene) -> None:
    async with aiohttp.ClientSession() as http, http.get(scene.sandbox.url) as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "style=" not in html
    assert "#general" in html


@pytest.mark.parametrize(
    ("deed", "body", "status"),
    [
        ("send", {"channel": "general", "text": "hi"}, 200),
        ("send", {"channel": "nowhere", "text": "hi"}, 409),
        ("send", {"text": "hi"}, 400),
        ("send", {"channel": "general", "text": "/nobody has this"}, 200),
        ("send", {"channel": "secret", "text": "/help-me", "as": "ben"}, 409),
        ("jump", {"label": "+1 hour"}, 200),
        ("click", {"channel": "general", "ts": "1.0", "action": "a", "block": "b"}, 409),
        ("fly", {}, 404),
    ],
)
async def test_deeds_answer_plainly(
    scene: Scene, deed: str, body: dict[str, str], status: int
) -> None:
    url = f"{scene.sandbox.url}/do/{deed}"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"as": "ana", **body}) as answer,
    ):
        assert answer.status == status


async def test_no_form_of_another_site_can_act(scene: Scene) -> None:
    url = f"{scene.sandbox.url}/do/send"
    body = '{"as": "ana", "channel": "general", "text": "hi"}'
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=body, headers={"Content-Type": "text/plain"}) as answer,
    ):
        assert answer.status == 415
    assert scene.ana.sees("general") == []


async def test_changes_are_streamed_and_the_stream_ends_with_the_sandbox(scene: Scene) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{scene.sandbox.url}/events") as stream,
    ):
        first = await stream.content.readline()
        await scene.ana.post("general", "something")
        while (line := await stream.content.readline()) in (b"\n", first):
            pass
        assert line == f"data: {scene.workspace.changed.version}\n".encode()
        async with asyncio.timeout(5):
            await scene.sandbox.stop()
            await stream.content.read()


async def test_looking_at_a_channel_reads_it(scene: Scene) -> None:
    await scene.ben.post("general", "news")
    assert scene.workspace.unread("ana", "general") == 1
    async with aiohttp.ClientSession() as http:
        (await http.get(f"{scene.sandbox.url}/fragment?as=ana&channel=elsewhere")).release()
        assert scene.workspace.unread("ana", "general") == 1
        (await http.get(f"{scene.sandbox.url}/fragment?as=ana&channel=general")).release()
    assert scene.workspace.unread("ana", "general") == 0


async def test_a_journal_entry_shows_both_sides(scene: Scene) -> None:
    await scene.post([], metadata={"event_type": "lead", "event_payload": {"id": "1"}})
    [entry] = scene.sandbox.journal.named("chat.postMessage")
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{scene.sandbox.url}/journal/{entry.number}") as answer,
    ):
        parts = await answer.json()
    assert '"event_type": "lead"' in parts["payload"]
    assert '"ok": true' in parts["response"]
