"""What people do on the page: a JSON body each, carried out through `Person`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox import control
from sandbox.ack import Ack
from sandbox.page import mischief
from sandbox.page.eyes import zone
from sandbox.page.memory import Memory
from sandbox.people import Person
from sandbox.workspace import SLACKBOT

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Body = Mapping[str, Any]
Deed = Callable[["Sandbox", Memory, Body], Awaitable[Ack | None]]

_SENTENCES = {
    "operation_timeout": "The app did not answer within three seconds.",
    "no_app_connection": "The app is not connected.",
}
_JUMPS = {"+1 hour": timedelta(hours=1), "+1 day": timedelta(days=1)}


def told(ack: Ack | None) -> dict[str, Any]:
    """What the page's script is told of an acknowledgement."""
    if ack is None or ack.ok or ack.errors:
        payload = ack.payload if ack else {}
        groups = payload.get("option_groups", [])
        options = [*payload.get("options", []), *(o for one in groups for o in one["options"])]
        return {"ok": ack is None or ack.ok, "options": options}
    message = _SENTENCES.get(ack.error or "", f"The app answered wrongly: {ack.error}")
    return {"ok": False, "message": message}


def _person(sandbox: Sandbox, body: Body) -> Person:
    return sandbox.person(body["as"])


def _values(person: Person, body: Body) -> dict[str, dict[str, Any]]:
    """The fields' values; a date with a time is in the person's zone."""

    def value(raw: Any) -> Any:
        if isinstance(raw, dict) and "local" in raw:
            moment = datetime.fromisoformat(raw["local"]) if raw["local"] else None
            return int(moment.replace(tzinfo=zone(person.user)).timestamp()) if moment else None
        return raw

    return {
        block: {action: value(raw) for action, raw in fields.items()}
        for block, fields in body.get("values", {}).items()
    }


async def _click(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    person = _person(sandbox, body)
    where = {"block_id": body["block"], "value": body.get("value")}
    if "view" in body:
        values = _values(person, body)
        return await person.click_in_view(body["view"], body["action"], values=values, **where)
    return await person.click(body["channel"], body["ts"], body["action"], **where)


async def _choose(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    person = _person(sandbox, body)
    value = _values(person, {"values": {"": {"": body["value"]}}})[""][""]
    block = body["block"]
    if "view" in body:
        values = _values(person, body)
        return await person.choose_in_view(
            body["view"], body["action"], value, block_id=block, values=values
        )
    channel, ts = body["channel"], body["ts"]
    return await person.choose(channel, ts, body["action"], value, block_id=block)


async def _suggest(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    person = _person(sandbox, body)
    if "view" in body:
        return await person.suggest_in_view(body["view"], body["action"], body["typed"])
    return await person.suggest(body["channel"], body["ts"], body["action"], body["typed"])


async def _submit(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    person = _person(sandbox, body)
    return await person.submit(body["view"], _values(person, body))


async def _close(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    return await _person(sandbox, body).close(body["view"], clear=bool(body.get("clear")))


async def _send(sandbox: Sandbox, _: Memory, body: Body) -> Ack | None:
    person, channel, text = _person(sandbox, body), body["channel"], body["text"].strip()
    thread = body.get("thread") or None
    if not text:
        return None
    if not text.startswith("/"):
        await person.post(channel, text, thread_ts=thread)
        return None
    command, _space, rest = text.partition(" ")
    workspace = sandbox.workspace
    if not any(app.command(command) for app in workspace.apps.values()):
        _slackbot(sandbox, person, body, f"`{command}` is not a valid command.")
        return None
    if thread:
        _slackbot(sandbox, person, body, f"`{command}` is not supported in threads. Sorry!")
        return None
    return await person.command(command, rest.strip(), channel)


def _slackbot(sandbox: Sandbox, person: Person, body: Body, text: str) -> None:
    thread = body.get("thread") or None
    sandbox.workspace.post(
        body["channel"], SLACKBOT, text, thread_ts=thread, ephemeral_to=person.id
    )


async def _react(sandbox: Sandbox, _: Memory, body: Body) -> None:
    """Adds the reaction, or takes it away where this person has it already."""
    person = _person(sandbox, body)
    channel, ts, name = body["channel"], body["ts"], body["emoji"]
    message = sandbox.workspace.message(channel, ts)
    if message and person.id in message.reactions.get(name, []):
        await person.unreact(channel, ts, name)
    else:
        await person.react(channel, ts, name)


async def _dismiss(sandbox: Sandbox, memory: Memory, body: Body) -> None:
    memory.dismissed.add((_person(sandbox, body).id, body["ts"]))
    sandbox.workspace.changed.notify()


async def _shortcut(sandbox: Sandbox, _: Memory, body: Body) -> Ack:
    person = _person(sandbox, body)
    if "ts" in body:
        return await person.message_shortcut(body["callback"], body["channel"], body["ts"])
    return await person.shortcut(body["callback"])


async def _home(sandbox: Sandbox, _: Memory, body: Body) -> None:
    await _person(sandbox, body).open_home(body["app"])


async def _jump(sandbox: Sandbox, _: Memory, body: Body) -> None:
    label, now = body["label"], sandbox.clock.now()
    named = {jump.label: jump.to for jump in sandbox.jumps}
    await sandbox.jump(named[label](now) if label in named else now + _JUMPS[label])


async def _forget(sandbox: Sandbox, _: Memory, body: Body) -> None:
    sandbox.journal.clear()


async def _arm(sandbox: Sandbox, _: Memory, body: Body) -> None:
    await mischief.arm(sandbox, body)


async def _disarm(sandbox: Sandbox, _: Memory, body: Body) -> None:
    """One fault, by its number, or all."""
    await control.disarm(sandbox, body.get("number"))


DEEDS: dict[str, Deed] = {
    "click": _click,
    "choose": _choose,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "send": _send,
    "react": _react,
    "dismiss": _dismiss,
    "shortcut": _shortcut,
    "home": _home,
    "jump": _jump,
    "forget": _forget,
    "arm": _arm,
    "disarm": _disarm,
}
