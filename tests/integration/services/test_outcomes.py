"""What intake and outcomes leave in the database that no screen shows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.domain.campaigns import Campaign
from bot.domain.fold import fold
from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import OUTSIDE, Action, Door, State, outsider
from bot.domain.replay import Reported
from bot.errors import Unreachable
from bot.ports import Member
from bot.services import reminders
from bot.services.intake import IntakeService
from bot.services.outcomes import Outcomes, Verdict
from bot.slack.directory import SlackDirectory
from storage.base import table_of
from storage.engine import Database
from storage.tables import FeedbackEvent, Message
from storage.tables import Lead as LeadRow
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


@pytest.fixture
def crm(team: str) -> Source:
    return Source(team, "crm")


def dana(key: str, **company: Any) -> Lead:
    return Lead(key, Person(f"Dana {key}"), Company(**company), campaign="gate")


async def column(database: Database, team: str, name: str) -> Sequence[Any]:
    leads = table_of(LeadRow)
    found = select(leads.c[name]).where(leads.c.team_id == team).order_by(leads.c.external_id)
    async with database.transaction(database.read) as connection:
        return (await connection.execute(found)).scalars().all()


async def test_a_lead_is_stored_as_new_repeat_or_expansion(
    units: Units, database: Database, crm: Source
) -> None:
    intake = IntakeService(units)
    await intake.put_campaign(crm, Campaign("gate", "Second gate", product="Gate"), NOW)
    leads = [
        dana("1"),
        dana("2", is_customer=False),
        dana("3", is_customer=True),
        dana("4", products=("gate",)),
    ]
    await intake.accept(crm, leads, NOW)
    kinds = await column(database, crm.team, "customer_kind")
    assert kinds == [None, "new", "expansion", "repeat"]
    await intake.accept(crm, [dana("2", is_customer=True, products=("Gate",))], NOW)
    assert (await column(database, crm.team, "customer_kind"))[1] == "repeat"


async def test_what_was_accepted_is_unchanged_after_its_day_and_whatever_came_since(
    units: Units, crm: Source
) -> None:
    await IntakeService(units).accept(crm, [dana("1"), dana("2"), dana("3")], NOW)
    until = {"returns_on": "2026-09-01"}

    def rests(lead: str, at: datetime, key: str = "n") -> Reported:
        return Reported(lead, Action.NURTURE, at, detail=until, key=f"{lead} {key}")

    async def say(*said: Reported, now: datetime) -> list[Verdict]:
        answers = await Outcomes(units, Door.API).report(crm, said, now)
        return [answer.verdict for answer in answers]

    later = NOW + timedelta(days=20)
    assert await say(rests("1", NOW), rests("2", NOW), now=NOW) == [Verdict.RECORDED] * 2
    assert await say(Reported("2", Action.WIN, later, key="w"), now=later) == [Verdict.RECORDED]
    later += timedelta(hours=1)
    again = [rests(lead, later) for lead in "12"]
    assert await say(*again, now=later) == [Verdict.UNCHANGED] * 2
    assert await say(rests("3", later), rests("1", later, "o"), now=later) == [Verdict.INVALID] * 2
    assert await say(rests("3", NOW), now=later) == [Verdict.RECORDED], "judged on its own day"


async def test_an_outcome_says_through_which_door_it_came_and_when(
    units: Units, database: Database, crm: Source
) -> None:
    await IntakeService(units).accept(crm, [dana("1")], NOW)
    at = NOW + timedelta(hours=1)
    won = Reported("1", Action.WIN, at, detail={"amount": 5}, key="w")
    [first] = await Outcomes(units, Door.API).report(crm, [won], at)
    [again] = await Outcomes(units, Door.API).report(crm, [won], at + timedelta(days=1))
    assert (first.verdict, again.verdict) == (Verdict.RECORDED, Verdict.UNCHANGED)
    events = table_of(FeedbackEvent)
    mine = select(events.c.action, events.c.door, events.c.at).where(events.c.team_id == crm.team)
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(mine.order_by(events.c.sequence))).all()
    assert [tuple(row) for row in rows] == [("take", "api", at), ("win", "api", at)]
    assert await column(database, crm.team, "state") == [State.WON]


class Slack:
    """Knows one person; after `patience` questions it does not answer any more."""

    def __init__(self, patience: int = 100) -> None:
        self.asked: list[str] = []
        self._patience = patience

    async def by_email(self, email: str) -> Member | None:
        self.asked.append(email)
        if len(self.asked) > self._patience:
            raise Unreachable("Slack does not answer.")
        return Member("U0LENA", "Lena", email) if email == "lena@tidewell.example" else None


async def briefed(database: Database, team: str) -> Sequence[tuple[str, str]]:
    """Who was sent the brief of which lead."""
    messages = table_of(Message)
    found = select(messages.c.to, messages.c.subject).where(
        messages.c.team_id == team, messages.c.kind == "brief"
    )
    async with database.transaction(database.read) as connection:
        return [(to, subject["lead"]) for to, subject in await connection.execute(found)]


async def owners_of(units: Units, crm: Source, slack: Slack, *named: str) -> list[str | None]:
    ids = [f"{place:03}" for place in range(len(named))]
    await IntakeService(units).accept(crm, [dana(key) for key in ids], NOW)
    taken = [Reported(key, Action.TAKE, NOW, owner) for key, owner in zip(ids, named, strict=True)]
    await Outcomes(units, Door.API, lambda _team: slack).report(crm, taken, NOW)
    async with units.reading(crm.team) as uow:
        found = await uow.leads.known(crm.name, ids)
    return [found[key].standing.owner for key in ids]


async def test_slack_is_asked_once_for_each_owner_that_has_an_address(
    units: Units, crm: Source
) -> None:
    slack = Slack()
    named = ("Lena@Tidewell.example", "lena@tidewell.example", "Kim @ Acme", "Jo@x.example")
    owners = await owners_of(units, crm, slack, *named, "jo@X.example")
    other = f"{OUTSIDE}jo@x.example"
    assert owners == ["U0LENA", "U0LENA", f"{OUTSIDE}Kim @ Acme", other, other]
    assert slack.asked == ["jo@x.example", "lena@tidewell.example"]


async def test_without_slack_an_owner_is_whom_we_met_before(units: Units, crm: Source) -> None:
    async with units(crm.team) as uow:
        met = Member("U0MAX", "Max", "max@tidewell.example")
        await uow.members.put([met], NOW - timedelta(days=400))
        await uow.commit()
    slack = Slack(patience=0)
    owners = await owners_of(units, crm, slack, "a@x.example", "max@tidewell.example")
    assert owners == [f"{OUTSIDE}a@x.example", "U0MAX"]
    assert len(slack.asked) == 1, "each further question could take as long"


class Client:
    """Slack's own, with these people by their address."""

    def __init__(self, people: dict[str, str]) -> None:
        self.people = people
        self.asked: list[str] = []

    def directory(self, units: Units, crm: Source, clock: Any) -> SlackDirectory:
        return SlackDirectory(cast(AsyncWebClient, self), units, crm.team, clock)

    async def users_info(self, *, user: str) -> SimpleNamespace:
        return self._answer(user, next(one for one, there in self.people.items() if there == user))

    async def users_lookupByEmail(self, *, email: str) -> SimpleNamespace:  # as in the SDK
        self.asked.append(email)
        if email not in self.people:
            answer = SimpleNamespace(status_code=200, get={"error": "users_not_found"}.get)
            raise SlackApiError("", answer)  # type: ignore[no-untyped-call]  # the SDK has no types
        return self._answer(self.people[email], email)

    def _answer(self, user: str, email: str) -> SimpleNamespace:
        profile = {"display_name": "Jo", "email": email}
        return SimpleNamespace(data={"user": {"id": user, "profile": profile}})


async def test_an_outsider_whom_slack_names_later_is_that_member(
    units: Units, database: Database, crm: Source
) -> None:
    """Who had only an address so far; an open lead of theirs has a clock from then on,
    and they its brief."""
    named = ("jo@x.example", "Jo@x.example", "ann@x.example")
    jo, ann = outsider("jo@x.example"), outsider("ann@x.example")
    assert await owners_of(units, crm, Slack(), *named) == [jo, jo, ann]
    won = Reported("001", Action.WIN, NOW + timedelta(hours=1), "jo@x.example")
    await Outcomes(units, Door.IMPORT).report(crm, [won], NOW)
    assert await reminders.run_due(units, crm.team, NOW + timedelta(hours=5)) == 0

    clock = SimpleNamespace(now=lambda: NOW + timedelta(days=1))
    directory = Client({"jo@x.example": "U0JO"}).directory(units, crm, clock)
    assert (await directory.member("U0JO")) == Member("U0JO", "Jo", "jo@x.example")

    assert await column(database, crm.team, "owner") == ["U0JO", "U0JO", ann]
    assert await column(database, crm.team, "remind_at") == [clock.now(), None, None]
    async with units.reading(crm.team) as uow:
        known = await uow.leads.known(crm.name, ["000", "001"])
        ids = [known[key].id for key in ("000", "001")]
        events = await uow.feedback.of_many(ids)
        assert await uow.members.names([jo, ann]) == {ann: "ann@x.example"}
    assert await briefed(database, crm.team) == [("U0JO", ids[0])]
    assert {event.user for event in events[ids[0]]} == {"U0JO"}
    assert fold(events[ids[1]]).owner == "U0JO"


async def test_slack_is_not_asked_again_at_once_about_whom_it_does_not_know(
    units: Units, crm: Source
) -> None:
    """Each request asks; who was invited meanwhile is found some minutes later."""
    await IntakeService(units).accept(crm, [dana("1")], NOW)
    clock, slack = SimpleNamespace(now=lambda: NOW), Client({})
    outcomes = Outcomes(units, Door.API, lambda _team: slack.directory(units, crm, clock))

    async def report(action: Action, minutes: int) -> str | None:
        at = NOW + timedelta(minutes=minutes)
        clock.now = lambda: at
        await outcomes.report(crm, [Reported("1", action, at, "Jo@x.example")], at)
        async with units.reading(crm.team) as uow:
            return (await uow.leads.known(crm.name, ["1"]))["1"].standing.owner

    jo = outsider("jo@x.example")
    assert [await report(action, n) for n, action in enumerate((Action.TAKE, Action.MEET))] == [
        jo,
        jo,
    ]
    assert slack.asked == ["jo@x.example"]
    slack.people["jo@x.example"] = "U0JO"
    assert await report(Action.QUALIFY, 9) == jo
    assert await report(Action.WIN, 11) == "U0JO"
    assert slack.asked == ["jo@x.example"] * 2
