"""What came in, what was due and ran, and what was answered to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, text_column


class Receipt(SQLModel, table=True):
    """Inward keys already taken: event ids and trigger ids."""

    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = moment(nullable=False)


class Schedule(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    job: str = Field(primary_key=True)
    next_due_at: datetime = moment(nullable=False)


class Run(SQLModel, table=True):
    """A run of a job for a period, at most one; a digest's facts stay with it."""

    team_id: str = Field(primary_key=True)
    job: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    at: datetime = moment(nullable=False)
    facts: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # by kind the ids of the messages that show it, which late data has edited
    messages: dict[str, str] | None = Field(default=None, sa_column=Column(JSON, nullable=True))


class FindingAnswer(SQLModel, table=True):
    """What marketing answered to a digest's finding instead of a promise; hits of `of` stood
    there."""

    __tablename__ = "finding_answer"
    __table_args__ = (Index("finding_answer_at", "team_id", "at"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    campaign_id: str
    measure: str
    hits: int
    of: int
    by: str
    at: datetime = moment(nullable=False)
    period: str
    why: str = text_column()
    cites: list[str] = json_column()
