"""Lists of leads that people read page by page, and how long they are.

A page is cut from an index first and only its leads are read: a list of thousands costs little
more than a short one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from bot.domain.cards import LeadLine
from bot.domain.home import HomeCounts, UnmatchedOwner
from bot.domain.lifecycle import OUTSIDE, State
from bot.domain.rollup import Burst, BurstLine
from storage.base import Repository, table_of
from storage.rows import line_value
from storage.tables import Campaign, Card, Lead, LeadPerson, Member

leads, persons, campaigns = table_of(Lead), table_of(LeadPerson), table_of(Campaign)
cards, members = table_of(Card), table_of(Member)
WORKED = (State.ACCEPTED, State.CONTACTED, State.SQL, State.OPPORTUNITY)
PERSON_JOIN = and_(persons.c.team_id == leads.c.team_id, persons.c.lead_id == leads.c.id)
Where = Sequence[ColumnElement[bool]]

_RUNS = leads.c.state == State.ACCEPTED
_ANSWERED = leads.c.verdict.is_not(None)
_TO_DO = or_(_RUNS, and_(leads.c.state.in_(WORKED[1:]), _ANSWERED))
_OWED = and_(leads.c.state.in_((*WORKED[1:], State.WON, State.LOST)), ~_ANSWERED)
# Where the clock runs, the most urgent first; then the rest, the newest first.
_BY_CLOCK = (
    case((_RUNS, 0), else_=1),
    case((_RUNS, leads.c.contact_by)),
    leads.c.arrived_at.desc(),
)


class LeadLists(Repository):
    async def counts(self, user: str) -> HomeCounts:
        """How long the lists of a person are."""
        own = select(
            func.count().filter(_TO_DO).label("to_do"),
            func.count().filter(_OWED).label("owed"),
            func.count().filter(leads.c.state.in_(WORKED)).label("open"),
        ).where(*self._owned(user))
        return HomeCounts(
            **(await self._rows(own))[0],
            waiting=await self._length(self._waiting(user)),
            unclaimed=await self._length(self._unclaimed(user)),
        )

    async def unclaimed(
        self, limit: int, offset: int = 0, *, but_for: str | None = None
    ) -> list[LeadLine]:
        where = self._unclaimed(but_for)
        return await self._page(where, (leads.c.contact_by,), limit, offset)

    async def waiting_for(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        return await self._page(self._waiting(user), (leads.c.contact_by,), limit, offset)

    async def owned_by(self, user: str, limit: int) -> list[LeadLine]:
        where = (*self._owned(user), leads.c.state.in_(WORKED))
        return await self._page(where, _BY_CLOCK, limit)

    async def to_do(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        return await self._page((*self._owned(user), _TO_DO), _BY_CLOCK, limit, offset)

    async def owed_by(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        where = (*self._owned(user), _OWED)
        return await self._page(where, (leads.c.taken_at,), limit, offset)

    async def search(self, text: str, limit: int) -> list[LeadLine]:
        escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        pattern = f"%{escaped.lower()}%"
        found = or_(
            func.lower(persons.c.name).like(pattern, escape="\\"),
            func.lower(leads.c.company_name).like(pattern, escape="\\"),
            leads.c.id == text,
            leads.c.external_id == text,
        )
        newest = leads.c.arrived_at.desc()
        statement = self._lines().where(found).order_by(newest).limit(limit)
        return [line_value(row) for row in await self._rows(statement)]

    async def burst(self, head: str, limit: int, offset: int = 0) -> Burst | None:
        listed = and_(
            self._mine(cards),
            cards.c.burst.is_not(None),
            func.coalesce(cards.c.roll_up, cards.c.lead_id) == head,
        )
        on = and_(cards.c.team_id == leads.c.team_id, cards.c.lead_id == leads.c.id)
        is_new = leads.c.state == State.NEW
        found = select(
            func.count().label("total"),
            func.count().filter(is_new).label("waiting"),
            func.count().filter(leads.c.state == State.REJECTED).label("declined"),
            func.min(leads.c.arrived_at).label("since"),
        )
        row = await self._row(found.select_from(cards.join(leads, on)).where(listed))
        if row is None or not row["total"]:
            return None
        order = (leads.c.arrived_at, leads.c.id)
        page = self._lines().join(cards, on).where(listed, is_new).order_by(*order)
        rows = await self._rows(page.limit(limit).offset(offset))
        lines = tuple(
            BurstLine(line_value(one), one["fit_score"], one["intent_score"]) for one in rows
        )
        counts = row["total"], row["waiting"], row["since"]
        return Burst(*counts, lines, offset, row["declined"])

    async def unmatched_owners(self, limit: int, offset: int = 0) -> list[UnmatchedOwner]:
        found = self._unmatched().order_by(func.count().desc(), "email")
        rows = await self._rows(found.limit(limit).offset(offset))
        return [UnmatchedOwner(row["email"], row["leads"]) for row in rows]

    async def count_unmatched_owners(self) -> int:
        found = self._unmatched().subquery()
        return int((await self._rows(select(func.count().label("n")).select_from(found)))[0]["n"])

    def _unmatched(self) -> Select[Any]:
        """Open leads by the owner's address, whoever has them. Only once the cards were drawn:
        until then nobody has looked for the owner; in a burst's list not for every one."""
        email = func.lower(leads.c.owner_email)
        known = exists().where(self._mine(members), members.c.email == email, members.c.is_active)
        shares = and_(cards.c.roll_up.is_not(None), cards.c.burst.is_(None))
        drawn = exists().where(
            self._mine(cards),
            cards.c.lead_id == leads.c.id,
            or_(cards.c.shown_revision > 0, shares),
        )
        return (
            select(email.label("email"), func.count().label("leads"))
            .where(
                self._mine(leads),
                leads.c.state.in_((State.NEW, *WORKED)),
                leads.c.imported.is_(False),
                leads.c.qualified,
                leads.c.owner_email.is_not(None),
                ~known,
                drawn,
            )
            .group_by(email)
        )

    async def left_behind(self, limit: int, offset: int = 0) -> list[LeadLine]:
        return await self._page(self._left_behind(), _BY_CLOCK, limit, offset)

    async def count_left_behind(self, owner: str | None = None) -> int:
        theirs = () if owner is None else (leads.c.owner == owner,)
        return await self._length((*self._left_behind(), *theirs))

    async def leavers(self) -> list[str]:
        found = select(leads.c.owner).where(*self._left_behind()).distinct()
        return [row["owner"] for row in await self._rows(found.order_by(leads.c.owner))]

    async def owners_seen_before(
        self, at: datetime, limit: int, *, but_for: Sequence[str] = ()
    ) -> list[str]:
        has_leads = exists().where(*self._worked(), leads.c.owner == members.c.user)
        seen = self._mine(members, is_active=True), members.c.fetched_at < at
        found = select(members.c.user).where(*seen, members.c.user.not_in(but_for), has_leads)
        rows = await self._rows(found.order_by(members.c.fetched_at).limit(limit))
        return [row["user"] for row in rows]

    def _left_behind(self) -> Where:
        gone = select(members.c.user).where(
            self._mine(members, is_active=False), ~members.c.user.startswith(OUTSIDE)
        )
        return (*self._worked(), leads.c.owner.in_(gone))

    def _worked(self) -> Where:
        return (self._mine(leads), leads.c.imported.is_(False), leads.c.state.in_(WORKED))

    def _pool(self) -> Where:
        """Leads that wait for somebody. Imported ones are history."""
        return (
            self._mine(leads, state=State.NEW),
            leads.c.imported.is_(False),
            leads.c.qualified,
        )

    def _unclaimed(self, but_for: str | None) -> Where:
        if but_for is None:
            return self._pool()
        somebody_elses = or_(leads.c.assigned_to.is_(None), leads.c.assigned_to != but_for)
        return (*self._pool(), somebody_elses)

    def _waiting(self, user: str) -> Where:
        return (*self._pool(), leads.c.assigned_to == user)

    def _owned(self, user: str) -> Where:
        return (self._mine(leads, owner=user), leads.c.imported.is_(False))

    async def _length(self, where: Where) -> int:
        return int((await self._rows(select(func.count().label("n")).where(*where)))[0]["n"])

    async def _page(
        self, where: Where, order: Sequence[ColumnElement[Any]], limit: int, offset: int = 0
    ) -> list[LeadLine]:
        # By id where the rest is alike: no lead stands on two pages.
        order = (*order, leads.c.id)
        cut = select(leads.c.id).where(*where).order_by(*order).limit(limit).offset(offset)
        page = cut.subquery()
        statement = self._lines().join(page, page.c.id == leads.c.id).order_by(*order)
        return [line_value(row) for row in await self._rows(statement)]

    def _lines(self) -> Select[Any]:
        joined = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)
        return (
            select(
                leads,
                persons.c.name.label("person_name"),
                campaigns.c.name.label("campaign_name"),
            )
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, joined)
            .where(leads.c.team_id == self._team)
        )
