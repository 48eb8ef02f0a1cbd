"""What is shown in Slack, and the lanes that it goes through."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, where_set


class Card(SQLModel, table=True):
    """A lead's card: `revision` is wanted, `shown_revision` is what Slack shows.

    A lead that is shown on a colleague's card names that one in `roll_up`; its own row then has no
    message and never waits.
    """

    __table_args__ = (
        # Only cards that wait stand in it: a poll does not grow with the cards ever posted.
        Index(
            "card_stale",
            "team_id",
            "channel",
            sqlite_where=text("shown_revision < revision"),
            postgresql_where=text("shown_revision < revision"),
        ),
        Index("card_message", "team_id", "shown_channel", "ts"),
        Index("card_roll_up", "team_id", "roll_up"),
        where_set("card_burst", "burst", "channel"),
    )
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    channel: str
    roll_up: str | None = None
    revision: int
    shown_revision: int = 0
    shown_channel: str | None = None
    ts: str | None = None
    # the message's own: it stays with the message when another lead's card takes that over. None:
    # posted by a release that knew it by the lead
    message_id: str | None = None
    # shown with others that came in a burst, each in one line, until somebody takes it
    burst: bool | None = None
    status: str = "ready"
    attempts: int = 0
    looks: int = 0
    attempted_at: datetime | None = moment()
    not_before: datetime | None = moment()
    posted_at: datetime | None = moment()
    error: str | None = None
    dead_at: datetime | None = moment()


class Message(SQLModel, table=True):
    """A one-off message to be sent, rendered from `subject` when it is sent."""

    __table_args__ = (Index("message_lane", "team_id", "lane", "status", "sequence"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    sequence: int
    lane: str
    kind: str
    to: str
    only: str | None = None
    parent: str | None = None
    subject: dict[str, Any] = json_column()
    status: str = "waiting"
    attempts: int = 0
    looks: int = 0
    attempted_at: datetime | None = moment()
    not_before: datetime | None = moment()
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    dead_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)


class Lane(SQLModel, table=True):
    """One channel's turn to be written to. Leases and rests are in real time; `paused_at` and
    `told_at` (when the admins were told why) are the people's."""

    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    leased_by: str | None = None
    lease_until: datetime | None = moment()
    not_before: datetime | None = moment()
    paused: str | None = None
    paused_at: datetime | None = moment()
    told_at: datetime | None = moment()


class Halt(SQLModel, table=True):
    """What a workspace's workers must not call: one method until a moment, or everything (`*`)
    until Slack lets the app in again; `until` is then when to ask. `scopes` are those it had."""

    team_id: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    until: datetime = moment(nullable=False)
    error: str = ""
    scopes: str = ""
    since: datetime | None = moment()
