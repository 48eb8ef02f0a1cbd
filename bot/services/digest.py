"""The weekly digest: when it is due, sent once for each week, looked at before and after."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.digest import JOB, MONTHLY_JOB, DigestFacts
from bot.domain.digest_plan import Plan
from bot.domain.roles import Deed
from bot.domain.schedule import Week, parse_week, reported_week, week_of
from bot.domain.settings import SettingChange, Settings, changed
from bot.errors import NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.figures import collect
from bot.services.pools import show_in
from bot.services.roles import Roles

LATE = timedelta(days=1)
EDIT_JOB = "digest_edit"


class Digests:
    """With `roles`, people are asked about; a terminal's user is nobody of the workspace."""

    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles | None = None) -> None:
        self._units = units
        self._team = team
        self._roles = roles

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

    async def last_week(self, now: datetime) -> DigestFacts:
        """The last whole week, as it stands now; for where no digest was sent."""
        async with self._units.reading(self._team) as uow:
            zone = (await uow.settings.get()).zone
            return await collect(uow, reported_week(now, zone), now)

    async def stored(self, period: str) -> DigestFacts | None:
        async with self._units.reading(self._team) as uow:
            return await uow.digests.stored(period)

    async def send_now(
        self, now: datetime, receipt: str | None = None, *, by: str = ""
    ) -> DigestFacts:
        """Sends the last whole week's digest, again if it was sent; then it does not come by
        itself any more."""
        if self._roles is not None:
            await self._roles.check(by, Deed.SEND_DIGEST)
        async with self._units.reading(self._team) as uow:
            settings = await uow.settings.get()
            _sendable(settings)
            facts = await collect(uow, reported_week(now, settings.zone), now)
        async with self._units(self._team) as uow:
            settings = await uow.settings.locked()
            _sendable(settings)
            if receipt is None or await uow.receipts.claim(receipt, now):
                await uow.digests.claim(facts.period, now)
                await _send(uow, settings, facts, now)
                await uow.commit()
        return facts

    async def skip(self, named: str, now: datetime, *, by: str, skipped: bool = True) -> Week:
        """Has no digest come (or come again) of the week that is named, else of the next due."""
        if self._roles is not None:
            await self._roles.check(by, Deed.SEND_DIGEST)
        async with self._units(self._team) as uow:
            before = await uow.settings.locked()
            week = parse_week(named) if named.strip() else _coming(before, now)
            others = {one for one in before.skip_weeks if one != str(week)}
            text = ",".join(sorted(others | ({str(week)} if skipped else set())))
            after = changed(before, {"skip_weeks": text})
            old = ",".join(before.skip_weeks)
            await uow.settings.save(after, [SettingChange(now, by, "skip_weeks", old, text)])
            await uow.commit()
        return week


def _sendable(settings: Settings) -> None:
    """NotPossible while there is no channel to send it to."""
    if not settings.marketing_channel:
        raise NotPossible("Choose the marketing channel first: `/leads settings`.")


def _coming(settings: Settings, now: datetime) -> Week:
    """The week that the next digest tells of."""
    return reported_week(Plan(JOB, settings).next(now), settings.zone)


async def coming_in(uow: UnitOfWork, now: datetime) -> datetime | None:
    """When the next weekly digest comes; None while it has no channels."""
    plan = Plan(JOB, await uow.settings.get())
    due = await uow.schedule.due(JOB) or plan.next(now)
    return plan.coming(due) if plan.is_ready else None


async def run_due(units: UnitOfWorkFactory, team: str, now: datetime, job: str = JOB) -> str | None:
    """Sends the weekly (or monthly) digest if it is due and nobody else did; the period sent.

    However long nothing ran, only the latest one is sent. Without its channels it stays due; so it
    does, until the next tick, when the settings change while it is counted.
    """
    async with units.reading(team) as uow:
        plan = Plan(job, await uow.settings.get())
        due = await uow.schedule.due(job)
        if due is None or due > now or not plan.is_ready:
            return None
        latest = plan.last(now)
        reported = plan.reported(latest)
        # Counted before the write begins: a writer must not wait for figures.
        facts = None if plan.skips(reported) else await collect(uow, reported, now)
    async with units(team) as uow:
        if await uow.settings.locked() != plan.settings:
            return None  # changed while it was counted: still owed, and counted anew
        if not await uow.schedule.advance(job, due, plan.next(now)):
            return None
        is_first = facts is not None and await uow.digests.claim(facts.period, now)
        if facts is not None and is_first:
            late = replace(facts, late=now - latest > LATE)
            await _send(uow, plan.settings, late, now)
        await uow.commit()
    return str(reported) if is_first else None


async def reschedule(
    uow: UnitOfWork, settings: Settings, now: datetime, before: Settings | None = None
) -> None:
    """Sets when the next digests are due, in the caller's transaction. One that is owed stays, and
    one that was to come by the settings `before` is not left out."""
    for job in (JOB, MONTHLY_JOB):
        plan = Plan(job, settings)
        due = await uow.schedule.due(job)
        if due is None and (job == JOB or plan.is_ready):
            await uow.schedule.set(job, plan.next(now))
        elif due is not None and due > now:
            await uow.schedule.set(job, plan.moved(Plan(job, before or settings), due, now))


async def _send(uow: UnitOfWork, settings: Settings, facts: DigestFacts, now: datetime) -> None:
    """Stores the facts and asks for the messages that show them."""
    subject = {"period": facts.period}
    if facts.is_monthly:
        await uow.digests.store(facts)
        month = Intent(MessageKind.DIGEST_MONTH, settings.monthly_channel, subject)
        await uow.messages.add([month], now)
        return
    await show_in(uow, facts.period)
    await uow.digests.store(facts)
    intents = [Intent(MessageKind.DIGEST, settings.marketing_channel, subject)]
    if settings.sales_channel not in ("", settings.marketing_channel):
        intents.append(Intent(MessageKind.HEADLINE, settings.sales_channel, subject))
    ids = await uow.messages.add(intents, now)
    details = Intent(MessageKind.DIGEST_THREAD, settings.marketing_channel, subject, parent=ids[0])
    ids += await uow.messages.add([details], now)
    kinds = [intent.kind for intent in (*intents, details)]
    await uow.digests.posted(facts.period, dict(zip(kinds, ids, strict=True)))
    await uow.schedule.set(EDIT_JOB, now + LATE)
