"""reactions.*"""

import re

from sandbox.api.call import Call, Method, Refused
from sandbox.model import Channel, Json, Message
from sandbox.serialize import message_json

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


async def add(call: Call) -> Json:
    """reactions.add"""
    message, name = _target(call)
    users = message.reactions.setdefault(name, [])
    if call.app.bot_user_id in users:
        raise Refused("already_reacted")
    users.append(call.app.bot_user_id)
    return _tell(call, "reaction_added", name, message)


async def remove(call: Call) -> Json:
    """reactions.remove"""
    message, name = _target(call)
    if call.app.bot_user_id not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    message.reactions[name].remove(call.app.bot_user_id)
    if not message.reactions[name]:
        del message.reactions[name]
    return _tell(call, "reaction_removed", name, message)


async def get(call: Call) -> Json:
    """reactions.get"""
    channel, message = _message(call)
    shown = message_json(call.sandbox.workspace, message)
    return {"type": "message", "channel": channel.id, "message": shown}


def _target(call: Call) -> tuple[Message, str]:
    name = call.require("name", "no_item_specified").strip(":")
    if not _NAME.fullmatch(name):
        raise Refused("invalid_name")
    channel, message = _message(call)
    if call.app.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return message, name


def _message(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    return channel, call.message(channel, call.require("timestamp", "no_item_specified"))


def _tell(call: Call, kind: str, name: str, message: Message) -> Json:
    call.sandbox.workspace.changed.notify()
    events = call.sandbox.events
    events.later(events.reaction(kind, call.app.bot_user_id, name, message))
    return {}


METHODS = {
    "reactions.add": Method(add, ("reactions:write",)),
    "reactions.remove": Method(remove, ("reactions:write",)),
    "reactions.get": Method(get, ("reactions:read",)),
}
