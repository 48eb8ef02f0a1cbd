"""What is held back and what was given up."""

from rich.console import RenderableType

from bot import terminal
from bot.config import Config
from bot.operations.workspace import opened
from bot.services.deliveries import DeliveryService


async def deliveries(config: Config) -> RenderableType:
    """What is held back and what was given up."""
    async with opened(config) as (store, team):
        return terminal.deliveries(await DeliveryService(store.units, team).state())


async def retry_deliveries(config: Config, delivery_id: str | None) -> int:
    """How many are tried again; None: all of them."""
    async with opened(config) as (store, team):
        return await DeliveryService(store.units, team).retry(delivery_id)


async def drop_deliveries(config: Config, delivery_id: str | None) -> tuple[int, int]:
    """How many are given up for good (None: all of them), and how many still wait for the channel
    that was named."""
    async with opened(config) as (store, team):
        service = DeliveryService(store.units, team)
        count = await service.drop(delivery_id)
        left = await service.paused(delivery_id) if delivery_id else None
        return count, left.waiting if left else 0
