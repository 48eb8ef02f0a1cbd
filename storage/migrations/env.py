"""Alembic's entry: runs on the connection that `storage.migrate` passes in."""

from alembic import context
from sqlmodel import SQLModel

from storage import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
assert tables  # noqa: S101  # importing them fills the metadata
context.run_migrations()
