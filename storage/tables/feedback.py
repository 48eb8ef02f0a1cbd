"""What reps told us; free text and names kept apart from the append-only events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, text_column

BACK_AGAIN = "action IN ('reopen', 'reroute')"


class FeedbackEvent(SQLModel, table=True):
    """Append-only: who said what about a lead, why (codes), when, through which door."""

    __tablename__ = "feedback_event"
    __table_args__ = (
        Index("feedback_event_lead", "team_id", "lead_id", "at"),
        # the few leads that came back, without a look at the others' events
        Index(
            "feedback_event_back",
            "team_id",
            "at",
            "lead_id",
            sqlite_where=text(BACK_AGAIN),
            postgresql_where=text(BACK_AGAIN),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    sequence: int
    at: datetime = moment(nullable=False)
    user: str | None = None
    action: str
    door: str
    codes: list[str] = json_column()
    retracts: str | None = None
    detail: dict[str, Any] = json_column()


class FeedbackText(SQLModel, table=True):
    """Free text of an event, apart from it so that it can be erased."""

    __tablename__ = "feedback_text"
    __table_args__ = (Index("feedback_text_lead", "team_id", "lead_id"),)
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    lead_id: str
    user: str | None = None
    text: str = text_column()
    named: bool = True
    at: datetime = moment(nullable=False)


class Pool(SQLModel, table=True):
    """Words told without a name. The key is there while the pool is open; times are ISO weeks."""

    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    key: bytes | None = None
    opened_in: str | None = None
    shown_in: str | None = None


class PooledText(SQLModel, table=True):
    """A text of a pool. While the pool is open, `id` and `author` are marks under its key; then
    `id` is random and nobody is the author."""

    __tablename__ = "pooled_text"
    # A rowid would tell in which order the texts came.
    __table_args__ = ({"sqlite_with_rowid": False},)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    pool_id: str
    author: str | None = None
    text: str = text_column()


class SitIn(SQLModel, table=True):
    """Who asked to sit in on a call (with a lead) or on a campaign's review, and the answer."""

    __tablename__ = "sit_in"
    __table_args__ = (Index("sit_in_held", "team_id", "state", "held_on"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    lead_id: str | None = None
    campaign_id: str | None = None
    asked_by: str
    host: str
    state: str
    asked_at: datetime = moment(nullable=False)
    answered_at: datetime | None = moment()
    held_on: date | None = Field(default=None, sa_type=Date)
    word: str | None = None
    learnt_asked_at: datetime | None = moment()


class SitInLine(SQLModel, table=True):
    """What one of the two learnt, apart so that it can be erased."""

    __tablename__ = "sit_in_line"
    __table_args__ = (Index("sit_in_line_at", "team_id", "at"),)
    team_id: str = Field(primary_key=True)
    sit_in_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    text: str = text_column()
    at: datetime = moment(nullable=False)


class Wish(SQLModel, table=True):
    """What a lead asked for, apart from the event it was said with so that it can be erased."""

    __table_args__ = (
        Index("wish_at", "team_id", "at"),
        Index("wish_lead", "team_id", "lead_id"),
    )
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    lead_id: str
    key: str
    label: str
    at: datetime = moment(nullable=False)


class Reaction(SQLModel, table=True):
    """The latest known of (lead, person, emoji); `event_ts` orders what arrives in any order."""

    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    emoji: str = Field(primary_key=True)
    event_ts: str
    present: bool
    event_id: str | None = None


class Dispute(SQLModel, table=True):
    """Marketing's objection to a rejection, one at most for a lead, and what each side rules."""

    __table_args__ = (
        Index("dispute_at", "team_id", "at"),
        Index("dispute_open", "team_id", "closed_at", "at"),
    )
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    disputed_by: str
    at: datetime = moment(nullable=False)
    sentence: str = text_column()
    rejected_by: str | None = None
    code: str
    sales_ruling: str | None = None
    sales_by: str | None = None
    marketing_ruling: str | None = None
    marketing_by: str | None = None
    closed_at: datetime | None = moment()
