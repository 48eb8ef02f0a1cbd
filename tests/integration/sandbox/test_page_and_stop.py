"""Stopping ends what is still open; jumping tells those who subscribed."""

import asyncio
from datetime import timedelta

import aiohttp

from tests.integration.sandbox.scene import Scene


async def test_stop_ends_an_open_event_stream_quickly(scene: Scene) -> None:
    loop = asyncio.get_running_loop()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{scene.sandbox.url}/events") as response,
    ):
        assert response.status == 200
        started = loop.time()
        await scene.sandbox.stop()
        assert loop.time() - started < 0.5


async def test_a_jump_awaits_its_subscribers(scene: Scene) -> None:
    heard: list[str] = []

    async def listen() -> None:
        heard.append(f"{scene.sandbox.clock.now():%Y-%m-%d}")

    scene.sandbox.clock.subscribe(listen)
    to = scene.sandbox.clock.now() + timedelta(days=3)
    await scene.sandbox.jump(to)
    assert heard == [f"{to:%Y-%m-%d}"]


async def test_a_response_url_ends_after_half_an_hour(scene: Scene) -> None:
    hook = scene.sandbox.hooks.new(scene.installed, scene.ana.user, scene.channel, None)
    async with aiohttp.ClientSession() as session:
        async with session.post(hook, json={"text": "In time"}) as response:
            assert response.status == 200
        await scene.sandbox.jump(scene.sandbox.clock.now() + timedelta(minutes=31))
        async with session.post(hook, json={"text": "Late"}) as response:
            assert (await response.json())["error"] == "expired_url"
        await scene.sandbox.jump(scene.sandbox.clock.now() + timedelta(days=2))
        scene.sandbox.hooks.new(scene.installed, scene.ana.user, scene.channel, None)
        async with session.post(hook, json={"text": "Forgotten"}) as response:
            assert (await response.json())["error"] == "invalid_url"
    assert [message.text for message in scene.ana.sees("general")] == ["In time"]
    assert scene.ben.sees("general") == []
