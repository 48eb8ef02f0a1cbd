"""The workspace that a command is about, and Slack where a token says how to ask it."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Store, open_store, whoami
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import ConfigError
from bot.slack.directory import SlackDirectory
from storage.cross_team import LOCAL


@contextlib.asynccontextmanager
async def opened(config: Config) -> AsyncIterator[tuple[Store, str]]:
    async with open_store(config) as store:
        yield store, await _team(config, store)


async def _team(config: Config, store: Store) -> str:
    """The workspace that the command is about. In a database that has none yet it is `LOCAL`,
    which `leadloop run` makes the real one at its first start."""
    teams = await store.cross_team.teams()
    if len(teams) < 2:
        return teams[0] if teams else LOCAL
    if not config.slack_bot_token:
        raise ConfigError(
            f"The database holds {len(teams)} workspaces ({', '.join(teams)}). Set "
            "SLACK_BOT_TOKEN to that of the one you mean."
        )
    async with _client(config) as client:
        return (await whoami(client)).team_id or ""


@contextlib.asynccontextmanager
async def _client(config: Config) -> AsyncIterator[AsyncWebClient]:
    timeout = aiohttp.ClientTimeout(total=config.slack_timeout_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=config.slack_bot_token, base_url=config.slack_api_url, session=session
        )
        # A command only asks, and may wait: an import with many owners meets Slack's limit.
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=3))
        yield client


@contextlib.asynccontextmanager
async def slack_of(config: Config, store: Store, team: str) -> AsyncIterator[SlackDirectory | None]:
    """People and channels; None where no token says how to ask for them. ConfigError: Slack does
    not take the token, or (also Unreachable) did not answer."""
    if not config.slack_bot_token:
        yield None
        return
    async with _client(config) as client:
        workspace = (await whoami(client)).team_id
        yield SlackDirectory(client, store.units, team, SystemClock(), workspace)
