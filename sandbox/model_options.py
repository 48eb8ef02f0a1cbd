"""Optional fields that `Workspace.add_user` and `Workspace.post` take by keyword."""

from typing import TypedDict

from sandbox.model import Json


class UserFields(TypedDict, total=False):
    """Fields of `User` with a default."""

    email: str
    title: str
    tz: str
    is_bot: bool
    is_admin: bool
    app_id: str | None


class MessageFields(TypedDict, total=False):
    """Fields of `Message` with a default."""

    blocks: list[Json]
    attachments: list[Json]
    files: list[Json]
    metadata: Json | None
    thread_ts: str | None
    ephemeral_to: str | None
    bot_id: str | None
    app_id: str | None
    reply_broadcast: bool
    subtype: str | None
