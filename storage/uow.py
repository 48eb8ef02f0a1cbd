"""The unit of work: one transaction of one workspace, with its repositories."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.absences import AbsenceRepository
from storage.answers import AnswerRepository
from storage.campaigns import CampaignRepository
from storage.cards import CardRepository
from storage.changes import ChangeRepository
from storage.dead_letters import DeadLetterRepository
from storage.definitions import DefinitionRepository
from storage.digests import DigestRepository
from storage.disputes import DisputeRepository
from storage.engine import Database
from storage.erasing import ErasureRepository
from storage.facts import FactRepository
from storage.feedback import FeedbackRepository
from storage.figures import FigureRepository
from storage.held import HeldRepository
from storage.hours import PersonHoursRepository
from storage.inward import ReactionRepository, ReceiptRepository
from storage.leads import LeadRepository
from storage.members import MemberRepository
from storage.messages import MessageRepository
from storage.opinions import OpinionRepository
from storage.pools import PoolRepository
from storage.reminders import ReminderRepository
from storage.routes import RouteRepository
from storage.sit_ins import SitInRepository
from storage.trends import TrendRepository
from storage.wishes import WishRepository
from storage.workspaces import ScheduleRepository, SettingsRepository, SourceRepository


class UnitOfWork:
    """Never shared between tasks. Leaving it without `commit` rolls back."""

    def __init__(
        self, connection: AsyncConnection, team: str, on_commit: Callable[[], None]
    ) -> None:
        self.team = team
        self._connection = connection
        self._on_commit = on_commit
        self.leads = LeadRepository(connection, team)
        self.campaigns = CampaignRepository(connection, team)
        self.opinions = OpinionRepository(connection, team)
        self.held = HeldRepository(connection, team)
        self.erasure = ErasureRepository(connection, team)
        self.feedback = FeedbackRepository(connection, team)
        self.reactions = ReactionRepository(connection, team)
        self.cards = CardRepository(connection, team)
        self.messages = MessageRepository(connection, team)
        self.receipts = ReceiptRepository(connection, team)
        self.settings = SettingsRepository(connection, team)
        self.sources = SourceRepository(connection, team)
        self.members = MemberRepository(connection, team)
        self.routes = RouteRepository(connection, team)
        self.absences = AbsenceRepository(connection, team)
        self.hours = PersonHoursRepository(connection, team)
        self.reminders = ReminderRepository(connection, team)
        self.figures = FigureRepository(connection, team)
        self.trends = TrendRepository(connection, team)
        self.facts = FactRepository(connection, team)
        self.digests = DigestRepository(connection, team)
        self.schedule = ScheduleRepository(connection, team)
        self.changes = ChangeRepository(connection, team)
        self.answers = AnswerRepository(connection, team)
        self.dead_letters = DeadLetterRepository(connection, team)
        self.wishes = WishRepository(connection, team)
        self.pools = PoolRepository(connection, team)
        self.sit_ins = SitInRepository(connection, team)
        self.definitions = DefinitionRepository(connection, team)
        self.disputes = DisputeRepository(connection, team)

    async def commit(self) -> None:
        await self._connection.commit()
        self._on_commit()


class Units:
    """Opens units of work; `on_commit` runs after each commit (it wakes delivery)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.on_commit: Callable[[], None] = lambda: None

    def __call__(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._open(self._database.write, team)

    def reading(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._open(self._database.read, team)

    @asynccontextmanager
    async def _open(self, engine: AsyncEngine, team: str) -> AsyncIterator[UnitOfWork]:
        async with self._database.transaction(engine) as connection:
            yield UnitOfWork(connection, team, self.on_commit)


class Rehearsal(Units):
    """For a dry run: everything happens as it would, and no unit of work keeps anything."""

    @asynccontextmanager
    async def _open(self, engine: AsyncEngine, team: str) -> AsyncIterator[UnitOfWork]:
        async with self._database.transaction(engine) as connection:
            yield _Rehearsed(connection, team, self.on_commit)


class _Rehearsed(UnitOfWork):
    async def commit(self) -> None:
        """Left without: leaving rolls back."""
