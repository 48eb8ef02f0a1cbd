"""One transaction of one workspace."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.ports.campaigns import CampaignRepository, ChangeRepository, OpinionRepository
from bot.ports.digest import (
    AnswerRepository,
    DigestRepository,
    FactRepository,
    FigureRepository,
    TrendRepository,
)
from bot.ports.feedback import (
    DisputeRepository,
    FeedbackRepository,
    PoolRepository,
    ReactionRepository,
    SitInRepository,
    WishRepository,
)
from bot.ports.leads import (
    ErasureRepository,
    HeldRepository,
    LeadRepository,
    ReminderRepository,
)
from bot.ports.outward import CardRepository, DeadLetterRepository, MessageRepository
from bot.ports.people import AbsenceRepository, MemberRepository, PersonHoursRepository
from bot.ports.workspace import (
    DefinitionRepository,
    ReceiptRepository,
    RouteRepository,
    ScheduleRepository,
    SettingsRepository,
    SourceRepository,
)


class UnitOfWork(Protocol):
    """One transaction of one workspace. Leaving without `commit` rolls back."""

    @property
    def team(self) -> str: ...

    @property
    def leads(self) -> LeadRepository: ...

    @property
    def campaigns(self) -> CampaignRepository: ...

    @property
    def opinions(self) -> OpinionRepository: ...

    @property
    def held(self) -> HeldRepository: ...

    @property
    def erasure(self) -> ErasureRepository: ...

    @property
    def feedback(self) -> FeedbackRepository: ...

    @property
    def reactions(self) -> ReactionRepository: ...

    @property
    def cards(self) -> CardRepository: ...

    @property
    def messages(self) -> MessageRepository: ...

    @property
    def receipts(self) -> ReceiptRepository: ...

    @property
    def settings(self) -> SettingsRepository: ...

    @property
    def sources(self) -> SourceRepository: ...

    @property
    def members(self) -> MemberRepository: ...

    @property
    def routes(self) -> RouteRepository: ...

    @property
    def absences(self) -> AbsenceRepository: ...

    @property
    def hours(self) -> PersonHoursRepository: ...

    @property
    def reminders(self) -> ReminderRepository: ...

    @property
    def figures(self) -> FigureRepository: ...
    @property
    def trends(self) -> TrendRepository: ...

    @property
    def facts(self) -> FactRepository: ...

    @property
    def digests(self) -> DigestRepository: ...

    @property
    def schedule(self) -> ScheduleRepository: ...

    @property
    def changes(self) -> ChangeRepository: ...

    @property
    def answers(self) -> AnswerRepository: ...

    @property
    def dead_letters(self) -> DeadLetterRepository: ...

    @property
    def wishes(self) -> WishRepository: ...

    @property
    def pools(self) -> PoolRepository: ...

    @property
    def sit_ins(self) -> SitInRepository: ...

    @property
    def definitions(self) -> DefinitionRepository: ...

    @property
    def disputes(self) -> DisputeRepository: ...

    async def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """Opens units of work for a workspace; `reading` never waits for a writer."""

    def __call__(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]: ...

    def reading(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]: ...
