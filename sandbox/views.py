"""Opens, pushes, updates and closes views."""

import copy
import secrets
from typing import Literal

from sandbox.ack import Ack
from sandbox.checks import check_view
from sandbox.elements import initial_state, walk
from sandbox.model import Json, View
from sandbox.normal import normal_blocks
from sandbox.workspace import Workspace

MAX_STACK = 3


class Views:
    """The views of everyone. Payloads are checked by the caller."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def open(self, user_id: str, app_id: str, payload: Json) -> View:
        """A new stack with this modal; one that was open closes."""
        view = self._new("modal", user_id, app_id, payload)
        self._workspace.modals[user_id] = [view]
        self._workspace.changed.notify()
        return view

    def push(self, user_id: str, app_id: str, payload: Json) -> View | None:
        """On top of the stack; None if it is full."""
        stack = self._workspace.modals.setdefault(user_id, [])
        if len(stack) >= MAX_STACK:
            return None
        view = self._new("modal", user_id, app_id, payload)
        if stack:
            view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._workspace.changed.notify()
        return view

    def update(self, view: View, payload: Json) -> View:
        """New content; what was entered in fields that stay remains."""
        old = view.state_values
        view.payload = _filled(payload)
        view.hash = self._hash()
        view.errors = {}
        view.state_values = _initial_values(view.payload["blocks"])
        for block_id, by_action in view.state_values.items():
            for action_id, state in by_action.items():
                before = old.get(block_id, {}).get(action_id)
                if before is not None and before["type"] == state["type"]:
                    by_action[action_id] = before
        self._workspace.changed.notify()
        return view

    def publish(self, user_id: str, app_id: str, payload: Json) -> View:
        """The app's Home for this person."""
        home = self._workspace.homes.get((user_id, app_id))
        if home is not None:
            return self.update(home, payload)
        view = self._new("home", user_id, app_id, payload)
        self._workspace.homes[(user_id, app_id)] = view
        self._workspace.changed.notify()
        return view

    def pop(self, view: View) -> list[View]:
        """Close this modal and what lies on it; what was closed, the top first."""
        stack = self._workspace.modals.get(view.user, [])
        if view not in stack:
            return []
        closed = stack[stack.index(view) :]
        del stack[stack.index(view) :]
        self._workspace.changed.notify()
        return closed[::-1]

    def clear(self, view: View) -> list[View]:
        """Close the whole stack; what was closed, the top first."""
        closed = self._workspace.modals.pop(view.user, [])
        self._workspace.changed.notify()
        return closed[::-1]

    def answer_submission(self, view: View, ack: Ack) -> Ack:
        """Do what the app's response_action says; none closes the modal."""
        action = ack.payload.get("response_action")
        if action == "errors":
            return self._show_errors(view, ack)
        if action == "clear":
            self.clear(view)
        elif action in ("update", "push"):
            return self._answer_with_view(view, action, ack)
        elif action is not None:
            return Ack(False, ack.payload, f"invalid_response_action: {action}")
        else:
            self.pop(view)
        return ack

    def _show_errors(self, view: View, ack: Ack) -> Ack:
        errors = ack.payload.get("errors")
        inputs = {one["block_id"] for one in view.payload["blocks"] if one["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            return Ack(False, ack.payload, "invalid_errors: they name the modal's input blocks")
        view.errors = dict(errors)
        self._workspace.changed.notify()
        return Ack(False, ack.payload, "errors", dict(view.errors))

    def _answer_with_view(self, view: View, action: str, ack: Ack) -> Ack:
        payload = ack.payload.get("view")
        wrong = check_view(payload, "modal")
        if wrong or not isinstance(payload, dict):
            return Ack(False, ack.payload, "invalid_view: " + "; ".join(wrong))
        if action == "update":
            self.update(view, payload)
        elif self.push(view.user, view.app_id, payload) is None:
            return Ack(False, ack.payload, "push_limit_reached")
        return ack

    def _new(
        self, kind: Literal["modal", "home"], user_id: str, app_id: str, payload: Json
    ) -> View:
        view_id, payload = self._workspace.ids.new("V"), _filled(payload)
        values = _initial_values(payload["blocks"])
        return View(
            view_id, kind, user_id, app_id, payload, self._hash(), view_id, state_values=values
        )

    def _hash(self) -> str:
        return f"{int(self._workspace.clock.now().timestamp())}.{secrets.token_hex(4)}"


def _filled(payload: Json) -> Json:
    payload = copy.deepcopy(payload)
    payload["blocks"] = normal_blocks(payload.get("blocks", []))
    return payload


def _initial_values(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    values: dict[str, dict[str, Json]] = {}
    for found in walk(blocks):
        state = initial_state(found.element)
        if state is not None:
            by_action = values.setdefault(found.block["block_id"], {})
            by_action[found.element["action_id"]] = state
    return values
