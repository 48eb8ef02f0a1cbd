"""Undo, where somebody whom we do not know yet was quicker."""

from datetime import UTC, datetime
from typing import cast

import pytest

from bot.domain.lifecycle import Action, Door, Event
from bot.errors import NotPossible
from bot.ports import Directory, Member
from bot.services.record import Record, Say
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import keep, lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS = "U0MAYA", "U0JONAS"


class Slack:
    async def member(self, user: str) -> Member | None:
        return Member(user, "Jonas") if user == JONAS else None


async def test_the_refusal_names_whoever_acted_after_as_slack_knows_them(
    database: Database, units: Units, team: str
) -> None:
    [campaign] = await some_campaigns(units, team, ["LogiExpo"], NOW)
    said = [
        Event("e1", NOW, MAYA, Action.TAKE, Door.BUTTON),
        Event("e2", NOW, MAYA, Action.RELEASE, Door.BUTTON),
        Event("e3", NOW, JONAS, Action.TAKE, Door.BUTTON),
    ]
    item = lived(0, campaign, NOW, *said)
    await keep(database, units, team, [item])
    async with units(team) as uow:
        await uow.feedback.add_many([(item.new.id, event) for event in said])
        await uow.commit()
    record = Record(units, team, cast(Directory, Slack()))
    with pytest.raises(NotPossible, match="Jonas acted after you"):
        await record.undo(Say(item.new.id, MAYA, Action.UNDO, Door.BUTTON), NOW)
