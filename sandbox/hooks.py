"""response_urls: five uses in thirty minutes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from sandbox.ack import Ack
from sandbox.checks import check_blocks
from sandbox.events import Events
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, User
from sandbox.normal import normal_blocks
from sandbox.serialize import message_json
from sandbox.workspace import SLACKBOT, Workspace

USES = 5
LIFETIME = timedelta(minutes=30)


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

    def __init__(self, workspace: Workspace, events: Events, base: Callable[[], str]) -> None:
        self._workspace = workspace
        self._events = events
        self._base = base
        self._hooks: dict[str, Hook] = {}

    def new(self, app: InstalledApp, user: User, channel: str, message: Message | None) -> str:
        """A response_url for this person, and the message that was acted on if any."""
        key = f"{self._workspace.team_id}/{secrets.token_hex(12)}"
        expires = self._workspace.clock.now() + LIFETIME
        self._hooks[key] = Hook(app, user.id, channel, message, expires)
        return f"{self._base()}/hooks/response/{key}"

    async def handle(self, request: web.Request) -> web.Response:
        """POST /hooks/response/…"""
        hook = self._hooks.get(request.match_info["key"])
        error = self._refusal(hook)
        if hook is None or error:
            return web.json_response({"ok": False, "error": error}, status=404)
        try:
            body = await request.json()
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        hook.uses += 1
        error = self._answer(hook, body)
        entry = {"response_url": request.path, **body}
        outcome = {"ok": False, "error": error} if error else {"ok": True}
        self._workspace.journal.add("app→slack", "response_url", entry, outcome, (not error, 0.0))
        return web.json_response(outcome, status=400 if error else 200)

    def _refusal(self, hook: Hook | None) -> str | None:
        if hook is None:
            return "invalid_url"
        if hook.uses >= USES:
            return "used_url"
        return "expired_url" if self._workspace.clock.now() > hook.expires else None

    def _answer(self, hook: Hook, body: Json) -> str | None:
        if body.get("delete_original") in (True, "true"):
            return self._delete(hook)
        if not (body.get("text") or body.get("blocks") or body.get("attachments")):
            return "no_text"
        if check_blocks(body.get("blocks", []), "message"):
            return "invalid_blocks"
        if body.get("replace_original") in (True, "true") and hook.message is not None:
            return self._replace(hook.message, body)
        message = self._post(hook.app, (hook.user, hook.channel), body)
        self._events.later(self._events.message(message))
        return None

    def _delete(self, hook: Hook) -> str | None:
        if hook.message is None or hook.message.deleted:
            return "message_not_found"
        self._edit(hook.message, lambda message: setattr(message, "deleted", True))
        return None

    def _replace(self, message: Message, body: Json) -> str | None:
        if message.deleted:
            return "message_not_found"

        def change(message: Message) -> None:
            message.text = body.get("text", "")
            message.blocks = normal_blocks(body.get("blocks", []))
            message.attachments = body.get("attachments", [])

        self._edit(message, change)
        return None

    def _edit(self, message: Message, change: Callable[[Message], None]) -> None:
        before = message_json(self._workspace, message)
        change(message)
        self._workspace.changed.notify()
        if message.ephemeral_to is None:
            self._events.later(self._events.changed(message, before))

    def _post(self, app: InstalledApp, to: tuple[str, str], body: Json) -> Message:
        user, channel = to
        return self._workspace.post(
            channel,
            app.bot_user_id,
            body.get("text", ""),
            blocks=normal_blocks(body.get("blocks", [])),
            attachments=body.get("attachments", []),
            metadata=body.get("metadata"),
            thread_ts=body.get("thread_ts"),
            ephemeral_to=None if body.get("response_type") == "in_channel" else user,
            bot_id=app.bot_id,
            app_id=app.id,
        )

    def answer_command(
        self, user: User, channel: Channel, app: InstalledApp, result: tuple[str, Ack]
    ) -> Message | None:
        """Show what the command's acknowledgement says, or that it failed."""
        command, ack = result
        if not ack.ok:
            text = f"{command} failed with the error “{ack.error}”"
            return self._workspace.post(channel.id, SLACKBOT, text, ephemeral_to=user.id)
        if not (ack.payload.get("text") or ack.payload.get("blocks")):
            return None
        return self._post(app, (user.id, channel.id), ack.payload)
