"""Where leads go, and the owners that match nobody."""

from rich.console import RenderableType

from bot import terminal
from bot.clock import SystemClock
from bot.config import Config
from bot.domain.route_file import as_toml, parse
from bot.operations.workspace import opened, slack_of
from bot.services.routes import Routes

MOST_OWNERS = 1_000


async def routes(config: Config) -> str:
    """The rules that hold now, as the file that `apply_routes` takes."""
    async with opened(config) as (store, team):
        current = await Routes(store.units, team).current()
    return as_toml(current.routes if current else ())


async def try_routes(config: Config, text: str) -> RenderableType:
    """What the rules of a file would have done. InvalidInput names every problem."""
    found = parse(text)
    async with opened(config) as (store, team), slack_of(config, store, team) as slack:
        trial = await Routes(store.units, team, slack).try_out(found, SystemClock().now())
    return terminal.trial(trial)


async def apply_routes(config: Config, text: str, who: str) -> tuple[int, int]:
    """The version that was saved, and how many rules it has."""
    found = parse(text)
    async with opened(config) as (store, team), slack_of(config, store, team) as slack:
        saved = await Routes(store.units, team, slack).apply(found, who, SystemClock().now())
    return saved.version, len(saved.routes)


async def owners(config: Config) -> RenderableType:
    """The owners' addresses that nobody in Slack has."""
    async with opened(config) as (store, team), store.units.reading(team) as uow:
        return terminal.owners(await uow.leads.unmatched_owners(MOST_OWNERS))
