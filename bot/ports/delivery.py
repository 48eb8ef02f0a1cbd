"""What delivery takes from the store and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.deliveries import Halted
from bot.ports.outward import Intent


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel's turn: who holds it writes to that channel, one thing at a time."""

    team: str
    channel: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A lane in the hands of a worker. Once another one has leased it, nothing that this one still
    says about its work counts, except where it was posted."""

    lane: Lane
    worker: str


@dataclass(frozen=True, slots=True)
class CardWork:
    """A card to bring to `revision`. `ts` None: it has not been posted, as far as is known.

    `message_id` is the message's own, whichever lead's card it is. `open_since`: when its lead
    came, or came back, in the people's time.
    """

    lead_id: str
    message_id: str
    channel: str
    revision: int
    ts: str | None
    attempts: int
    uncertain: bool
    attempted_at: datetime | None
    looks: int = 0
    open_since: datetime | None = None

    @property
    def id(self) -> str:
        return f"card-{self.lead_id}"

    @property
    def mark(self) -> Mapping[str, str]:
        """By what its message is known in Slack; the release before knows only the `id`."""
        return {"id": self.id, "message": self.message_id}


@dataclass(frozen=True, slots=True)
class MessageWork:
    """A one-off message to send; `parent_ts` is the thread it belongs to.

    It is orphaned when the message that it should stand under was never posted.
    """

    id: str
    intent: Intent
    channel: str
    parent_ts: str | None
    attempts: int
    uncertain: bool
    attempted_at: datetime | None
    looks: int = 0
    orphaned: bool = False

    @property
    def mark(self) -> Mapping[str, str]:
        return {"id": self.id}


Work = CardWork | MessageWork


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message now stands; `at` is the people's time, `revision` what a card shows."""

    channel: str
    ts: str | None
    at: datetime
    revision: int = 0


class DeliveryMeter(Protocol):
    """Counts what delivery does, by the kind of message or of fault."""

    def delivered(self, kind: str) -> None: ...

    def failed(self, fault: str) -> None: ...

    def gave_up(self, kind: str) -> None: ...

    def posted(self, seconds: float) -> None:
        """A card stands in Slack so long after its lead came."""


class DeliveryQueue(Protocol):
    """What delivery takes from storage. Times are real time, where nothing else is said."""

    async def lanes(self, now: datetime, limit: int) -> list[Lane]:
        """Lanes with something to send now that nobody holds."""

    async def lease(self, lane: Lane, worker: str, now: datetime, until: datetime) -> bool:
        """True for the one worker that gets the lane (compare-and-set)."""

    async def next(
        self,
        lane: Lane,
        now: datetime,
        *,
        messages_first: bool = False,
        updates_first: bool = False,
    ) -> Work | None:
        """The next thing of the lane: cards before messages, new cards before those that stand, or
        either the other way round. A post that an expired lease left in `sending` is uncertain;
        what draws a message that stands already never is: it is simply made again."""

    async def sending(self, turn: Turn, work: Work, now: datetime, at: datetime) -> bool:
        """Records the attempt before the call, made `at` in the people's time; False when the lease
        was lost or is over."""

    async def sent(self, lane: Lane, work: Work, place: Place) -> None: ...

    async def later(
        self, turn: Turn, work: Work, error: str, at: datetime, *, counts: bool = True
    ) -> None:
        """Not before `at`. What is uncertain stays so; `counts` as one more attempt."""

    async def uncertain(self, turn: Turn, work: Work, error: str, at: datetime) -> None:
        """The outcome is unknown: look for the message, not before `at`, before sending again."""

    async def finish(self, turn: Turn, work: Work, status: str, error: str, at: datetime) -> None:
        """Ends work for good: `dead`, `obsolete` or `deleted`. `at` is the people's time."""

    async def pause(self, lane: Lane, reason: str, at: datetime) -> None:
        """Notes why the lane rests, from the people's time `at`; the next success clears it."""

    async def halt(self, method: str, until: datetime) -> None:
        """Nobody calls this method for this workspace before then."""

    async def halt_all(self, halted: Halted, until: datetime) -> bool:
        """Nothing is sent to the workspace until `resume`; True for whoever says so first."""

    async def halted(self) -> Halted | None: ...

    async def may_probe(self, now: datetime, until: datetime) -> bool:
        """True for the one worker that asks Slack now; the next asks at `until`."""

    async def resume(self) -> None:
        """The workspace can be written to again."""

    async def release(self, lane: Lane, worker: str, not_before: datetime | None) -> None: ...
