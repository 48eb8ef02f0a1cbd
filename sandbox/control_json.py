"""What `control` answers, as JSON."""

from dataclasses import asdict
from typing import Any

from sandbox.ack import Ack
from sandbox.installed_app import InstalledApp
from sandbox.journal import JournalEntry
from sandbox.model import Channel, Json, Message, User, View
from sandbox.serialize import message_json, view_json
from sandbox.workspace import Workspace


def told(workspace: Workspace, value: object) -> Any:
    """What a person's deed returned."""
    if isinstance(value, list):
        return [told(workspace, one) for one in value]
    if isinstance(value, Ack):
        return asdict(value)
    if isinstance(value, Message):
        shown = message_json(workspace, value, metadata=True)
        return shown | {"channel": value.channel, "ephemeral_to": value.ephemeral_to}
    if isinstance(value, View):
        return view_json(workspace, value) | {"user": value.user, "errors": value.errors}
    return channel_told(value) if isinstance(value, Channel) else value


def user_told(user: User) -> Json:
    """A person."""
    return {"id": user.id, "name": user.name, "real_name": user.real_name, "email": user.email}


def channel_told(channel: Channel) -> Json:
    """A channel or direct message."""
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": sorted(channel.members),
    }


def app_told(app: InstalledApp) -> Json:
    """An app, with all that it needs to connect."""
    return {
        "id": app.id,
        "name": app.name,
        "bot_user_id": app.bot_user_id,
        "bot_token": app.bot_token,
        "app_token": app.app_token,
        "signing_secret": app.signing_secret,
        "request_url": app.request_url,
    }


def entry_told(entry: JournalEntry) -> Json:
    """A line of the journal."""
    return asdict(entry) | {"time": entry.time.isoformat()}
