"""views.*: modals and App Home."""

from typing import Literal

from sandbox.api.call import Call, Method, Refused
from sandbox.checks import check_view
from sandbox.model import Json, View
from sandbox.serialize import view_json
from sandbox.triggers import Trigger


async def open_view(call: Call) -> Json:
    """views.open"""
    view = _payload(call, "modal")
    trigger = _trigger(call)
    return _answer(call, call.sandbox.views.open(trigger.user_id, call.app.id, view))


async def push(call: Call) -> Json:
    """views.push: only from a modal that is open."""
    view = _payload(call, "modal")
    trigger = _trigger(call)
    below = call.sandbox.workspace.modal(trigger.user_id)
    if below is None or below.app_id != call.app.id or trigger.view_id is None:
        raise Refused("not_found")
    pushed = call.sandbox.views.push(trigger.user_id, call.app.id, view)
    if pushed is None:
        raise Refused("push_limit_reached")
    return _answer(call, pushed)


async def update(call: Call) -> Json:
    """views.update, by view_id or external_id"""
    target = _target(call)
    payload = _payload(call, target.type, target)
    _check_hash(call, target)
    return _answer(call, call.sandbox.views.update(target, payload))


async def publish(call: Call) -> Json:
    """views.publish"""
    user = call.user("user_id")
    if not call.app.home_tab:
        raise Refused("not_enabled")
    home = call.sandbox.workspace.homes.get((user.id, call.app.id))
    payload = _payload(call, "home", home)
    if home is not None:
        _check_hash(call, home)
    return _answer(call, call.sandbox.views.publish(user.id, call.app.id, payload))


def _payload(call: Call, kind: Literal["modal", "home"], before: View | None = None) -> Json:
    """The view that is given; it takes the place of `before`, whose external_id it may keep."""
    call.require("view")
    view = call.get("view")
    wrong = check_view(view, kind)
    if wrong or not isinstance(view, dict):
        messages = [f"[ERROR] {sentence}" for sentence in wrong]
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    external_id = view.get("external_id")
    others = (other for other in _views(call) if other is not before)
    if external_id and any(other.payload.get("external_id") == external_id for other in others):
        raise Refused("duplicate_external_id")
    return view


def _trigger(call: Call) -> Trigger:
    found = call.sandbox.triggers.exchange(call.require("trigger_id"), call.app.id)
    if isinstance(found, str):
        raise Refused(found)
    return found


def _views(call: Call) -> list[View]:
    workspace = call.sandbox.workspace
    open_ones = [view for stack in workspace.modals.values() for view in stack]
    return [view for view in (*open_ones, *workspace.homes.values()) if view.app_id == call.app.id]


def _target(call: Call) -> View:
    view_id, external_id = call.get("view_id"), call.get("external_id")
    if view_id is None and external_id is None:
        call.require("view_id")
    for view in _views(call):
        if view.id == view_id or (external_id and view.payload.get("external_id") == external_id):
            return view
    raise Refused("not_found")


def _check_hash(call: Call, view: View) -> None:
    if call.get("hash") not in (None, view.hash):
        raise Refused("hash_conflict")


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(call.sandbox.workspace, view)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
