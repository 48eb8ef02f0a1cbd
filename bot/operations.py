"""What the command line does: the part of the composition root that needs no Slack."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import RenderableType
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot import terminal
from bot.app import Store, open_store, whoami
from bot.blocks.message import File
from bot.clock import SystemClock
from bot.config import Config
from bot.delivery import workbook
from bot.domain.erasing import words_of
from bot.domain.route_file import as_toml, parse
from bot.domain.schedule import parse_week, week_of
from bot.domain.settings import as_text
from bot.errors import ConfigError, StorageError, Unreachable
from bot.intake import files, mapping
from bot.intake.dates import Order
from bot.intake.rows import Reader
from bot.ports import Member
from bot.services.deliveries import DeliveryService
from bot.services.digest import Digests
from bot.services.erasing import Erasing
from bot.services.export import Exports
from bot.services.importing import (
    Importing,
    RefusedRow,
    Row,
    Tally,
    batches,
    batches_by_lead,
)
from bot.services.owners import Remembered
from bot.services.routes import Routes
from bot.services.settings import ASKED_OF_SLACK, SettingsService
from bot.services.sources import Sources, checked_name
from bot.slack.directory import SlackDirectory
from storage.cross_team import LOCAL
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Rehearsal

MOST_OWNERS = 1_000
OTHERS_TURN = 0.12
"""Seconds. Who waits for a locked SQLite file looks every 100 ms (sqlite3.c, busy handler)."""
KINDS = {kind.name: kind for kind in (mapping.LEADS, mapping.OUTCOMES)}


@contextlib.asynccontextmanager
async def _workspace(config: Config) -> AsyncIterator[tuple[Store, str]]:
    async with open_store(config) as store:
        yield store, await _team(config, store)


async def _team(config: Config, store: Store) -> str:
    """The workspace that the command is about. In a database that has none yet it is `LOCAL`,
    which `leadloop run` makes the real one at its first start."""
    teams = await store.cross_team.teams()
    if len(teams) < 2:
        return teams[0] if teams else LOCAL
    if not config.slack_bot_token:
        raise ConfigError(
            f"The database holds {len(teams)} workspaces ({', '.join(teams)}). Set "
            "SLACK_BOT_TOKEN to that of the one you mean."
        )
    async with _client(config) as client:
        return (await whoami(client)).team_id or ""


@contextlib.asynccontextmanager
async def _client(config: Config) -> AsyncIterator[AsyncWebClient]:
    timeout = aiohttp.ClientTimeout(total=config.slack_timeout_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=config.slack_bot_token, base_url=config.slack_api_url, session=session
        )
        # A command only asks, and may wait: an import with many owners meets Slack's limit.
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=3))
        yield client


async def migrate_database(config: Config) -> None:
    database = Database(config.database_url)
    try:
        await migrate(database)
    finally:
        await database.close()


async def settings(config: Config) -> dict[str, str]:
    """Every key with its value as a person types it."""
    async with _workspace(config) as (store, team):
        return as_text(await SettingsService(store.units, team).get())


async def settings_json(config: Config) -> dict[str, Any]:
    """Every key with its value as JSON has it; times are text, `09:00`."""
    async with _workspace(config) as (store, team):
        found = await SettingsService(store.units, team).get()
    texts = as_text(found)
    values = {key: getattr(found, key) for key in texts}
    return {key: texts[key] if isinstance(value, time) else value for key, value in values.items()}


async def change_settings(
    config: Config,
    given: Mapping[str, str],
    who: str,
    unchecked: Callable[[], None] = lambda: None,
) -> dict[str, tuple[str, str]]:
    """The given keys with their values before and after. InvalidInput: nothing was changed.

    Channels and people are looked at where a token says how to ask, and `unchecked` is told when
    Slack does not answer.
    """
    async with _workspace(config) as (store, team):
        blind, now = SettingsService(store.units, team), SystemClock().now()
        before = as_text(await blind.get())
        try:
            async with _looking(config, store, team, given) as service:
                changed = await service.change(given, who, now)
        except Unreachable:
            changed = await blind.change(given, who, now)
            unchecked()
    after = as_text(changed)
    return {key: (before[key], after[key]) for key in given}


@contextlib.asynccontextmanager
async def _looking(
    config: Config, store: Store, team: str, given: Mapping[str, str]
) -> AsyncIterator[SettingsService]:
    """The settings with Slack, where one of the given needs it."""
    if ASKED_OF_SLACK.isdisjoint(given):
        yield SettingsService(store.units, team)
        return
    async with _slack(config, store, team) as slack:
        yield SettingsService(store.units, team, slack)


async def create_token(config: Config, name: str) -> tuple[str, bool]:
    """A source's new token, and whether it replaces an earlier one."""
    async with _workspace(config) as (store, team):
        async with store.units.reading(team) as uow:
            is_known = name in await uow.sources.names()
        token = await Sources(store.units, team).create(name, SystemClock().now())
        await store.cross_team.add(team)
    return token, is_known


async def deliveries(config: Config) -> RenderableType:
    """What is held back and what was given up."""
    async with _workspace(config) as (store, team):
        return terminal.deliveries(await DeliveryService(store.units, team).state())


async def retry_deliveries(config: Config, delivery_id: str | None) -> int:
    """How many are tried again; None: all of them."""
    async with _workspace(config) as (store, team):
        return await DeliveryService(store.units, team).retry(delivery_id)


async def drop_deliveries(config: Config, delivery_id: str | None) -> int:
    """How many are given up for good; None: all of them."""
    async with _workspace(config) as (store, team):
        return await DeliveryService(store.units, team).drop(delivery_id)


async def routes(config: Config) -> str:
    """The rules that hold now, as the file that `apply_routes` takes."""
    async with _workspace(config) as (store, team):
        current = await Routes(store.units, team).current()
    return as_toml(current.routes if current else ())


async def try_routes(config: Config, text: str) -> RenderableType:
    """What the rules of a file would have done. InvalidInput names every problem."""
    found = parse(text)
    async with _workspace(config) as (store, team), _slack(config, store, team) as slack:
        trial = await Routes(store.units, team, slack).try_out(found, SystemClock().now())
    return terminal.trial(trial)


async def apply_routes(config: Config, text: str, who: str) -> tuple[int, int]:
    """The version that was saved, and how many rules it has."""
    found = parse(text)
    async with _workspace(config) as (store, team), _slack(config, store, team) as slack:
        saved = await Routes(store.units, team, slack).apply(found, who, SystemClock().now())
    return saved.version, len(saved.routes)


async def export(config: Config, week: str | None) -> tuple[File, File]:
    """A week as a workbook and as an archive of text files; the last whole one if none is said."""
    async with _workspace(config) as (store, team):
        wanted = parse_week(week) if week else None
        return workbook.files(await Exports(store.units, team).build(wanted, SystemClock().now()))


async def owners(config: Config) -> RenderableType:
    """The owners' addresses that nobody in Slack has."""
    async with _workspace(config) as (store, team), store.units.reading(team) as uow:
        return terminal.owners(await uow.leads.unmatched_owners(MOST_OWNERS))


async def traces(config: Config, who: str) -> str:
    """What there is of a person, in words. NotFound: nobody."""
    async with _workspace(config) as (store, team):
        return words_of(await Erasing(store.units, team).look(who, SystemClock().now()))


async def erase(config: Config, who: str) -> str:
    """What was taken away of a person, in words. NotFound: nobody."""
    async with _workspace(config) as (store, team):
        return words_of(await Erasing(store.units, team).erase(who, SystemClock().now()))


@contextlib.asynccontextmanager
async def _slack(config: Config, store: Store, team: str) -> AsyncIterator[SlackDirectory | None]:
    """People and channels; None where no token says how to ask for them. ConfigError: Slack does
    not take the token, or (also Unreachable) did not answer."""
    if not config.slack_bot_token:
        yield None
        return
    async with _client(config) as client:
        workspace = (await whoami(client)).team_id
        yield SlackDirectory(client, store.units, team, SystemClock(), workspace)


async def digest(config: Config, week: str | None) -> RenderableType:
    """The digest of a week such as 2018-W21, of the last whole one when None."""
    wanted = parse_week(week) if week else None
    now = SystemClock().now()
    async with _workspace(config) as (store, team):
        zone = (await SettingsService(store.units, team).get()).zone
        last = week_of(now.astimezone(zone).date()).plus(-1)
        return terminal.digest(await Digests(store.units, team).facts(wanted or last, now))


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
        _workspace(config) as (store, team),
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
            slack = await stack.enter_async_context(_slack(config, store, team))
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
