"""The read model of App Home."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.absence import Away
from bot.domain.cards import LeadLine
from bot.domain.changes import ChangeList
from bot.domain.settings import Settings

_UNSET = Settings()


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far a workspace is set up."""

    settings: Settings
    has_source: bool
    has_lead: bool

    @property
    def digest_is_set(self) -> bool:
        """Somebody chose a time: Monday at 9 in UTC suits few by chance."""
        given = (self.settings.digest_day, self.settings.digest_time, self.settings.timezone)
        return given != (_UNSET.digest_day, _UNSET.digest_time, _UNSET.timezone)

    @property
    def is_done(self) -> bool:
        channels = self.settings.sales_channel and self.settings.marketing_channel
        return bool(channels and self.has_source and self.has_lead and self.digest_is_set)


@dataclass(frozen=True, slots=True)
class Home:
    """App Home of one person. No lead stands in two of the lists."""

    waiting: tuple[LeadLine, ...]
    do_now: tuple[LeadLine, ...]
    owed: tuple[LeadLine, ...]
    unclaimed: tuple[LeadLine, ...]
    because: ChangeList
    away: Away | None
    set_up: SetUp
    is_admin: bool
    zone: ZoneInfo
    now: datetime
