"""What the use cases need from outside: storage, a clock, and people and channels in Slack."""

from bot.ports.campaigns import CampaignRepository, ChangeRepository, OpinionRepository
from bot.ports.clock import Clock
from bot.ports.delivery import (
    CardWork,
    DeliveryMeter,
    DeliveryQueue,
    Lane,
    MessageWork,
    Place,
    Work,
)
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
    Reaction,
    ReactionRepository,
    SitInRepository,
    WishRepository,
)
from bot.ports.leads import (
    HeldLead,
    HeldRepository,
    LeadClock,
    LeadRepository,
    NewLead,
    ReminderRepository,
    StoredLead,
)
from bot.ports.outward import (
    CardRepository,
    DeadLetterRepository,
    Intent,
    MessageKind,
    MessageRepository,
)
from bot.ports.people import (
    AbsenceRepository,
    Channel,
    Directory,
    Member,
    MemberRepository,
    PersonHoursRepository,
)
from bot.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from bot.ports.workspace import (
    DefinitionRepository,
    ReceiptRepository,
    RouteRepository,
    ScheduleRepository,
    SettingsRepository,
    SourceRepository,
)

__all__ = [
    "AbsenceRepository",
    "AnswerRepository",
    "CampaignRepository",
    "CardRepository",
    "CardWork",
    "ChangeRepository",
    "Channel",
    "Clock",
    "DeadLetterRepository",
    "DefinitionRepository",
    "DeliveryMeter",
    "DeliveryQueue",
    "DigestRepository",
    "Directory",
    "DisputeRepository",
    "FactRepository",
    "FeedbackRepository",
    "FigureRepository",
    "HeldLead",
    "HeldRepository",
    "Intent",
    "Lane",
    "LeadClock",
    "LeadRepository",
    "Member",
    "MemberRepository",
    "MessageKind",
    "MessageRepository",
    "MessageWork",
    "NewLead",
    "OpinionRepository",
    "PersonHoursRepository",
    "Place",
    "PoolRepository",
    "Reaction",
    "ReactionRepository",
    "ReceiptRepository",
    "ReminderRepository",
    "RouteRepository",
    "ScheduleRepository",
    "SettingsRepository",
    "SitInRepository",
    "SourceRepository",
    "StoredLead",
    "TrendRepository",
    "UnitOfWork",
    "UnitOfWorkFactory",
    "WishRepository",
    "Work",
]
