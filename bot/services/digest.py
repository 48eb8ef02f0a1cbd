"""The weekly digest: when it is due, sent once for each week, looked at before and after."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.digest import JOB, DigestFacts
from bot.domain.schedule import Week, last_weekly, next_weekly, reported_week, week_of
from bot.domain.settings import DAYS, Settings
from bot.errors import NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.figures import collect

LATE = timedelta(days=1)


class Digests:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def facts(self, week: Week, now: datetime) -> DigestFacts:
        """What the digest of any week says; nothing is stored or sent."""
        async with self._units.reading(self._team) as uow:
            return await collect(uow, week, now)

    async def preview(self, now: datetime) -> DigestFacts:
        """The running week so far: what the next digest would say if it came now."""
        async with self._units.reading(self._team) as uow:
            zone = (await uow.settings.get()).zone
            return await collect(uow, week_of(now.astimezone(zone).date()), now)

    async def last(self) -> DigestFacts | None:
        """The latest digest that was sent."""
        async with self._units.reading(self._team) as uow:
            return await uow.digests.latest()

    async def stored(self, period: str) -> DigestFacts | None:
        async with self._units.reading(self._team) as uow:
            return await uow.digests.stored(period)

    async def send_now(self, now: datetime, receipt: str | None = None) -> DigestFacts:
        """Sends the last whole week's digest, again if it was sent; then it does not come by
        itself any more."""
        async with self._units.reading(self._team) as uow:
            settings = await uow.settings.get()
            if not settings.marketing_channel:
                raise NotPossible("Choose the marketing channel first: `/leads settings`.")
            facts = await collect(uow, reported_week(now, settings.zone), now)
        async with self._units(self._team) as uow:
            if receipt is None or await uow.receipts.claim(receipt, now):
                await uow.digests.claim(facts.period, now)
                await _send(uow, settings, facts, now)
                await uow.commit()
        return facts


async def run_due(units: UnitOfWorkFactory, team: str, now: datetime) -> str | None:
    """Sends the digest if it is due and nobody else did; the period that was sent.

    However long nothing ran, only the latest week is sent. Without both channels it stays due.
    """
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        due = await uow.schedule.due(JOB)
        if due is None or due > now or not (settings.sales_channel and settings.marketing_channel):
            return None
        latest = last_weekly(now, *_weekly(settings))
        # Counted before the write begins: a writer must not wait for figures.
        facts = await collect(uow, reported_week(latest, settings.zone), now)
    facts = replace(facts, late=now - latest > LATE)
    async with units(team) as uow:
        if not await uow.schedule.advance(JOB, due, next_weekly(now, *_weekly(settings))):
            return None
        is_first = await uow.digests.claim(facts.period, now)
        if is_first:
            await _send(uow, settings, facts, now)
        await uow.commit()
    return facts.period if is_first else None


async def reschedule(uow: UnitOfWork, settings: Settings, now: datetime) -> None:
    """Sets when the next digest is due, in the caller's transaction. One that is owed stays."""
    due = await uow.schedule.due(JOB)
    if due is None or due > now:
        await uow.schedule.set(JOB, next_weekly(now, *_weekly(settings)))


def _weekly(settings: Settings) -> tuple[int, time, ZoneInfo]:
    return DAYS.index(settings.digest_day), settings.digest_time, settings.zone


async def _send(uow: UnitOfWork, settings: Settings, facts: DigestFacts, now: datetime) -> None:
    """Stores the facts and asks for the messages that show them."""
    await uow.digests.store(facts)
    subject = {"period": facts.period}
    intents = [Intent(MessageKind.DIGEST, settings.marketing_channel, subject)]
    if settings.sales_channel not in ("", settings.marketing_channel):
        intents.append(Intent(MessageKind.HEADLINE, settings.sales_channel, subject))
    digest, *_ = await uow.messages.add(intents, now)
    details = Intent(MessageKind.DIGEST_THREAD, settings.marketing_channel, subject, parent=digest)
    await uow.messages.add([details], now)
