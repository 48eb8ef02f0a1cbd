"""What went over the wire, as the sandbox's journal has it: it knows how often Slack told an emoji
and whether any of that was acknowledged, also of what was held or told again later."""

from collections import Counter
from itertools import takewhile

from sandbox.journal import Journal, JournalEntry

Emoji = tuple[str, str, str, str]
"""reaction_added or reaction_removed, by whom, which emoji, on which message (ts)."""


class Told:
    """`again`: events told more than once. `whispered`: private lines that Slack took in."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._last = 0
        self._tellings: Counter[str] = Counter()
        self._acknowledged: dict[str, Emoji] = {}
        self.whispered = 0

    @property
    def again(self) -> int:
        return sum(count - 1 for count in self._tellings.values())

    def acknowledged(self, emoji: Emoji) -> int:
        """How many such events were: people take an emoji away and come back."""
        self.read()
        return list(self._acknowledged.values()).count(emoji)

    def read(self) -> None:
        """Takes in what is new. AssertionError: the journal has dropped some of it already."""
        new = list(takewhile(lambda one: one.number > self._last, reversed(tuple(self._journal))))
        for entry in reversed(new):
            assert entry.number == self._last + 1, "the journal was read too late"
            self._last = entry.number
            self._take(entry)

    def _take(self, entry: JournalEntry) -> None:
        if entry.name == "chat.postEphemeral" and isinstance(entry.response, dict):
            self.whispered += bool(entry.response.get("ok"))
        if not entry.name.startswith("reaction_") or not isinstance(entry.payload, dict):
            return
        event = entry.payload["event"]
        self._tellings[entry.payload["event_id"]] += 1
        if entry.ok:
            emoji = (entry.name, event["user"], event["reaction"], event["item"]["ts"])
            self._acknowledged[entry.payload["event_id"]] = emoji
