"""A lead that somebody types in: what the form offers, whether it is there already, and what came
of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadLine
from bot.domain.leads import Company, IntakeResult, Person
from bot.domain.settings import Settings
from bot.domain.spelling import keys

RECENT = timedelta(weeks=6)
"""Among open leads that came since then somebody who is typed in is looked for."""
_LEAST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """Running campaigns (our id, name), and the workspace's rule."""

    campaigns: tuple[tuple[str, str], ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class OpenLead:
    """Somebody who is there already."""

    id: str
    campaign_id: str | None
    person: Person
    company: Company

    def is_of(self, person: Person, company: Company) -> bool:
        """Whether that is the same person, as people type them in: by name and company, or by
        phone; but a switchboard's number is many people's."""
        ours, theirs = _spelled(self.person.name), _spelled(person.name)
        if ours & theirs and _names(self.company) & _names(company):
            return True
        number = _number(person.phone)
        is_called = len(number) >= _LEAST_DIGITS and number == _number(self.person.phone)
        return is_called and bool(not ours or not theirs or _words(ours) & _words(theirs))


def _spelled(name: str | None) -> frozenset[str]:
    return keys(name or "") - {""}


def _words(names: frozenset[str]) -> set[str]:
    return {word for name in names for word in name.split()}


def _names(company: Company) -> frozenset[str]:
    """Another system may know its domain too, by which a company is known then."""
    return _spelled(company.key) | _spelled(Company(name=company.name).key)


def _number(phone: str | None) -> str:
    """`+49 (30) 1234` and `0049 30 1234` are one."""
    return re.sub(r"\D", "", phone or "").lstrip("0")


@dataclass(frozen=True, slots=True)
class Added:
    """`lead` is the one that is now there, or was there before; `channel` has its card, or will."""

    result: IntakeResult
    lead: LeadLine
    channel: str | None
    settings: Settings
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.zone
