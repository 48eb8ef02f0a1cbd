"""By what a message of ours is known again."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.delivery import slack
from bot.delivery.outcomes import Fault, SendError
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


async def test_a_look_that_slack_limits_goes_on_at_the_page_where_it_was_left() -> None:
    """One page a call, as Slack limits apps that it has not reviewed."""
    asked: list[dict[str, Any]] = []
    mine = {"event_type": EVENT_TYPE, "event_payload": MARK}
    following = {"": "2", "2": "3", "3": ""}

    async def history(cursor: str = "", **where: Any) -> Any:
        asked.append({"cursor": cursor, **where})
        if len(asked) in (2, 3, 5):
            answer = SimpleNamespace(status_code=429, data={}, headers={})
            raise SlackApiError("limited", answer)  # type: ignore[no-untyped-call]  # the SDK's gap
        found = [{"ts": "1.000001", "metadata": mine}] if cursor == "3" else [{"ts": "2.0"}]
        metadata = {"next_cursor": following[cursor]}
        return SimpleNamespace(data={"messages": found, "response_metadata": metadata})

    sender = SlackSender(cast(AsyncWebClient, SimpleNamespace(conversations_history=history)))
    for got_on in (True, False, True):
        with pytest.raises(SendError) as limited:
            await sender.find("C0LEADS", MARK, NOW, None)
        assert (limited.value.fault, limited.value.got_on) == (Fault.LATER, got_on)
    assert await sender.find("C0LEADS", {"id": "card-kim", "message": "m3"}, NOW, None) is None
    assert await sender.find("C0LEADS", MARK, NOW, None) == "1.000001"
    assert [call["cursor"] for call in asked] == ["", "2", "2", "2", "3", "", "2", "3", "3"]
    assert {float(call["latest"]) - float(call["oldest"]) for call in asked} == {600.0}
    await sender.find("C0LEADS", MARK, NOW, None)
    assert [call["cursor"] for call in asked[9:]] == ["", "2", "3"], "another look is a whole one"


async def test_of_the_looks_that_were_left_the_latest_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What another replica found is never looked for here again."""
    monkeypatch.setattr(slack, "LOOKS_KEPT", 2)
    cursors: list[str] = []

    async def history(cursor: str = "", **_: Any) -> Any:
        cursors.append(cursor)
        if cursor:
            answer = SimpleNamespace(status_code=429, data={}, headers={})
            raise SlackApiError("limited", answer)  # type: ignore[no-untyped-call]  # the SDK's gap
        return SimpleNamespace(
            data={"messages": [], "response_metadata": {"next_cursor": "2"}},
        )

    sender = SlackSender(cast(AsyncWebClient, SimpleNamespace(conversations_history=history)))
    for lead in ("dana", "kim", "ola", "kim", "dana"):
        with pytest.raises(SendError):
            await sender.find("C0LEADS", {"id": f"card-{lead}"}, NOW, None)
    assert cursors == ["", "2", "", "2", "", "2", "2", "", "2"], "Kim's went on, Dana's did not"


@pytest.mark.parametrize("said", [["ok"], "ok", b"\xff\xfe{"], ids=["a list", "text", "no UTF-8"])
async def test_an_answer_that_the_sdk_stumbles_over_says_nothing_about_the_post(said: Any) -> None:
    async def answer(_: web.Request) -> web.Response:
        if isinstance(said, bytes):
            return web.Response(body=said, content_type="application/json")
        return web.json_response(said)

    application = web.Application()
    application.router.add_post("/chat.postMessage", answer)
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        client = AsyncWebClient("t", base_url=f"{server.make_url('/')}", session=session)
        with pytest.raises(SendError) as failed:
            await SlackSender(client).post("C0LEADS", Message("Dana", []), MARK)
    assert failed.value.fault is Fault.UNKNOWN
