"""What a workspace holds: users, channels, messages and views."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
JsonValue = Any  # whatever JSON can hold

BOT_COLOR = "1d7a74"
COLORS = ("4a6fa5", "8f4f9f", "b0812a", "b0553f", "5f6f2f", "9c3f6c", "3f7fa0", "7a5f3f")


@dataclass(slots=True, eq=False)
class User:
    """A person or an app's bot."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    tz: str = "Europe/Berlin"
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    app_id: str | None = None
    color: str = ""

    def __post_init__(self) -> None:
        self.color = self.color or COLORS[sum(map(ord, self.name)) % len(COLORS)]

    @property
    def initials(self) -> str:
        """One or two capitals for the avatar."""
        words = self.real_name.split() or [self.name]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(slots=True)
class Usergroup:
    """People who are mentioned together; `handle` without the @."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, with `is_im` a direct message between two members, with `is_mpim` among more."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    created: int = 0
    creator: str = ""

    @property
    def is_direct(self) -> bool:
        """A conversation of certain people, which has no name of its own."""
        return self.is_im or self.is_mpim

    @property
    def kind(self) -> Literal["im", "mpim", "group", "channel"]:
        """Slack's `channel_type`."""
        if self.is_direct:
            return "im" if self.is_im else "mpim"
        return "group" if self.is_private else "channel"


@dataclass(slots=True, eq=False)
class Message:
    """One message. `ephemeral_to` is the only person who sees it; `text` is mrkdwn."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    edited_ts: str | None = None
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    deleted: bool = False
    reply_broadcast: bool = False
    subtype: str | None = None
    # What each person has chosen in this message's menus: user → block_id → action_id → value.
    chosen: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """True for an answer in a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, eq=False)
class View:
    """A modal or an App Home. `payload` is the view as the app sent it, ids filled in."""

    id: str
    type: Literal["modal", "home"]
    user: str
    app_id: str
    payload: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state_values: dict[str, dict[str, Json]] = field(default_factory=dict)
    # Field errors that the person sees now: block_id → sentence.
    errors: dict[str, str] = field(default_factory=dict)
