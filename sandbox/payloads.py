"""Interactive payloads, commands and event envelopes, shaped as Slack shapes them."""

from collections.abc import Mapping
from typing import Any

from sandbox.elements import initial_state, walk
from sandbox.ids import token
from sandbox.installed_app import InstalledApp
from sandbox.model import Channel, Json, Message, User, View
from sandbox.serialize import message_json, view_json
from sandbox.workspace import Workspace


class Payloads:
    """Builds what Slack sends to one app."""

    def __init__(self, workspace: Workspace, app: InstalledApp) -> None:
        self._workspace = workspace
        self._app = app

    def block_actions(self, user: User, action: Json, place: Json) -> Json:
        """`place`: container, trigger_id, state or view, and for messages the rest."""
        return {
            "type": "block_actions",
            "user": self._user(user),
            **self._app_and_team(),
            **place,
            "actions": [action | {"action_ts": self._workspace.new_ts()}],
        }

    def block_suggestion(self, user: User, action: Json, place: Json) -> Json:
        """A request for the options of an external select; `action` has the typed value."""
        return {
            "type": "block_suggestion",
            "user": self._named(user),
            **self._app_and_team(),
            **action,
            **{key: value for key, value in place.items() if key != "trigger_id"},
        }

    def in_message(self, message: Message, user: User, trigger_id: str, response_url: str) -> Json:
        """The place of an action in a message."""
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        place: Json = {
            "container": container,
            "trigger_id": trigger_id,
            "channel": self._channel(self._workspace.channels[message.channel]),
            "state": {"values": _state(message, user)},
            "response_url": response_url,
        }
        if message.ephemeral_to is None:
            place["message"] = message_json(self._workspace, message)
        return place

    def in_view(self, view: View, trigger_id: str) -> Json:
        """The place of an action in a modal or App Home."""
        return {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": trigger_id,
            "view": view_json(self._workspace, view),
        }

    def view_submission(self, view: View, user: User, trigger_id: str) -> Json:
        """The person pressed the modal's submit button."""
        return {
            "type": "view_submission",
            "user": self._named(user),
            **self._app_and_team(),
            "trigger_id": trigger_id,
            "view": view_json(self._workspace, view),
            "response_urls": [],
        }

    def view_closed(self, view: View, user: User, *, is_cleared: bool) -> Json:
        """The person closed the modal, or with `is_cleared` the whole stack."""
        return {
            "type": "view_closed",
            "user": self._named(user),
            **self._app_and_team(),
            "view": view_json(self._workspace, view),
            "is_cleared": is_cleared,
        }

    def command(self, user: User, channel: Channel, line: tuple[str, str], urls: Json) -> Json:
        """A slash command's form; `urls`: response_url and trigger_id."""
        return {
            "token": self._app.verification_token,
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel.id,
            "channel_name": self._channel(channel)["name"],
            "user_id": user.id,
            "user_name": user.name,
            "command": line[0],
            "text": line[1],
            "api_app_id": self._app.id,
            "is_enterprise_install": "false",
            **urls,
        }

    def shortcut(self, user: User, callback_id: str, trigger_id: str) -> Json:
        """A global shortcut."""
        return {
            "type": "shortcut",
            **self._team(),
            "action_ts": self._workspace.new_ts(),
            "user": {key: self._user(user)[key] for key in ("id", "username", "team_id")},
            "callback_id": callback_id,
            "trigger_id": trigger_id,
        }

    def message_action(self, user: User, callback_id: str, message: Message, urls: Json) -> Json:
        """A message shortcut; `urls`: response_url and trigger_id."""
        return {
            "type": "message_action",
            **self._team(),
            "action_ts": self._workspace.new_ts(),
            "user": self._user(user),
            "channel": self._channel(self._workspace.channels[message.channel]),
            "callback_id": callback_id,
            "message_ts": message.ts,
            "message": message_json(self._workspace, message),
            **urls,
        }

    def event(self, event: Mapping[str, Any]) -> Json:
        """The envelope of one Events API event."""
        now = int(self._workspace.clock.now().timestamp())
        team, context = self._workspace.team_id, token("4").removeprefix("4-")
        return {
            "token": self._app.verification_token,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": self._app.id,
            "event": dict(event),
            "type": "event_callback",
            "event_id": self._workspace.ids.new("Ev"),
            "event_time": now,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": self._app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{context}",
        }

    def _app_and_team(self) -> Json:
        return {"api_app_id": self._app.id, **self._team()}

    def _team(self) -> Json:
        return {
            "token": self._app.verification_token,
            "team": {"id": self._workspace.team_id, "domain": self._workspace.domain},
            "is_enterprise_install": False,
        }

    def _user(self, user: User) -> Json:
        team = self._workspace.team_id
        return {"id": user.id, "username": user.name, "name": user.name, "team_id": team}

    def _named(self, user: User) -> Json:
        return {"id": user.id, "name": user.name, "team_id": self._workspace.team_id}

    def _channel(self, channel: Channel) -> Json:
        names = {"im": "directmessage", "group": "privategroup"}
        return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def _state(message: Message, user: User) -> Json:
    """What this person has chosen in the message's menus, or what stands there at first."""
    values: dict[str, Json] = {}
    for found in walk(message.blocks):
        state = initial_state(found.element)
        if state is not None:
            block_id, action_id = found.block["block_id"], found.element["action_id"]
            mine = message.chosen.get(user.id, {}).get(block_id, {}).get(action_id)
            values.setdefault(block_id, {})[action_id] = mine or state
    return values
