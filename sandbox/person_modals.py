"""A person's modals and App Home: entering, pressing, submitting, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ack import Ack
from sandbox.elements import Found, choice_action, state_of
from sandbox.elements import find as find_element
from sandbox.form import problems
from sandbox.model import Json, User, View
from sandbox.payloads import Payloads

if TYPE_CHECKING:
    from sandbox.elements import Value
    from sandbox.people import Values
    from sandbox.server import Sandbox


class Modals:
    """Acts on the views of one person."""

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self._sandbox = sandbox
        self._workspace = sandbox.workspace
        self._views = sandbox.views
        self._user = user

    def view(self, view_id: str) -> View:
        """The view, if it is this person's. LookupError otherwise."""
        view = self._workspace.view(view_id)
        if view is None or view.user != self._user.id:
            raise LookupError(f"{self._user.name} has no open view {view_id}.")
        return view

    def enter(self, view: View, values: Values) -> None:
        """Put plain values into the view's inputs. LookupError for a field that is not there."""
        for block_id, by_action in values.items():
            for action_id, value in by_action.items():
                found = find_element(view.payload["blocks"], action_id, block_id)
                self._set(view, found, value)

    def _set(self, view: View, found: Found, value: Value) -> Json:
        state = state_of(found.element, value)
        if found.element["type"] != "overflow":
            by_action = view.state_values.setdefault(found.block["block_id"], {})
            by_action[found.element["action_id"]] = state
        return state

    async def choose(self, view: View, found: Found, value: Value) -> Ack:
        """Choose; an input tells the app only if it has dispatch_action."""
        state = self._set(view, found, value)
        self._workspace.changed.notify()
        return await self.act(view, choice_action(found, state)) if found.tells else Ack(True)

    async def act(self, view: View, action: Json) -> Ack:
        """Send block_actions from this view."""
        app = self._workspace.apps[view.app_id]
        payloads = Payloads(self._workspace, app)
        trigger = self._sandbox.triggers.new(app.id, self._user.id, view.id)
        payload = payloads.block_actions(self._user, action, payloads.in_view(view, trigger))
        return await self._sandbox.delivery.send(app, "interactive", payload)

    async def suggest(self, view_id: str, action_id: str, typed: str) -> Ack:
        """Ask the app for an external select's options."""
        view = self.view(view_id)
        found = find_element(view.payload["blocks"], action_id)
        app = self._workspace.apps[view.app_id]
        payloads = Payloads(self._workspace, app)
        action = {
            "action_id": action_id,
            "block_id": found.block.get("block_id", ""),
            "value": typed,
        }
        payload = payloads.block_suggestion(self._user, action, payloads.in_view(view, ""))
        return await self._sandbox.delivery.suggestion(app, payload)

    async def submit(self, view_id: str, values: Values) -> Ack:
        """Check as the client does, send view_submission, follow response_action."""
        view = self.view(view_id)
        if view.type != "modal" or self._workspace.modal(self._user.id) is not view:
            raise LookupError(f"The modal {view_id} is not on top.")
        self.enter(view, values)
        view.errors = problems(view)
        self._workspace.changed.notify()
        if view.errors:
            return Ack(False, error="client_validation", errors=dict(view.errors))
        app = self._workspace.apps[view.app_id]
        trigger = self._sandbox.triggers.new(app.id, self._user.id, view.id)
        payload = Payloads(self._workspace, app).view_submission(view, self._user, trigger)
        ack = await self._sandbox.delivery.send(app, "interactive", payload)
        return self._views.answer_submission(view, ack) if ack.ok else ack

    async def close(self, view_id: str, *, clear: bool) -> Ack:
        """Close the top modal or all; tell the app where it asked for it."""
        view = self.view(view_id)
        stack = self._workspace.modals.get(self._user.id, [])
        if view not in stack:
            raise LookupError(f"{view_id} is not an open modal.")
        clear = clear or bool(view.payload.get("clear_on_close"))
        closed = self._views.clear(view) if clear else self._views.pop(view)
        result = Ack(True)
        for one in closed:
            if one.payload.get("notify_on_close"):
                app = self._workspace.apps[one.app_id]
                payloads = Payloads(self._workspace, app)
                payload = payloads.view_closed(one, self._user, is_cleared=clear)
                result = await self._sandbox.delivery.send(app, "interactive", payload)
        return result
