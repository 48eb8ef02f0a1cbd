"""What the features are given: the use cases of one workspace, and the people's clock."""

from dataclasses import dataclass

from bot.ports import Clock, Directory
from bot.services.add import Adding
from bot.services.away import Absences
from bot.services.changes import Changes
from bot.services.digest import Digests
from bot.services.feedback import Feedback
from bot.services.figures import Figures
from bot.services.home import Homes
from bot.services.intake import IntakeService
from bot.services.leads import Leads
from bot.services.reactions import Reactions
from bot.services.record import Record
from bot.services.settings import SettingsService


@dataclass(frozen=True, slots=True)
class Deps:
    team: str
    clock: Clock
    directory: Directory
    record: Record
    feedback: Feedback
    leads: Leads
    reactions: Reactions
    settings: SettingsService
    intake: IntakeService
    figures: Figures
    digests: Digests
    changes: Changes
    adding: Adding
    away: Absences
    homes: Homes
