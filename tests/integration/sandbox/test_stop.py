"""The sandbox stops at once, whatever still waits for an app."""

import asyncio

from slack_bolt.async_app import AsyncApp

from tests.integration.sandbox.scene import Scene, button, close_socket, open_socket


async def test_an_event_that_waits_for_a_lost_app_does_not_hold_the_stop(
    scene: Scene, bolt: AsyncApp
) -> None:
    ts = await scene.post([button("take")])
    handler = await open_socket(bolt, scene)
    await close_socket(handler)
    await scene.workspace.until(lambda: not scene.sandbox.sockets.count(scene.installed.id))
    scene.sandbox.delivery.ack_seconds = 0.01
    await scene.ana.react("general", ts, "eyes")
    scene.sandbox.delivery.ack_seconds = 60
    await asyncio.sleep(0)  # the redelivery has begun to wait
    async with asyncio.timeout(5):
        await scene.sandbox.stop()
