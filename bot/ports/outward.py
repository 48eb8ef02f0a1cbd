"""What the use cases want to have shown in Slack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.deliveries import Backlog, Deliveries, PausedChannel
from bot.domain.rollup import Head, Load


@dataclass(frozen=True, slots=True)
class Posted:
    """A card's message. `ts` None: it is just being posted, or perhaps was; `attempted_at` then."""

    message_id: str
    channel: str
    ts: str | None
    attempted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unposted:
    """A card that stands nowhere yet, and where it is to be posted; `sought` when it perhaps does
    stand there after all."""

    lead_id: str
    channel: str
    sought: Posted | None


class CardRepository(Protocol):
    async def want(
        self,
        lead_ids: Sequence[str],
        channel: str,
        heads: Mapping[str, str] | None = None,
        burst: Collection[str] = (),
    ) -> None:
        """Asks for cards in a channel; a lead in `heads` is shown on that other lead's card, one
        of a `burst` in a line of its own."""

    async def without(self, lead_ids: Sequence[str]) -> list[str]:
        """Those of them for which no card was asked yet, in their order."""

    async def load(self, channel: str, since: datetime) -> Load:
        """What was posted to the channel since then, or waits to be."""

    async def set_apart(self, lead_ids: Sequence[str]) -> None:
        """Gives those of them that a burst's card shows a card of their own."""

    async def heads(self, companies: Sequence[str], since: datetime) -> list[Head]:
        """The cards of these companies' leads that came since then, on which nobody acted yet, nor
        will before the commit."""

    async def rolled_up(self, lead_id: str) -> list[str]:
        """The other leads that this lead's card shows."""

    async def head_of(self, lead_id: str) -> str:
        """The lead on whose card this one is shown: itself, unless it was rolled up."""

    async def is_posted(self, lead_id: str) -> bool:
        """Whether the card that shows this lead stands somewhere."""

    async def revision(self, lead_id: str) -> int:
        """Which drawing of a card is wanted. Read before what is drawn: a change in between then
        has it drawn again."""

    async def repost(self, lead_id: str, channel: str) -> None:
        """Asks for a new card of a lead whose old one has long scrolled away."""

    async def unposted(self) -> list[Unposted]:
        """The cards that wait to be posted, those that may have been posted to a channel that is
        refused by now, and those that were given up before. They stay so until the commit."""

    async def move(self, lead_id: str, channel: str) -> None:
        """Has a card that is not posted posted there instead, with all that it shows."""

    async def alone_on(self, lead_id: str) -> Posted | None:
        """The message that shows this lead and no other, if there is one, or may be. It stays so
        until the commit."""

    async def leads_at(self, channel: str, ts: str) -> list[str]:
        """The leads on the card that stands at this place; none where there is no card."""

    async def may_be_posted(self, channel: str, by: datetime) -> bool:
        """Whether a card whose place is not known yet may stand in this channel since then."""


class MessageKind(StrEnum):
    """One-off messages; each is rendered when it is sent."""

    BRIEF = "brief"
    BRIEF_EDIT = "brief_edit"
    WHISPER = "whisper"
    DIGEST = "digest"
    DIGEST_THREAD = "digest_thread"
    HEADLINE = "headline"
    DIGEST_EDIT = "digest_edit"
    DIGEST_MONTH = "digest_month"
    CHANGE_TOLD = "change_told"
    CHANGE_OVERDUE = "change_overdue"
    DISAGREED = "disagreed"
    RETURNED = "returned"
    REMINDER = "reminder"
    REMINDER_EDIT = "reminder_edit"
    QUESTION = "question"
    CARD_GONE = "card_gone"
    CARD_MOVED = "card_moved"
    CARD_LEFT = "card_left"
    ERASED = "erased"
    CHANNEL_PAUSED = "channel_paused"
    GIVEN_UP = "given_up"
    JOB_FAILS = "job_fails"
    JOB_WORKS = "job_works"
    SIT_IN_ASKED = "sit_in_asked"
    SIT_IN_ANSWERED = "sit_in_answered"
    SIT_IN_LEARNT = "sit_in_learnt"
    CONTACT_CHANGED = "contact_changed"
    AGREE_ASKED = "agree_asked"
    AGREE_EDIT = "agree_edit"
    STEP_PROPOSED = "step_proposed"
    STEP_AGREED = "step_agreed"
    WOULD_YOU = "would_you"
    PASSED_ON = "passed_on"
    CAME_AGAIN = "came_again"
    PASSED_ON_EDIT = "passed_on_edit"
    LEFT_BEHIND = "left_behind"
    WOULD_YOU_TOLD = "would_you_told"
    EXPORT = "export"
    DEFINITION_PROPOSED = "definition_proposed"
    DEFINITION_SETTLED = "definition_settled"
    DISPUTED = "disputed"
    DISPUTE_LIST = "dispute_list"


EDITS = frozenset(
    {
        MessageKind.BRIEF_EDIT,
        MessageKind.DIGEST_EDIT,
        MessageKind.CARD_MOVED,
        MessageKind.ERASED,
        MessageKind.REMINDER_EDIT,
        MessageKind.AGREE_EDIT,
        MessageKind.PASSED_ON_EDIT,
    }
)
"""These draw a message again that stands already: their parent, or that of the subject's `ts`."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A message to be sent: `to` is a channel or user, `only` the one who sees it (ephemeral)."""

    kind: MessageKind
    to: str
    subject: Mapping[str, Any]
    only: str | None = None
    parent: str | None = None


class MessageRepository(Protocol):
    async def add(self, intents: Sequence[Intent], now: datetime) -> list[str]: ...

    async def brief(self, lead_id: str, user: str) -> tuple[str, Intent] | None:
        """The latest brief of a lead that this person got or is to get, with its id."""

    async def standing(
        self, kinds: Collection[MessageKind], about: Mapping[str, str], users: Sequence[str]
    ) -> list[tuple[str, Intent]]:
        """What stands in the messages of these people, of these kinds and with all that in its
        subject; each with its id."""

    async def look_for(self, posted: Posted, intent: Intent, now: datetime) -> str:
        """Has a message looked for that nobody waits for any more; its id, for what belongs to it.
        Nothing is sent when it is not there."""

    async def move(self, kinds: Collection[MessageKind], old: str, new: str) -> None:
        """Sends those that wait to be sent to a channel to another one, threads as a whole. What
        was given up follows, too, unless it may have been posted."""


class DeadLetterRepository(Protocol):
    """What was given up, and what waits because Slack refuses a channel or the whole workspace."""

    async def deliveries(self) -> Deliveries: ...

    async def backlog(self) -> Backlog: ...

    async def paused(self, channel: str) -> PausedChannel | None: ...

    async def retry(self, delivery_id: str | None) -> int:
        """Has it (None: everything) tried again, but for deleted cards: how many. What may have
        been posted is looked for first."""

    async def hasten(self) -> None:
        """Has what rests because Slack refused a channel or the workspace tried at once."""

    async def drop(self, delivery_id: str | None) -> int:
        """Takes it (None: everything) off the list for good: how many."""

    async def resting(self) -> bool:
        """Whether there are paused channels for which nothing waits any more."""

    async def end_rests(self) -> None:
        """Ends the pauses of those channels: when they refuse again, that is news."""

    async def drop_edits(self, channel: str) -> int:
        """Gives up what would only draw again what stands in a paused channel, for good or until
        its lead changes: how many. What may take an erased person out of Slack stays."""

    async def untold(self) -> bool:
        """Whether there are paused channels of which the admins have not been told."""

    async def tell_paused(self, now: datetime) -> list[str]:
        """Those channels; of which they have been told from now on."""

    async def newest(self) -> datetime | None:
        """When something was given up last that admins are told of."""

    async def told_at(self) -> datetime | None:
        """When the admins were last told of what was given up."""

    async def gone(self, lead_id: str, ts: str | None, error: str) -> bool:
        """Notes that somebody deleted this card in Slack; False when it is another one by now."""

    async def list_deleted(self, lead_id: str, now: datetime) -> None:
        """Lists this deleted card among what was given up: nobody is there to be asked."""

    async def listed_deleted(self, delivery_id: str | None) -> list[str]:
        """The leads of this card (None: of all) that is listed because somebody deleted it."""

    async def deleted(self, lead_id: str) -> bool:
        """Whether somebody deleted the card in Slack on which the lead is shown."""

    async def repost(self, lead_id: str, channel: str) -> bool:
        """Asks for that card again, with all that it showed; False when it is not deleted."""
