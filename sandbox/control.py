"""Drives the sandbox from another process: JSON over HTTP, from this machine only.

    GET    /_sandbox                                addresses, people, channels, apps with tokens
    POST   /_sandbox/people                         name, real_name, email, title, tz…
    POST   /_sandbox/channels                       name, members, topic, is_private
    POST   /_sandbox/apps                           manifest, request_url
    POST   /_sandbox/people/{name}/{deed}           any method of `Person`, its arguments as JSON
    GET    /_sandbox/channels/{channel}/messages    all of them, with metadata; ?after=TS
    GET    /_sandbox/journal                        ?after=NUMBER &name=METHOD-OR-EVENT
    DELETE /_sandbox/journal
    POST   /_sandbox/clock                          to (ISO 8601) or seconds, ahead
    GET    /_sandbox/faults                         what is planned
    POST   /_sandbox/faults                         see `arm`
    DELETE /_sandbox/faults, /_sandbox/faults/{number}

    curl -H 'Content-Type: application/json' -d '{"channel": "general", "text": "Hi"}' \
        localhost:8800/_sandbox/people/ana/post

Each answers ``{"ok": true, "result": …}``, or ``{"ok": false, "message": …}`` with status 400
for arguments that are wrong, 404 for a deed that does not exist, 409 for what cannot be done now.
`arm` and `disarm` are for the page too.
"""

from __future__ import annotations

import inspect
import ipaddress
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.control_json import app_told, channel_told, entry_told, told, user_told
from sandbox.model import Json
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Work = Callable[[web.Request], Awaitable[object]]
DEEDS = tuple(name for name in vars(Person) if not name.startswith("_"))
_DISCONNECTS = ("warning", "refresh_requested", "drop")


async def arm(sandbox: Sandbox, fault: Json) -> Json | None:
    """Plan a failure, or cut connections at once (None). ValueError or LookupError: a sentence.

    Calls: ``{"method": "chat.postMessage" or "*", "channel"?, "times"?}`` with one or more of
    `retry_after` (seconds; 429), `status` (500…), `error`, `lose_answer`, `delay` (seconds).
    Events: ``{"event": "reaction_added" or "*", "channel"?, "times"?}`` with `duplicate` or `hold`.
    Sockets: ``{"disconnect": "warning", "refresh_requested" or "drop"}``, of all apps.
    """
    fault = dict(fault)
    if "disconnect" in fault:
        await _disconnect(sandbox, fault["disconnect"])
        return None
    if "event" not in fault:
        return sandbox.faults.fail(fault.pop("method"), **fault).told()
    kinds = {"duplicate": sandbox.faults.duplicate_event, "hold": sandbox.faults.hold_event}
    kind = next((one for one in kinds if fault.pop(one, False)), None)
    if kind is None:
        raise ValueError("Say what happens to the event: duplicate or hold.")
    return kinds[kind](fault.pop("event"), **fault).told()


async def _disconnect(sandbox: Sandbox, reason: str) -> None:
    if reason not in _DISCONNECTS:
        raise ValueError(f"Disconnect how? One of {', '.join(_DISCONNECTS)}.")
    for app_id in sandbox.workspace.apps:
        if reason == "drop":
            await sandbox.sockets.drop(app_id)
        else:
            await sandbox.sockets.disconnect(app_id, reason)


async def disarm(sandbox: Sandbox, number: int | None = None) -> None:
    """Plan this failure no more, or none; events that were held come then. LookupError."""
    if number is not None:
        sandbox.faults.drop(number)
        return
    sandbox.faults.clear()
    await sandbox.events.release()


def add_control(app: web.Application, sandbox: Sandbox) -> None:
    """Serve /_sandbox on this application."""
    control = Control(sandbox)
    routes: list[tuple[str, str, Work]] = [
        ("GET", "", control.state),
        ("POST", "/people", control.add_person),
        ("POST", "/people/{name}/{deed}", control.do),
        ("POST", "/channels", control.add_channel),
        ("GET", "/channels/{channel}/messages", control.messages),
        ("POST", "/apps", control.install),
        ("GET", "/journal", control.journal),
        ("DELETE", "/journal", control.forget),
        ("POST", "/clock", control.jump),
        ("GET", "/faults", control.faults),
        ("POST", "/faults", control.arm),
        ("DELETE", "/faults", control.disarm),
        ("DELETE", "/faults/{number:\\d+}", control.disarm),
    ]
    for method, path, work in routes:
        app.router.add_route(method, f"/_sandbox{path}", _answering(work))


def _answering(work: Work) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler: who may ask, and results and refusals as JSON."""

    async def handle(request: web.Request) -> web.Response:
        if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104 - not bound, compared
            return _refused(403, "Only from this machine.")
        # No page of another site can post JSON here.
        if request.method == "POST" and request.content_type != "application/json":
            return _refused(415, "Post JSON.")
        try:
            return web.json_response({"ok": True, "result": await work(request)})
        except web.HTTPNotFound as error:
            return _refused(404, error.text or "")
        except KeyError as error:
            return _refused(400, f"{error.args[0]} is missing.")
        except (TypeError, json.JSONDecodeError) as error:
            return _refused(400, str(error))
        except (LookupError, ValueError) as error:
            return _refused(409, str(error))

    return handle


def _refused(status: int, sentence: str) -> web.Response:
    return web.json_response({"ok": False, "message": sentence}, status=status)


async def _body(request: web.Request) -> Json:
    found: Any = await request.json() if request.can_read_body else {}
    if not isinstance(found, dict):
        raise TypeError("Post a JSON object.")
    return found


class Control:
    """What each address does; the results are JSON."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._workspace = sandbox.workspace

    async def state(self, _: web.Request) -> Json:
        """Who and what is in the workspace."""
        workspace, sandbox = self._workspace, self._sandbox
        return {
            "url": sandbox.url,
            "api_url": sandbox.api_url,
            "now": workspace.clock.now().isoformat(),
            "people": [user_told(user) for user in workspace.people()],
            "channels": [channel_told(one) for one in workspace.channels.values()],
            "apps": [
                app_told(app) | {"connections": sandbox.sockets.count(app.id)}
                for app in workspace.apps.values()
            ],
        }

    async def add_person(self, request: web.Request) -> Json:
        """A new member."""
        return user_told(self._workspace.add_user(**await _body(request)))

    async def add_channel(self, request: web.Request) -> Json:
        """A new channel."""
        return channel_told(self._workspace.add_channel(**await _body(request)))

    async def install(self, request: web.Request) -> Json:
        """A new app."""
        return app_told(self._workspace.install(**await _body(request)))

    async def do(self, request: web.Request) -> object:
        """Have a person do something, or look."""
        person = self._sandbox.person(request.match_info["name"])
        name, arguments = request.match_info["deed"], await _body(request)
        if name not in DEEDS:
            raise web.HTTPNotFound(text=f"Nobody can {name}. There is {', '.join(DEEDS)}.")
        deed = getattr(person, name)
        if callable(deed):
            inspect.signature(deed).bind(**arguments)
            deed = deed(**arguments)
        result = await deed if inspect.isawaitable(deed) else deed
        return told(self._workspace, result)

    async def messages(self, request: web.Request) -> list[Json]:
        """A channel's messages, whoever may see them, oldest first."""
        channel = self._workspace.channel(request.match_info["channel"])
        after = request.query.get("after", "")
        found = self._workspace.messages.get(channel.id, {}).values()
        return [told(self._workspace, m) for m in found if m.ts > after and not m.deleted]

    async def journal(self, request: web.Request) -> list[Json]:
        """What went over the wire."""
        after, name = int(request.query.get("after", "0")), request.query.get("name")
        return [
            entry_told(entry)
            for entry in self._sandbox.journal
            if entry.number > after and name in (None, entry.name)
        ]

    async def forget(self, _: web.Request) -> None:
        """An empty journal."""
        self._sandbox.journal.clear()

    async def jump(self, request: web.Request) -> str:
        """A later time; the result is what it is then."""
        body = await _body(request)
        now = self._sandbox.clock.now()
        ahead = timedelta(seconds=body["seconds"]) if "seconds" in body else None
        await self._sandbox.jump(now + ahead if ahead else datetime.fromisoformat(body["to"]))
        return self._sandbox.clock.now().isoformat()

    async def faults(self, _: web.Request) -> list[Json]:
        """What is planned."""
        return [fault.told() for fault in self._sandbox.faults.planned]

    async def arm(self, request: web.Request) -> Json | None:
        """One more failure."""
        return await arm(self._sandbox, await _body(request))

    async def disarm(self, request: web.Request) -> None:
        """One failure less, or none."""
        number = request.match_info.get("number")
        await disarm(self._sandbox, int(number) if number else None)
