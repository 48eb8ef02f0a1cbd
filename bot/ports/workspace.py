"""What a workspace has set and agreed, who may send it leads, and what already came or ran."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.definition import ASKS_NOTHING, Criteria, Definition, Side, Signature, Simulation
from bot.domain.routing import LeadFacts, Placed, RouteDraft, RouteSet
from bot.domain.schedule import Span
from bot.domain.settings import SettingChange, Settings


class ReceiptRepository(Protocol):
    async def claim(self, key: str, now: datetime) -> bool:
        """True for the first that brings `key`, False for every later one."""

    async def has(self, key: str) -> bool: ...


class SettingsRepository(Protocol):
    async def get(self) -> Settings: ...

    async def held(self) -> Settings:
        """As they stay until the commit. Asked for before anything else is locked, by whoever posts
        something new: who chooses another channel waits, and takes it along."""

    async def locked(self) -> Settings:
        """The same for whoever changes them, or the rules: one at a time."""

    async def save(self, settings: Settings, changes: Sequence[SettingChange]) -> None: ...

    async def name(self) -> str: ...

    async def rename(self, name: str) -> None: ...

    async def history(self, limit: int) -> list[SettingChange]: ...


class SourceRepository(Protocol):
    async def add(self, name: str, token_hash: str, now: datetime) -> None: ...

    async def names(self) -> list[str]: ...


class RouteRepository(Protocol):
    async def current(self) -> RouteSet | None: ...

    async def save(self, given: RouteSet) -> bool:
        """False when this version exists: somebody else saved meanwhile."""

    async def draft(self, user: str) -> RouteDraft | None: ...

    async def put_draft(self, user: str, draft: RouteDraft) -> None: ...

    async def drop_draft(self, user: str) -> None: ...

    async def turns(self, names: Sequence[str]) -> dict[str, str | None]:
        """Who had the last turn of each route, locked until the unit of work ends."""

    async def set_turns(self, given: Mapping[str, str | None]) -> None: ...

    async def loads(self, users: Sequence[str]) -> dict[str, int]:
        """How many open leads each has or is meant to have; who has none is left out."""

    async def facts(self, lead_ids: Sequence[str]) -> list[LeadFacts]:
        """In the order asked."""

    async def since(self, at: datetime, limit: int) -> list[LeadFacts]:
        """Of the newest qualified leads that came since then, the oldest first."""

    async def place(self, lead_id: str, placed: Placed) -> None:
        """Notes whom a rule gave the lead, and which rule."""

    async def place_anew(self, lead_ids: Sequence[str]) -> None:
        """Has them placed once more, when it is known who in Slack their owners are."""

    async def channel(self, lead_id: str) -> str | None:
        """Where the lead's card is, or is to be posted."""


class ScheduleRepository(Protocol):
    async def set(self, job: str, due_at: datetime) -> None: ...

    async def due(self, job: str) -> datetime | None: ...

    async def advance(self, job: str, expected: datetime, due_at: datetime) -> bool:
        """Moves the due date on if it still is `expected` (compare-and-set)."""

    async def end(self, job: str) -> bool:
        """Takes it off; False when it was not there, or is not any more."""


class DefinitionRepository(Protocol):
    async def current(self) -> Definition | None:
        """The one in force; None: nobody ever made one."""

    async def latest(self) -> Definition | None:
        """The newest version, whatever became of it."""

    async def get(self, version: int) -> Definition | None: ...

    async def in_force(self, limit: int) -> list[Definition]:
        """Those that are or were in force, newest first."""

    async def add(self, new: Definition) -> bool:
        """False when this version exists: somebody else made one meanwhile."""

    async def sign(self, version: int, side: Side, signature: Signature) -> bool:
        """The second signature: in force from now on. False when it is not open any more."""

    async def decline(self, version: int, by: str, word: str, now: datetime) -> bool:
        """False when it is not open any more."""

    async def simulate(
        self, criteria: Criteria, span: Span, weeks: int, current: Criteria = ASKS_NOTHING
    ) -> Simulation:
        """What these criteria would have done to the leads that came in `span`. What `current` asks
        too keeps none of them back."""
