"""chat.*: posting, changing and deleting messages."""

from typing import Any

from sandbox.api.call import Call, Method, Refused
from sandbox.checks import check_blocks, text_length
from sandbox.model import Channel, Json, Message
from sandbox.normal import normal_blocks
from sandbox.serialize import message_json

MAX_TEXT = 40_000
# Slack documents no number; apps report the refusal from about here.
MAX_BLOCK_TEXT = 13_200


async def post_message(call: Call) -> Json:
    """chat.postMessage"""
    workspace = call.sandbox.workspace
    channel = _target(call)
    content = _content(call)
    if not (content["text"] or content["blocks"] or content["attachments"]):
        raise Refused("no_text")
    message = workspace.post(
        channel.id,
        call.app.bot_user_id,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        metadata=_metadata(call),
        thread_ts=_thread(call, channel),
        reply_broadcast=call.flag("reply_broadcast"),
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
    content = _content(call)
    if not (content["text"] or content["blocks"] or content["attachments"]):
        raise Refused("no_text")
    message = call.sandbox.workspace.post(
        channel.id,
        call.app.bot_user_id,
        content["text"],
        blocks=content["blocks"],
        attachments=content["attachments"],
        thread_ts=_thread(call, channel),
        ephemeral_to=user.id,
        bot_id=call.app.bot_id,
        app_id=call.app.id,
    )
    return {"message_ts": message.ts}


async def update(call: Call) -> Json:
    """chat.update: what is not given stays as it was."""
    workspace = call.sandbox.workspace
    channel = call.channel()
    message = call.message(channel, call.require("ts"))
    if message.app_id != call.app.id:
        raise Refused("cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    if len(str(call.get("text", ""))) > MAX_TEXT:
        raise Refused("msg_too_long")
    content = _content(call)
    if not any(call.arguments.get(key) for key in ("text", "blocks", "attachments", "metadata")):
        raise Refused("no_text")
    before = message_json(workspace, message)
    _change(call, message, content)
    call.sandbox.events.later(call.sandbox.events.changed(message, before))
    shown = message_json(workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _change(call: Call, message: Message, content: Json) -> None:
    given = call.arguments
    if given.get("text") is not None:
        message.text = content["text"]
    if given.get("blocks") is not None:
        message.blocks = content["blocks"]
    if given.get("attachments") is not None:
        message.attachments = content["attachments"]
    if given.get("metadata") is not None:
        message.metadata = _metadata(call)
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


def _content(call: Call) -> Json:
    """text, blocks and attachments, checked; block_ids and defaults filled in."""
    text = str(call.get("text", ""))
    blocks: Any = call.get("blocks", [])
    markdown = call.get("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        text, blocks = str(markdown), [{"type": "markdown", "text": markdown}]
    blocks = _checked(blocks, "/blocks")
    attachments = call.get("attachments", [])
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    for number, attachment in enumerate(attachments):
        if "blocks" in attachment:
            pointer = f"/attachments/{number}/blocks"
            attachment["blocks"] = _checked(attachment["blocks"], pointer)
    return {"text": text[:MAX_TEXT], "blocks": blocks, "attachments": attachments}


def _checked(blocks: object, pointer: str) -> list[Json]:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    wrong = check_blocks(blocks, "message", pointer)
    if wrong:
        raise Refused("invalid_blocks", errors=wrong, response_metadata=_messages(wrong))
    if text_length(blocks) > MAX_BLOCK_TEXT:
        raise Refused("msg_blocks_too_long")
    return normal_blocks(blocks)


def _messages(wrong: list[str]) -> Json:
    return {"messages": [f"[ERROR] {sentence}" for sentence in wrong]}


def _metadata(call: Call) -> Json | None:
    metadata = call.get("metadata")
    if metadata in (None, {}):
        return None
    fits = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not fits:
        raise Refused("invalid_metadata_format")
    return {key: metadata[key] for key in ("event_type", "event_payload")}


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.get("thread_ts")
    if thread_ts is None:
        return None
    parent = call.sandbox.workspace.message(channel.id, str(thread_ts))
    if parent is None:
        raise Refused("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


_WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, _WRITE),
    "chat.postEphemeral": Method(post_ephemeral, _WRITE),
    "chat.update": Method(update, _WRITE),
    "chat.delete": Method(delete, _WRITE),
    "chat.getPermalink": Method(get_permalink),
}
