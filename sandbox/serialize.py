"""Users, channels, messages and views as Slack's JSON."""

import copy
from zoneinfo import ZoneInfo

from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, User, View
from sandbox.workspace import SLACKBOT, Workspace


def user_json(workspace: Workspace, user: User, *, with_email: bool) -> Json:
    """A `user` object; the e-mail address only where the scopes allow it."""
    offset = workspace.clock.now().astimezone(ZoneInfo(user.tz)).utcoffset()
    return {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(workspace, user, with_email=with_email),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        # Slack itself says that Slackbot is none.
        "is_bot": user.is_bot and user.id != SLACKBOT,
        "is_app_user": False,
        "updated": 0,
    }


def _profile(workspace: Workspace, user: User, *, with_email: bool) -> Json:
    first_name, _, last_name = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title,
        "phone": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": first_name,
        "display_name_normalized": first_name,
        "first_name": first_name,
        "last_name": last_name,
        "avatar_hash": user.id.lower(),
        "status_text": "",
        "status_emoji": "",
        "team": workspace.team_id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    app = workspace.app_of_bot(user.id)
    if app is not None:
        profile |= {"bot_id": app.bot_id, "api_app_id": app.id}
    return profile


def channel_json(workspace: Workspace, channel: Channel, app: InstalledApp) -> Json:
    """A conversation as the app's bot sees it."""
    shared: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        other = next(iter(channel.members - {app.bot_user_id}), app.bot_user_id)
        return shared | {"user": other, "is_user_deleted": workspace.users[other].deleted}
    topic = {"value": channel.topic, "creator": channel.creator, "last_set": channel.created}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": app.bot_user_id in channel.members,
        "creator": channel.creator,
        "topic": topic,
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message as in history, payloads and answers."""
    found: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.team_id,
    }
    optional: Json = {
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "thread_ts": message.thread_ts,
    }
    found |= {key: value for key, value in optional.items() if value}
    app = workspace.app_of_bot(message.bot_id)
    if app is not None:
        found["bot_profile"] = bot_profile(workspace, app)
    if message.edited_ts:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if metadata and message.metadata:
        found["metadata"] = message.metadata
    if message.reactions:
        found["reactions"] = reactions_json(message)
    root = workspace.message(message.channel, message.thread_ts or "")
    if message.reply_broadcast and root is not None:
        found["root"] = message_json(workspace, root)
    return found | _thread(workspace, message)


def _thread(workspace: Workspace, message: Message) -> Json:
    replies = [] if message.is_reply else workspace.replies(message)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def reactions_json(message: Message) -> list[Json]:
    """A message's reactions as Slack lists them."""
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in message.reactions.items()
    ]


def bot_profile(workspace: Workspace, app: InstalledApp) -> Json:
    """The `bot_profile` of a message."""
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "name": app.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": workspace.team_id,
    }


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as in answers and payloads, with what the person has entered."""
    app = workspace.apps[view.app_id]
    payload = view.payload
    title = payload.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True}
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.type,
        "blocks": payload["blocks"],
        "private_metadata": payload.get("private_metadata", ""),
        "callback_id": payload.get("callback_id", ""),
        "state": {"values": copy.deepcopy(view.state_values)},
        "hash": view.hash,
        "title": title,
        "clear_on_close": payload.get("clear_on_close", False),
        "notify_on_close": payload.get("notify_on_close", False),
        "close": payload.get("close"),
        "submit": payload.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": view.app_id,
        "external_id": payload.get("external_id", ""),
        "app_installed_team_id": workspace.team_id,
        "bot_id": app.bot_id,
    }
