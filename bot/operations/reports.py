"""What a week says."""

from rich.console import RenderableType

from bot import terminal
from bot.blocks.message import File
from bot.clock import SystemClock
from bot.config import Config
from bot.delivery import workbook
from bot.domain.schedule import parse_week, week_of
from bot.operations.workspace import opened
from bot.services.digest import Digests
from bot.services.export import Exports
from bot.services.settings import SettingsService


async def digest(config: Config, week: str | None) -> RenderableType:
    """The digest of a week such as 2018-W21, of the last whole one when None."""
    wanted = parse_week(week) if week else None
    now = SystemClock().now()
    async with opened(config) as (store, team):
        zone = (await SettingsService(store.units, team).get()).zone
        last = week_of(now.astimezone(zone).date()).plus(-1)
        return terminal.digest(await Digests(store.units, team).facts(wanted or last, now))


async def export(config: Config, week: str | None) -> tuple[File, File]:
    """A week as a workbook and as an archive of text files; the last whole one if none is said."""
    async with opened(config) as (store, team):
        wanted = parse_week(week) if week else None
        return workbook.files(await Exports(store.units, team).build(wanted, SystemClock().now()))
