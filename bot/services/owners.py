"""Whom other systems mean by an owner. Asks Slack: never inside a transaction."""

from collections.abc import Iterable
from typing import Protocol

from bot.domain.campaigns import Campaign
from bot.domain.deliveries import is_user
from bot.errors import Unreachable
from bot.ports import Directory, Member


class People(Protocol):
    """The part of a Directory that knows people by their address."""

    async def by_email(self, email: str) -> Member | None: ...


class Remembered:
    """People, each asked for once: an import has the same few owners in every batch.

    `is_away`: Slack did not answer for somebody.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._found: dict[str, Member | None] = {}
        self.is_away = False

    async def by_email(self, email: str) -> Member | None:
        if email not in self._found:
            try:
                self._found[email] = await self._people.by_email(email)
            except Unreachable:
                self.is_away = True
                raise
        return self._found[email]


def is_address(owner: str) -> bool:
    return "@" in owner.strip("@") and not any(map(str.isspace, owner))


async def known_by(owners: Iterable[str], people: People) -> dict[str, Member]:
    """Whom Slack knows by these addresses. When it does not answer, nobody further is asked: each
    question could take as long as the first."""
    found: dict[str, Member] = {}
    for owner in filter(is_address, owners):
        try:
            member = await people.by_email(owner)
        except Unreachable:
            break
        if member is not None:
            found[owner] = member
    return found


async def owner_of(campaign: Campaign, people: Directory) -> Member | None:
    """Marketing's systems name the owner by user id or by address; None: nobody here."""
    owner = campaign.owner or ""
    ask = people.member if is_user(owner) else people.by_email
    found = await ask(owner) if owner else None
    return found if found and found.is_active else None
