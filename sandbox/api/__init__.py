"""The Web API: tokens, scopes, arguments, faults, and the methods themselves."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.api import apps, chat, conversations, files, reactions, users, views
from sandbox.api.call import Call, Method, Refused
from sandbox.exchange import Asked, exchange
from sandbox.installed_app import InstalledApp
from sandbox.model import Json

if TYPE_CHECKING:
    from sandbox.server import Sandbox

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **users.METHODS,
    **views.METHODS,
}
_STRUCTURED = ("blocks", "attachments", "metadata", "view", "unfurls", "profile", "files")


class Api:
    """Answers POST and GET /api/{method}."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call: fault, token, scope, method; all of it in the journal."""
        name = request.match_info["method"]
        arguments, unread = await _arguments(request)
        token = _bearer(request, arguments)
        shown = {key: value for key, value in arguments.items() if key != "token"}
        asked = Asked(name, _channel(arguments), shown)

        async def answer() -> web.Response:
            refused: Json = {"ok": False, "error": unread}
            found = refused if unread else await self._answer(name, token, arguments)
            response = web.json_response(found)
            self._add_scopes(response, token)
            return response

        return await exchange(request, asked, answer, self._sandbox.faults, self._sandbox.journal)

    async def _answer(self, name: str, token: str, arguments: Json) -> Json:
        try:
            method = METHODS.get(name)
            if method is None:
                raise Refused("unknown_method", req_method=name)
            app = self._authorized(method, token)
            call = Call(self._sandbox, app, arguments)
            _check_scope(method, call)
            return {"ok": True, **await method.function(call)}
        except Refused as refused:
            return {"ok": False, "error": refused.error, **refused.fields}

    def _authorized(self, method: Method, token: str) -> InstalledApp:
        if not token:
            raise Refused("not_authed")
        for app in self._sandbox.workspace.apps.values():
            if token in (app.bot_token, app.app_token):
                if (token == app.app_token) != method.app_token:
                    raise Refused("not_allowed_token_type")
                return app
        raise Refused("invalid_auth")

    def _add_scopes(self, response: web.Response, token: str) -> None:
        for app in self._sandbox.workspace.apps.values():
            if token == app.bot_token:
                response.headers["X-OAuth-Scopes"] = ",".join(sorted(app.scopes))


def _check_scope(method: Method, call: Call) -> None:
    needed = method.any_of
    if method.by_channel:
        channel = call.sandbox.workspace.channels.get(str(call.get("channel", "")))
        prefix = {"im": "im", "mpim": "mpim", "group": "groups"}.get(
            channel.kind if channel else "", "channels"
        )
        needed = (f"{prefix}:{method.by_channel}",)
    if method.all_of is not None:
        lacking = tuple(scope for scope in method.all_of(call) if scope not in call.app.scopes)
    else:
        lacking = () if call.app.scopes.intersection(needed) else needed
    if lacking:
        provided = ",".join(sorted(call.app.scopes))
        raise Refused("missing_scope", needed=",".join(lacking), provided=provided)


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """What is given, and Slack's error for a body that cannot be read."""
    arguments = _unpacked(dict(request.query))
    is_json = request.content_type == "application/json"
    try:
        found = await (_json(request) if is_json else _form(request))
    except LookupError:
        return arguments, "invalid_charset"
    except (ValueError, RecursionError):
        return arguments, "invalid_json" if is_json else "invalid_form_data"
    if not isinstance(found, dict):
        return arguments, "json_not_object"
    return arguments | found, None


async def _json(request: web.Request) -> Any:
    body = await request.text()
    return json.loads(body) if body.strip() else {}


async def _form(request: web.Request) -> Json:
    return _unpacked(dict(await request.post()))


def _unpacked(arguments: Json) -> Json:
    """What a form or a query can carry only as JSON within a text."""
    for key in _STRUCTURED:
        if isinstance(arguments.get(key), str) and arguments[key].strip():
            with contextlib.suppress(ValueError):  # the method says which argument is wrong
                arguments[key] = json.loads(arguments[key])
    return arguments


def _bearer(request: web.Request, arguments: Json) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    # Beside JSON, Slack takes it from the header only.
    return "" if request.content_type == "application/json" else str(arguments.get("token", ""))


def _channel(arguments: Json) -> str | None:
    found = arguments.get("channel") or arguments.get("channel_id") or arguments.get("users")
    return found if isinstance(found, str) else None
