"""Leads and outcomes from files: history that counts in the figures and is never posted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Generic, TypeVar

from bot.domain.leads import Intake, Lead
from bot.domain.replay import OUTSIDE, Replay, Reported
from bot.errors import LeadloopError
from bot.ports import Member, StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.history import append
from bot.services.intake import IntakeService, Source

BATCH = 1_000
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_NAME = 100
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Row(Generic[Item]):
    """What a row of a file says."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out; `field` is empty when the row as a whole is wrong."""

    number: int
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of rows. `new` counts leads, or outcomes that changed a lead."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[RefusedRow, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )

    @property
    def rows(self) -> int:
        return self.new + self.updated + self.unchanged + len(self.refused)


class Importing:
    """Each batch is one transaction; rows may come again without changing anything."""

    def __init__(self, units: UnitOfWorkFactory, team: str, source: str, now: datetime) -> None:
        self._units = units
        self._now = now
        self._source = Source(team, source, imported=True)
        self._intake = IntakeService(units)

    async def leads(self, rows: Sequence[Row[Lead]]) -> Tally:
        results = await self._intake.accept(self._source, [row.item for row in rows], self._now)
        found = [result.status for result in results]
        return Tally(
            new=found.count(Intake.ACCEPTED),
            updated=found.count(Intake.UPDATED),
            unchanged=found.count(Intake.DUPLICATE),
            refused=tuple(
                RefusedRow(row.number, "", result.error or "was not stored")
                for row, result in zip(rows, results, strict=True)
                if result.status is Intake.FAILED
            ),
        )

    async def outcomes(self, rows: Sequence[Row[Reported]]) -> Tally:
        """All outcomes of a lead have to be in one batch, see `batches_by_lead`."""
        async with self._units(self._source.team) as uow:
            ids = sorted({row.item.external_id for row in rows})
            leads = await uow.leads.known(self._source.name, ids, lock=True)
            users = await _users(uow, rows, self._now)
            events = await uow.feedback.of_many([lead.id for lead in leads.values()])
            replays = {key: Replay(events.get(lead.id, ())) for key, lead in leads.items()}
            tally = self._replay(rows, replays, users)
            await _store(uow, leads, replays)
            await uow.commit()
        return tally

    def _replay(
        self, rows: Sequence[Row[Reported]], replays: dict[str, Replay], users: dict[str, str]
    ) -> Tally:
        changed = unchanged = 0
        refused = []
        for row in sorted(rows, key=lambda row: row.item.order):
            replay = replays.get(row.item.external_id)
            if replay is None:
                unknown = f"no lead of the source “{self._source.name}” has this id"
                refused.append(RefusedRow(row.number, "external_id", unknown))
                continue
            try:
                if replay.add(row.item, users.get(row.item.owner or "")):
                    changed += 1
                else:
                    unchanged += 1
            except LeadloopError as error:
                refused.append(RefusedRow(row.number, "outcome", error.sentence))
        return Tally(new=changed, unchanged=unchanged, refused=tuple(refused))


async def _users(uow: UnitOfWork, rows: Sequence[Row[Reported]], now: datetime) -> dict[str, str]:
    """Owner to user: whom Slack knows by this e-mail, otherwise somebody with a name only."""
    users: dict[str, str] = {}
    outsiders: list[Member] = []
    for owner in sorted({row.item.owner for row in rows if row.item.owner}):
        known = await uow.members.by_email(owner, _EVER) if "@" in owner else None
        if known is None:
            known = Member(OUTSIDE + owner[:_MAX_NAME], owner[:_MAX_NAME], is_active=False)
            outsiders.append(known)
        users[owner] = known.id
    await uow.members.put(outsiders, now)
    return users


async def _store(uow: UnitOfWork, leads: dict[str, StoredLead], replays: dict[str, Replay]) -> None:
    changed = {leads[key].id: replay for key, replay in replays.items() if replay.added}
    added = {lead_id: replay.added for lead_id, replay in changed.items()}
    await append(uow, added, {key: replay.standing for key, replay in changed.items()})


def batches(rows: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches_by_lead(
    rows: Iterable[Row[Reported]], size: int = BATCH
) -> Iterator[list[Row[Reported]]]:
    """Batches of about `size` that keep a lead's rows together."""
    batch: list[Row[Reported]] = []
    ordered = sorted(rows, key=lambda row: row.item.external_id)
    for _, mine in groupby(ordered, key=lambda row: row.item.external_id):
        batch.extend(mine)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
