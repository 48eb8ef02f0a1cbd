"""Channels that Slack refuses to have written to, and what waits for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, update

from bot.domain.deliveries import PausedChannel
from bot.ports import EDITS, MessageKind
from storage.base import Repository, table_of
from storage.tables import Card, Lane, Message
from storage.waiting import OPEN, WAITING

cards, messages, lanes = table_of(Card), table_of(Message), table_of(Lane)
WAITING_CARD = and_(cards.c.shown_revision < cards.c.revision, cards.c.status.in_(OPEN))
_DRAW_AGAIN = [kind.value for kind in (*sorted(EDITS), MessageKind.CARD_LEFT)]


class PausedChannels(Repository):
    async def paused(self, channel: str) -> PausedChannel | None:
        return next((lane for lane in await self._paused(channel=channel)), None)

    async def resting(self) -> bool:
        return await self._row(select(lanes.c.channel).where(self._resting()).limit(1)) is not None

    async def end_rests(self) -> None:
        over = dict.fromkeys(("paused", "paused_at", "told_at"))
        await self._connection.execute(update(lanes).where(self._resting()).values(**over))

    def _resting(self) -> ColumnElement[bool]:
        nothing = and_(_waiting_cards() == 0, _waiting_messages() == 0)
        return self._mine(lanes) & lanes.c.paused.is_not(None) & nothing

    async def drop_edits(self, channel: str) -> int:
        paused = exists(
            select(literal(1)).where(
                self._mine(lanes, channel=channel), lanes.c.paused.is_not(None)
            )
        )
        drawn = and_(WAITING_CARD, cards.c.ts.is_not(None))
        edits = and_(messages.c.status.in_(WAITING), messages.c.kind.in_(_DRAW_AGAIN))
        dropped = (
            update(cards)
            .where(self._mine(cards, channel=channel), drawn, paused)
            .values(shown_revision=cards.c.revision),
            update(messages)
            .where(self._mine(messages, lane=channel), edits, paused)
            .values(status="dropped"),
        )
        counts = [(await self._connection.execute(one)).rowcount for one in dropped]
        return sum(counts)

    async def untold(self) -> bool:
        return await self._row(select(lanes.c.channel).where(self._untold()).limit(1)) is not None

    async def tell_paused(self, now: datetime) -> list[str]:
        told = update(lanes).where(self._untold()).values(told_at=now).returning(lanes.c.channel)
        return sorted((await self._connection.execute(told)).scalars())

    def _untold(self) -> ColumnElement[bool]:
        return self._mine(lanes) & lanes.c.paused.is_not(None) & lanes.c.told_at.is_(None)

    async def _paused(self, **equals: str) -> list[PausedChannel]:
        """The refused channels for which something waits."""
        statement = (
            select(lanes, _waiting_cards().label("cards"), _waiting_messages().label("messages"))
            .where(self._mine(lanes, **equals), lanes.c.paused.is_not(None))
            .order_by(lanes.c.channel)
        )
        return [
            PausedChannel(row["channel"], row["paused"], row["paused_at"], waiting)
            for row in await self._rows(statement)
            if (waiting := row["cards"] + row["messages"])
        ]


def _waiting_cards() -> ColumnElement[int]:
    return _counted(
        select(func.count()).where(
            cards.c.team_id == lanes.c.team_id,
            cards.c.channel == lanes.c.channel,
            WAITING_CARD,
        )
    )


def _waiting_messages() -> ColumnElement[int]:
    return _counted(
        select(func.count()).where(
            messages.c.team_id == lanes.c.team_id,
            messages.c.lane == lanes.c.channel,
            messages.c.status.in_(WAITING),
        )
    )


def _counted(statement: Select[Any]) -> ColumnElement[int]:
    found: ColumnElement[int] = statement.correlate(lanes).scalar_subquery()
    return found
