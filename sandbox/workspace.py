"""The state of the workspace, and what each person sees of it."""

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, Unpack

from sandbox import ids
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.ids import Ids
from sandbox.installed_app import InstalledApp, manifest_facts
from sandbox.journal import Journal
from sandbox.model import BOT_COLOR, COLORS, Channel, Message, User, Usergroup, View
from sandbox.model_options import MessageFields, UserFields

__all__ = ["Channel", "Message", "User", "View", "Workspace"]

SLACKBOT = "USLACKBOT"
_POLL = 0.05

T = TypeVar("T")


class Workspace:
    """Users, channels, messages, views and installed apps."""

    def __init__(
        self, name: str = "Sandbox", clock: SandboxClock | None = None, team_id: str | None = None
    ) -> None:
        self.ids = Ids()
        self.name = name
        self.team_id = team_id or self.ids.new("T")
        self.domain = "".join(c for c in name.lower() if c.isalnum()) or "sandbox"
        self.clock = clock or SandboxClock()
        self.changed = Changes()
        self.journal = Journal(self.clock, self.changed)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.apps: dict[str, InstalledApp] = {}
        self.usergroups: dict[str, Usergroup] = {}
        # (user, app) → App Home; user → open modals, the top one last; (user, channel) → ts.
        self.homes: dict[tuple[str, str], View] = {}
        self.modals: dict[str, list[View]] = {}
        self.read_marks: dict[tuple[str, str], str] = {}
        self._last_ts = 0
        self._threads: dict[tuple[str, str | None], list[Message]] = {}
        self.users[SLACKBOT] = User(SLACKBOT, "slackbot", "Slackbot", is_bot=True)

    # People, channels, apps

    def add_user(self, name: str, real_name: str, **fields: Unpack[UserFields]) -> User:
        """A new member. ValueError if the name is taken."""
        if any(user.name == name for user in self.users.values()):
            raise ValueError(f"There is already somebody called {name}.")
        user = User(self.ids.new("U"), name, real_name, **fields)
        user.color = BOT_COLOR if user.is_bot else COLORS[(len(self.users) - 1) % len(COLORS)]
        self.users[user.id] = user
        self.changed.notify()
        return user

    def add_usergroup(self, handle: str, name: str, members: Iterable[str]) -> Usergroup:
        """A new user group of these people (names or ids)."""
        users = [self.user(member).id for member in members]
        group = Usergroup(self.ids.new("S"), handle, name, users)
        self.usergroups[group.id] = group
        self.changed.notify()
        return group

    def add_channel(
        self,
        name: str,
        members: Iterable[str] = (),
        topic: str = "",
        is_private: bool = False,
    ) -> Channel:
        """A new channel with these members (names or ids). ValueError if the name is taken."""
        if any(channel.name == name for channel in self.channels.values()):
            raise ValueError(f"There is already a channel called #{name}.")
        people = [self.user(member).id for member in members]
        channel = Channel(
            id=self.ids.new("C"),
            name=name,
            members=set(people),
            topic=topic,
            is_private=is_private,
            created=int(self.clock.now().timestamp()),
            creator=people[0] if people else SLACKBOT,
        )
        self.channels[channel.id] = channel
        self.changed.notify()
        return channel

    def install(
        self, manifest: Mapping[str, Any], *, request_url: str | None = None
    ) -> InstalledApp:
        """Install the app that a Slack manifest describes, with fresh random tokens."""
        facts = manifest_facts(manifest)
        app_id, name = self.ids.new("A"), facts["name"]
        bot = self.add_user("".join(name.lower().split()), name, is_bot=True, app_id=app_id)
        app = InstalledApp(
            id=app_id,
            bot_user_id=bot.id,
            bot_id=self.ids.new("B"),
            bot_token=ids.token("xoxb"),
            app_token=ids.token("xapp-1"),
            signing_secret=ids.token("secret").removeprefix("secret-"),
            verification_token=ids.short(),
            request_url=request_url,
            **facts,
        )
        self.apps[app.id] = app
        self.changed.notify()
        return app

    def user(self, name_or_id: str) -> User:
        """LookupError if there is nobody of that name or id."""
        key = name_or_id.removeprefix("@")
        if key in self.users:
            return self.users[key]
        for user in self.users.values():
            if user.name == key:
                return user
        raise LookupError(f"There is nobody called {name_or_id} in {self.name}.")

    def channel(self, name_or_id: str) -> Channel:
        """LookupError if there is no channel of that name or id."""
        key = name_or_id.removeprefix("#")
        if key in self.channels:
            return self.channels[key]
        for channel in self.channels.values():
            if channel.name == key and not channel.is_im:
                return channel
        raise LookupError(f"There is no channel {name_or_id} in {self.name}.")

    def im(self, user_id: str, other_id: str) -> Channel:
        """The direct message of these two; opened when there is none yet."""
        pair = {user_id, other_id}
        for channel in self.channels.values():
            if channel.is_im and channel.members == pair:
                return channel
        created = int(self.clock.now().timestamp())
        channel = Channel(self.ids.new("D"), "", pair, is_im=True, created=created)
        self.channels[channel.id] = channel
        self.changed.notify()
        return channel

    def mpim(self, members: Iterable[str]) -> Channel:
        """The group direct message of these (ids); opened when there is none yet."""
        everyone = set(members)
        for channel in self.channels.values():
            if channel.is_mpim and channel.members == everyone:
                return channel
        name = "mpdm-" + "--".join(sorted(self.users[one].name for one in everyone)) + "-1"
        channel = self.add_channel(name, sorted(everyone), is_private=True)
        channel.is_mpim = True
        self.changed.notify()
        return channel

    def people(self) -> list[User]:
        """Everyone a human can be: no bots, nobody deactivated."""
        return [user for user in self.users.values() if not (user.is_bot or user.deleted)]

    def channels_for(self, user: str) -> list[Channel]:
        """Channels and direct messages that this person is in, in order of creation."""
        user_id = self.user(user).id
        return [channel for channel in self.channels.values() if user_id in channel.members]

    def app_of_bot(self, bot_id: str | None) -> InstalledApp | None:
        """The app whose bot_id or bot user this is."""
        for app in self.apps.values():
            if bot_id in (app.bot_id, app.bot_user_id):
                return app
        return None

    # Messages

    def new_ts(self) -> str:
        """The clock in microseconds as Slack writes it; unique and rising."""
        micros = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(
        self, channel: str, user: str, text: str = "", **fields: Unpack[MessageFields]
    ) -> Message:
        """Store a message as it is. Whether it may be posted is the caller's question."""
        message = Message(self.new_ts(), self.channel(channel).id, user, text, **fields)
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.is_reply:
            self._threads.setdefault((message.channel, message.thread_ts), []).append(message)
        self.changed.notify()
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """The message, unless it is deleted."""
        found = self.messages.get(channel, {}).get(ts)
        return None if found is None or found.deleted else found

    def messages_for(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What that person sees there, oldest first; with `thread_ts` the thread, parent first."""
        user_id, place = self.user(user).id, self.channel(channel)
        if user_id not in place.members and place.kind != "channel":
            return []
        return [
            message
            for message in self.messages.get(place.id, {}).values()
            if not message.deleted
            and message.ephemeral_to in (None, user_id)
            and _is_in(message, thread_ts)
        ]

    def replies(self, message: Message) -> list[Message]:
        """Answers in the message's thread that everyone sees."""
        return [
            reply
            for reply in self._threads.get((message.channel, message.ts), [])
            if not reply.deleted and reply.ephemeral_to is None
        ]

    # Views

    def home(self, user: str, app_id: str | None = None) -> View | None:
        """That person's App Home of the app (the first app if not said)."""
        app_id = app_id or next(iter(self.apps), "")
        return self.homes.get((self.user(user).id, app_id))

    def modal(self, user: str) -> View | None:
        """The modal on top for that person."""
        stack = self.modals.get(self.user(user).id)
        return stack[-1] if stack else None

    def view(self, view_id: str) -> View | None:
        """An open modal or a published Home."""
        for stack in self.modals.values():
            for view in stack:
                if view.id == view_id:
                    return view
        return next((home for home in self.homes.values() if home.id == view_id), None)

    # Unread marks

    def unread(self, user: str, channel: str) -> int:
        """How many messages by others came since that person looked."""
        user_id, channel_id = self.user(user).id, self.channel(channel).id
        mark = self.read_marks.get((user_id, channel_id), "")
        seen = self.messages_for(user_id, channel_id)
        return sum(1 for message in seen if message.ts > mark and message.user != user_id)

    def mark_read(self, user: str, channel: str) -> None:
        """That person has seen all that is there."""
        user_id, channel_id = self.user(user).id, self.channel(channel).id
        if self.unread(user_id, channel_id):
            last = next(reversed(self.messages[channel_id].values()))
            self.read_marks[(user_id, channel_id)] = last.ts
            self.changed.notify()

    # Waiting

    async def until(
        self,
        predicate: Callable[[], T | None],
        timeout: float = 10.0,  # noqa: ASYNC109 - so that the error can say what was awaited
    ) -> T:
        """The predicate's value as soon as it is true. TimeoutError says what was waited for."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (value := predicate()):
            rest = deadline - loop.time()
            if rest <= 0:
                raise TimeoutError(f"Waited {timeout:g} s for {_source(predicate)}.")
            # What the predicate reads may lie outside the workspace, so look now and then too.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(rest, _POLL)):
                    await self.changed.wait()
        return value


def _is_in(message: Message, thread_ts: str | None) -> bool:
    if thread_ts is None:
        return not message.is_reply or message.reply_broadcast
    return thread_ts in (message.ts, message.thread_ts)


def _source(predicate: Callable[[], object]) -> str:
    try:
        return inspect.getsource(predicate).strip()
    except (OSError, TypeError):
        return repr(predicate)
