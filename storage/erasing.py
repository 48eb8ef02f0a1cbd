"""Forgetting a person: free text and names go, events and what is counted stay."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from bot.domain.erasing import ERASED, Traces
from bot.ports import MessageKind
from storage.base import Repository, Row, table_of
from storage.shared_cards import drawn_again
from storage.tables import (
    Dispute,
    FeedbackEvent,
    FeedbackText,
    Lead,
    LeadAlias,
    LeadPerson,
    Message,
    SitIn,
    SitInLine,
    Touchpoint,
    Wish,
)
from storage.waiting import UNCERTAIN

leads, persons, aliases = table_of(Lead), table_of(LeadPerson), table_of(LeadAlias)
touchpoints, events, texts = table_of(Touchpoint), table_of(FeedbackEvent), table_of(FeedbackText)
wishes, disputes, messages = table_of(Wish), table_of(Dispute), table_of(Message)
sit_ins, lines = table_of(SitIn), table_of(SitInLine)
WORDS = "competitor_why"
"""What an event's detail holds in somebody's own words."""
_UTM = ("source", "medium", "campaign")
_PERSON = ("name", "title", "email", "phone", "is_decision_maker")
_EDITS = (MessageKind.BRIEF_EDIT.value, MessageKind.PASSED_ON_EDIT.value)
_NOT_THEIRS = (MessageKind.EXPORT.value, *_EDITS)
_LISTED = (MessageKind.REMINDER.value, MessageKind.QUESTION.value)


class ErasureRepository(Repository):
    async def find(self, who: str) -> list[str]:
        of_them = or_(
            leads.c.id == who,
            leads.c.external_id == who,
            func.lower(persons.c.email) == who.lower(),
        )
        found = await self._leads(of_them)
        emails = {row["email"].lower() for row in found if row["email"]}
        if emails:  # the same person's other leads
            found = await self._leads(or_(of_them, func.lower(persons.c.email).in_(emails)))
        return [row["id"] for row in found]

    async def _leads(self, where: ColumnElement[bool]) -> Sequence[Row]:
        same = and_(persons.c.team_id == leads.c.team_id, persons.c.lead_id == leads.c.id)
        statement = select(leads.c.id, persons.c.email).join(persons, same)
        locked = statement.where(self._mine(leads), where).order_by(leads.c.id)
        return await self._rows(locked.with_for_update(of=leads))

    async def said(self, lead_ids: Sequence[str]) -> set[str]:
        found = (self._mine(texts), texts.c.lead_id.in_(lead_ids))
        told = {row["event_id"] for row in await self._rows(select(texts.c.event_id).where(*found))}
        return told | set(await self._sit_ins(lead_ids))

    async def told(self, lead_ids: Sequence[str]) -> list[tuple[str, str]]:
        sent = and_(messages.c.status == "sent", messages.c.ts.is_not(None))
        gone_out = and_(self._mine(messages), or_(sent, messages.c.status.in_(UNCERTAIN)))
        listed, is_about = messages.c.kind.in_(_LISTED), self._about(lead_ids)
        sat_in = messages.c.subject["sit_in"].as_string().in_(await self._sit_ins(lead_ids))
        rows = await self._rows(select(messages).where(gone_out, or_(is_about, sat_in, listed)))
        return [(row["to"], row["id"]) for row in rows if _names(row, set(lead_ids))]

    async def erase(self, lead_ids: Sequence[str]) -> Traces:
        done = Traces(
            leads=len(lead_ids),
            visits=await self._set(touchpoints, lead_ids, name=None, url=None),
            quotes=await self._delete(texts, texts.c.lead_id.in_(lead_ids)),
            wishes=await self._delete(wishes, self._alone(lead_ids)),
            texts=await self._words(lead_ids),
        )
        whispers = and_(messages.c.only.is_not(None), messages.c.status.not_in(UNCERTAIN))
        await self._delete(messages, and_(whispers, self._about(lead_ids)))
        await self._set(persons, lead_ids, **dict.fromkeys(_PERSON))
        for lead_id in lead_ids:
            await self._forget(lead_id)
        await self._connection.execute(drawn_again(self._team, lead_ids))
        return done

    async def _forget(self, lead_id: str) -> None:
        mine = self._mine(leads, id=lead_id)
        row = await self._row(select(leads.c.utm, leads.c.external_id).where(mine))
        if row is None:
            return
        values = dict.fromkeys(("crm_url", WORDS))
        utm = {key: value for key, value in (row["utm"] or {}).items() if key in _UTM}
        known_by = f"{ERASED}-{lead_id}" if "@" in row["external_id"] else row["external_id"]
        changed = {**values, "utm": utm, "external_id": known_by, "fingerprint": ERASED}
        again = {"revision": leads.c.revision + 1}
        await self._connection.execute(update(leads).where(mine).values(**changed, **again))
        address = and_(aliases.c.lead_id == lead_id, aliases.c.external_id.contains("@"))
        await self._delete(aliases, address)

    async def _words(self, lead_ids: Sequence[str]) -> int:
        """What colleagues wrote about the lead: how many texts there were."""
        of_them = (self._mine(events), events.c.lead_id.in_(lead_ids))
        wrote = [row for row in await self._rows(select(events).where(*of_them)) if _wrote(row)]
        for row in wrote:
            detail = {key: value for key, value in row["detail"].items() if key != WORDS}
            mine = self._mine(events, id=row["id"])
            await self._connection.execute(update(events).where(mine).values(detail=detail))
        asked = await self._sit_ins(lead_ids)
        learnt = await self._delete(lines, lines.c.sit_in_id.in_(asked))
        answered = await self._set(sit_ins, lead_ids, word=None)
        disputed = await self._set(disputes, lead_ids, sentence="")
        return len(wrote) + learnt + answered + disputed

    def _alone(self, lead_ids: Sequence[str]) -> ColumnElement[bool]:
        """What nobody else asked for; what others asked for as well is a count."""
        other = wishes.alias("other")
        others = select(other.c.key).where(
            other.c.team_id == self._team, other.c.lead_id.not_in(lead_ids)
        )
        return and_(wishes.c.lead_id.in_(lead_ids), wishes.c.key.not_in(others))

    def _about(self, lead_ids: Sequence[str]) -> ColumnElement[bool]:
        lead: ColumnElement[str] = messages.c.subject["lead"].as_string()
        return lead.in_(lead_ids)

    async def _sit_ins(self, lead_ids: Sequence[str]) -> list[str]:
        mine = (self._mine(sit_ins), sit_ins.c.lead_id.in_(lead_ids))
        return [row["id"] for row in await self._rows(select(sit_ins.c.id).where(*mine))]

    async def _set(self, table: Any, lead_ids: Sequence[str], **values: Any) -> int:
        """How many of the leads' rows had anything else."""
        other = or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
        of_them = (self._mine(table), table.c.lead_id.in_(lead_ids), other)
        return (
            await self._connection.execute(update(table).where(*of_them).values(**values))
        ).rowcount

    async def _delete(self, table: Any, where: ColumnElement[bool]) -> int:
        gone = delete(table).where(self._mine(table), where)
        return (await self._connection.execute(gone)).rowcount


def _wrote(row: Row) -> bool:
    return WORDS in (row["detail"] or {})


def _names(row: Row, lead_ids: set[str]) -> bool:
    """Whether a message names one of them; a file, or a private line, cannot be drawn again. What
    an edit is drawn into is a message of its own."""
    if row["only"] is not None or row["kind"] in _NOT_THEIRS:
        return False
    return row["kind"] not in _LISTED or bool(lead_ids & set(row["subject"]["leads"]))
