"""What a workspace is set to, and what it needs before anything comes in."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import time
from typing import Any

from bot.app import Store
from bot.clock import SystemClock
from bot.config import Config
from bot.domain.settings import as_text
from bot.errors import Unreachable
from bot.operations.workspace import opened, slack_of
from bot.services.settings import ASKED_OF_SLACK, SettingsService
from bot.services.sources import Sources
from storage.engine import Database
from storage.migrate import migrate


async def migrate_database(config: Config) -> None:
    database = Database(config.database_url)
    try:
        await migrate(database)
    finally:
        await database.close()


async def settings(config: Config) -> dict[str, str]:
    """Every key with its value as a person types it."""
    async with opened(config) as (store, team):
        return as_text(await SettingsService(store.units, team).get())


async def settings_json(config: Config) -> dict[str, Any]:
    """Every key with its value as JSON has it; times are text, `09:00`."""
    async with opened(config) as (store, team):
        found = await SettingsService(store.units, team).get()
    texts = as_text(found)
    values = {key: getattr(found, key) for key in texts}
    return {key: texts[key] if isinstance(value, time) else value for key, value in values.items()}


async def change_settings(
    config: Config,
    given: Mapping[str, str],
    who: str,
    unchecked: Callable[[], None] = lambda: None,
) -> dict[str, tuple[str, str]]:
    """The given keys with their values before and after. InvalidInput: nothing was changed.

    Channels and people are looked at where a token says how to ask, and `unchecked` is told when
    Slack does not answer.
    """
    async with opened(config) as (store, team):
        blind, now = SettingsService(store.units, team), SystemClock().now()
        before = as_text(await blind.get())
        try:
            async with _looking(config, store, team, given) as service:
                changed = await service.change(given, who, now)
        except Unreachable:
            changed = await blind.change(given, who, now)
            unchecked()
    after = as_text(changed)
    return {key: (before[key], after[key]) for key in given}


@contextlib.asynccontextmanager
async def _looking(
    config: Config, store: Store, team: str, given: Mapping[str, str]
) -> AsyncIterator[SettingsService]:
    """The settings with Slack, where one of the given needs it."""
    if ASKED_OF_SLACK.isdisjoint(given):
        yield SettingsService(store.units, team)
        return
    async with slack_of(config, store, team) as slack:
        yield SettingsService(store.units, team, slack)


async def create_token(config: Config, name: str) -> tuple[str, bool]:
    """A source's new token, and whether it replaces an earlier one."""
    async with opened(config) as (store, team):
        async with store.units.reading(team) as uow:
            is_known = name in await uow.sources.names()
        token = await Sources(store.units, team).create(name, SystemClock().now())
        await store.cross_team.add(team)
    return token, is_known
