"""Settings under several hands at once: nobody undoes what another one changed."""

import asyncio
from datetime import UTC, datetime

from bot.domain.settings import as_text
from bot.services.digest import Digests
from bot.services.settings import SettingsService
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
GIVEN = {
    "currency": "USD",
    "burst": "7",
    "contact_hours": "6",
    "executive": "U0SAM",
    "timezone": "Europe/Berlin",
    "ask_after_days": "3",
}


async def test_each_of_many_at_once_changes_only_what_they_gave(units: Units, team: str) -> None:
    """Also the very first, of a workspace that has nothing stored yet."""
    service, digests = SettingsService(units, team), Digests(units, team)
    before = as_text(await service.get())
    await asyncio.gather(
        *(service.change({key: value}, key, NOW) for key, value in GIVEN.items()),
        digests.skip("2026-W40", NOW, by="skip_weeks"),
    )
    wanted = {**GIVEN, "skip_weeks": "2026-W40"}
    assert as_text(await service.get()) == before | wanted
    told = {(one.key, one.who, one.old, one.new) for one in await service.history()}
    assert told == {(key, key, before[key], value) for key, value in wanted.items()}
