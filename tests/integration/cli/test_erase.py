"""`leadloop erase`: asks first, says what it did, and what it cannot reach."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import run
from bot.domain.leads import Lead, Person, Source
from bot.services.intake import IntakeService
from storage.cross_team import CrossTeam
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


async def _stored(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await CrossTeam(database).add("T0TIDEWELL")
    lead = Lead("hs-1", Person("Dana Ruiz", email="dana@kestrel.example"))
    await IntakeService(Units(database)).accept(Source("T0TIDEWELL", "crm"), [lead], NOW)
    await database.close()


def test_a_person_is_erased_once_somebody_said_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/leadloop.db")
    asyncio.run(_stored(f"sqlite:///{tmp_path}/leadloop.db"))
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(["erase", "dana@kestrel.example"]) == 130
    asked = capsys.readouterr()
    assert "dana@kestrel.example: 1 lead with name and contact data." in asked.out
    assert asked.err.endswith("Stopped.\n")
    assert run(["erase", "dana@kestrel.example", "--yes"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Erased: 1 lead with name and contact data.\n")
    assert "Not in Leadloop's reach: your CRM" in said
    assert run(["erase", "dana@kestrel.example", "--yes"]) == 1
    assert "No lead here has the address" in capsys.readouterr().err
