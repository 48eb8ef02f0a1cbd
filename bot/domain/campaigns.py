"""A campaign and its brief: what was promised to whom, and what a rep can say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Objection:
    objection: str
    answer: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """`external_id` is marketing's own id; `promise` the value proposition in one sentence.

    `cost` is in whole units of the workspace's currency. `landed_chips` are what a rep can say
    landed, in the order offered; `product` is what it sells. `agreed_step` is the committed step
    that sales last agreed to, `agreed_by` None where it was agreed before anybody was asked.
    """

    external_id: str
    name: str
    channel: str | None = None
    promise: str | None = None
    audience: str | None = None
    offer: str | None = None
    product: str | None = None
    opening_line: str | None = None
    objections: tuple[Objection, ...] = ()
    landed_chips: tuple[str, ...] = ()
    value_points: tuple[str, ...] = ()
    risk_points: tuple[str, ...] = ()
    dont_say: tuple[str, ...] = ()
    proof_links: tuple[str, ...] = ()
    committed_step: str | None = None
    owner: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cost: int | None = None
    agreed_step: str | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether sales agreed to the committed step as it reads now."""
        return bool(self.committed_step) and self.committed_step == self.agreed_step

    @property
    def pitch(self) -> str:
        """Changes with what a rep would say: the promise and the opening line."""
        said = repr((self.promise or "", self.opening_line or ""))
        return blake2b(said.encode(), digest_size=8).hexdigest()

    def filled(self, given: "Campaign") -> "Campaign":
        """With what `given` says; what it leaves out stays as it is."""
        names = (field.name for field in fields(given))
        said = {
            name: value for name in names if (value := getattr(given, name)) not in (None, "", ())
        }
        return replace(self, **said)


@dataclass(frozen=True, slots=True)
class CampaignChange:
    """One field of a campaign that somebody changed; `who` is a user or a source's name. Values as
    a person types them."""

    at: datetime
    who: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AgreedStep:
    """A campaign, and how many leads wait (or waited) for nothing but its agreed step."""

    campaign_id: str
    campaign: Campaign
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step that a sales lead proposed in place of another, of which a button has room for no more
    than a mark (empty: an older version posted it)."""

    campaign_id: str
    step: str
    by: str
    mark: str = ""

    def is_against(self, step: str | None) -> bool:
        """Whether `step` still is the one that it was proposed for."""
        return self.mark in ("", step_mark(step))


def step_mark(step: str | None) -> str:
    return blake2b((step or "").encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class BriefForm:
    """What marketing edits: the campaign as it stands, and who changed what before. After a first
    Save `typed` is what was typed and `flagged` the discount words in it, with their fields."""

    campaign_id: str
    campaign: Campaign
    company_sentence: str = ""
    history: tuple[CampaignChange, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    flagged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a Save. With `flagged` words nothing was stored; `cards` are drawn again."""

    changes: tuple[CampaignChange, ...] = ()
    cards: int = 0
    flagged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks_sales: bool = False
