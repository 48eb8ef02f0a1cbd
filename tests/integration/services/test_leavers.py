"""Leads of somebody who has left the company."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select

from bot.domain.leads import Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.settings import Settings
from bot.errors import NotPossible
from bot.ports import Directory, Member
from bot.services.intake import IntakeService
from bot.services.leads import Leads
from bot.services.leavers import Leavers
from bot.services.record import Record, Say
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
JONAS, MAYA, SAM = "U0JONAS", "U0MAYA", "U0SAM"
messages = table_of(Message)


class Slack:
    """Who left is told when Slack is asked, as the directory does."""

    def __init__(self, units: Units, team: str) -> None:
        self._units, self._team = units, team
        self.left: set[str] = set()
        self.strangers: set[str] = set()
        self.asked: list[str] = []

    async def member(self, user: str) -> Member | None:
        self.asked.append(user)
        if user in self.strangers:
            return None
        found = Member(user, user[2:].capitalize(), is_active=user not in self.left)
        async with self._units(self._team) as uow:
            await uow.members.put([found], LATER)
            await uow.commit()
        return found


@pytest.fixture
async def slack(units: Units, team: str) -> Slack:
    async with units(team) as uow:
        people = f"{JONAS} {MAYA}".split()
        settings = Settings(sales_channel="C0LEADS", sales=tuple(people), sales_leads=(SAM,))
        await uow.settings.save(settings, [])
        await uow.members.put([Member(user, user[2:].capitalize()) for user in (*people, SAM)], NOW)
        await uow.commit()
    return Slack(units, team)


async def taken(units: Units, team: str, record: Record, number: int, *more: Action) -> str:
    """The id of a lead that Jonas took."""
    lead = Lead(f"crm-{number}", Person(f"Lead {number}"))
    [answer] = await IntakeService(units).accept(Source(team, "crm"), [lead], NOW)
    assert answer.id is not None
    for action in (Action.TAKE, *more):
        await record.say(Say(answer.id, JONAS, action, Door.BUTTON), NOW)
    return answer.id


async def told(database: Database, team: str) -> list[str]:
    wanted = select(messages.c.to).where(
        messages.c.team_id == team, messages.c.kind == "left_behind"
    )
    async with database.transaction(database.read) as connection:
        return list((await connection.execute(wanted)).scalars())


async def test_a_sales_lead_hands_on_what_somebody_left_behind(
    units: Units, team: str, slack: Slack
) -> None:
    directory = cast(Directory, slack)
    record, leads = Record(units, team, directory), Leads(units, team, directory)
    lead = await taken(units, team, record, 1, Action.LANDED)
    to_maya = Say(lead, SAM, Action.HAND_OVER, Door.MODAL, detail={"owner": MAYA})
    with pytest.raises(NotPossible, match="only the owner can do that"):
        await record.say(to_maya, NOW)

    slack.left.add(JONAS)
    await slack.member(JONAS)
    refused = (
        "Jonas has Lead 1, but has left this Slack. Only sales leads and admins can hand it to"
    )
    for user, action in ((MAYA, Action.HAND_OVER), (SAM, Action.REJECT), (MAYA, Action.WIN)):
        with pytest.raises(NotPossible, match=f"^{refused} somebody else: Sam"):
            await record.say(Say(lead, user, action, Door.BUTTON, detail={"owner": user}), NOW)
    with pytest.raises(NotPossible, match=refused):
        await leads.to_hand_over(lead, MAYA, NOW)

    assert (await leads.to_hand_over(lead, SAM, NOW)).id == lead
    assert (await record.say(to_maya, NOW)).lead.standing.owner == MAYA
    with pytest.raises(NotPossible, match="only the owner"):
        await record.say(to_maya, NOW)


async def test_sales_leads_are_told_once_and_find_them_listed(
    database: Database, units: Units, team: str, slack: Slack
) -> None:
    directory = cast(Directory, slack)
    record, leavers = Record(units, team, directory), Leavers(units, team, directory)
    open_ones = [
        await taken(units, team, record, n, *more) for n, more in enumerate(((), (Action.LANDED,)))
    ]
    await taken(units, team, record, 2, Action.REJECT)
    await leavers.look(NOW)
    slack.left.add(JONAS)
    await leavers.look(NOW)  # Slack was asked less than a day ago
    assert await told(database, team) == []

    for each in (leavers, leavers, Leavers(units, team, directory)):
        await each.look(LATER)
    assert await told(database, team) == [SAM]
    async with units.reading(team) as uow:
        assert {lead.id for lead in await uow.leads.left_behind(9)} == set(open_ones)
        assert await uow.leads.count_left_behind() == await uow.leads.count_left_behind(JONAS) == 2
        assert await uow.leads.count_left_behind(MAYA) == 0


async def test_who_came_back_and_left_again_is_told_of_again(
    database: Database, units: Units, team: str, slack: Slack
) -> None:
    directory = cast(Directory, slack)
    record, leavers = Record(units, team, directory), Leavers(units, team, directory)
    await taken(units, team, record, 1)
    for times, look_at in enumerate((leavers, leavers, Leavers(units, team, directory)), 1):
        slack.left.add(JONAS)
        await slack.member(JONAS)
        for _ in range(2):
            await look_at.look(LATER)
        assert await told(database, team) == [SAM] * times
        slack.left.clear()
        await slack.member(JONAS)
        await look_at.look(LATER)


async def test_whom_slack_does_not_know_is_asked_about_once_a_day(
    monkeypatch: pytest.MonkeyPatch, units: Units, team: str, slack: Slack
) -> None:
    """And keeps nobody else from being asked about."""
    monkeypatch.setattr("bot.services.leavers.AT_ONCE", 1)
    directory = cast(Directory, slack)
    record, leavers = Record(units, team, directory), Leavers(units, team, directory)
    lead = await taken(units, team, record, 1)
    await taken(units, team, record, 2)
    to_maya = Say(lead, JONAS, Action.HAND_OVER, Door.MODAL, detail={"owner": MAYA})
    await record.say(to_maya, NOW)
    async with units(team) as uow:
        await uow.members.put([Member(JONAS, "Jonas")], NOW - timedelta(days=1))
        await uow.commit()
    slack.strangers.add(JONAS)
    slack.asked.clear()
    for minutes in range(3):
        await leavers.look(LATER + timedelta(minutes=minutes))
    assert slack.asked == [JONAS, MAYA]
    await leavers.look(LATER + timedelta(days=1, minutes=1))
    assert slack.asked == [JONAS, MAYA, JONAS]
