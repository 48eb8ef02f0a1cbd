"""App Home: what one person has to do, and how far the workspace is set up."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.answers import RESTS, unanswered
from bot.domain.cards import LeadLine
from bot.domain.changes import Change, ChangeProgress
from bot.domain.figures import best_first
from bot.domain.home import (
    SIZES,
    Home,
    HomeCounts,
    Marketing,
    Page,
    Part,
    SetUp,
    Troubles,
    Turned,
    by_campaign,
    page_of,
)
from bot.domain.roles import Deed
from bot.domain.sit_ins import SitIn
from bot.ports import Directory, UnitOfWork, UnitOfWorkFactory
from bot.services.away import away_in
from bot.services.changes import because_of
from bot.services.digest import coming_in
from bot.services.figures import progress
from bot.services.roles import Roles
from bot.services.sit_ins import described


class Homes:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, people: Directory, roles: Roles
    ) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._roles = roles

    async def of(self, user: str, now: datetime, turned: Turned) -> Home | None:
        """None for somebody of another company."""
        member = await self._people.member(user)
        if member is None:
            return None
        sees_marketing = await self._roles.sees_marketing(user, now)
        is_admin = await self._roles.may(user, Deed.MEND_DELIVERIES)
        hands_on = await self._roles.may(user, Deed.HAND_ON)
        async with self._units.reading(self._team) as uow:
            counts = await uow.leads.counts(user)
            lists = _Lists(uow, user, turned, counts)
            because = await _because(uow, user, turned, now)
            marketing = await _marketing(uow, turned, now) if sees_marketing else None
            set_up = await _set_up(uow)
            return Home(
                do_now=await lists.do_now(),
                owed=await lists.owed(),
                unclaimed=await lists.unclaimed(),
                left=await lists.left() if hands_on else Page(),
                because=because,
                away=await away_in(uow, user, now),
                set_up=set_up,
                zone=set_up.settings.zone,
                now=now,
                marketing=marketing,
                troubles=await _troubles(uow, turned) if is_admin else None,
                names=await _names(uow, because, marketing),
                turned=turned,
                user=user,
                sit_ins=await _sit_ins(uow, user, turned, set_up.settings.today(now))
                if set_up.settings.sitting_in
                else Page(),
            )


@dataclass(frozen=True, slots=True)
class _Lists:
    """The pages of a person's lists of leads."""

    uow: UnitOfWork
    user: str
    turned: Turned
    counts: HomeCounts

    async def do_now(self) -> Page[LeadLine]:
        """What waits for this person, then what they took."""
        waiting, size = self.counts.waiting, SIZES[Part.DO_NOW]
        total = waiting + self.counts.to_do
        start = self.turned.start(Part.DO_NOW, total)
        items = await self.uow.leads.waiting_for(self.user, size, start) if start < waiting else []
        if rest := size - len(items):
            items += await self.uow.leads.to_do(self.user, rest, max(0, start - waiting))
        return Page(tuple(items), total, start)

    async def owed(self) -> Page[LeadLine]:
        total = self.counts.owed
        start = self.turned.start(Part.OWED, total)
        found = await self.uow.leads.owed_by(self.user, SIZES[Part.OWED], start) if total else []
        return Page(tuple(found), total, start)

    async def unclaimed(self) -> Page[LeadLine]:
        total, size = self.counts.unclaimed, SIZES[Part.UNCLAIMED]
        start = self.turned.start(Part.UNCLAIMED, total)
        found = await self.uow.leads.unclaimed(size, start, but_for=self.user) if total else []
        return Page(tuple(found), total, start)

    async def left(self) -> Page[LeadLine]:
        total = await self.uow.leads.count_left_behind()
        start = self.turned.start(Part.LEFT, total)
        found = await self.uow.leads.left_behind(SIZES[Part.LEFT], start) if total else []
        return Page(tuple(found), total, start)


async def _because(
    uow: UnitOfWork, user: str, turned: Turned, now: datetime
) -> Page[ChangeProgress]:
    page = page_of(await because_of(uow, user), Part.BECAUSE, turned)
    return Page(await progress(uow, page.items, now), page.total, page.start)


async def _marketing(uow: UnitOfWork, turned: Turned, now: datetime) -> Marketing:
    """The figures are those of the latest digest: they fit its findings, and nothing is counted."""
    promises = await uow.changes.promised()
    open_promises = page_of(promises, Part.PROMISES, turned)
    facts = await uow.digests.latest()
    if facts is None:
        return Marketing(None, promises=open_promises, first_at=await coming_in(uow, now))
    findings = unanswered(facts.findings, await uow.answers.since(now - RESTS), now)
    campaigns = best_first(facts.campaigns, len(facts.campaigns))
    return Marketing(
        digest=facts,
        findings=page_of(by_campaign(findings), Part.FINDINGS, turned),
        promises=open_promises,
        campaigns=page_of(campaigns, Part.CAMPAIGNS, turned),
        promised=frozenset(change.campaign_id for change in promises),
    )


async def _sit_ins(uow: UnitOfWork, user: str, turned: Turned, today: date) -> Page[SitIn]:
    page = page_of(await uow.sit_ins.open_for(user, today), Part.SIT_INS, turned)
    found = tuple([await described(uow, sit_in) for sit_in in page.items])
    return Page(found, page.total, page.start)


async def _troubles(uow: UnitOfWork, turned: Turned) -> Troubles:
    total = await uow.leads.count_unmatched_owners()
    start = turned.start(Part.OWNERS, total)
    found = await uow.leads.unmatched_owners(SIZES[Part.OWNERS], start) if total else []
    return Troubles(await uow.dead_letters.deliveries(), Page(tuple(found), total, start))


async def _names(
    uow: UnitOfWork, because: Page[ChangeProgress], marketing: Marketing | None
) -> dict[str, str]:
    changes: list[Change] = [item.change for item in because.items]
    changes += marketing.promises.items if marketing else ()
    users = {user for change in changes for user in (change.by, *change.cites)}
    return await uow.members.names(sorted(users))


async def _set_up(uow: UnitOfWork) -> SetUp:
    return SetUp(await uow.settings.get(), bool(await uow.sources.names()), await uow.leads.exist())
