"""Who looks at what: the page's address as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.installed_app import InstalledApp
from sandbox.workspace import Channel, User, Workspace

SHOWN = 60
DRAWERS = ("journal", "faults")


@dataclass(frozen=True)
class Place:
    """A person in front of a channel or of an app's Home, maybe with a thread beside it."""

    me: User
    channel: Channel | None
    app: InstalledApp | None
    home: bool
    thread: str | None
    drawer: str  # what is open at the bottom: "" or one of DRAWERS
    shown: int = SHOWN  # how many of the latest messages

    def url(self, **changes: str | None) -> str:
        """This place's address with some of `as`, channel, app, tab, thread, drawer changed."""
        params: dict[str, str | None] = {
            "as": self.me.name,
            "channel": _address(self.channel) if self.channel and not self.app else None,
            "app": self.app.id if self.app else None,
            "tab": "messages" if self.app and not self.home else None,
            "thread": self.thread,
            "drawer": self.drawer or None,
            "shown": str(self.shown) if self.shown > SHOWN else None,
        }
        params.update({key.rstrip("_"): value for key, value in changes.items()})
        return "/?" + urlencode({key: value for key, value in params.items() if value})

    def channel_url(self, channel: Channel) -> str:
        return self.url(channel=_address(channel), app=None, tab=None, thread=None, shown=None)

    def app_url(self, app: InstalledApp, tab: str | None = None) -> str:
        return self.url(channel=None, app=app.id, tab=tab, thread=None, shown=None)

    def become_url(self, name: str, channel: str | None = None, app: str | None = None) -> str:
        """The same view with another person's eyes, or else a channel, or an app's messages; a
        private place falls back to their first."""
        if channel or app:
            there = {"channel": channel, "app": app, "tab": "messages" if app else None}
            return self.url(as_=name, **there, thread=None, shown=None)
        keep = {} if self.channel is None or not self.channel.is_im else {"channel": None}
        return self.url(as_=name, thread=None, shown=None, **keep)


def place(query: Mapping[str, str], workspace: Workspace) -> Place:
    """The place of this query; whatever does not exist falls back to something that does."""
    me = _me(query.get("as", ""), workspace)
    shown = query.get("shown", "")
    drawer = query.get("drawer", "")
    rest = (
        query.get("thread"),
        drawer if drawer in DRAWERS else "",
        max(SHOWN, int(shown)) if shown.isdecimal() else SHOWN,
    )
    app = workspace.apps.get(query.get("app", ""))
    if app:
        home = app.home_tab and query.get("tab") != "messages"
        channel = None if home else workspace.im(me.id, app.bot_user_id)
        return Place(me, channel, app, home, *rest)
    return Place(me, _channel(query.get("channel", ""), me, workspace), None, False, *rest)


def _me(name: str, workspace: Workspace) -> User:
    people = workspace.people()
    if not people:
        raise LookupError("Nobody is in this workspace yet: add a person first.")
    return next((user for user in people if name in (user.name, user.id)), people[0])


def _channel(name: str, me: User, workspace: Workspace) -> Channel | None:
    mine = [c for c in workspace.channels_for(me.id) if not c.is_archived]
    if name.startswith("@"):
        return _dm(name, me, workspace)
    key = name.removeprefix("#")
    for channel in [*mine, *workspace.channels.values()]:
        if key and key in (channel.id, channel.name) and _may_see(channel, me):
            return channel
    rooms = [channel for channel in mine if not channel.is_direct]
    return next(iter(rooms or mine), None)


def _dm(name: str, me: User, workspace: Workspace) -> Channel | None:
    try:
        return workspace.im(me.id, workspace.user(name).id)
    except LookupError:
        return None


def _may_see(channel: Channel, me: User) -> bool:
    return me.id in channel.members or channel.kind == "channel"


def _address(channel: Channel) -> str:
    return channel.id if channel.is_im else channel.name
