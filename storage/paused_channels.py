"""Channels that Slack refuses to have written to, and what waits for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, func, or_, select, update

from bot.domain.deliveries import PausedChannel
from bot.domain.erasing import ERASED
from bot.ports import EDITS, MessageKind
from storage.base import Repository, table_of
from storage.tables import Card, Lane, Lead, Message
from storage.waiting import OPEN, WAITING, WAITING_MESSAGE

cards, messages, lanes = table_of(Card), table_of(Message), table_of(Lane)
leads = table_of(Lead)
WAITING_CARD = and_(cards.c.shown_revision < cards.c.revision, cards.c.status.in_(OPEN))
_DRAW_AGAIN = [
    kind.value for kind in (*sorted(EDITS - {MessageKind.ERASED}), MessageKind.CARD_LEFT)
]


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
        drawn = and_(WAITING_CARD, cards.c.ts.is_not(None))
        edits = and_(messages.c.status.in_(WAITING), messages.c.kind.in_(_DRAW_AGAIN))
        dropped = (
            update(cards)
            .where(self._mine(cards, channel=channel), drawn, ~self._card_may_tell())
            .values(shown_revision=cards.c.revision, dead_at=None),
            update(messages)
            .where(self._mine(messages, lane=channel), edits, ~self._message_may_tell())
            .values(status="dropped"),
        )
        counts = [(await self._connection.execute(one)).rowcount for one in dropped]
        return sum(counts)

    def _card_may_tell(self) -> ColumnElement[bool]:
        """Of a person who was erased since: it shows them, or its campaign, which quoted them."""
        erased, shown = leads.alias("erased"), cards.alias("shown")
        quoted = select(erased.c.campaign_id).where(
            self._is_erased(erased), erased.c.campaign_id.is_not(None)
        )
        of_lead = and_(leads.c.team_id == shown.c.team_id, leads.c.id == shown.c.lead_id)
        on = select(func.coalesce(shown.c.roll_up, shown.c.lead_id)).join(leads, of_lead)
        tells = or_(self._is_erased(leads), leads.c.campaign_id.in_(quoted))
        return cards.c.lead_id.in_(on.where(self._mine(leads), tells))

    def _message_may_tell(self) -> ColumnElement[bool]:
        """The same of the message that an edit draws again."""
        erased = select(leads.c.id).where(self._is_erased(leads))
        about = func.coalesce(messages.c.subject["lead"].as_string(), "")
        is_digest = messages.c.kind == MessageKind.DIGEST_EDIT.value
        return or_(about.in_(erased), and_(is_digest, exists(erased)))

    def _is_erased(self, table: FromClause) -> ColumnElement[bool]:
        return and_(table.c.team_id == self._team, table.c.fingerprint == ERASED)

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
            WAITING_MESSAGE,
        )
    )


def _counted(statement: Select[Any]) -> ColumnElement[int]:
    found: ColumnElement[int] = statement.correlate(lanes).scalar_subquery()
    return found
