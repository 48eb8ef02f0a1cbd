"""chat.*: posting, changing and deleting messages."""

from sandbox.api.call import Call, Method, Refused, no_bot
from sandbox.api.content import MAX_TEXT, content_of, metadata, some_content
from sandbox.model import Channel, Json, Message
from sandbox.serialize import message_json


async def post_message(call: Call) -> Json:
    """chat.postMessage"""
    workspace = call.sandbox.workspace
    channel = _target(call)
    content = some_content(call.arguments)
    thread_ts = thread(call, channel)
    broadcast = thread_ts is not None and call.flag("reply_broadcast")
    message = workspace.post(
        channel.id,
        call.app.bot_user_id,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        metadata=metadata(call.arguments),
        thread_ts=thread_ts,
        reply_broadcast=broadcast,
        subtype="thread_broadcast" if broadcast else None,
        bot_id=call.app.bot_id,
        app_id=call.app.id,
    )
    call.sandbox.events.later(call.sandbox.events.message(message))
    shown = message_json(workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


async def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral"""
    channel = _target(call)
    user = call.user()
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    content = some_content(call.arguments)
    message = call.sandbox.workspace.post(
        channel.id,
        call.app.bot_user_id,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        thread_ts=thread(call, channel),
        ephemeral_to=user.id,
        bot_id=call.app.bot_id,
        app_id=call.app.id,
    )
    return {"message_ts": message.ts}


async def update(call: Call) -> Json:
    """chat.update: what is not given stays as it was; but text alone takes the blocks' place."""
    workspace = call.sandbox.workspace
    channel = call.channel()
    message = call.message(channel, call.require("ts"))
    if message.app_id != call.app.id:
        raise Refused("cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    if len(str(call.get("text", ""))) > MAX_TEXT:
        raise Refused("msg_too_long")
    content = content_of(call.arguments)
    if not any(call.arguments.get(key) for key in _CONTENT):
        raise Refused("no_text")
    before = message_json(workspace, message)
    _change(call, message, content)
    call.sandbox.events.later(call.sandbox.events.changed(message, before))
    shown = message_json(workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _change(call: Call, message: Message, content: Json) -> None:
    given, written = call.arguments, bool(content["text"])
    if written or given.get("text") is not None:
        message.text = content["text"]
    if written or given.get("blocks") is not None:
        message.blocks = content["blocks"]
    if given.get("attachments") is not None:
        message.attachments = content["attachments"]
    if given.get("metadata") is not None:
        message.metadata = metadata(call.arguments)
    message.edited_ts = call.sandbox.workspace.new_ts()
    call.sandbox.workspace.changed.notify()


async def delete(call: Call) -> Json:
    """chat.delete"""
    workspace = call.sandbox.workspace
    channel = call.channel()
    message = call.message(channel, call.require("ts"))
    if message.app_id != call.app.id:
        raise Refused("cant_delete_message")
    before = message_json(workspace, message)
    message.deleted = True
    workspace.changed.notify()
    call.sandbox.events.later(call.sandbox.events.changed(message, before))
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> Json:
    """chat.getPermalink"""
    channel = call.channel()
    message = call.message(channel, call.require("message_ts"))
    link = f"{call.sandbox.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _target(call: Call) -> Channel:
    """Where to post: a channel by id or name, or a person's direct message."""
    workspace = call.sandbox.workspace
    given = str(call.get("channel", ""))
    if given in workspace.users:
        no_bot(workspace.users[given])
        channel = workspace.im(given, call.app.bot_user_id)
    else:
        try:
            found = workspace.channel(given).id
        except LookupError:
            raise Refused("channel_not_found") from None
        channel = Call(call.sandbox, call.app, {"channel": found}).channel()
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.is_im and not call.app.messages_tab:
        raise Refused("messages_tab_disabled")
    member = call.app.bot_user_id in channel.members
    if not member and "chat:write.public" not in call.app.scopes:
        raise Refused("not_in_channel")
    return channel


def thread(call: Call, channel: Channel) -> str | None:
    """The thread to post into, by its parent."""
    thread_ts = call.get("thread_ts")
    if thread_ts is None:
        return None
    parent = call.sandbox.workspace.message(channel.id, str(thread_ts))
    if parent is None or parent.ephemeral_to is not None:
        raise Refused("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


_CONTENT = ("text", "markdown_text", "blocks", "attachments", "metadata")
_WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, _WRITE),
    "chat.postEphemeral": Method(post_ephemeral, _WRITE),
    "chat.update": Method(update, _WRITE),
    "chat.delete": Method(delete, _WRITE),
    "chat.getPermalink": Method(get_permalink),
}
