"""The journal as its pane shows it: who, where, what, and which payload a call followed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.journal import JournalEntry
from sandbox.workspace import Workspace

_SHOWN = 200
_FOLLOWS = timedelta(seconds=3)  # an app has that long to acknowledge; later calls are its own


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line. `after`: the payload in whose wake the app called, `lag` ms after it was sent."""

    entry: JournalEntry
    gist: str
    error: str
    after: JournalEntry | None
    lag: float

    @property
    def time(self) -> datetime:
        """When it began."""
        return started(self.entry)

    @property
    def is_call(self) -> bool:
        """Whether the app called; else the workspace sent it something."""
        return self.entry.direction == "app→slack"

    @property
    def kinds(self) -> str:
        """What the pane's filter knows this line as."""
        return f"{'call' if self.is_call else 'event'}{'' if self.entry.ok else ' refused'}"


def exchanges(workspace: Workspace) -> list[Exchange]:
    """The latest exchanges, the last to begin first."""
    entries = list(workspace.journal)[-_SHOWN:]
    sent = [(started(one), one) for one in entries if one.direction == "slack→app"]
    newest = sorted(entries, key=lambda one: (started(one), one.number), reverse=True)
    return [_exchange(one, sent, workspace) for one in newest]


def started(entry: JournalEntry) -> datetime:
    """When it was sent; the journal's own time is when it was over."""
    return entry.time - timedelta(milliseconds=entry.ms)


def _exchange(
    entry: JournalEntry, sent: Sequence[tuple[datetime, JournalEntry]], workspace: Workspace
) -> Exchange:
    response = entry.response if isinstance(entry.response, Mapping) else {}
    error = "" if entry.ok else str(response.get("error") or "failed")
    gist = " · ".join(_gist(entry.payload, workspace))
    after, lag = None, 0.0
    if entry.direction == "app→slack":
        start = started(entry)
        near = [(at, one) for at, one in sent if timedelta(0) <= start - at < _FOLLOWS]
        if near:
            at, after = max(near, key=lambda one: one[0])
            lag = (start - at) / timedelta(milliseconds=1)
    return Exchange(entry, gist, error, after, lag)


def _gist(payload: Any, workspace: Workspace) -> Iterator[str]:
    """Who · where · what, as far as this payload says so."""
    if not isinstance(payload, Mapping):
        return
    event = _part(payload, "event") or payload
    item = _part(event, "item")
    user = _id(event.get("user") or event.get("user_id") or event.get("users"))
    if user in workspace.users:
        yield f"@{workspace.users[user].name}"
    channel = _id(event.get("channel") or event.get("channel_id") or item.get("channel"))
    if channel in workspace.channels:
        found = workspace.channels[channel]
        yield "direct message" if found.is_direct else f"#{found.name}"
    elif channel:
        yield channel
    what = _what(event)
    if what:
        yield what


def _what(event: Mapping[str, Any]) -> str:
    actions = event.get("actions") or [{}]
    found = (
        (isinstance(actions, list) and _part({"it": actions[0]}, "it").get("action_id"))
        or event.get("callback_id")
        or _part(event, "view").get("callback_id")
        or (event.get("reaction") and f":{event['reaction']}:")
        or event.get("text")
        or event.get("name")
        or event.get("tab")
        or ""
    )
    return " ".join(str(found).split())[:120]


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = value.get(key)
    return part if isinstance(part, Mapping) else {}


def _id(value: object) -> str:
    return str(value.get("id", "")) if isinstance(value, Mapping) else str(value or "")
