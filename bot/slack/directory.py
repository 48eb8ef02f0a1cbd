"""People and channels of a workspace, asked of Slack and kept for a day."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.lifecycle import OUTSIDE
from bot.domain.roles import UserGroup
from bot.errors import Unreachable
from bot.ports import Channel, Clock, Intent, Member, MessageKind, UnitOfWorkFactory

KEPT = timedelta(days=1)
MISS_KEPT = timedelta(minutes=10)
"""A system may name somebody who is not here with every outcome; who is invited need not wait."""
SEEN_IN_KEPT = timedelta(minutes=5)
GROUP_KEPT = timedelta(minutes=10)
GROUPS_SECONDS = 1.0
"""A form waits so long for their names: it has to be open three seconds after the press."""
MEMBERS_PER_PAGE = 999
SLACKBOT = "USLACKBOT"
_UNKNOWN = frozenset(
    {
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "channel_not_found",
        "no_such_subteam",
    }
)

_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable"})
_LATER = "Slack did not say who that is. Try again in a moment."

log = structlog.get_logger()


class SlackDirectory:
    """One workspace's people and channels.

    None means that Slack does not know them (or may not say); Unreachable that it did not answer.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        units: UnitOfWorkFactory,
        team: str,
        clock: Clock,
        workspace: str | None = None,
    ) -> None:
        """`workspace` is Slack's id of it, where it is not stored under that yet."""
        self._client = client
        self._workspace = workspace or team
        self._units = units
        self._team = team
        self._clock = clock
        self._seen_in: dict[tuple[str, str], datetime] = {}

    async def member(self, user: str) -> Member | None:
        if user.startswith(OUTSIDE):
            return None
        async with self._units.reading(self._team) as uow:
            known = await uow.members.get(user, self._clock.now() - KEPT)
        return known or await self._asked("users_info", user=user)

    async def by_email(self, email: str) -> Member | None:
        now, nobody = self._clock.now(), Member.outside(email.lower())
        async with self._units.reading(self._team) as uow:
            known = await uow.members.by_email(email, now - KEPT)
            if known or await uow.members.get(nobody.id, now - MISS_KEPT):
                return known
        found = await self._asked("users_lookupByEmail", email=email)
        if found is None:
            async with self._units(self._team) as uow:
                await uow.members.put([nobody], now)
                await uow.commit()
        return found

    async def channel(self, channel: str) -> Channel | None:
        answer = await self._call("conversations_info", channel=channel)
        if answer is None:
            return None
        info = answer["channel"]
        return Channel(
            id=info["id"],
            name=info.get("name", ""),
            is_member=bool(info.get("is_member")),
            is_shared=bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared")),
            is_archived=bool(info.get("is_archived")),
        )

    async def is_in(self, channel: str, user: str) -> bool:
        """Only a yes is remembered: who has just joined need not wait."""
        now = self._clock.now()
        asked_at = self._seen_in.get((channel, user))
        if asked_at is not None and now - asked_at < SEEN_IN_KEPT:
            return True
        cursor = ""
        while True:
            page = await self._call(
                "conversations_members", channel=channel, limit=MEMBERS_PER_PAGE, cursor=cursor
            )
            if page is not None and user in page["members"]:
                self._seen_in[channel, user] = now
                return True
            cursor = (page or {}).get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return False

    async def group(self, group: str) -> tuple[str, ...] | None:
        async with self._units.reading(self._team) as uow:
            known = await uow.members.group(group, self._clock.now() - GROUP_KEPT)
        if known is not None:
            return known
        answer = await self._call("usergroups_users_list", usergroup=group)
        if answer is None:
            return None
        users = tuple(answer["users"])
        async with self._units(self._team) as uow:
            await uow.members.put_group(group, users, self._clock.now())
            await uow.commit()
        return users

    async def groups(self) -> tuple[UserGroup, ...] | None:
        try:
            answer = await asyncio.wait_for(self._call("usergroups_list"), GROUPS_SECONDS)
        except (Unreachable, TimeoutError):  # a form can do without the names
            return None
        if answer is None:
            return None
        return tuple(UserGroup(one["id"], f"@{one['handle']}") for one in answer["usergroups"])

    async def _asked(self, method: str, **arguments: str) -> Member | None:
        answer = await self._call(method, **arguments)
        if answer is None:
            return None
        user = answer["user"]
        if user.get("team_id") not in (None, self._workspace):
            return None  # a guest of a shared channel (Slack Connect) is no colleague
        member = _member(user)
        now = self._clock.now()
        async with self._units(self._team) as uow:
            zones = await uow.members.zones([member.id])
            joined = await uow.members.join(member)
            await uow.members.put([member], now)
            if member.is_active:  # who has left would keep contact data
                briefs = [Intent(MessageKind.BRIEF, member.id, {"lead": one}) for one in joined]
                await uow.messages.add(briefs, now)
            if joined or zones.get(member.id) != member.zone:
                await uow.reminders.look_again(member.id, now)  # their clocks run in it
            await uow.commit()
        return member

    async def _call(self, method: str, **arguments: str | int) -> Any:
        try:
            return (await getattr(self._client, method)(**arguments)).data
        except SlackApiError as error:
            code = error.response.get("error")
            if getattr(error.response, "status_code", 200) != 200 or code in _PASSING:
                raise Unreachable(_LATER) from error
            if code not in _UNKNOWN:
                log.warning("directory.refused", method=method, error=code)
            return None
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("directory.unreachable", method=method, error=type(error).__name__)
            raise Unreachable(_LATER) from error


def _member(user: dict[str, Any]) -> Member:
    profile = user.get("profile") or {}
    name = profile.get("display_name") or user.get("real_name") or user.get("name") or "someone"
    return Member(
        id=user["id"],
        name=name,
        email=profile.get("email"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        zone=user.get("tz"),
        # Slack's own bot says that it is none.
        is_active=not (user.get("is_bot") or user.get("deleted") or user["id"] == SLACKBOT),
    )
