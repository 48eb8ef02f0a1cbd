"""Files with leads and with what became of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app import Store
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import StorageError, Unreachable
from bot.intake import files, mapping
from bot.intake.dates import Order
from bot.intake.rows import Reader
from bot.operations.workspace import opened, slack_of
from bot.ports import Member
from bot.services.importing import (
    Importing,
    RefusedRow,
    Row,
    Tally,
    batches,
    batches_by_lead,
)
from bot.services.owners import Remembered
from bot.services.sources import checked_name
from storage.uow import Rehearsal

OTHERS_TURN = 0.12
"""Seconds. Who waits for a locked SQLite file looks every 100 ms (sqlite3.c, busy handler)."""
KINDS = {kind.name: kind for kind in (mapping.LEADS, mapping.OUTCOMES)}


@dataclass(frozen=True, slots=True)
class Request:
    """An import as it was asked for. `kind` is leads or outcomes; `dates` is dmy, mdy or None."""

    kind: str
    file: Path
    maps: Sequence[str]
    source: str
    dates: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read and fits its mapping."""

    request: Request
    file: files.CsvFile
    mapped: mapping.Mapped


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was refused, in the words of the file."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Report:
    """`owners_unasked`: Slack did not say who all owners are."""

    new: int
    updated: int
    unchanged: int
    refused: tuple[Problem, ...]
    owners_unasked: bool = False


def prepare(request: Request) -> Prepared:
    """Reads the file. InvalidInput says what about it, or about the mapping, cannot be used."""
    checked_name(request.source)
    kind = KINDS[request.kind]
    wish = mapping.parse(request.maps, kind)
    file = files.read(request.file, list(wish.columns.values()))
    order = Order(request.dates) if request.dates else None
    return Prepared(request, file, mapping.fit(wish, kind, file, order))


async def import_file(
    config: Config, prepared: Prepared, progress: Callable[[int], None]
) -> Report:
    """Stores the rows; `progress` is told of every further so many."""
    request, now = prepared.request, SystemClock().now()
    async with (
        opened(config) as (store, team),
        _owners(config, store, team, prepared) as people,
    ):
        units = Rehearsal(store.database) if request.dry_run else store.units
        if not request.dry_run:
            await store.cross_team.add(team)
        async with units.reading(team) as uow:
            zone = (await uow.settings.get()).zone
        reader = Reader(prepared.mapped, zone, now)
        load = _leads if request.kind == mapping.LEADS.name else _outcomes
        importing = Importing(units, team, request.source, now, people)
        tally = Tally()
        async for part in load(importing, reader, prepared.file.records):
            tally += part
            progress(part.rows)
            if store.database.is_sqlite:
                await asyncio.sleep(OTHERS_TURN)
        if not request.dry_run and team not in await store.cross_team.teams():
            raise StorageError(
                "`leadloop run` started for the first time during the import. Run the import "
                "again; what is there already is not stored twice."
            )
    away = people is not None and people.is_away
    return replace(_report(tally, prepared.mapped), owners_unasked=away)


@contextlib.asynccontextmanager
async def _owners(
    config: Config, store: Store, team: str, prepared: Prepared
) -> AsyncIterator[Remembered | None]:
    """Whom Slack knows by an owner's address; None where nobody has to be asked."""
    named = "owner" in prepared.mapped.places or "owner" in prepared.mapped.constants
    if prepared.request.dry_run or not named:
        yield None
        return
    async with contextlib.AsyncExitStack() as stack:
        try:
            slack = await stack.enter_async_context(slack_of(config, store, team))
        except Unreachable:
            yield Remembered(_Away())
        else:
            yield Remembered(slack) if slack else None


class _Away:
    """Slack, while it does not answer."""

    async def by_email(self, _email: str) -> Member | None:
        raise Unreachable("Slack does not answer.")


async def _leads(
    importing: Importing, reader: Reader, records: Sequence[files.Record]
) -> AsyncIterator[Tally]:
    for batch in batches(reader.leads(records)):
        refused = tuple(row for row in batch if isinstance(row, RefusedRow))
        stored = await importing.leads([row for row in batch if isinstance(row, Row)])
        yield stored + Tally(refused=refused)


async def _outcomes(
    importing: Importing, reader: Reader, records: Sequence[files.Record]
) -> AsyncIterator[Tally]:
    rows = list(reader.outcomes(records))
    yield Tally(refused=tuple(row for row in rows if isinstance(row, RefusedRow)))
    for batch in batches_by_lead(row for row in rows if isinstance(row, Row)):
        yield await importing.outcomes(batch)


def _report(tally: Tally, mapped: mapping.Mapped) -> Report:
    refused = sorted(tally.refused, key=lambda row: row.number)
    problems = [Problem(row.number, mapped.column(row.field), row.problem) for row in refused]
    return Report(tally.new, tally.updated, tally.unchanged, tuple(problems))
