"""How long App Home takes with 5,000 open leads, beside one with 50 in the same run.

Run: python -m benchmarks.home [--leads 50000] [--many 5000] [--few 50] [--plans]
Absolute figures are this machine's; the ratio is what to compare. `--plans` prints how SQLite
reads each list.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.blocks import home as blocks
from bot.domain.campaigns import Campaign
from bot.domain.fold import fold
from bot.domain.home import Turned
from bot.domain.leads import Company, Lead, Person
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.roles import UserGroup
from bot.ports import Channel, Member, NewLead
from bot.services.home import Homes
from bot.services.roles import Roles
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

TEAM, NOW = "T0", datetime(2026, 8, 24, 9, tzinfo=UTC)
MANY, FEW, OTHERS = "U0MANY", "U0FEW", "U0OTHERS"
ROUNDS, BATCH = 30, 1000


class Everybody:
    """A directory that knows everybody: an admin who is in every channel."""

    async def member(self, user: str) -> Member | None:
        return Member(user, user, is_admin=True)

    async def by_email(self, email: str) -> Member | None:
        return None

    async def channel(self, channel: str) -> Channel | None:
        return None

    async def is_in(self, channel: str, user: str) -> bool:
        return True

    async def groups(self) -> tuple[UserGroup, ...]:
        return ()

    async def group(self, group: str) -> tuple[str, ...] | None:
        return None


def owners(leads: int, many: int, few: int) -> Iterator[str]:
    """Who has each lead, evenly over time; empty: nobody has it yet."""
    for number in range(leads):
        if number % (leads // many) == 0:
            yield MANY
        elif number % (leads // few) == 1:
            yield FEW
        else:
            yield OTHERS if number % 3 else ""


def lead(number: int, campaign: str, owner: str) -> tuple[NewLead, Sequence[Event]]:
    at = NOW - timedelta(minutes=5 * number)
    sent = Lead(
        external_id=str(number),
        person=Person(f"Person {number}"),
        company=Company(f"Company {number}"),
        owner_email=f"gone{number % 40}@bench.example" if number % 50 == 0 else None,
    )
    new = NewLead(f"{number:032x}", "bench", sent, campaign, (), at, at + timedelta(hours=4), "")
    actions = [Action.TAKE, Action.CONTACT, Action.LANDED][: 1 + number // 7 % 3] if owner else []
    if owner == OTHERS:
        actions.append(Action.DISQUALIFY)
    return new, [Event(f"{number}-{a}", at, owner, a, Door.BUTTON) for a in actions]


async def fill(units: Units, who: Sequence[str]) -> None:
    async with units(TEAM) as uow:
        made = [Campaign(f"c{n}", f"Campaign {n}") for n in range(8)]
        campaigns = list((await uow.campaigns.put(made, NOW)).values())
        await uow.commit()
    for start in range(0, len(who), BATCH):
        batch = [
            lead(number, campaigns[number % 8], owner)
            for number, owner in enumerate(who[start : start + BATCH], start)
        ]
        async with units(TEAM) as uow:
            await uow.leads.add([new for new, _ in batch])
            await uow.leads.save_standings({new.id: fold(said) for new, said in batch if said})
            await uow.commit()


async def drawn(homes: Homes, user: str) -> float:
    """Seconds for one Home, read and drawn."""
    began = time.perf_counter()
    home = await homes.of(user, NOW, Turned())
    assert home is not None
    blocks.view(home)
    return time.perf_counter() - began


async def measure(folder: Path, given: argparse.Namespace) -> None:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    await migrate(database)
    units = Units(database)
    await fill(units, list(owners(given.leads, given.many, given.few)))
    homes = Homes(units, TEAM, Everybody(), Roles(units, TEAM, Everybody()))
    for user in (MANY, FEW):
        async with units.reading(TEAM) as uow:
            print(f"{user}: {await uow.leads.counts(user)}")
        await drawn(homes, user)
    rounds = [(await drawn(homes, MANY), await drawn(homes, FEW)) for _ in range(ROUNDS)]
    many, few = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(long / short for long, short in rounds)
    print(f"median {1000 * many:.1f} ms with many, {1000 * few:.1f} ms with few: ratio {ratio:.2f}")
    if given.plans:
        await plans(database, homes)
    await database.close()


async def plans(database: Database, homes: Homes) -> None:
    """What SQLite says of every statement about leads that a Home makes."""
    seen: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "FROM lead" in statement:
            seen.setdefault(statement, parameters)

    event.listen(database.read.sync_engine, "before_cursor_execute", note)
    await homes.of(MANY, NOW, Turned())
    event.remove(database.read.sync_engine, "before_cursor_execute", note)
    async with database.transaction(database.read) as connection:
        for statement, parameters in seen.items():
            asked = f"EXPLAIN QUERY PLAN {statement}"
            began = time.perf_counter()
            await connection.exec_driver_sql(statement, parameters)
            took = 1000 * (time.perf_counter() - began)
            rows = (await connection.exec_driver_sql(asked, parameters)).mappings().all()
            print(f"\n{took:.1f} ms  … {statement[-160:]!r}")
            print("\n".join(f"    {row['detail']}" for row in rows))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=50_000)
    parser.add_argument("--many", type=int, default=5_000)
    parser.add_argument("--few", type=int, default=50)
    parser.add_argument("--plans", action="store_true")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), parser.parse_args()))


if __name__ == "__main__":
    main()
