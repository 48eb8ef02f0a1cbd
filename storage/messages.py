"""One-off messages to be sent, as intents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, update

from bot.domain.ids import new_id
from bot.ports import Intent, MessageKind, Posted
from storage.base import Repository, table_of
from storage.tables import Lane, Message
from storage.waiting import WAITING, perhaps_there

messages, lanes = table_of(Message), table_of(Lane)


class MessageRepository(Repository):
    async def add(self, intents: Sequence[Intent], now: datetime) -> list[str]:
        rows = [
            {**_new_message(intent, now), "id": new_id(), "sequence": position}
            for position, intent in enumerate(intents)
        ]
        await self._put(rows)
        return [row["id"] for row in rows]

    async def brief(self, lead_id: str, user: str) -> tuple[str, Intent] | None:
        coming = (*WAITING, "sent")
        theirs = and_(self._mine(messages, lane=user), messages.c.status.in_(coming))
        about = and_(
            messages.c.kind == MessageKind.BRIEF.value,
            messages.c.subject["lead"].as_string() == lead_id,
        )
        latest = messages.c.created_at.desc(), messages.c.sequence.desc()
        row = await self._row(select(messages).where(theirs, about).order_by(*latest).limit(1))
        return (row["id"], Intent(MessageKind.BRIEF, user, row["subject"])) if row else None

    async def standing(
        self, kinds: Collection[MessageKind], about: Mapping[str, str], users: Sequence[str]
    ) -> list[tuple[str, Intent]]:
        subject = [messages.c.subject[key].as_string() == it for key, it in about.items()]
        found = select(messages).where(
            self._mine(messages, status="sent"),
            messages.c.kind.in_([kind.value for kind in kinds]),
            messages.c.lane.in_(users),
            *subject,
        )
        return [
            (row["id"], Intent(MessageKind(row["kind"]), row["to"], row["subject"]))
            for row in await self._rows(found)
        ]

    async def look_for(self, posted: Posted, intent: Intent, now: datetime) -> str:
        row = {**_new_message(intent, now), "id": posted.message_id, "sequence": 0}
        await self._put([row | {"status": "unknown", "attempted_at": posted.attempted_at}])
        return posted.message_id

    async def move(self, kinds: Collection[MessageKind], old: str, new: str) -> None:
        head = messages.alias("head")
        of_head = and_(head.c.team_id == messages.c.team_id, head.c.id == messages.c.parent)
        moves_too = exists(select(literal(1)).where(of_head, _is_unsent(head)))
        unsent = and_(
            self._mine(messages, lane=old, to=old),
            _is_unsent(messages),
            messages.c.kind.in_([kind.value for kind in kinds]),
            or_(messages.c.parent.is_(None), moves_too),
        )
        there = {"lane": new, "to": new, "not_before": None}
        await self._connection.execute(update(messages).where(unsent).values(**there))
        await self._upsert(lanes, [{"channel": new}], update=False)

    async def _put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        await self._insert(messages, rows)
        channels = sorted({row["lane"] for row in rows})
        await self._upsert(lanes, [{"channel": lane} for lane in channels], update=False)


def _is_unsent(table: Any) -> ColumnElement[bool]:
    """For certain; what was given up may be tried again."""
    given_up = and_(table.c.status == "dead", table.c.dead_at.is_not(None), ~perhaps_there(table))
    return or_(table.c.status == "waiting", given_up)


def _new_message(intent: Intent, now: datetime) -> dict[str, Any]:
    return {
        "lane": _lane(intent),
        "kind": intent.kind.value,
        "to": intent.to,
        "only": intent.only,
        "parent": intent.parent,
        "subject": dict(intent.subject),
        "status": "waiting",
        "attempts": 0,
        "looks": 0,
        "created_at": now,
    }


def _lane(intent: Intent) -> str:
    """Ephemeral messages do not wait behind a channel's posts."""
    return f"{intent.to}/{intent.only}" if intent.only else intent.to
