"""Campaigns, what reps say of their pitch, and what marketing changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.cards import LandedHere
from bot.domain.changes import Change, ChangeState, RateAsked
from bot.domain.opinions import Opinion, PitchAnswer
from bot.domain.schedule import Span
from bot.domain.stats import Share


class CampaignRepository(Protocol):
    async def put(
        self, campaigns: Sequence[Campaign], now: datetime, *, update: bool = True
    ) -> dict[str, str]:
        """Adds or (with `update`) replaces by external id; the ids by external id."""

    async def by_external_id(
        self, external_ids: Sequence[str]
    ) -> dict[str, tuple[str, Campaign]]: ...

    async def find(self, text: str) -> tuple[str, Campaign] | None:
        """By external id or name, exact first, then by a part of the name."""

    async def get(self, campaign_id: str) -> Campaign | None: ...

    async def all(self) -> list[tuple[str, Campaign]]: ...

    async def touch(self, campaign_id: str) -> int:
        """Raises the revision of the campaign's open cards, so that they are drawn again: how many
        cards."""

    async def agree(self, campaign_id: str, step: str, by: str, now: datetime) -> bool:
        """False when that is not the committed step (any more)."""

    async def ask(self, campaign_id: str, step: str) -> bool:
        """True for the first that asks the sales leads about this step; empty: there is none."""

    async def add_changes(self, campaign_id: str, changes: Sequence[CampaignChange]) -> None: ...

    async def history(self, campaign_id: str, limit: int) -> list[CampaignChange]:
        """What was changed, newest first."""

    async def landed_here(
        self, campaign_id: str, *, since: datetime, excluding: str = ""
    ) -> LandedHere:
        """What landed for leads that came since then; the quote is not of lead `excluding`."""


class OpinionRepository(Protocol):
    """What reps answered to “Would you say this?”."""

    async def add(self, asked: Sequence[Opinion]) -> list[Opinion]:
        """Those who had not been asked about this pitch before."""

    async def get(self, opinion_id: str) -> Opinion | None: ...

    async def of(self, campaign_id: str) -> list[Opinion]:
        """Those of a campaign, in the order asked."""

    async def answer(
        self, opinion_id: str, answer: PitchAnswer, text: str, now: datetime
    ) -> None: ...


class ChangeRepository(Protocol):
    async def add(self, change: Change) -> None: ...

    async def get(self, change_id: str) -> Change | None: ...

    async def all(self, since: datetime | None = None) -> list[Change]:
        """The open ones and those that ended after `since`, newest first."""

    async def promised(self) -> list[Change]:
        """The open ones, by when they are due; those without a date last."""

    async def set_state(self, change_id: str, state: ChangeState, now: datetime) -> bool:
        """Ends an open change; False when it is not open any more."""

    async def overdue(self, by: date) -> list[Change]:
        """The open ones that were due by this day and of which no executive was told."""

    async def escalate(self, change_id: str, to: str, now: datetime) -> bool:
        """Records who is told; False when somebody was told already."""

    async def shares(self, asked: Sequence[RateAsked], now: datetime) -> list[Share]:
        """Each rate asked, in that order, in one statement however many there are."""

    async def citing(self, campaign_id: str, span: Span) -> tuple[str, ...]:
        """The people who said something about a campaign's leads that came in `span`."""
