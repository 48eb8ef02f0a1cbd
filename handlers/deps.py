"""What the features are given: the use cases of one workspace, and the people's clock."""

from dataclasses import dataclass

from bot.ports import Clock, Directory
from bot.services.add import Adding
from bot.services.agreed import Agreements
from bot.services.answers import Answers
from bot.services.away import Absences
from bot.services.bursts import Bursts
from bot.services.campaigns import Campaigns
from bot.services.changes import Changes
from bot.services.definition import Definitions
from bot.services.deliveries import DeliveryService
from bot.services.digest import Digests
from bot.services.disputes import Disputes
from bot.services.export import Exports
from bot.services.feedback import Feedback
from bot.services.figures import Figures
from bot.services.hand_over import HandOvers
from bot.services.home import Homes
from bot.services.hours import Hours
from bot.services.intake import IntakeService
from bot.services.leads import Leads
from bot.services.leavers import Leavers
from bot.services.pools import Pools
from bot.services.reactions import Reactions
from bot.services.record import Record
from bot.services.roles import Roles
from bot.services.routes import Routes
from bot.services.settings import SettingsService
from bot.services.sit_ins import SitIns
from bot.services.would_you import Opinions


@dataclass(frozen=True, slots=True)
class Deps:
    team: str
    clock: Clock
    directory: Directory
    record: Record
    hand_overs: HandOvers
    feedback: Feedback
    leads: Leads
    leavers: Leavers
    reactions: Reactions
    settings: SettingsService
    intake: IntakeService
    figures: Figures
    digests: Digests
    exports: Exports
    changes: Changes
    answers: Answers
    deliveries: DeliveryService
    adding: Adding
    away: Absences
    homes: Homes
    hours: Hours
    roles: Roles
    routes: Routes
    bursts: Bursts
    sit_ins: SitIns
    pools: Pools
    campaigns: Campaigns
    agreements: Agreements
    opinions: Opinions
    definitions: Definitions
    disputes: Disputes
