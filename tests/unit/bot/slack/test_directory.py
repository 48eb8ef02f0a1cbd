"""Who is in a channel: asked page by page, and only a yes is remembered."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import UnitOfWorkFactory
from bot.slack.directory import SlackDirectory


class Members:
    """conversations.members with two pages."""

    def __init__(self) -> None:
        self.pages = {"": ["U1", "U2"], "next": ["U3"]}
        self.asked = 0

    async def conversations_members(self, *, cursor: str, **_given: Any) -> SimpleNamespace:
        self.asked += 1
        following = "" if cursor else "next"
        metadata = {"next_cursor": following}
        return SimpleNamespace(data={"members": self.pages[cursor], "response_metadata": metadata})


class Stopped:
    time = datetime(2026, 8, 24, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


async def test_members_are_found_on_every_page_and_kept_for_minutes() -> None:
    slack, clock = Members(), Stopped()
    none = cast(UnitOfWorkFactory, None)
    directory = SlackDirectory(cast(AsyncWebClient, slack), none, "T1", clock)
    assert await directory.is_in("C1", "U3")
    assert await directory.is_in("C1", "U3")
    assert slack.asked == 2

    assert not await directory.is_in("C1", "U4")
    slack.pages["next"] = ["U4"]
    assert await directory.is_in("C1", "U4"), "who has just joined need not wait"

    clock.time += timedelta(minutes=6)
    assert not await directory.is_in("C1", "U3"), "who left is out some minutes later"
