"""What a qualified lead is: criteria in versions that sales and marketing both sign, and what they
would have done to the leads that came."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.roles import Role
from bot.domain.settings import SettingChange, Settings, as_text, changed
from bot.errors import InvalidInput

WEEKS = 12
"""How far back a proposal is tried."""
OPEN_FOR = timedelta(days=30)
MAX_WORD = 200


class Side(StrEnum):
    """The two who sign; a person signs for one of them only."""

    SALES = "sales"
    MARKETING = "marketing"

    @property
    def role(self) -> Role:
        return Role.SALES_LEAD if self is Side.SALES else Role.MARKETING_LEAD

    @property
    def other(self) -> "Side":
        return Side.MARKETING if self is Side.SALES else Side.SALES


class DefinitionState(StrEnum):
    OPEN = "open"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a lead needs; each is a setting of the same name. A minimum of 0 asks for nothing."""

    min_fit: int = 0
    min_intent: int = 0
    required_fields: tuple[str, ...] = ()
    require_agreed_step: bool = False

    def beside(self, current: "Criteria") -> "Criteria":
        """What these ask for that `current` does not ask in the same way."""
        return Criteria(
            min_fit=self.min_fit if self.min_fit != current.min_fit else 0,
            min_intent=self.min_intent if self.min_intent != current.min_intent else 0,
            required_fields=tuple(
                one for one in self.required_fields if one not in current.required_fields
            ),
            require_agreed_step=self.require_agreed_step and not current.require_agreed_step,
        )


ASKS_NOTHING = Criteria()
CRITERIA = tuple(item.name for item in fields(Criteria))


@dataclass(frozen=True, slots=True)
class Simulation:
    """What criteria would have done to the leads that came in some weeks. `kept_back` are leads
    that reached the reps and would not have; `let_in` the other way round."""

    weeks: int = WEEKS
    reached: int = 0
    kept_back: int = 0
    let_in: int = 0
    taken_lost: int = 0
    landed: int = 0
    landed_lost: int = 0
    won: int = 0
    won_lost: int = 0
    reps: int = 0

    @property
    def would_reach(self) -> int:
        return self.reached - self.kept_back + self.let_in

    def a_week(self, leads: int) -> float | None:
        """Leads a rep and week; None when nobody took any."""
        return leads / self.reps / self.weeks if self.reps and self.weeks else None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a side, and when."""

    signed_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Definition:
    """A version. Version 0 is what a workspace set before it had any; one without signatures was
    set directly by an admin."""

    version: int
    criteria: Criteria
    proposed_by: str = ""
    proposed_at: datetime | None = None
    sales: Signature | None = None
    marketing: Signature | None = None
    in_force_at: datetime | None = None
    declined_by: str | None = None
    declined_at: datetime | None = None
    word: str | None = None
    simulation: Simulation | None = None

    def state(self, now: datetime) -> DefinitionState:
        if self.in_force_at is not None or self.proposed_at is None:
            return DefinitionState.IN_FORCE
        if self.declined_at is not None:
            return DefinitionState.DECLINED
        is_over = now >= self.proposed_at + OPEN_FOR
        return DefinitionState.EXPIRED if is_over else DefinitionState.OPEN

    @property
    def is_direct(self) -> bool:
        return self.in_force_at is not None and self.sales is None and self.marketing is None

    @property
    def missing(self) -> Side:
        """The side that an open proposal waits for: whoever proposes signs for the other."""
        return Side.MARKETING if self.sales else Side.SALES


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a proposer decided on, with what it would have done as they saw it."""

    criteria: Criteria
    side: Side
    simulation: Simulation


@dataclass(frozen=True, slots=True)
class Overview:
    """What `/leads definition` shows to one person, who may sign for `sides`. `latest` is the
    newest version when it is not the one in force; `earlier` were in force, newest first."""

    current: Definition
    latest: Definition | None
    earlier: tuple[Definition, ...]
    sides: tuple[Side, ...]
    user: str

    def open(self, now: datetime) -> Definition | None:
        if self.latest is None or self.latest.state(now) is not DefinitionState.OPEN:
            return None
        return self.latest

    def may_sign(self, now: datetime) -> bool:
        proposal = self.open(now)
        return proposal is not None and may_sign(proposal, self.sides, self.user)

    def may_decline(self, now: datetime) -> bool:
        proposal = self.open(now)
        return self.may_sign(now) or (proposal is not None and proposal.proposed_by == self.user)


def may_sign(proposal: Definition, sides: tuple[Side, ...], user: str) -> bool:
    """A person who could sign for both sides has done so for one by proposing."""
    return proposal.missing in sides and proposal.proposed_by != user


def criteria_of(settings: Settings) -> Criteria:
    return Criteria(**{name: getattr(settings, name) for name in CRITERIA})


def with_criteria(
    settings: Settings, criteria: Criteria, who: str, now: datetime
) -> tuple[Settings, list[SettingChange]]:
    """The settings that hold these criteria, and what that changes."""
    after = replace(settings, **{name: getattr(criteria, name) for name in CRITERIA})
    old, new = as_text(settings), as_text(after)
    changes = [
        SettingChange(now, who, name, old[name], new[name])
        for name in CRITERIA
        if old[name] != new[name]
    ]
    return after, changes


def read_criteria(given: Mapping[str, str], current: Criteria) -> Criteria:
    """What was typed. InvalidInput: it cannot be read, or says nothing new."""
    known = {name: text for name, text in given.items() if name in CRITERIA}
    found = criteria_of(changed(Settings(), known))
    if found == current:
        problem = "That is what holds now. Change something to propose it."
        raise InvalidInput(problem, {"min_fit": problem})
    return found
