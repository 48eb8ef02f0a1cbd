"""The workspace's people and channels, their hours and absences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.absence import Absence
from bot.domain.lifecycle import OUTSIDE, outsider
from bot.domain.person_hours import PersonHours
from bot.domain.roles import UserGroup


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the workspace, as Slack knows them. `is_active`: no bot, not deactivated."""

    id: str
    name: str
    email: str | None = None
    is_admin: bool = False
    zone: str | None = None
    is_active: bool = True

    @classmethod
    def outside(cls, owner: str) -> "Member":
        """Somebody whom another system names and Slack does not know."""
        user = outsider(owner)
        return cls(user, user.removeprefix(OUTSIDE), is_active=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Slack knows it; `is_shared` with another company (Slack Connect)."""

    id: str
    name: str
    is_member: bool
    is_shared: bool = False
    is_archived: bool = False


def departure(user: str) -> str:
    """The receipt for telling that somebody left."""
    return f"left {user}"


class Directory(Protocol):
    """People and channels of one workspace. Answers None for whom Slack does not know."""

    async def member(self, user: str) -> Member | None: ...

    async def by_email(self, email: str) -> Member | None: ...

    async def channel(self, channel: str) -> Channel | None: ...

    async def is_in(self, channel: str, user: str) -> bool:
        """Whether a person is in a channel. Who left may count for some minutes more."""

    async def group(self, group: str) -> tuple[str, ...] | None:
        """The people in a user group. Who left may count for some minutes more."""

    async def groups(self) -> tuple[UserGroup, ...] | None:
        """The user groups there are; None when Slack does not say."""


class MemberRepository(Protocol):
    async def get(self, user: str, not_before: datetime) -> Member | None: ...

    async def by_email(self, email: str, not_before: datetime) -> Member | None: ...

    async def put(self, members: Sequence[Member], now: datetime) -> None:
        """Who is active is here (again): the receipt of their `departure` is void."""

    async def join(self, member: Member) -> list[str]:
        """Makes the member's own what an outsider with their address did: the leads that they work
        on now. Imported ones are history."""

    async def names(self, users: Sequence[str]) -> dict[str, str]: ...

    async def zones(self, users: Sequence[str]) -> dict[str, str]:
        """The time zones that Slack last told of them."""

    async def admins(self, limit: int) -> list[str]:
        """Active admins that were met so far."""

    async def group(self, group: str, not_before: datetime) -> tuple[str, ...] | None:
        """Who is in a user group, unless what is known of it is older than `not_before`."""

    async def groups(self, groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Who was in these user groups when Slack was last asked."""

    async def put_group(self, group: str, users: Sequence[str], now: datetime) -> None: ...

    async def inactive(self, users: Sequence[str]) -> set[str]:
        """Those of them who were deactivated in Slack, as far as known."""


class PersonHoursRepository(Protocol):
    async def of(self, users: Sequence[str]) -> dict[str, PersonHours]:
        """Of those who said when they work."""

    async def put(self, user: str, own: PersonHours) -> None: ...

    async def remove(self, user: str) -> None: ...


class AbsenceRepository(Protocol):
    async def get(self, user: str) -> Absence | None: ...

    async def of(self, users: Sequence[str]) -> dict[str, Absence]:
        """Their latest absences, also those that are over."""

    async def put(self, absence: Absence) -> None: ...
