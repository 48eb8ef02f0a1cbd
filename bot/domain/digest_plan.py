"""When one of the two digests comes, and what it then tells of."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.digest import MONTHLY_JOB
from bot.domain.schedule import (
    IsWorkday,
    Reported,
    Week,
    last_monthly,
    last_weekly,
    next_monthly,
    next_weekly,
    reported_month,
    reported_week,
)
from bot.domain.setting_values import DAYS
from bot.domain.settings import Settings

WEEKS_OF_A_YEAR = 53


@dataclass(frozen=True, slots=True)
class Plan:
    """The weekly digest's or the monthly one's (`job`), by the workspace's settings."""

    job: str
    settings: Settings

    @property
    def is_ready(self) -> bool:
        """Whether there are channels to send it to."""
        if self.job == MONTHLY_JOB:
            return bool(self.settings.monthly_channel)
        return bool(self.settings.sales_channel and self.settings.marketing_channel)

    def next(self, after: datetime) -> datetime:
        if self.job == MONTHLY_JOB:
            return next_monthly(after, *_monthly(self.settings))
        return next_weekly(after, *_weekly(self.settings))

    def last(self, until: datetime) -> datetime:
        if self.job == MONTHLY_JOB:
            return last_monthly(until, *_monthly(self.settings))
        return last_weekly(until, *_weekly(self.settings))

    def reported(self, due: datetime) -> Reported:
        reported = reported_month if self.job == MONTHLY_JOB else reported_week
        return reported(due, self.settings.zone)

    def moved(self, before: "Plan", due: datetime, now: datetime) -> datetime:
        """When it comes that was to come at `due` by the plan `before`.

        Where what it was to tell of would be left out (the hour that was chosen has passed), it
        is owed since then and comes at once. Weeks differ in `reported`; each is sent once.
        """
        following = self.next(now)
        is_lost = str(self.reported(following)) > str(before.reported(due))
        return self.last(now) if is_lost else following

    def coming(self, due: datetime) -> datetime | None:
        """The first that is not left out, from the one that is due; None: not within a year."""
        for _ in range(WEEKS_OF_A_YEAR):
            if not self.skips(self.reported(due)):
                return due
            due = self.next(due)
        return None

    def skips(self, reported: Reported) -> bool:
        return isinstance(reported, Week) and self.settings.skips(reported)


def _weekly(settings: Settings) -> tuple[int, time, ZoneInfo]:
    return DAYS.index(settings.digest_day), settings.digest_time, settings.zone


def _monthly(settings: Settings) -> tuple[time, ZoneInfo, IsWorkday]:
    return settings.digest_time, settings.zone, settings.is_workday
