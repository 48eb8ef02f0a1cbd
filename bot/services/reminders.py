"""Reminders, the ladder and the question how it went: what is due is read from the leads' state."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.lifecycle import OUTSIDE, State
from bot.domain.reminders import AT_ONCE, TOGETHER, Step, in_order, waits
from bot.domain.worktime import Days
from bot.ports import Intent, MessageKind, StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.away import away_in, standing_in
from bot.services.clock import Clocks, clocks_in, store_in
from bot.services.roles import sales_leads_in

OWNERS_A_TICK = 50
LEADS_OF_AN_OWNER = 50


async def run_due(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """Takes every step that is due; how many messages follow. A transaction for each owner: of
    two replicas the second finds the leads already looked at."""
    async with units.reading(team) as uow:
        owners = await uow.reminders.owners_due(now, OWNERS_A_TICK)
    sent = 0
    for owner in owners:
        async with units(team) as uow:
            sent += await _Round(uow, owner, now).run()
            await uow.commit()
    return sent


@dataclass
class _Round:
    """One owner's leads, looked at once."""

    uow: UnitOfWork
    owner: str
    now: datetime
    calls: dict[tuple[Step, str], list[str]] = field(default_factory=dict)

    async def run(self) -> int:
        leads = await self.uow.reminders.due(self.owner, self.now + TOGETHER, LEADS_OF_AN_OWNER)
        done = await self.uow.reminders.done([lead.id for lead in leads])
        clocks = await clocks_in(self.uow, [self.owner])
        leads = sorted(leads, key=lambda lead: (lead.remind_at or self.now, lead.id))
        moved = []
        for lead in leads:
            moved.append((lead, await self._look(lead, dict(done.get(lead.id, {})), clocks)))
        await store_in(self.uow, moved)
        return await self._tell()

    async def _look(
        self, lead: StoredLead, done: dict[Step, datetime], clocks: Clocks
    ) -> StoredLead:
        """Takes the lead's next step if its time has come, and says when to look again."""
        if self.owner.startswith(OUTSIDE):
            return replace(lead, remind_at=None)
        if lead.remind_at and lead.remind_at > self.now and not self._asks:
            return lead  # it was put off, or another replica has just looked at it
        lead = clocks.set(lead, done, self.now)
        later = []
        for planned, at in in_order(clocks.plan(lead, done), self.now):
            if self._is_due(planned, at):
                step, receiver, at = await self._receiver(planned, done, clocks)
                if at <= self.now:
                    return await self._take(lead, step, receiver, done, clocks)
            later.append(at)  # nobody waits for a step whose receiver is not there
        return replace(lead, remind_at=min(later)) if later else lead

    async def _take(
        self,
        lead: StoredLead,
        step: Step,
        receiver: str | None,
        done: dict[Step, datetime],
        clocks: Clocks,
    ) -> StoredLead:
        if await self.uow.reminders.claim(lead, step, receiver, self.now) and receiver:
            self.calls.setdefault((step, receiver), []).append(lead.id)
        return clocks.set(lead, {**done, step: self.now}, self.now)

    def _is_due(self, step: Step, at: datetime) -> bool:
        """A question comes a little early when others are asked anyway."""
        early = step is Step.ASK and self._asks
        return at <= (self.now + TOGETHER if early else self.now)

    @property
    def _asks(self) -> bool:
        """Whether the owner is asked about another lead now."""
        return (Step.ASK, self.owner) in self.calls

    async def _receiver(
        self, step: Step, done: dict[Step, datetime], clocks: Clocks
    ) -> tuple[Step, str | None, datetime]:
        """Who is told as what, and when they are at work; None: nobody can be."""
        has_left = bool(await self.uow.members.inactive([self.owner]))
        if step is Step.ASK:
            return step, None if has_left else self.owner, await self._free(clocks)
        if step is Step.OWNER and not has_left:
            user = await standing_in(self.uow, self.owner, self.now)
            if user == self.owner:
                return step, user, await self._at_work(user)
            if user is not None and Step.BACKUP not in done:
                return Step.BACKUP, user, await self._at_work(user)
            return step, self.owner, await self._back(clocks)  # theirs waits until they are back
        if step is Step.BACKUP:
            return step, *await self._backup()
        return step, *await self._sales_lead()

    async def _free(self, clocks: Clocks) -> datetime:
        """When the owner can be asked: at work, and not asked for enough in this hour."""
        if len(self.calls.get((Step.ASK, self.owner), ())) >= AT_ONCE:
            return clocks.hours_of(self.owner).add(self.now, TOGETHER)
        return await self._back(clocks)

    async def _back(self, clocks: Clocks) -> datetime:
        """When the owner is at work again."""
        hours = clocks.hours_of(self.owner)
        if away := await away_in(self.uow, self.owner, self.now):
            today = clocks.settings.today(self.now)
            hours = replace(hours, away=Days(today, away.absence.until))
        return hours.opening(self.now)

    async def _backup(self) -> tuple[str | None, datetime]:
        """Whom the owner named last to stand in for them."""
        absence = (await self.uow.absences.of([self.owner])).get(self.owner)
        named = absence.backup if absence else None
        user = await standing_in(self.uow, named, self.now) if named else None
        if user is None or user == self.owner or await self.uow.members.inactive([user]):
            return None, self.now
        return user, await self._at_work(user)

    async def _sales_lead(self) -> tuple[str | None, datetime]:
        """The one who is at work first; nobody who is away or has left the company."""
        users = [user for user in await sales_leads_in(self.uow) if user != self.owner]
        gone = await self.uow.members.inactive(users)
        there = [user for user in users if user not in gone]
        here = [user for user in there if await away_in(self.uow, user, self.now) is None]
        hours = (await clocks_in(self.uow, here)).hours
        first = min(((hours[user].opening(self.now), user) for user in here), default=None)
        return (first[1], first[0]) if first else (None, self.now)

    async def _at_work(self, user: str) -> datetime:
        return (await clocks_in(self.uow, [user])).hours_of(user).opening(self.now)

    async def _tell(self) -> int:
        intents = [
            _intent(step, user, self.owner, leads[start : start + AT_ONCE])
            for (step, user), leads in self.calls.items()
            for start in range(0, len(leads), AT_ONCE)
        ]
        await self.uow.messages.add(intents, self.now)
        return len(intents)


def _intent(step: Step, user: str, owner: str, leads: list[str]) -> Intent:
    kind = MessageKind.QUESTION if step is Step.ASK else MessageKind.REMINDER
    return Intent(kind, user, {"leads": leads, "owner": owner, "step": step.value})


async def settle_in(uow: UnitOfWork, lead: StoredLead, before: StoredLead, now: datetime) -> None:
    """Has those reminders drawn again that name a lead for which they need no buttons any more (or
    need them again, after an undo), in the caller's transaction."""
    old, new = before.standing, lead.standing
    if (before.holder, old.state, old.contacted_at, old.verdict) == (
        lead.holder,
        new.state,
        new.contacted_at,
        new.verdict,
    ):
        return
    is_taken = State.NEW in (old.state, new.state)  # then its buttons are others
    edits = []
    for message_id, sent in await uow.reminders.messages(lead.id):
        owner, step = sent.subject["owner"], Step(sent.subject["step"])
        waited, still = (
            waits(one.standing, one.assigned_to, owner, step) for one in (before, lead)
        )
        if waited != still or (still and is_taken):
            kind = MessageKind.REMINDER_EDIT
            edits.append(Intent(kind, sent.to, sent.subject, parent=message_id))
    await uow.messages.add(edits, now)
