"""What a send that fails half-way says about the message."""

from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.clock import SystemClock
from bot.delivery.outcomes import Fault, SendError
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet, Sending
from bot.delivery.slack import SlackSender
from bot.ports import CardWork, Intent, MessageKind, MessageWork

CARD = CardWork("lead", "m1", "C0LEADS", 1, None, 0, False, None)
MESSAGE = Message("Dana", [{"type": "divider"}])


def sending(**methods: Any) -> Sending:
    renderer = AsyncMock(spec=Renderer)
    renderer.is_shared.return_value = False
    client = cast(AsyncWebClient, SimpleNamespace(**methods))
    return Sending(Outlet(SlackSender(client), renderer), SystemClock())


async def test_plain_text_with_an_answer_that_cannot_be_read_may_have_been_posted() -> None:
    async def post(blocks: Any = None, **_: Any) -> Any:
        if blocks:
            refused = {"ok": False, "error": "invalid_blocks"}
            answer = SimpleNamespace(status_code=200, data=refused)
            raise SlackApiError("refused", answer)  # type: ignore[no-untyped-call]  # the SDK's gap
        return SimpleNamespace(data={"ok": True})

    with pytest.raises(SendError) as failed:
        await sending(chat_postMessage=post).send(CARD, MESSAGE)
    assert failed.value.fault is Fault.UNKNOWN


@pytest.mark.parametrize(
    "outcome", [TimeoutError(), SimpleNamespace(data={"ok": True})], ids=["time-out", "unreadable"]
)
@pytest.mark.parametrize("kind", [MessageKind.BRIEF, MessageKind.EXPORT])
async def test_a_direct_channel_that_could_not_be_opened_has_shown_nothing(
    kind: MessageKind, outcome: Any
) -> None:
    work = MessageWork("m1", Intent(kind, "U0MAYA", {}), "U0MAYA", None, 0, False, None)
    calls = sending(conversations_open=AsyncMock(side_effect=[outcome]))
    with pytest.raises(SendError) as failed:
        await calls.send(work, MESSAGE)
    assert failed.value.fault is Fault.UNCLEAR, "neither looked for nor given up: tried again"
