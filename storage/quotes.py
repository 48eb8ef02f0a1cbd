"""What reps wrote, as it may be shown beside a campaign: one query for cards and digests."""

import functools
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from bot.domain.cards import Quote
from bot.domain.lifecycle import Action, Verdict
from bot.domain.masked import bare, masked
from storage.base import Row, table_of
from storage.feedback import events, explained, taken_back
from storage.tables import FeedbackText, Lead, Member

leads, texts, members = table_of(Lead), table_of(FeedbackText), table_of(Member)
_said = events.alias("said")


@functools.cache
def quotes() -> Select[Any]:
    """Every text with its event, its author's name and its lead's company; to be narrowed."""
    return (
        select(texts.c.event_id, texts.c.text, texts.c.named, members.c.name, leads.c.company_name)
        .join(leads, and_(leads.c.team_id == texts.c.team_id, leads.c.id == texts.c.lead_id))
        .outerjoin(
            members, and_(members.c.team_id == texts.c.team_id, members.c.user == texts.c.user)
        )
    )


@functools.cache
def landed_quotes() -> Select[Any]:
    """`quotes` that say why a pitch landed: written by whoever gave the verdict that counts, with
    it or as its reason, and not taken back since."""
    return (
        quotes()
        .join(events, _same_event(events, texts.c.event_id))
        .join(_said, _same_event(_said, explained(events)))
        .where(
            leads.c.verdict == Verdict.LANDED,
            texts.c.user.is_not_distinct_from(leads.c.verdict_by),
            texts.c.at >= leads.c.verdict_at,
            _said.c.action.in_((Action.LANDED, Action.EXPLAIN)),
            ~taken_back(texts.c.lead_id, events.c.id, _said.c.id),
        )
    )


def _same_event(table: Any, event_id: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(table.c.team_id == texts.c.team_id, table.c.id == event_id)


def quote_value(row: Row) -> Quote:
    who = row["name"] if row["named"] else None
    return Quote(masked(row["text"]), who, bare(row["company_name"]))
