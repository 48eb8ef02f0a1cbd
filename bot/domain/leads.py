"""A lead as marketing sends it, and what intake answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.campaigns import Campaign
from bot.domain.masked import bare

BY_HAND = "by hand"
"""The source of leads that people type in: it makes their ids up."""
UNNAMED = "Unnamed lead"


def known_as(person: str | None, company: str | None, source: str, external_id: str) -> str:
    """The shortest name people know a lead by; an imported one may have nothing but its id. What
    is nothing but contact data is no name."""
    known = (person, company, None if source == BY_HAND else external_id)
    return next((name for one in known if (name := bare(one))), UNNAMED)


@dataclass(frozen=True, slots=True)
class Person:
    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    is_decision_maker: bool | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """`products` are those of ours that it owns already."""

    name: str | None = None
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    is_customer: bool | None = None
    products: tuple[str, ...] = ()

    @property
    def key(self) -> str | None:
        """By what two leads are known to be of one company; None when nothing is known of it."""
        return " ".join((self.domain or self.name or "").casefold().split()) or None


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, with the reasons for it."""

    score: int | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touchpoint:
    at: datetime
    channel: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """What a source says about one lead. `external_id` is unique within its source."""

    external_id: str
    person: Person = Person()
    company: Company = Company()
    campaign: str | None = None
    inline_campaign: Campaign | None = None
    fit: Score = Score()
    intent: Score = Score()
    committed_step: str | None = None
    touchpoints: tuple[Touchpoint, ...] = ()
    utm: Mapping[str, str] = field(default_factory=dict)
    owner_email: str | None = None
    crm_url: str | None = None
    occurred_at: datetime | None = None

    @property
    def label(self) -> str:
        """The shortest name people know the lead by."""
        return self.person.name or self.company.name or self.person.email or self.external_id


@dataclass(frozen=True, slots=True)
class Source:
    """Where leads come from: a system's name within a workspace. Imports are history; what people
    type is compared with more than the e-mail address, which they often do not know."""

    team: str
    name: str
    imported: bool = False
    typed: bool = False


class Intake(StrEnum):
    """What intake did with one lead."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    UPDATED = "updated"
    NOT_QUALIFIED = "not_qualified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """The answer for one lead; `failed` names the criteria it did not meet."""

    external_id: str
    status: Intake
    id: str | None = None
    failed: tuple[str, ...] = ()
    error: str | None = None
