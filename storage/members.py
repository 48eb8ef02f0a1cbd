"""People, as Slack last described them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.lifecycle import WORKED, outsider
from bot.ports import Member, departure
from storage.base import Repository, Row, table_of
from storage.shared_cards import drawn_again
from storage.tables import FeedbackEvent, Lead, Receipt, UserGroup
from storage.tables import Member as MemberRow

members, user_groups = table_of(MemberRow), table_of(UserGroup)
leads, events, receipts = table_of(Lead), table_of(FeedbackEvent), table_of(Receipt)


class MemberRepository(Repository):
    async def get(self, user: str, not_before: datetime) -> Member | None:
        """The person, unless what is known of them is older than `not_before`."""
        statement = select(members).where(
            self._mine(members, user=user), members.c.fetched_at >= not_before
        )
        row = await self._row(statement)
        return _value(row) if row else None

    async def by_email(self, email: str, not_before: datetime) -> Member | None:
        statement = select(members).where(
            self._mine(members, email=email.lower()), members.c.fetched_at >= not_before
        )
        row = await self._row(statement)
        return _value(row) if row else None

    async def put(self, people: Sequence[Member], now: datetime) -> None:
        rows = [
            {
                "user": person.id,
                "name": person.name,
                "email": person.email.lower() if person.email else None,
                "is_admin": person.is_admin,
                "is_active": person.is_active,
                "zone": person.zone,
                "fetched_at": now,
            }
            for person in people
        ]
        await self._upsert(members, rows)
        void = [departure(person.id) for person in people if person.is_active]
        if void:
            told = self._mine(receipts), receipts.c.key.in_(void)
            await self._connection.execute(delete(receipts).where(*told))

    async def join(self, member: Member) -> list[str]:
        if not member.email:
            return []
        user = outsider(member.email.lower())
        mine = self._mine(members, user=user)
        if await self._row(select(members.c.user).where(mine)) is None:
            return []
        owned = select(leads.c.id).where(self._mine(leads, owner=user))
        # First of all, and in one order, as whoever else changes many leads.
        found = owned.add_columns(leads.c.state, leads.c.imported).order_by(leads.c.id)
        rows = await self._rows(found.with_for_update())
        theirs = {"owner": member.id, "revision": leads.c.revision + 1}
        for statement in (
            drawn_again(self._team, owned),
            update(leads).where(self._mine(leads, owner=user)).values(**theirs),
            update(events).where(self._mine(events, user=user)).values(user=member.id),
            delete(members).where(mine),
        ):
            await self._connection.execute(statement)
        return [row["id"] for row in rows if row["state"] in WORKED and not row["imported"]]

    async def names(self, users: Sequence[str]) -> dict[str, str]:
        if not users:
            return {}
        statement = select(members.c.user, members.c.name).where(
            self._mine(members), members.c.user.in_(users)
        )
        return {row["user"]: row["name"] for row in await self._rows(statement)}

    async def zones(self, users: Sequence[str]) -> dict[str, str]:
        if not users:
            return {}
        statement = select(members.c.user, members.c.zone).where(
            self._mine(members), members.c.user.in_(users), members.c.zone.is_not(None)
        )
        return {row["user"]: row["zone"] for row in await self._rows(statement)}

    async def admins(self, limit: int) -> list[str]:
        statement = (
            select(members.c.user)
            .where(self._mine(members, is_admin=True, is_active=True))
            .order_by(members.c.user)
            .limit(limit)
        )
        return [row["user"] for row in await self._rows(statement)]

    async def group(self, group: str, not_before: datetime) -> tuple[str, ...] | None:
        """Who is in a user group, unless what is known of it is older than `not_before`."""
        known = self._mine(user_groups, group=group)
        row = await self._row(
            user_groups.select().where(known, user_groups.c.fetched_at >= not_before)
        )
        return tuple(row["users"]) if row else None

    async def groups(self, groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
        if not groups:
            return {}
        statement = user_groups.select().where(
            self._mine(user_groups), user_groups.c.group.in_(groups)
        )
        return {row["group"]: tuple(row["users"]) for row in await self._rows(statement)}

    async def put_group(self, group: str, users: Sequence[str], now: datetime) -> None:
        row = {"group": group, "users": list(users), "fetched_at": now}
        await self._upsert(user_groups, [row])

    async def inactive(self, users: Sequence[str]) -> set[str]:
        statement = select(members.c.user).where(
            self._mine(members, is_active=False), members.c.user.in_(users)
        )
        return {row["user"] for row in await self._rows(statement)}


def _value(row: Row) -> Member:
    return Member(
        id=row["user"],
        name=row["name"],
        email=row["email"],
        is_admin=row["is_admin"],
        zone=row["zone"],
        is_active=row["is_active"],
    )
