"""Everything that the templates draw, gathered for one place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sandbox.installed_app import InstalledApp, Shortcut
from sandbox.page import mischief, wire
from sandbox.page.eyes import channel_label, context, display, zone
from sandbox.page.memory import Memory
from sandbox.page.place import Place
from sandbox.page.timeline import timeline
from sandbox.render import blocks, dates
from sandbox.render.html import text
from sandbox.workspace import Channel, User, View, Workspace

if TYPE_CHECKING:
    from sandbox.server import Sandbox


@dataclass(frozen=True)
class Entry:
    """One line of the sidebar."""

    label: str
    url: str
    active: bool
    unread: int
    user: User | None = None
    private: bool = False


def screen(sandbox: Sandbox, place: Place, memory: Memory) -> dict[str, Any]:
    """The variables of app.html."""
    workspace = sandbox.workspace
    now = workspace.clock.now().astimezone(zone(place.me))
    lines = timeline(place, workspace, memory)
    parent = place.thread and place.channel and workspace.message(place.channel.id, place.thread)
    return {
        "place": place,
        "workspace": workspace,
        "now": f"{now:%a} {now.day} {now:%b} {dates.clock(now)}",
        "now_long": f"{dates.long_day(now)} {now.year}, {dates.clock(now)}",
        "title": _title(place, workspace),
        "jumps": ["+1 hour", "+1 day", *(jump.label for jump in sandbox.jumps)],
        "steps": _steps(sandbox, place, memory),
        "sidebar": _sidebar(place, workspace),
        "lines": lines,
        "earlier": place.url(shown=str(place.shown + 100)) if len(lines) == place.shown else None,
        "thread": timeline(place, workspace, memory, place.thread) if parent else [],
        "modal": _modal(place, workspace),
        "home": _home(place, workspace),
        "journal": wire.exchanges(workspace) if place.drawer == "journal" else [],
        **_faults(sandbox, place),
        "commands": json.dumps(_commands(workspace)),
        "people": json.dumps(
            [
                {"insert": f"@{user.name} ", "label": f"@{user.name}", "note": display(user)}
                for user in workspace.people()
            ]
        ),
        "at": lambda moment: moment.astimezone(zone(place.me)),
        "message_shortcuts": _shortcuts(workspace, "message"),
        "global_shortcuts": _shortcuts(workspace, "global"),
    }


def _faults(sandbox: Sandbox, place: Place) -> dict[str, Any]:
    armed = mischief.armed(sandbox)
    if place.drawer != "faults":
        return {"armed": armed}
    return {
        "armed": armed,
        "fault_kinds": mischief.KINDS,
        "fault_names": mischief.names(sandbox),
        "fault_places": mischief.places(sandbox.workspace),
    }


def _title(place: Place, workspace: Workspace) -> str:
    if place.app:
        return place.app.name
    if place.channel is None:
        return workspace.name
    label = channel_label(place.channel, place.me, workspace)
    return label if place.channel.is_direct else f"#{label}"


def _sidebar(place: Place, workspace: Workspace) -> dict[str, list[Entry]]:
    mine = workspace.channels_for(place.me.id)
    rooms = [channel for channel in mine if not (channel.is_direct or channel.is_archived)]
    rooms.sort(key=lambda channel: channel.name)
    apps = []
    for app in workspace.apps.values():
        dm = workspace.im(place.me.id, app.bot_user_id)
        active = place.app is app or (place.channel is dm and not place.app)
        unread = workspace.unread(place.me.id, dm.id)
        tab = "messages" if unread and app.messages_tab else None
        user = workspace.users[app.bot_user_id]
        apps.append(Entry(app.name, place.app_url(app, tab), active, unread, user))
    return {
        "Channels": [_entry(channel, place, workspace) for channel in rooms],
        "Direct messages": _direct(place, workspace),
        "Apps": apps,
    }


def _direct(place: Place, workspace: Workspace) -> list[Entry]:
    """Everybody else; a conversation is made when somebody first goes there."""
    mine = [channel for channel in workspace.channels_for(place.me.id) if channel.is_im]
    groups = [channel for channel in workspace.channels_for(place.me.id) if channel.is_mpim]
    others = [user for user in workspace.people() if user is not place.me]
    entries = []
    for user in others:
        channel = next((one for one in mine if user.id in one.members), None)
        if channel is not None:
            entries.append(_entry(channel, place, workspace))
        else:
            url = place.url(channel=f"@{user.name}", app=None, tab=None, thread=None, shown=None)
            entries.append(Entry(display(user), url, active=False, unread=0, user=user))
    return entries + [_entry(channel, place, workspace) for channel in groups]


def _entry(channel: Channel, place: Place, workspace: Workspace) -> Entry:
    others = sorted(member for member in channel.members if member != place.me.id)
    return Entry(
        label=channel_label(channel, place.me, workspace),
        url=place.channel_url(channel),
        active=place.channel is channel,
        unread=0 if place.channel is channel else workspace.unread(place.me.id, channel.id),
        user=workspace.users[(others or [place.me.id])[0]] if channel.is_direct else None,
        private=channel.is_private,
    )


def _steps(sandbox: Sandbox, place: Place, memory: Memory) -> list[dict[str, Any]]:
    steps = []
    for i, step in enumerate(sandbox.steps):
        if i not in memory.done_steps and step.done(sandbox.workspace):
            memory.done_steps.add(i)
        url = place.become_url(step.become or place.me.name, step.channel, step.app)
        steps.append({"step": step, "done": i in memory.done_steps, "url": url})
    current = next((one for one in steps if not one["done"]), None)
    return [{**one, "current": one is current} for one in steps]


def _modal(place: Place, workspace: Workspace) -> dict[str, Any] | None:
    view = workspace.modal(place.me.id)
    if view is None:
        return None
    drawn = context(
        place,
        workspace,
        f"v-{view.id}",
        surface="modal",
        state=view.state_values,
        errors=view.errors,
    )
    payload = view.payload
    inputs = any(block.get("type") == "input" for block in payload["blocks"])
    submit = text(payload.get("submit"), drawn.names)
    return {
        "view": view,
        "app": workspace.apps[view.app_id],
        "title": text(payload.get("title"), drawn.names),
        "submit": submit or (Markup("Submit") if inputs else ""),
        "close": text(payload.get("close"), drawn.names) or "Cancel",
        "body": blocks(payload["blocks"], drawn),
        "depth": len(workspace.modals.get(place.me.id, [])),
    }


def _home(place: Place, workspace: Workspace) -> dict[str, Any] | None:
    view: View | None = workspace.home(place.me.id, place.app.id) if place.app else None
    if view is None:
        return None
    key = f"h-{view.id}"
    drawn = context(place, workspace, key, surface="home", state=view.state_values)
    return {"view": view, "body": blocks(view.payload["blocks"], drawn)}


def _commands(workspace: Workspace) -> list[dict[str, str]]:
    return [
        {
            "insert": f"{command.command} ",
            "label": command.command,
            "hint": command.usage_hint,
            "note": command.description,
            "app": app.name,
        }
        for app in workspace.apps.values()
        for command in app.commands
    ]


def _shortcuts(workspace: Workspace, kind: str) -> list[tuple[InstalledApp, Shortcut]]:
    return [
        (app, shortcut)
        for app in workspace.apps.values()
        for shortcut in app.shortcuts
        if shortcut.type == kind
    ]


def enter(place: Place, workspace: Workspace, memory: Memory) -> None:
    """Remember where new messages begin, as the person comes in."""
    if place.channel is None:
        return
    key = (place.me.id, place.channel.id)
    if workspace.unread(*key):
        memory.new_lines[key] = workspace.read_marks.get(key, "")
    else:
        memory.new_lines.pop(key, None)
