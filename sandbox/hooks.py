"""response_urls: five uses in thirty minutes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from sandbox.ack import Ack
from sandbox.api.call import Refused
from sandbox.api.content import metadata, some_content
from sandbox.events import Events
from sandbox.exchange import Asked, exchange
from sandbox.faults import Faults
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, User
from sandbox.serialize import message_json
from sandbox.workspace import SLACKBOT, Workspace

USES = 5
LIFETIME = timedelta(minutes=30)
_REMEMBERED = timedelta(days=1)  # how long one that ended still says so


@dataclass(slots=True)
class Hook:
    """Where one response_url leads."""

    app: InstalledApp
    user: str
    channel: str
    message: Message | None
    expires: datetime
    uses: int = 0


class Hooks:
    """Makes response_urls and answers what is posted to them."""

    def __init__(
        self, workspace: Workspace, events: Events, faults: Faults, base: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._events = events
        self._faults = faults
        self._base = base
        self._hooks: dict[str, Hook] = {}

    def new(self, app: InstalledApp, user: User, channel: str, message: Message | None) -> str:
        """A response_url for this person, and the message that was acted on if any."""
        key = f"{self._workspace.team_id}/{secrets.token_hex(12)}"
        now = self._workspace.clock.now()
        while self._hooks and next(iter(self._hooks.values())).expires < now - _REMEMBERED:
            del self._hooks[next(iter(self._hooks))]  # the oldest stands first
        self._hooks[key] = Hook(app, user.id, channel, message, now + LIFETIME)
        return f"{self._base()}/hooks/response/{key}"

    async def handle(self, request: web.Request) -> web.Response:
        """POST /hooks/response/…"""
        hook = self._hooks.get(request.match_info["key"])
        body = await _body(request)
        channel = None if hook is None else hook.channel
        asked = Asked("response_url", channel, {"response_url": request.path, **(body or {})})

        async def answer() -> web.Response:
            error, status = self._refusal(hook), 404
            if hook is not None and not error:
                error, status = self._use(hook, body), 400
            outcome = {"ok": False, "error": error} if error else {"ok": True}
            return web.json_response(outcome, status=status if error else 200)

        return await exchange(request, asked, answer, self._faults, self._workspace.journal)

    def _refusal(self, hook: Hook | None) -> str | None:
        if hook is None:
            return "invalid_url"
        if hook.uses >= USES:
            return "used_url"
        return "expired_url" if self._workspace.clock.now() > hook.expires else None

    def _use(self, hook: Hook, body: Json | None) -> str | None:
        if body is None:
            return "invalid_payload"
        hook.uses += 1
        return self._answer(hook, body)

    def _answer(self, hook: Hook, body: Json) -> str | None:
        if body.get("delete_original") in (True, "true"):
            return self._delete(hook)
        try:
            content = _content(body)
        except Refused as refused:
            return refused.error
        if body.get("replace_original") in (True, "true") and hook.message is not None:
            return self._replace(hook.message, content)
        self._post(hook.app, (hook.user, hook.channel), content)
        return None

    def _delete(self, hook: Hook) -> str | None:
        if hook.message is None or hook.message.deleted:
            return "message_not_found"
        self._edit(hook.message, lambda message: setattr(message, "deleted", True))
        return None

    def _replace(self, message: Message, content: Json) -> str | None:
        if message.deleted:
            return "message_not_found"

        def change(message: Message) -> None:
            message.text, message.blocks = content["text"], content["blocks"]
            message.attachments = content["attachments"]

        self._edit(message, change)
        return None

    def _edit(self, message: Message, change: Callable[[Message], None]) -> None:
        before = message_json(self._workspace, message)
        change(message)
        self._workspace.changed.notify()
        if message.ephemeral_to is None:
            self._events.later(self._events.changed(message, before))

    def _post(self, app: InstalledApp, to: tuple[str, str], content: Json) -> Message:
        user, channel = to
        message = self._workspace.post(
            channel,
            app.bot_user_id,
            content["text"],
            blocks=content["blocks"],
            attachments=content["attachments"],
            metadata=content["metadata"],
            thread_ts=content.get("thread_ts"),
            ephemeral_to=None if content.get("response_type") == "in_channel" else user,
            bot_id=app.bot_id,
            app_id=app.id,
        )
        self._events.later(self._events.message(message))
        return message

    def answer_command(
        self, user: User, channel: Channel, app: InstalledApp, result: tuple[str, Ack]
    ) -> Message | None:
        """Show what the command's acknowledgement says, or that it failed."""
        command, ack = result
        error = ack.error
        if ack.ok:
            if not any(ack.payload.get(key) for key in ("text", "blocks", "attachments")):
                return None
            try:
                return self._post(app, (user.id, channel.id), _content(ack.payload))
            except Refused:
                error = "invalid_command_response"
        text = f"{command} failed with the error “{error}”"
        return self._workspace.post(channel.id, SLACKBOT, text, ephemeral_to=user.id)


def _content(body: Json) -> Json:
    """A message that may be stored, and where it was asked to stand. `Refused` otherwise."""
    return {**body, **some_content(body), "metadata": metadata(body)}


async def _body(request: web.Request) -> Json | None:
    """The JSON object that was posted."""
    try:
        found = await request.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
