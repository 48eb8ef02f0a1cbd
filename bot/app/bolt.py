"""Bolt: who the app is, and how its requests are taken."""

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Config
from bot.errors import ConfigError, SlackAway
from bot.metrics import Metrics


async def whoami(client: AsyncWebClient) -> AuthorizeResult:
    """Who we are, asked once: Bolt's own look-up would ask for each of the first clicks."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise ConfigError(
            f"Slack refused SLACK_BOT_TOKEN: {error.response.get('error')}."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway(f"Slack cannot be reached at {client.base_url}: {error}.") from error
    return AuthorizeResult.from_auth_test_response(
        auth_test_response=answer, bot_token=client.token
    )


class _Bolt(AsyncApp):
    """Bolt, timed."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        with self._metrics.handling(_type(req.body)):
            return await super().async_dispatch(req)


_TYPES = ("block_actions", "view_submission", "event_callback", "shortcut", "message_action")


def _type(body: Mapping[str, Any]) -> str:
    """One of few words: the body may be anybody's, and each word is kept for ever."""
    kind = "command" if "command" in body else body.get("type")
    return kind if kind in ("command", *_TYPES) else "other"


def bolt_app(
    config: Config, client: AsyncWebClient, identity: AuthorizeResult, metrics: Metrics
) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return identity

    logger = logging.getLogger("leadloop.bolt")
    logger.setLevel(logging.ERROR)  # Bolt logs whole request bodies, which hold personal data
    return _Bolt(
        metrics,
        name="leadloop",  # without one Bolt reads the source of every caller to find one
        client=client,
        authorize=authorize,
        signing_secret=config.slack_signing_secret or None,
        process_before_response=True,
        logger=logger,
    )
