"""A week as a file: asked for in Slack, or on the command line."""

from datetime import datetime

from bot.domain.digest import TRAILING_WEEKS, WeekFacts, trailing
from bot.domain.export import MAX_LEADS, Export, ExportFacts
from bot.domain.roles import Deed
from bot.domain.schedule import Week, reported_week, weeks
from bot.domain.sheets import sheets
from bot.errors import InvalidInput
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.figures import calibration_in, collect, segments_of
from bot.services.roles import Roles


class Exports:
    """With `roles`, people are asked about; a terminal's user is nobody of the workspace."""

    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles | None = None) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def build(self, week: Week | None, now: datetime) -> Export:
        """Of the last whole week when none is named."""
        async with self._units.reading(self._team) as uow:
            return await export_in(uow, week or await _last_week(uow, now), now)

    async def ask(self, week: Week | None, now: datetime, receipt: str, *, by: str) -> Week:
        """Has the files sent to who asked, privately; the week that they are of."""
        if self._roles is not None:
            await self._roles.check(by, Deed.EXPORT)
        async with self._units(self._team) as uow:
            wanted = week or await _last_week(uow, now)
            if wanted.monday > now.date():
                raise InvalidInput(f"{wanted} has not begun. Nothing was sent.")
            if await uow.receipts.claim(receipt, now):
                subject = {"week": str(wanted)}
                await uow.messages.add([Intent(MessageKind.EXPORT, by, subject)], now)
                await uow.commit()
        return wanted


async def export_in(uow: UnitOfWork, week: Week, now: datetime) -> Export:
    """The six weeks up to `week`, as they stand `now`; leads without persons."""
    settings = await uow.settings.get()
    zone = settings.zone
    span = weeks(trailing(week), week, zone)
    digest = await collect(uow, week, now)
    leads = await uow.facts.rows(span, MAX_LEADS)
    facts = ExportFacts(
        digest=digest,
        weeks=await _weeks(uow, week, now),
        segments=segments_of(digest.campaigns, await uow.facts.segments(span, now)),
        reasons=tuple(await uow.figures.reasons(span)),
        graded=tuple(await uow.facts.graded(span)),
        lowest=settings.min_fit + settings.min_intent,
        promises=digest.promises,
        calibration=await calibration_in(uow, span),
        leads=leads,
        names=await uow.members.names(sorted({lead.owner for lead in leads if lead.owner})),
    )
    return Export(week, zone, sheets(facts))


async def _weeks(uow: UnitOfWork, week: Week, now: datetime) -> tuple[tuple[Week, WeekFacts], ...]:
    zone = (await uow.settings.get()).zone
    each = [trailing(week).plus(number) for number in range(TRAILING_WEEKS)]
    return tuple([(one, await uow.figures.week(weeks(one, one, zone), now)) for one in each])


async def _last_week(uow: UnitOfWork, now: datetime) -> Week:
    return reported_week(now, (await uow.settings.get()).zone)
