"""The message list of a channel or thread: days, groups, threads, reactions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from sandbox.page.eyes import context, display, zone
from sandbox.page.memory import Memory
from sandbox.page.place import Place
from sandbox.render import Context, Names, dates, emoji, message
from sandbox.render.attachments import attachment
from sandbox.workspace import Message, User, Workspace

_GROUP = timedelta(minutes=5)


@dataclass(frozen=True)
class Reaction:
    """One pill under a message."""

    name: str
    character: str
    count: int
    mine: bool
    who: str


@dataclass(frozen=True)
class Thread:
    """The line "3 replies" under a message."""

    count: int
    last: str
    users: list[User]


@dataclass(frozen=True)
class Line:
    """A message as the template draws it. `day` and `new` stand above it."""

    message: Message
    author: User
    time: str
    full_time: str
    body: Markup
    reactions: list[Reaction]
    thread: Thread | None
    first: bool = True
    day: str = ""
    new: bool = False


def at(ts: str, tz: Place | None = None) -> datetime:
    """The moment of a message's ts."""
    moment = datetime.fromtimestamp(float(ts), UTC)
    return moment.astimezone(zone(tz.me)) if tz else moment


def timeline(
    place: Place, workspace: Workspace, memory: Memory, thread_ts: str | None = None
) -> list[Line]:
    """The lines that this person sees in the place's channel, or in one of its threads."""
    if place.channel is None:
        return []
    me = place.me.id
    seen = [
        one
        for one in workspace.messages_for(me, place.channel.id, thread_ts)
        if (me, one.ts) not in memory.dismissed
    ]
    if thread_ts is None:
        seen = seen[-place.shown :]
    base = context(place, workspace, "t" if thread_ts else "m")
    lines = [_line(one, place, workspace, base) for one in seen]
    mark = None if thread_ts else memory.new_lines.get((me, place.channel.id))
    return list(_grouped(lines, place, workspace.clock.now(), mark))


def _grouped(lines: list[Line], place: Place, now: datetime, mark: str | None) -> Iterator[Line]:
    previous: Line | None = None
    marked = False
    for line in lines:
        moment = at(line.message.ts, place)
        new_day = previous is None or moment.date() != at(previous.message.ts, place).date()
        new = mark is not None and not marked and line.message.ts > mark
        marked = marked or new
        first = previous is None or new_day or new or not _continues(previous.message, line.message)
        day = dates.pretty_day(moment, now.astimezone(zone(place.me))) if new_day else ""
        previous = replace(line, first=first, day=day, new=new)
        yield previous


def _continues(before: Message, message: Message) -> bool:
    return (
        before.user == message.user
        and before.ephemeral_to == message.ephemeral_to
        and message.thread_ts == before.thread_ts
        and at(message.ts) - at(before.ts) < _GROUP
    )


def _line(one: Message, place: Place, workspace: Workspace, base: Context) -> Line:
    moment = at(one.ts, place)
    key = f"{base.key}-{one.ts.replace('.', '-')}"
    drawn = replace(base, key=key, state=one.chosen.get(place.me.id, {}))
    body = message(one.text, one.blocks, drawn) if one.text or one.blocks else Markup("")
    for i, item in enumerate(one.attachments):
        body += attachment(item, replace(drawn, key=f"{key}-a{i}"))
    return Line(
        message=one,
        author=workspace.users[one.user],
        time=dates.clock(moment),
        full_time=f"{dates.long_day(moment)} at {dates.clock(moment)}",
        body=body,
        reactions=[_reaction(name, users, drawn.names) for name, users in one.reactions.items()],
        thread=None if base.key == "t" else _thread(one, place, workspace),
    )


def _reaction(name: str, users: list[str], names: Names) -> Reaction:
    people = ["You" if user == names.me else names.users.get(user, user) for user in users]
    who = f"{', '.join(people)} reacted with :{name}:"
    character = emoji.character(name) or f":{name}:"
    return Reaction(name, character, len(users), names.me in users, who)


def _thread(one: Message, place: Place, workspace: Workspace) -> Thread | None:
    replies = workspace.replies(one)
    if not replies:
        return None
    moment = at(replies[-1].ts, place)
    day = dates.pretty_day(moment, workspace.clock.now().astimezone(zone(place.me)))
    users = list({reply.user: workspace.users[reply.user] for reply in replies}.values())[:4]
    users.sort(key=display)
    return Thread(len(replies), f"{day} at {dates.clock(moment)}", users)
