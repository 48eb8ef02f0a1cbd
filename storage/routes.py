"""The rules that say where leads go, whose turn it is, and what the rules ask about a lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, update

from bot.domain.leads import known_as
from bot.domain.lifecycle import State
from bot.domain.route_file import document_of, stored
from bot.domain.routing import ANEW, LeadFacts, Placed, RouteDraft, RouteSet
from storage.base import Repository, Row, table_of
from storage.lead_lists import PERSON_JOIN, WORKED
from storage.leads import meant_for
from storage.shared_cards import drawn_again
from storage.tables import Campaign, Card, Lead, LeadPerson
from storage.tables import Member as MemberRow
from storage.tables import RouteDraft as DraftRow
from storage.tables import RouteSet as SetRow
from storage.tables import RouteTurn as TurnRow

sets, drafts, turns = table_of(SetRow), table_of(DraftRow), table_of(TurnRow)
leads, campaigns, members = table_of(Lead), table_of(Campaign), table_of(MemberRow)
persons, cards = table_of(LeadPerson), table_of(Card)


class RouteRepository(Repository):
    async def current(self) -> RouteSet | None:
        latest = select(sets).where(self._mine(sets)).order_by(sets.c.version.desc()).limit(1)
        row = await self._row(latest)
        if row is None:
            return None
        return RouteSet(row["version"], stored(row["document"]), row["saved_by"], row["saved_at"])

    async def save(self, given: RouteSet) -> bool:
        document = document_of(given.routes)
        row = {"version": given.version, "document": document, "saved_by": given.saved_by}
        saved = await self._upsert(sets, [{**row, "saved_at": given.saved_at}], update=False)
        return saved == 1

    async def draft(self, user: str) -> RouteDraft | None:
        row = await self._row(drafts.select().where(self._mine(drafts, user=user)))
        return RouteDraft(row["base"], stored(row["document"]), row["tested"]) if row else None

    async def put_draft(self, user: str, draft: RouteDraft) -> None:
        row = {"user": user, "base": draft.base, "document": document_of(draft.routes)}
        await self._upsert(drafts, [{**row, "tested": draft.tested}])

    async def drop_draft(self, user: str) -> None:
        await self._connection.execute(drafts.delete().where(self._mine(drafts, user=user)))

    async def turns(self, names: Sequence[str]) -> dict[str, str | None]:
        # The rows are there first: what is not there cannot be locked.
        await self._upsert(turns, [{"route": name, "user": None} for name in names], update=False)
        statement = (
            select(turns)
            .where(self._mine(turns), turns.c.route.in_(names))
            .order_by(turns.c.route)
            .with_for_update()
        )
        return {row["route"]: row["user"] for row in await self._rows(statement)}

    async def set_turns(self, given: Mapping[str, str | None]) -> None:
        await self._upsert(turns, [{"route": name, "user": user} for name, user in given.items()])

    async def loads(self, users: Sequence[str]) -> dict[str, int]:
        has = case((leads.c.state == State.NEW, leads.c.assigned_to), else_=leads.c.owner)
        waiting = and_(leads.c.state == State.NEW, leads.c.assigned_to.in_(users))
        taken = and_(leads.c.state.in_(WORKED), leads.c.owner.in_(users))
        statement = (
            select(has.label("user"), func.count().label("open"))
            .where(self._mine(leads), leads.c.imported.is_(False), or_(waiting, taken))
            .group_by(has)
        )
        return {row["user"]: row["open"] for row in await self._rows(statement)}

    async def facts(self, lead_ids: Sequence[str]) -> list[LeadFacts]:
        found = {row["id"]: _facts(row) for row in await self._rows(self._facts(lead_ids))}
        return [found[one] for one in lead_ids if one in found]

    async def since(self, at: datetime, limit: int) -> list[LeadFacts]:
        arrived = (
            select(leads.c.id)
            .where(self._mine(leads), leads.c.arrived_at >= at, leads.c.qualified)
            .order_by(leads.c.arrived_at.desc(), leads.c.id)
            .limit(limit)
        )
        rows = await self._rows(self._facts(arrived.scalar_subquery()))
        return [_facts(row) for row in rows]

    def _facts(self, lead_ids: Any) -> Select[Any]:
        address = members.c.email == func.lower(leads.c.owner_email)
        owner = and_(members.c.team_id == leads.c.team_id, address, members.c.is_active)
        campaign = and_(
            campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id
        )
        columns = ("id", "source", "owner_email", "country", "employees", "is_customer", "route")
        return (
            select(*(leads.c[name] for name in columns))
            .add_columns(campaigns.c.external_id, campaigns.c.channel, members.c.user)
            .add_columns(
                persons.c.name, leads.c.company_name, leads.c.external_id.label("lead_key")
            )
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, campaign)
            .outerjoin(members, owner)
            .where(self._mine(leads), leads.c.id.in_(lead_ids))
            .order_by(leads.c.arrived_at, leads.c.id)
        )

    async def place(self, lead_id: str, placed: Placed) -> None:
        values = {
            "route": placed.route.name if placed.route else None,
            **meant_for(placed.user),
            "revision": leads.c.revision + 1,
        }
        mine = self._mine(leads, id=lead_id)
        await self._connection.execute(update(leads).where(mine).values(**values))
        await self._connection.execute(drawn_again(self._team, [lead_id]))

    async def place_anew(self, lead_ids: Sequence[str]) -> None:
        those = and_(self._mine(leads), leads.c.id.in_(lead_ids))
        await self._connection.execute(update(leads).where(those).values(route=ANEW))

    async def channel(self, lead_id: str) -> str | None:
        row = await self._row(select(cards.c.channel).where(self._mine(cards, lead_id=lead_id)))
        return row["channel"] if row else None


def _facts(row: Row) -> LeadFacts:
    return LeadFacts(
        id=row["id"],
        owner_email=row["owner_email"],
        owner=row["user"],
        country=row["country"],
        employees=row["employees"],
        campaign=row["external_id"],
        channel=row["channel"],
        is_customer=row["is_customer"],
        route=row["route"],
        label=known_as(row["name"], row["company_name"], row["source"], row["lead_key"]),
    )
