"""Sitting in: a marketer joins a call, a rep a campaign review, and both say what they learnt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.cards import Quote

MAX_WORD = 200
MAX_LINE = 200


class SitInKind(StrEnum):
    """What is sat in on."""

    CALL = "call"
    REVIEW = "review"


class SitInState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SitIn:
    """`about` is the id of the lead that is called or of the campaign that is reviewed, `label`
    its name. `word` is what the host answered; `learnt` one line each, by user."""

    id: str
    kind: SitInKind
    about: str
    asked_by: str
    host: str
    asked_at: datetime
    state: SitInState = SitInState.ASKED
    held_on: date | None = None
    word: str | None = None
    label: str = ""
    learnt: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, user: str) -> str:
        return self.names.get(user, "a colleague")

    @property
    def what(self) -> str:
        """`call with Dana Ruiz`, `review of Dock webinar`."""
        return f"{_WHAT[self.kind]} {self.label}"


_WHAT = {SitInKind.CALL: "call with", SitInKind.REVIEW: "review of"}


@dataclass(frozen=True, slots=True)
class SitInAnswer:
    """The host's; `held_on` only with a yes."""

    accepted: bool
    held_on: date | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class SatIn:
    """A week's: who sat in on what was held in it, and the lines written in it. `quote_of` names
    the sit-in whose line is quoted; the text is filled in on reading, never stored."""

    calls: int = 0
    reviews: int = 0
    lines: int = 0
    quote_of: str | None = None
    quote: Quote | None = None
