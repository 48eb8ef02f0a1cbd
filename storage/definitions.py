"""The versions of what a qualified lead is, and what criteria would have done to past leads."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, select, true, update

from bot.domain.definition import ASKS_NOTHING, Criteria, Definition, Side, Signature, Simulation
from bot.domain.lifecycle import State, Verdict
from bot.domain.schedule import Span
from storage.base import Repository, Row, table_of
from storage.lead_lists import PERSON_JOIN
from storage.tables import Campaign, Lead, LeadPerson
from storage.tables import Definition as DefinitionRow

definitions = table_of(DefinitionRow)
leads, persons, campaigns = table_of(Lead), table_of(LeadPerson), table_of(Campaign)
_NEWEST = definitions.c.version.desc()
_CAMPAIGN = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)
_AGREED = case(
    (campaigns.c.id.is_(None), func.coalesce(leads.c.committed_step, "") != ""),
    else_=and_(
        func.coalesce(campaigns.c.committed_step, "") != "",
        campaigns.c.committed_step == func.coalesce(campaigns.c.agreed_step, ""),
    ),
)
_TEXTS: Mapping[str, ColumnElement[str]] = {
    "name": persons.c.name,
    "title": persons.c.title,
    "email": persons.c.email,
    "phone": persons.c.phone,
    "company": leads.c.company_name,
    "domain": leads.c.company_domain,
    "country": leads.c.country,
}


class DefinitionRepository(Repository):
    async def current(self) -> Definition | None:
        return next(iter(await self.in_force(1)), None)

    async def latest(self) -> Definition | None:
        newest = select(definitions).where(self._mine(definitions)).order_by(_NEWEST).limit(1)
        row = await self._row(newest)
        return _value(row) if row else None

    async def get(self, version: int) -> Definition | None:
        row = await self._row(select(definitions).where(self._mine(definitions, version=version)))
        return _value(row) if row else None

    async def in_force(self, limit: int) -> list[Definition]:
        """Those that are or were in force, newest first."""
        was = and_(self._mine(definitions), definitions.c.in_force_at.is_not(None))
        statement = select(definitions).where(was).order_by(_NEWEST).limit(limit)
        return [_value(row) for row in await self._rows(statement)]

    async def add(self, new: Definition) -> bool:
        signed: dict[str, Any] = {}
        for side, signature in ((Side.SALES, new.sales), (Side.MARKETING, new.marketing)):
            signed |= _signed(side, signature)
        row = {
            "version": new.version,
            "criteria": asdict(new.criteria),
            "proposed_by": new.proposed_by,
            "proposed_at": new.proposed_at,
            "simulation": asdict(new.simulation) if new.simulation else None,
            "in_force_at": new.in_force_at,
            **signed,
        }
        return await self._upsert(definitions, [row], update=False) == 1

    async def sign(self, version: int, side: Side, signature: Signature) -> bool:
        """The second signature: in force from now on. False when it is not open any more."""
        values = {**_signed(side, signature), "in_force_at": signature.at}
        return await self._settle(version, values, definitions.c[f"{side}_by"].is_(None))

    async def decline(self, version: int, by: str, word: str, now: datetime) -> bool:
        values = {"declined_by": by, "declined_at": now, "word": word}
        return await self._settle(version, values, true())

    async def _settle(
        self, version: int, values: Mapping[str, Any], also: ColumnElement[bool]
    ) -> bool:
        is_open = and_(
            self._mine(definitions, version=version),
            definitions.c.in_force_at.is_(None),
            definitions.c.declined_at.is_(None),
            also,
        )
        done = await self._connection.execute(update(definitions).where(is_open).values(**values))
        return done.rowcount == 1

    async def simulate(
        self, criteria: Criteria, span: Span, weeks: int, current: Criteria = ASKS_NOTHING
    ) -> Simulation:
        passes, stays = _passes(criteria), _passes(criteria.beside(current))
        reached, taken = leads.c.qualified, leads.c.taken_at.is_not(None)
        landed, won = leads.c.verdict == Verdict.LANDED, leads.c.state == State.WON
        counts: Mapping[str, tuple[ColumnElement[bool], ...]] = {
            "reached": (reached,),
            "kept_back": (reached, ~stays),
            "let_in": (~reached, passes),
            "taken_lost": (reached, taken, ~stays),
            "landed": (reached, landed),
            "landed_lost": (reached, landed, ~stays),
            "won": (reached, won),
            "won_lost": (reached, won, ~stays),
        }
        statement = (
            select(
                *(func.count().filter(*where).label(name) for name, where in counts.items()),
                func.count(distinct(leads.c.owner)).filter(reached, taken).label("reps"),
            )
            .select_from(leads)
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, _CAMPAIGN)
            .where(
                self._mine(leads),
                leads.c.arrived_at >= span.start,
                leads.c.arrived_at < span.end,
            )
        )
        row = await self._row(statement)
        return Simulation(weeks=weeks, **row) if row else Simulation(weeks)


def _passes(criteria: Criteria) -> ColumnElement[bool]:
    """`bot.domain.qualification` in SQL; never NULL, so that it can be negated."""
    met: list[ColumnElement[bool]] = [true()]
    for score, minimum in (
        (leads.c.fit_score, criteria.min_fit),
        (leads.c.intent_score, criteria.min_intent),
    ):
        if minimum:
            met.append(func.coalesce(score, -1) >= minimum)
    for name in criteria.required_fields:
        is_text = name in _TEXTS
        text = func.coalesce(_TEXTS[name], "") != "" if is_text else leads.c[name].is_not(None)
        met.append(text)
    if criteria.require_agreed_step:
        met.append(_AGREED)
    return and_(*met)


def _signed(side: Side, signature: Signature | None) -> dict[str, Any]:
    who, at = (signature.signed_by, signature.at) if signature else (None, None)
    return {f"{side}_by": who, f"{side}_at": at}


def _value(row: Row) -> Definition:
    criteria: dict[str, Any] = dict(row["criteria"])
    criteria["required_fields"] = tuple(criteria["required_fields"])
    return Definition(
        version=row["version"],
        criteria=Criteria(**criteria),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        sales=_signature(row, Side.SALES),
        marketing=_signature(row, Side.MARKETING),
        in_force_at=row["in_force_at"],
        declined_by=row["declined_by"],
        declined_at=row["declined_at"],
        word=row["word"],
        simulation=Simulation(**row["simulation"]) if row["simulation"] else None,
    )


def _signature(row: Row, side: Side) -> Signature | None:
    who = row[f"{side}_by"]
    return Signature(who, row[f"{side}_at"]) if who else None
