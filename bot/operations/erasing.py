"""What there is of a person, and taking it away."""

from bot.clock import SystemClock
from bot.config import Config
from bot.domain.erasing import words_of
from bot.operations.workspace import opened
from bot.services.erasing import Erasing


async def traces(config: Config, who: str) -> str:
    """What there is of a person, in words. NotFound: nobody."""
    async with opened(config) as (store, team):
        return words_of(await Erasing(store.units, team).look(who, SystemClock().now()))


async def erase(config: Config, who: str) -> str:
    """What was taken away of a person, in words. NotFound: nobody."""
    async with opened(config) as (store, team):
        return words_of(await Erasing(store.units, team).erase(who, SystemClock().now()))
