"""The read model of App Home."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.absence import Away
from bot.domain.cards import LeadLine
from bot.domain.changes import Change, ChangeProgress
from bot.domain.deliveries import Deliveries
from bot.domain.digest import DigestFacts, Finding
from bot.domain.figures import CampaignFigures
from bot.domain.settings import Settings
from bot.domain.sit_ins import SitIn
from bot.domain.stats import Reading

T = TypeVar("T")
_UNSET = Settings()


class Part(StrEnum):
    """The lists of App Home, each with pages of its own."""

    DO_NOW = "do_now"
    OWED = "owed"
    LEFT = "left"
    UNCLAIMED = "unclaimed"
    FINDINGS = "findings"
    PROMISES = "promises"
    CAMPAIGNS = "campaigns"
    OWNERS = "owners"
    BECAUSE = "because"
    SIT_INS = "sit_ins"


SIZES: Mapping[Part, int] = {
    Part.DO_NOW: 7,
    Part.OWED: 4,
    Part.LEFT: 3,
    Part.UNCLAIMED: 5,
    Part.FINDINGS: 4,
    Part.PROMISES: 4,
    Part.CAMPAIGNS: 8,
    Part.OWNERS: 8,
    Part.BECAUSE: 4,
    Part.SIT_INS: 2,
}
"""Entries on a page. With all parts full at once a Home stays within the 100 blocks that Slack
takes (docs.slack.dev/surfaces/app-home)."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of `total` entries, from position `start` (0 is the first)."""

    items: tuple[T, ...] = ()
    total: int = 0
    start: int = 0


def page_of(everything: Sequence[T], part: Part, turned: "Turned") -> Page[T]:
    """The page of a list that is known whole."""
    start = turned.start(part, len(everything))
    return Page(tuple(everything[start : start + SIZES[part]]), len(everything), start)


@dataclass(frozen=True, slots=True)
class Turned:
    """What a person turned to in their Home.

    Slack keeps nothing of a Home but a text, its `private_metadata`.
    """

    starts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "Turned":
        """An older version may have written it: what cannot be read is left out."""
        try:
            given = json.loads(text or "{}")
            starts = {str(name): int(start) for name, start in given.get("starts", {}).items()}
            return cls(starts)
        except (AttributeError, TypeError, ValueError):
            return cls()

    def text(self) -> str:
        given = {"starts": dict(self.starts)}
        kept = {name: value for name, value in given.items() if value}
        return json.dumps(kept, separators=(",", ":"))

    def to(self, part: str, start: int) -> "Turned":
        return replace(self, starts={**self.starts, part: start})

    def afresh(self) -> "Turned":
        """As a person finds it who comes back: the first page of everything."""
        return replace(self, starts={})

    def start(self, part: Part, total: int) -> int:
        """Where the page begins. The list may have become shorter since."""
        size = SIZES[part]
        last = max(0, total - 1) // size * size
        return min(max(0, self.starts.get(part, 0)), last)


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """How long a person's lists are. `open` are all the leads they took and have not closed."""

    waiting: int = 0
    to_do: int = 0
    owed: int = 0
    unclaimed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far a workspace is set up."""

    settings: Settings
    has_source: bool
    has_lead: bool

    @property
    def digest_is_set(self) -> bool:
        """Somebody chose a time: Monday at 9 in UTC suits few by chance."""
        given = (self.settings.digest_day, self.settings.digest_time, self.settings.timezone)
        return given != (_UNSET.digest_day, _UNSET.digest_time, _UNSET.timezone)

    @property
    def is_done(self) -> bool:
        channels = self.settings.sales_channel and self.settings.marketing_channel
        return bool(channels and self.has_source and self.has_lead and self.digest_is_set)


@dataclass(frozen=True, slots=True)
class Found:
    """What a digest found for or against one campaign: one or both of its rates stand out."""

    campaign_id: str
    campaign: str
    reading: Reading
    findings: tuple[Finding, ...]


def by_campaign(findings: Sequence[Finding]) -> list[Found]:
    """In the order of the findings; one promise answers all that is said against a campaign."""
    groups: dict[tuple[str, Reading], list[Finding]] = {}
    for item in findings:
        groups.setdefault((item.campaign_id, item.reading), []).append(item)
    return [
        Found(campaign_id, found[0].campaign, reading, tuple(found))
        for (campaign_id, reading), found in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Marketing:
    """What people in the marketing channel see. `digest` is the latest that was sent, `first_at`
    when the first comes that ever does (None: as it is set now, never); `promised` are the
    campaigns for which a promise is open."""

    digest: DigestFacts | None
    findings: Page[Found] = Page()
    promises: Page[Change] = Page()
    campaigns: Page[CampaignFigures] = Page()
    promised: frozenset[str] = frozenset()
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnmatchedOwner:
    """An owner's address that nobody in Slack has, and the open leads that came with it."""

    email: str
    leads: int


@dataclass(frozen=True, slots=True)
class Troubles:
    """What only an admin sees: addresses are personal data of colleagues."""

    deliveries: Deliveries
    owners: Page[UnmatchedOwner] = Page()


@dataclass(frozen=True, slots=True)
class Home:
    """App Home of one person. No lead stands in two of the lists. `marketing` is None for who is
    not in the marketing channel, `troubles` for who is no admin. `left` are leads
    whose owner has left, for who may hand them on. `names` are of people in changes.
    """

    do_now: Page[LeadLine]
    owed: Page[LeadLine]
    unclaimed: Page[LeadLine]
    because: Page[ChangeProgress]
    away: Away | None
    set_up: SetUp
    zone: ZoneInfo
    now: datetime
    marketing: Marketing | None = None
    troubles: Troubles | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    turned: Turned = Turned()
    sit_ins: Page[SitIn] = Page()
    left: Page[LeadLine] = Page()
    user: str = ""

    @property
    def is_admin(self) -> bool:
        return self.troubles is not None
