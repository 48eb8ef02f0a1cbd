"""What a workspace has set and agreed, its people, and who may send it leads."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Date, Index, Time
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, text_column


class Workspace(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    name: str = ""
    settings: dict[str, str] = json_column()


class SettingChange(SQLModel, table=True):
    __tablename__ = "setting_change"
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime = moment(nullable=False)
    who: str
    key: str
    old: str
    new: str


class Source(SQLModel, table=True):
    """A system that may send leads; only the hash of its token is kept."""

    team_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment(nullable=False)


class Member(SQLModel, table=True):
    """What Slack last said about a person."""

    __table_args__ = (Index("member_email", "team_id", "email"),)
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str
    email: str | None = None
    is_admin: bool = False
    is_active: bool = True
    zone: str | None = None
    fetched_at: datetime = moment(nullable=False)


class UserGroup(SQLModel, table=True):
    """Who Slack last said is in a user group that a role or a route names."""

    __tablename__ = "user_group"
    team_id: str = Field(primary_key=True)
    group: str = Field(primary_key=True)
    users: list[str] = json_column()
    fetched_at: datetime = moment(nullable=False)


class RouteSet(SQLModel, table=True):
    """A version of the rules that say where leads go; the latest holds."""

    __tablename__ = "route_set"
    team_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    document: list[dict[str, Any]] = json_column()
    saved_by: str
    saved_at: datetime = moment(nullable=False)


class RouteDraft(SQLModel, table=True):
    """Rules that somebody edits in Slack; `tested` once they saw what these would have done."""

    __tablename__ = "route_draft"
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    base: int
    document: list[dict[str, Any]] = json_column()
    tested: bool = False


class RouteTurn(SQLModel, table=True):
    """Who got the last lead of a route whose people take turns."""

    __tablename__ = "route_turn"
    team_id: str = Field(primary_key=True)
    route: str = Field(primary_key=True)
    user: str | None = None


class Absence(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    until: date = Field(sa_type=Date)
    backup: str | None = None
    since: date | None = Field(default=None, sa_type=Date)


class PersonHours(SQLModel, table=True):
    """When a person works who said so; the others work the workspace's hours, as who said only
    holidays does: then there are no days."""

    __tablename__ = "person_hours"
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    opens: time = Field(sa_type=Time)
    closes: time = Field(sa_type=Time)
    days: list[str] = json_column()
    zone: str | None = None
    holidays: list[str] | None = json_column()


class Definition(SQLModel, table=True):
    """A version of what a qualified lead is; the newest in force holds, and the settings hold its
    criteria. Whoever proposes it signs for a side; without signatures an admin set it."""

    team_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    criteria: dict[str, Any] = json_column()
    proposed_by: str
    proposed_at: datetime = moment(nullable=False)
    simulation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    sales_by: str | None = None
    sales_at: datetime | None = moment()
    marketing_by: str | None = None
    marketing_at: datetime | None = moment()
    in_force_at: datetime | None = moment()
    declined_by: str | None = None
    declined_at: datetime | None = moment()
    word: str | None = text_column()
