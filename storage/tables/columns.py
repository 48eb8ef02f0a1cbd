"""Columns and indexes that many tables have."""

from typing import Any

from sqlalchemy import JSON, Index, Text, text
from sqlmodel import Field

from storage.types import UtcDateTime


def moment(*, nullable: bool = True) -> Any:
    return Field(default=None, sa_column_kwargs={"nullable": nullable}, sa_type=UtcDateTime)


def json_column() -> Any:
    return Field(default=None, sa_type=JSON)


def text_column() -> Any:
    return Field(default=None, sa_type=Text)


def where_set(name: str, column: str, *columns: str) -> Index:
    """An index of the rows in which `column` is set: it costs the others nothing."""
    is_set = text(f"{column} IS NOT NULL")
    return Index(name, "team_id", *columns, sqlite_where=is_set, postgresql_where=is_set)
