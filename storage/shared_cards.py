"""Cards that show several leads: a company's that came together, or a burst's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Update,
    and_,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.lifecycle import State
from bot.domain.rollup import Head, Load, Party
from storage.base import Repository, table_of
from storage.tables import Card, Lead

cards, leads = table_of(Card), table_of(Lead)
CARRIES = ("ready", "sending", "unknown")
"""A card that was deleted or given up shows nobody else."""


class SharedCards(Repository):
    async def load(self, channel: str, since: datetime) -> Load:
        came = and_(self._of_lead(), leads.c.arrived_at >= since)
        waits = and_(cards.c.ts.is_(None), cards.c.shown_revision < cards.c.revision)
        own = select(func.count()).where(
            self._mine(cards, channel=channel),
            waits,
            cards.c.status.in_(CARRIES),
        )
        # A message's ts is when it was posted, and there is an index by it.
        posted = select(func.count()).where(
            self._mine(cards, shown_channel=channel), cards.c.ts >= f"{since.timestamp():.6f}"
        )
        listed = select(func.count()).select_from(cards.join(leads, came))
        listed = listed.where(self._burst(channel), cards.c.roll_up.is_not(None))
        counts = (own.scalar_subquery(), posted.scalar_subquery(), listed.scalar_subquery())
        count = (await self._connection.execute(select(sum(counts, literal(0))))).scalar_one()
        return Load(count, await self._going_on(channel, came))

    async def _going_on(self, channel: str, came: ColumnElement[bool]) -> str | None:
        """Whose card shows a burst to which a lead came lately, or that is not posted yet. It stays
        so until the commit."""
        head, locked = await self._open_burst(channel, came), None
        while head is not None and head != locked:
            await self._lock([head])
            locked, head = head, await self._open_burst(channel, came)
        return head

    async def _open_burst(self, channel: str, came: ColumnElement[bool]) -> str | None:
        shown = func.coalesce(cards.c.roll_up, cards.c.lead_id)
        lately = select(shown).select_from(cards.join(leads, came)).where(self._burst(channel))
        head = cards.alias("head")
        statement = select(head.c.lead_id).where(
            self._burst(channel, head),
            head.c.roll_up.is_(None),
            head.c.status.in_(CARRIES),
            or_(head.c.ts.is_(None), head.c.lead_id.in_(lately)),
        )
        row = await self._row(statement.order_by(head.c.lead_id).limit(1))
        return row["lead_id"] if row else None

    def _burst(self, channel: str, table: FromClause = cards) -> ColumnElement[bool]:
        return and_(
            table.c.team_id == self._team, table.c.channel == channel, table.c.burst.is_not(None)
        )

    def _of_lead(self) -> ColumnElement[bool]:
        return and_(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)

    async def heads(self, companies: Sequence[str], since: datetime) -> list[Head]:
        found = await self._heads(companies, since)
        if not found:
            return []
        locked = [head.lead_id for head in found]
        await self._lock(locked)
        # Somebody may have acted on one before it was locked.
        still = await self._heads(companies, since)
        return [head for head in still if head.lead_id in locked]

    async def _heads(self, companies: Sequence[str], since: datetime) -> list[Head]:
        members = cards.alias("member")
        rolled = select(func.count()).where(
            members.c.team_id == cards.c.team_id, members.c.roll_up == cards.c.lead_id
        )
        statement = (
            select(leads.c.id, leads.c.company_key, leads.c.owner_email)
            .add_columns(rolled.scalar_subquery().label("rolled"))
            .join(cards, and_(cards.c.team_id == leads.c.team_id, cards.c.lead_id == leads.c.id))
            .where(
                self._mine(leads, state=State.NEW),
                leads.c.company_key.in_(companies),
                leads.c.arrived_at >= since,
                leads.c.last_event.is_(None),
                cards.c.roll_up.is_(None),
                cards.c.burst.is_(None),
                cards.c.status.in_(CARRIES),
            )
            .order_by(leads.c.arrived_at)
        )
        return [
            Head(
                row["id"],
                Party(row["company_key"], (row["owner_email"] or "").lower()),
                row["rolled"] + 1,
            )
            for row in await self._rows(statement)
        ]

    async def rolled_up(self, lead_id: str) -> list[str]:
        members = (
            select(cards.c.lead_id)
            .join(leads, and_(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id))
            .where(self._mine(cards, roll_up=lead_id))
            .order_by(leads.c.arrived_at, cards.c.lead_id)
        )
        rows = await self._rows(members)
        return [row["lead_id"] for row in rows]

    async def head_of(self, lead_id: str) -> str:
        head = select(cards.c.roll_up).where(self._mine(cards, lead_id=lead_id))
        row = await self._row(head)
        return (row and row["roll_up"]) or lead_id

    async def _locked_head(self, lead_id: str) -> str:
        """On whose card the lead is shown; it stays so until the commit."""
        head, locked = await self.head_of(lead_id), None
        while head != locked:
            await self._lock([head])
            locked, head = head, await self.head_of(lead_id)
        return head

    async def _lock(self, lead_ids: Sequence[str]) -> None:
        """Whom a card shows is changed only by who holds its head's. In one order, or two that
        lock several could wait for each other. SQLite has one writer anyway."""
        heads = select(cards.c.lead_id).where(self._mine(cards), cards.c.lead_id.in_(lead_ids))
        await self._rows(heads.order_by(cards.c.lead_id).with_for_update())


def drawn_again(team: str, lead_ids: Sequence[str] | Select[Any]) -> Update:
    """The statement that has the cards drawn again on which these leads are shown."""
    shown = cards.alias("shown")
    on = select(func.coalesce(shown.c.roll_up, shown.c.lead_id)).where(
        shown.c.team_id == team, shown.c.lead_id.in_(lead_ids)
    )
    return (
        update(cards)
        .where(cards.c.team_id == team, cards.c.lead_id.in_(on))
        .values(revision=cards.c.revision + 1)
    )
