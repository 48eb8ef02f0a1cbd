"""What other systems say became of leads: one use case, for files and for the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.leads import Source
from bot.domain.lifecycle import Action, Door, State
from bot.domain.replay import Replay, Reported
from bot.errors import NotPossible
from bot.ports import Intent, Member, MessageKind, StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.clock import follow_in
from bot.services.history import append
from bot.services.owners import People, is_address, known_by
from bot.services.reminders import settle_in
from bot.services.rerouting import settle_passed_in

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Verdict(StrEnum):
    """What became of one reported outcome."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    UNKNOWN_LEAD = "unknown_lead"
    REFUSED = "refused"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer for one outcome; `problem` says why it was refused, or what is wrong with the
    day of one that is invalid."""

    verdict: Verdict
    lead_id: str | None = None
    problem: str | None = None


class Outcomes:
    """`door` is IMPORT for history, which is told to nobody, and API for what happens now.

    `people` are those of a workspace; without them an owner is only somebody met before.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory,
        door: Door,
        people: Callable[[str], People] | None = None,
    ) -> None:
        self._units = units
        self._door = door
        self._people = people

    async def report(
        self, source: Source, reported: Sequence[Reported], now: datetime
    ) -> list[Judged]:
        """One transaction for all, an answer for each. They are told in the order in which they
        happened; of a file, all outcomes of a lead have to come at once."""
        owners = sorted({_owner(item) for item in reported if item.owner})
        in_slack = await known_by(owners, self._people(source.team)) if self._people else {}
        async with self._units(source.team) as uow:
            leads = await _leads(uow, source, reported)
            users = await _users(uow, owners, in_slack)
            events = await uow.feedback.of_many(sorted({lead.id for lead in leads.values()}))
            found = {lead.id: lead for lead in leads.values()}
            replays = {key: Replay(events.get(key, ()), self._door) for key in found}
            judging = _Judging(uow, source, leads, replays, users)
            answers: dict[int, Judged] = {}
            for place, item in sorted(enumerate(reported), key=lambda pair: pair[1].order):
                answers[place] = await judging.judge(item, now)
            await self._store(uow, found, replays, now)
            await uow.commit()
        return [answers[place] for place in range(len(reported))]

    async def _store(
        self,
        uow: UnitOfWork,
        leads: dict[str, StoredLead],
        replays: dict[str, Replay],
        now: datetime,
    ) -> None:
        changed = {key: replay for key, replay in replays.items() if replay.added}
        added = {key: replay.added for key, replay in changed.items()}
        await append(uow, added, {key: replay.standing for key, replay in changed.items()})
        if self._door is Door.IMPORT:
            return
        for key, replay in changed.items():
            lead, last = leads[key], replay.added[-1]
            after = replace(lead, standing=replay.standing)
            await follow_in(uow, after, lead, last.action)
            await settle_in(uow, after, lead, now)
            await settle_passed_in(uow, after, lead, now)
            await _brief(uow, key, replay)


async def _brief(uow: UnitOfWork, lead_id: str, replay: Replay) -> None:
    """Whom the CRM made the owner of an open lead gets what every owner gets."""
    taken = [event for event in replay.added if event.action is Action.TAKE]
    standing = replay.standing
    if taken and standing.is_open and standing.is_ours and standing.owner:
        brief = Intent(MessageKind.BRIEF, standing.owner, {"lead": lead_id})
        await uow.messages.add([brief], taken[-1].at)


@dataclass(frozen=True, slots=True)
class _Judging:
    uow: UnitOfWork
    source: Source
    leads: dict[str, StoredLead]
    replays: dict[str, Replay]
    users: dict[str, str]

    async def judge(self, item: Reported, now: datetime) -> Judged:
        lead = self.leads.get(item.external_id)
        if lead is None:
            unknown = f"no lead of the source “{self.source.name}” has this id"
            return Judged(Verdict.UNKNOWN_LEAD, problem=unknown)
        if await self._came_before(item):
            return Judged(Verdict.UNCHANGED, lead.id)
        if problem := item.day_problem:
            return Judged(Verdict.INVALID, problem=problem)
        replay = self.replays[lead.id]
        try:
            way = replay.way(item)
        except NotPossible as error:
            return Judged(Verdict.REFUSED, lead.id, error.sentence)
        # After the judgement: what was refused may be sent again.
        if not await self._is_first(item, now) or not way:
            return Judged(Verdict.UNCHANGED, lead.id)
        replay.add(item, self._user(item, lead, replay))
        return Judged(Verdict.RECORDED, lead.id)

    async def _came_before(self, item: Reported) -> bool:
        """Before the judgement: what was accepted is so whatever happened since."""
        return item.key is not None and await self.uow.receipts.has(self._receipt(item))

    async def _is_first(self, item: Reported, now: datetime) -> bool:
        return item.key is None or await self.uow.receipts.claim(self._receipt(item), now)

    def _receipt(self, item: Reported) -> str:
        return f"outcome:{self.source.name}:{item.key}"

    def _user(self, item: Reported, lead: StoredLead, replay: Replay) -> str | None:
        if item.owner:
            return self.users.get(_owner(item))
        return lead.assigned_to if replay.standing.state is State.NEW else None


async def _leads(
    uow: UnitOfWork, source: Source, reported: Sequence[Reported]
) -> dict[str, StoredLead]:
    """By external id; what was merged into another form's lead is that lead."""
    ids = sorted({item.external_id for item in reported})
    leads = await uow.leads.known(source.name, ids, lock=True)
    for external_id, lead_id in sorted((await uow.leads.merged(source.name, ids)).items()):
        if external_id not in leads and (lead := await uow.leads.locked(lead_id)):
            leads[external_id] = lead
    return leads


def _owner(item: Reported) -> str:
    """Systems write an address in any case; it is one person's."""
    owner = item.owner or ""
    return owner.lower() if is_address(owner) else owner


async def _users(
    uow: UnitOfWork, owners: Sequence[str], in_slack: Mapping[str, Member]
) -> dict[str, str]:
    """Owner to user: whom Slack knows by this e-mail, or once did, otherwise somebody with a name
    only."""
    users: dict[str, str] = {}
    outsiders: list[Member] = []
    for owner in owners:
        known = in_slack.get(owner)
        if known is None and is_address(owner):
            known = await uow.members.by_email(owner, _EVER)
        if known is None:
            known = Member.outside(owner)
            outsiders.append(known)
        users[owner] = known.id
    met = await uow.members.names([one.id for one in outsiders])
    # When Slack was last asked about them is for who asks to say.
    await uow.members.put([one for one in outsiders if one.id not in met], _EVER)
    return users
