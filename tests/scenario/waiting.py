"""Waiting for what the database says: a row sets no Event."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """TimeoutError unless it holds within so many seconds of real time."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  # what a row says sets no Event
            await asyncio.sleep(0.02)
