"""conversations.*: channels, their members and their messages."""

from sandbox.api.call import Call, Method, Refused, page
from sandbox.model import Channel, Json, Message
from sandbox.serialize import channel_json, message_json

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


async def open_im(call: Call) -> Json:
    """conversations.open, for a direct message with one person"""
    workspace = call.sandbox.workspace
    if call.get("channel") is not None:
        return _opened(call, call.channel(), already=True)
    users = [one.strip() for one in call.require("users", "users_list_not_supplied").split(",")]
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    if users[0] not in workspace.users:
        raise Refused("user_not_found")
    pair = {users[0], call.app.bot_user_id}
    already = any(one.is_im and one.members == pair for one in workspace.channels.values())
    return _opened(call, workspace.im(users[0], call.app.bot_user_id), already=already)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    full = channel_json(call.sandbox.workspace, channel, call.app)
    shown = full if call.flag("return_im") else {"id": channel.id}
    return {"no_op": already, "already_open": already, "channel": shown}


async def info(call: Call) -> Json:
    """conversations.info"""
    return {"channel": channel_json(call.sandbox.workspace, call.channel(), call.app)}


async def list_channels(call: Call) -> Json:
    """conversations.list"""
    return _listed(call, _visible(call, call.app.bot_user_id))


async def users_conversations(call: Call) -> Json:
    """users.conversations: those of one member, by default of the bot"""
    member = str(call.get("user", call.app.bot_user_id))
    if member not in call.sandbox.workspace.users:
        raise Refused("user_not_found")
    return _listed(call, [one for one in _visible(call, member) if member in one.members])


def _listed(call: Call, channels: list[Channel]) -> Json:
    found, metadata = page(call, channels)
    workspace = call.sandbox.workspace
    return {"channels": [channel_json(workspace, one, call.app) for one in found], **metadata}


def _visible(call: Call, member: str) -> list[Channel]:
    types = [one.strip() for one in str(call.get("types", "public_channel")).split(",")]
    if any(one not in _KINDS for one in types):
        raise Refused("invalid_types")
    kinds = {_KINDS[one] for one in types}
    bot = call.app.bot_user_id
    return [
        channel
        for channel in call.sandbox.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or {bot, member} <= channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]


def _list_scopes(call: Call) -> tuple[str, ...]:
    names = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
    types = str(call.get("types", "public_channel")).split(",")
    return tuple(f"{names.get(one.strip(), 'channels')}:read" for one in types)


async def members(call: Call) -> Json:
    """conversations.members"""
    found, metadata = page(call, sorted(call.channel().members))
    return {"members": found, **metadata}


async def join(call: Call) -> Json:
    """conversations.join, for public channels"""
    channel = call.channel()
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    already = call.app.bot_user_id in channel.members
    answer: Json = {}
    if already:
        answer = {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    else:
        channel.members.add(call.app.bot_user_id)
        call.sandbox.workspace.changed.notify()
        events = call.sandbox.events
        events.later(events.member_joined(call.app.bot_user_id, channel))
    return {"channel": channel_json(call.sandbox.workspace, channel, call.app), **answer}


async def history(call: Call) -> Json:
    """conversations.history: the latest first"""
    channel = _readable(call)
    workspace = call.sandbox.workspace
    messages = workspace.messages.get(channel.id, {}).values()
    shown = [one for one in messages if not one.is_reply or one.reply_broadcast]
    return _messages(call, [one for one in reversed(shown) if _in_range(call, one)])


async def replies(call: Call) -> Json:
    """conversations.replies: the parent, then answers, oldest first"""
    channel = _readable(call)
    workspace = call.sandbox.workspace
    parent = workspace.message(channel.id, call.require("ts"))
    if parent is None or parent.ephemeral_to is not None:
        raise Refused("thread_not_found")
    if parent.is_reply:
        return _messages(call, [parent])
    answers = [one for one in workspace.replies(parent) if _in_range(call, one)]
    return _messages(call, [parent, *answers])


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if call.app.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _in_range(call: Call, message: Message) -> bool:
    oldest, latest = str(call.get("oldest", "0")), str(call.get("latest", ""))
    if message.deleted or message.ephemeral_to is not None:
        return False
    if call.flag("inclusive"):
        return message.ts >= oldest and (not latest or message.ts <= latest)
    return message.ts > oldest and (not latest or message.ts < latest)


def _messages(call: Call, messages: list[Message]) -> Json:
    found, metadata = page(call, messages)
    workspace = call.sandbox.workspace
    everything = call.flag("include_all_metadata")
    return {
        "messages": [message_json(workspace, one, metadata=everything) for one in found],
        "has_more": bool(metadata["response_metadata"]["next_cursor"]),
        "pin_count": 0,
        **metadata,
    }


METHODS = {
    "conversations.open": Method(open_im, ("im:write",)),
    "conversations.info": Method(info, by_channel="read"),
    "conversations.list": Method(list_channels, all_of=_list_scopes),
    "conversations.members": Method(members, by_channel="read"),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.history": Method(history, by_channel="history"),
    "conversations.replies": Method(replies, by_channel="history"),
    "users.conversations": Method(users_conversations, all_of=_list_scopes),
}
