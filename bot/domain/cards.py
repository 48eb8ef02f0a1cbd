"""Read models made for the card, the brief and the lists of leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.absence import Absence
from bot.domain.campaigns import Campaign
from bot.domain.earlier import HandOver
from bot.domain.leads import Company, Person, Score, Touchpoint, known_as
from bot.domain.lifecycle import OUTSIDE, Standing, State
from bot.domain.masked import all_masked, bare, masked, masked_url


@dataclass(frozen=True, slots=True)
class Quote:
    """What a prospect said, as the rep noted it. `who` is None when the rep's name is withheld."""

    text: str
    who: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class LandedHere:
    """A campaign's trailing weeks: `landed` of `told`, and why, most named first. The latest digest
    says of it what rate to `expect` while few have told, and how it changed (`drift`)."""

    landed: int = 0
    told: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    quote: Quote | None = None
    expect: float | None = None
    drift: str = ""


@dataclass(frozen=True, slots=True)
class LeadCard:
    """All that a card shows. `person` has no contact data here; what a source wrote elsewhere may
    hold some until `for_all`. `names` maps users to names; `twin` is the open lead of which this
    one was said to be a duplicate. `handed` is set once another than who took it has it; `before`
    tells how it stood whenever it was turned down and came back; `absence` is that of the owner
    whom the CRM names."""

    id: str
    revision: int
    person: Person
    company: Company
    campaign: Campaign | None
    fit: Score
    intent: Score
    committed_step: str | None
    touchpoints: tuple[Touchpoint, ...]
    crm_url: str | None
    assigned_to: str | None
    owner_email: str | None
    arrived_at: datetime
    contact_by: datetime
    standing: Standing
    landed_here: LandedHere = LandedHere()
    names: Mapping[str, str] = field(default_factory=dict)
    external_id: str = ""
    source: str = ""
    twin: "LeadLine | None" = None
    is_erased: bool = False
    handed: HandOver | None = None
    before: tuple[Standing, ...] = ()
    absence: Absence | None = None

    @property
    def label(self) -> str:
        return known_as(self.person.name, self.company.name, self.source, self.external_id)

    def for_all(self) -> "LeadCard":
        """Without contact data, wherever a source put them."""
        person, company = self.person, self.company
        return replace(
            self,
            person=replace(person, name=bare(person.name), title=bare(person.title)),
            company=replace(
                company,
                name=bare(company.name),
                domain=bare(company.domain),
                industry=bare(company.industry),
                country=bare(company.country),
                products=all_masked(company.products),
            ),
            fit=replace(self.fit, reasons=all_masked(self.fit.reasons)),
            intent=replace(self.intent, reasons=all_masked(self.intent.reasons)),
            committed_step=_masked(self.committed_step),
            touchpoints=tuple(
                replace(one, name=_masked(one.name), channel=_masked(one.channel), url=None)
                for one in self.touchpoints
            ),
            crm_url=masked_url(self.crm_url),
            external_id=bare(self.external_id) or "",
        )

    def name_of(self, user: str | None) -> str:
        return self.names.get(user, "a colleague") if user else "the CRM"


def _masked(text: str | None) -> str | None:
    return masked(text) if text else text


@dataclass(frozen=True, slots=True)
class Brief:
    """What the owner alone gets: the card as the source sent it, and the contact data."""

    card: LeadCard
    contact: Person


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One line of a list of leads."""

    id: str
    label: str
    company: str | None
    campaign: str | None
    state: State
    arrived_at: datetime
    contact_by: datetime
    owner: str | None = None
    owes_answer: bool = False
    assigned_to: str | None = None

    @property
    def holder(self) -> str | None:
        """Who in Slack has it: who took it, else for whom it is meant."""
        user = self.owner or self.assigned_to
        return None if user is None or user.startswith(OUTSIDE) else user
