"""What a person's eyes add to rendering: names, zone, time."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.page.place import Place
from sandbox.render import Context, Names
from sandbox.workspace import Channel, User, Workspace


def zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.tz)


def display(user: User) -> str:
    """The name shown beside an avatar."""
    return user.real_name or user.name


def channel_label(channel: Channel, me: User, workspace: Workspace) -> str:
    """The channel's name, or who a direct message is with."""
    if not channel.is_direct:
        return channel.name
    others = channel.members - {me.id}
    names = [display(user) for user in workspace.users.values() if user.id in others]
    return ", ".join(names) or f"{display(me)} (you)"


def names(place: Place, workspace: Workspace) -> Names:
    me = place.me
    return Names(
        users={user.id: display(user) for user in workspace.users.values()},
        channels={c.id: c.name for c in workspace.channels.values() if not c.is_direct},
        groups={group.id: group.handle for group in workspace.usergroups.values()},
        me=me.id,
        now=workspace.clock.now(),
        tz=zone(me),
        channel_url=place.url(channel="CHANNEL", app=None, tab=None, thread=None).replace(
            "CHANNEL", "{id}"
        ),
    )


def context(place: Place, workspace: Workspace, key: str, **more: Any) -> Context:
    """A rendering context; `more` are the other fields of `Context`."""
    people: Mapping[str, str] = {user.id: display(user) for user in workspace.people()}
    conversations = {c.id: f"#{c.name}" for c in workspace.channels_for(place.me.id) if not c.is_im}
    return Context(
        names(place, workspace), key=key, people=people, conversations=conversations, **more
    )
