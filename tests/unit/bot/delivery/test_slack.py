"""By what a message of ours is known again."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.slack import EVENT_TYPE, SlackSender

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MARK = {"id": "card-dana", "message": "m2"}


@pytest.mark.parametrize(
    ("payload", "is_it"),
    [
        (MARK, True),
        ({"id": "card-dana", "message": "m1"}, False),
        ({"id": "card-ines", "message": "m2"}, True),
        ({"id": "card-dana"}, True),
        ({"id": "card-ines"}, False),
    ],
    ids=["its own", "one it left", "one it took over", "by an older release", "of another lead"],
)
async def test_a_message_is_known_by_its_own_id(payload: dict[str, str], is_it: bool) -> None:
    async def history(**_: Any) -> Any:
        message = {
            "ts": "1.000001",
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
        }
        return SimpleNamespace(data={"messages": [message]})

    client = cast(AsyncWebClient, SimpleNamespace(conversations_history=history))
    found = await SlackSender(client).find("C0LEADS", MARK, NOW, None)
    assert found == ("1.000001" if is_it else None)
