"""Leads and outcomes from files: history that counts in the figures and is never posted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Generic, TypeVar

from bot.domain.leads import Intake, Lead, Source
from bot.domain.lifecycle import Door
from bot.domain.replay import Reported
from bot.ports import UnitOfWorkFactory
from bot.services.intake import IntakeService
from bot.services.outcomes import Outcomes, Verdict
from bot.services.owners import People

BATCH = 500
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
    """Each batch is one transaction; rows may come again without changing anything.

    `people` says who the owners of outcomes are, where Slack may be asked.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory,
        team: str,
        source: str,
        now: datetime,
        people: People | None = None,
    ) -> None:
        self._now = now
        self._source = Source(team, source, imported=True)
        self._intake = IntakeService(units)
        asked = None if people is None else (lambda _team: people)
        self._outcomes = Outcomes(units, Door.IMPORT, asked)

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
        judged = await self._outcomes.report(self._source, [row.item for row in rows], self._now)
        found = [answer.verdict for answer in judged]
        return Tally(
            new=found.count(Verdict.RECORDED),
            unchanged=found.count(Verdict.UNCHANGED),
            refused=tuple(
                RefusedRow(row.number, _FIELDS[answer.verdict], answer.problem or "")
                for row, answer in zip(rows, judged, strict=True)
                if answer.verdict in _FIELDS
            ),
        )


_FIELDS = {Verdict.UNKNOWN_LEAD: "external_id", Verdict.REFUSED: "outcome"}


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
