"""conversations.*: channels, their members and their messages."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from sandbox.api.call import Call, Method, Refused, cursor, limit, next_cursor, no_bot, page
from sandbox.model import Channel, Json, Message
from sandbox.serialize import channel_json, message_json

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


MAX_OTHERS = 8


async def open_im(call: Call) -> Json:
    """conversations.open, for a direct message with one person or with up to eight"""
    workspace = call.sandbox.workspace
    if call.get("channel") is not None:
        return _opened(call, call.channel(), already=True)
    call.require("users", "users_list_not_supplied")
    users, bot = _users(call), call.app.bot_user_id
    if len(users) > MAX_OTHERS:
        raise Refused("too_many_users")
    if not set(users) <= workspace.users.keys():
        raise Refused("user_not_found")
    if any(workspace.users[one].deleted for one in users):
        raise Refused("user_disabled")
    if len(users) == 1:
        no_bot(workspace.users[users[0]])
    before = set(workspace.channels)
    several = len(users) > 1
    channel = workspace.mpim([*users, bot]) if several else workspace.im(users[0], bot)
    return _opened(call, channel, already=channel.id in before)


def _users(call: Call) -> list[str]:
    """The other members, each once."""
    given = [one.strip() for one in str(call.get("users", "")).split(",")]
    return [one for one in dict.fromkeys(given) if one != call.app.bot_user_id] or given[:1]


def _open_scopes(call: Call) -> tuple[str, ...]:
    channel = call.sandbox.workspace.channels.get(str(call.get("channel", "")))
    several = channel.is_mpim if channel else len(_users(call)) > 1
    return ("mpim:write",) if several else ("im:write",)


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
    within = _range(call)
    return _messages(call, [one for one in reversed(shown) if within(one)], newest_first=True)


async def replies(call: Call) -> Json:
    """conversations.replies: the parent, then answers, oldest first"""
    channel = _readable(call)
    workspace = call.sandbox.workspace
    parent = workspace.message(channel.id, call.require("ts"))
    if parent is None or parent.ephemeral_to is not None:
        raise Refused("thread_not_found")
    if parent.is_reply:
        return _messages(call, [parent], newest_first=False)
    within = _range(call)
    answers = [one for one in workspace.replies(parent) if within(one)]
    return _messages(call, [parent, *answers], newest_first=False)


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if call.app.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _range(call: Call) -> Callable[[Message], bool]:
    """Whether a message is shown and lies between oldest and latest."""
    oldest, latest = _moment(call, "oldest", "0"), _moment(call, "latest", "Infinity")
    inclusive = call.flag("inclusive")

    def within(message: Message) -> bool:
        if message.deleted or message.ephemeral_to is not None:
            return False
        ts = Decimal(message.ts)
        return oldest < ts < latest or (inclusive and ts in (oldest, latest))

    return within


def _moment(call: Call, name: str, default: str) -> Decimal:
    try:
        found = Decimal(str(call.get(name, default)))
    except InvalidOperation:
        found = Decimal("NaN")
    if found.is_nan():
        raise Refused(f"invalid_ts_{name}")
    return found


def _messages(call: Call, messages: list[Message], *, newest_first: bool) -> Json:
    """One page. It begins at a message, so that what came meanwhile does not move it."""
    start, order = cursor(call, 0), -1 if newest_first else 1
    rest = [one for one in messages if not start or (_micros(one) - start) * order >= 0]
    size = limit(call, 100 if newest_first else 1000)
    following = _micros(rest[size]) if size < len(rest) else None
    workspace = call.sandbox.workspace
    everything = call.flag("include_all_metadata")
    return {
        "messages": [message_json(workspace, one, metadata=everything) for one in rest[:size]],
        "has_more": following is not None,
        "pin_count": 0,
        **next_cursor(following),
    }


def _micros(message: Message) -> int:
    return int(message.ts.replace(".", ""))


METHODS = {
    "conversations.open": Method(open_im, all_of=_open_scopes),
    "conversations.info": Method(info, by_channel="read"),
    "conversations.list": Method(list_channels, all_of=_list_scopes),
    "conversations.members": Method(members, by_channel="read"),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.history": Method(history, by_channel="history"),
    "conversations.replies": Method(replies, by_channel="history"),
    "users.conversations": Method(users_conversations, all_of=_list_scopes),
}
