"""`leadloop deliveries`: what an admin reads, and what the two other commands do."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import run
from bot.domain.deliveries import Halted
from bot.domain.leads import Lead, Person, Source
from bot.domain.settings import Settings
from bot.ports import Lane, Turn
from bot.services.intake import IntakeService
from storage.cross_team import CrossTeam
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
TEAM, LEADS = "T0TIDEWELL", "C0LEADS"


async def _trouble(url: str) -> None:
    """A card given up, a channel that refuses another one, and a halted workspace."""
    database = Database(url)
    await migrate(database)
    await CrossTeam(database).add(TEAM)
    units, queue, lane = Units(database), DeliveryQueue(database, TEAM), Lane(TEAM, LEADS)
    async with units(TEAM) as uow:
        await uow.settings.save(Settings(sales_channel=LEADS), [])
        await uow.commit()
    for name, at in (("Dana", NOW - timedelta(hours=1)), ("Kim", NOW)):
        lead = Lead(f"hs-{name}", Person(name=name))
        await IntakeService(units).accept(Source(TEAM, "crm"), [lead], at)
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
    await queue.finish(Turn(lane, "worker"), work, "dead", "msg_too_long", NOW)
    await queue.release(lane, "worker", None)
    await queue.pause(lane, "not_in_channel", NOW)
    await queue.halt_all(Halted("missing_scope chat:write", NOW), NOW)
    await database.close()


@pytest.fixture
def troubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/leadloop.db")
    monkeypatch.setenv("COLUMNS", "160")
    asyncio.run(_trouble(f"sqlite:///{tmp_path}/leadloop.db"))


@pytest.mark.usefixtures("troubled")
def test_each_fault_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliveries"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in (
        "Nothing can be sent to Slack: missing_scope chat:write The app lacks a scope chat:write.",
        f"{LEADS} refuses 1 message: not_in_channel Leadloop is not in {LEADS}. "
        "Type /invite @Leadloop there.",
        f"card {LEADS} Dana msg_too_long 2026-08-24 09:00 1",
        "1 × Slack does not take this message as it is drawn.",
    ):
        assert part in said


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize(("command", "done"), [("retry", "tried again"), ("drop", "dropped")])
def test_what_is_done_to_all(capsys: pytest.CaptureFixture[str], command: str, done: str) -> None:
    assert run(["deliveries", command, "--all"]) == 0
    assert f"1 delivery is {done}" in capsys.readouterr().out
    assert run(["deliveries", "list"]) == 0
    assert "Dana" not in capsys.readouterr().out


@pytest.mark.usefixtures("troubled")
def test_what_is_not_dropped_with_its_channel_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["deliveries", "drop", LEADS]) == 0
    assert "0 deliveries are dropped. Still waiting there: 1, leads" in capsys.readouterr().out


@pytest.mark.usefixtures("troubled")
def test_one_is_named_as_it_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    run(["deliveries"])
    listed = next(word for word in capsys.readouterr().out.split() if word.startswith("card-"))
    assert run(["deliveries", "retry", listed]) == 0
    capsys.readouterr()
    assert run(["deliveries", "retry", listed]) == 1
    assert capsys.readouterr().err == (
        f"Nothing that was given up is “{listed}”. See: leadloop deliveries\n"
    )


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize("more", [[], ["card-1", "--all"]])
def test_it_asks_which(capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    assert run(["deliveries", "drop", *more]) == 2
    assert "Name one ID" in capsys.readouterr().err
