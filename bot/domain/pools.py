"""Words told without a name: kept in a pool until so many people wrote that none stands alone.

The pool's key is all that joins a text with its author and its event. It lives while the pool is
open, so that people can be counted and a text can be taken back, and is destroyed with it.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.lifecycle import Door, Event
from bot.domain.schedule import Week

PEOPLE = 5
MAX_WEEKS = 8
KEY_BYTES = 32


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def author_mark(key: bytes, user: str) -> str:
    """The same for all that one person writes into the pool; nothing to whom the key is lost."""
    return _mark(key, f"author {user}")


def event_mark(key: bytes, event_id: str) -> str:
    """Under which a text is found again when its event is taken back."""
    return _mark(key, f"event {event_id}")


def wish_mark(key: bytes, event_id: str) -> str:
    """The same for what they asked for."""
    return _mark(key, f"wish {event_id}")


def same_form(events: Iterable[Event], event: Event) -> tuple[str, ...]:
    """Earlier answers in the form that this event came from, about the same thing said: their
    texts give way to its own. Messages that were saved as feedback are texts of their own."""
    if event.door is not Door.MODAL:
        return ()
    mine = event.user, event.door, event.action, event.detail.get("of")
    same = (e for e in events if (e.user, e.door, e.action, e.detail.get("of")) == mine)
    return tuple(e.id for e in same if e.id != event.id)


def _mark(key: bytes, what: str) -> str:
    return hmac.digest(key, what.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class OpenPool:
    """`opened_in` is the week of the first text: no finer time is kept. `people` wrote so far."""

    key: bytes
    opened_in: Week
    people: int = 0

    @property
    def is_complete(self) -> bool:
        return self.people >= PEOPLE

    def is_over(self, week: Week) -> bool:
        """Whether its weeks have passed."""
        return week >= self.opened_in.plus(MAX_WEEKS)
