"""What could not be delivered to Slack, and what somebody can do about it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something given up. `subject` is what it is about, as people call it; `since` when."""

    id: str
    kind: str
    to: str
    subject: str
    error: str
    since: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class PausedChannel:
    """A channel that refuses everything now, and how much waits for it."""

    channel: str
    error: str
    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Halted:
    """Why nothing can be sent to the whole workspace; `scopes` are what the app may do there."""

    error: str
    since: datetime | None
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The state of delivery as an admin sees it."""

    halted: Halted | None
    paused: tuple[PausedChannel, ...]
    dead: tuple[DeadLetter, ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits. `oldest`: since when the longest waiting new card should have been there."""

    cards: int
    messages: int
    oldest: datetime | None
    dead: int
    paused: int
    is_halted: bool


NO_ANSWER = "no_answer"
UNREADABLE_ANSWER = "unreadable_answer"
BROKEN = "broken"
MAYBE_POSTED = "may_have_been_posted"
CANNOT_LOOK = "cannot_look"
MAYBE_SEEN = "may_have_been_seen"
UNCERTAIN_CODES = (MAYBE_POSTED, CANNOT_LOOK, MAYBE_SEEN)
"""Why something is given up that may have been posted, or seen."""

_KEPT_OUT = (
    "Slack no longer takes the bot token. Reinstall the app in the workspace, set the new "
    "SLACK_BOT_TOKEN and start Leadloop again. Everything waits until then."
)
_PERSON = "This person has left Slack or cannot be written to. Drop it."
_DRAWN = (
    "Slack does not take this message as it is drawn. A card is tried again at its lead's next "
    "change; please report it with its id."
)
_REMEDIES: Mapping[str, str] = {
    "not_in_channel": "Leadloop is not in {place}. Type /invite @Leadloop there.",
    "channel_not_found": "Leadloop cannot see {place}: it was deleted or is private. Type /invite "
    "@Leadloop there, or choose another channel in /leads settings.",
    "is_archived": "{place} is archived. Unarchive it, or choose another channel in "
    "/leads settings.",
    "restricted_action": "Not everybody may post in {place}. Allow Leadloop to, in the channel's "
    "settings.",
    "shared_with_another_company": "{place} is shared with another company, and leads stay "
    "inside. Choose another channel in /leads settings.",
    "messages_tab_disabled": "The app's messages are switched off. Switch on the Messages Tab "
    "under “App Home” in the app's configuration.",
    "missing_scope": "The app lacks a scope{detail}. Add it under “OAuth & Permissions” and "
    "reinstall the app.",
    "account_inactive": "The app was deactivated in this workspace. Let a workspace owner allow it "
    "again, or reinstall it. Everything waits until then.",
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "token_revoked", "token_expired"),
        _KEPT_OUT,
    ),
    **dict.fromkeys(("user_not_found", "user_disabled", "user_not_visible"), _PERSON),
    "cannot_dm_bot": _PERSON,
    **dict.fromkeys(("msg_too_long", "msg_blocks_too_long", "invalid_blocks"), _DRAWN),
    **dict.fromkeys(
        ("message_not_found", "cant_update_message"),
        "Somebody deleted this card in {place}. Retry posts it again, drop leaves it.",
    ),
    MAYBE_POSTED: "It may stand in {place} already: Slack let nobody look. Try it again once Slack "
    "works: retry looks first, and posts only what is not there.",
    CANNOT_LOOK: "It may stand in {place} already, and Leadloop lacks the scope to look{detail}. "
    "Look there: retry with its id posts it (again), drop leaves it.",
    NO_ANSWER: "Slack did not answer. Try it again once Slack works, or drop it.",
    UNREADABLE_ANSWER: "What Slack answered could not be read. Try it again once Slack works, or "
    "drop it.",
    BROKEN: "Leadloop itself failed on this. Please report it with its error. Try it again after "
    "an update, or drop it.",
    "not_looked_up": "Slack never said who a lead's owner is, or who reads along in {place}. Try "
    "it again once Slack works, or drop it.",
    "not_posted": "Slack did not take this message and never said why. Try it again once Slack "
    "works, or drop it.",
    MAYBE_SEEN: "A private line that may have been seen already. Drop it.",
}


def remedy(error: str, place: str) -> str:
    """What to do about an error such as `not_in_channel`; `place` names the channel or person."""
    code, _, detail = error.partition(" ")
    found = _REMEDIES.get(code)
    if found is None:
        return f"Slack answered “{error}”. Try it again once that is mended, or drop it."
    return found.format(place=place, detail=f" {detail}" if detail else "")


_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")


def mention(place: str) -> str:
    """A channel or person as Slack draws the name."""
    if _CHANNEL.fullmatch(place):
        return f"<#{place}>"
    return f"<@{place}>" if _USER.fullmatch(place) else place


def is_user(name: str) -> bool:
    return bool(_USER.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about so many messages."""

    text: str
    count: int


def remedies(dead: tuple[DeadLetter, ...], named: Callable[[str], str]) -> list[Remedy]:
    """Each remedy once, the most wanted first."""
    counts: dict[str, int] = {}
    for letter in dead:
        text = remedy(letter.error, named(letter.to))
        counts[text] = counts.get(text, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return [Remedy(text, count) for text, count in ordered]
