"""Marketing promises, the reps whose words led to it are told, and figures say what came of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.domain.changes import ChangeState, Measure, RateAsked
from bot.domain.lifecycle import Action, Event
from bot.domain.schedule import Span, Week, parse_week
from bot.domain.stats import Reading, Share
from bot.errors import InvalidInput, NotFound, NotPossible
from bot.ports import Member
from bot.services.changes import Changes, Promise, because_of
from bot.services.digest import Digests
from bot.services.figures import Figures
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units
from tests.integration.history import keep, lived, rejected, some_campaigns, talked

MONDAY = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def _history(database: Database, units: Units, team: str) -> tuple[str, str]:
    """LogiExpo: 5 of 40 taken, two landed; Dock: 38 of 40, by the same strict reps. Over the last
    three weeks."""
    expo, dock = await some_campaigns(units, team, ["LogiExpo", "Dock"], MONDAY)
    leads = []
    for number in range(40):
        at = MONDAY - timedelta(days=20, hours=-12 * number)
        rep = ("U0MAYA", "U0JONAS")[number % 2]
        if number < 35:
            events: tuple[Event, ...] = (rejected(rep, at),)
        else:
            events = talked("U0PRIYA", at, Action.LANDED if number > 37 else Action.FELL_FLAT)
        leads.append(lived(number, expo, at, *events))
        taken = talked(rep, at, Action.LANDED) if number < 38 else ()
        leads.append(lived(number, dock, at, *taken))
    await keep(database, units, team, leads)
    people = [Member("U0LENA", "Lena"), Member("U0MAYA", "Maya"), Member("U0JONAS", "Jonas")]
    async with units(team) as uow:
        await uow.members.put(people, MONDAY)
        await uow.commit()
    return expo, dock


async def _told(database: Database, team: str) -> list[tuple[str, str]]:
    messages = table_of(Message)
    statement = select(messages).where(messages.c.team_id == team)
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(statement)).mappings().all()
    return sorted((row["kind"], row["to"]) for row in rows)


def _promise(campaign_id: str, **more: Any) -> Promise:
    given = Promise(
        campaign_id, "2026-W34", "Ask for the badge's company", date(2026, 9, 12), "U0LENA"
    )
    return replace(given, **more)


async def test_everybody_whose_feedback_led_to_it_is_told_once(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    change = await changes.promise(_promise(expo), MONDAY, "press-1")
    assert change.cites == ("U0JONAS", "U0MAYA", "U0PRIYA")
    assert await _told(database, team) == [
        ("change_told", "U0JONAS"),
        ("change_told", "U0MAYA"),
        ("change_told", "U0PRIYA"),
    ]
    await changes.promise(_promise(expo), MONDAY, "press-1")  # the same delivery again
    assert len(await _told(database, team)) == 3
    assert len((await changes.listing(MONDAY)).items) == 1


async def test_who_promises_is_not_told_by_us(database: Database, units: Units, team: str) -> None:
    expo, _ = await _history(database, units, team)
    await Changes(units, team).promise(_promise(expo, by="U0MAYA"), MONDAY)
    assert [to for _, to in await _told(database, team)] == ["U0JONAS", "U0PRIYA"]


async def test_people_that_only_a_crm_knows_and_older_feedback_are_not_cited(
    database: Database, units: Units, team: str
) -> None:
    [expo] = await some_campaigns(units, team, ["LogiExpo"], MONDAY)
    old, fresh = MONDAY - 8 * WEEK, MONDAY - WEEK
    leads = [
        lived(1, expo, old, rejected("U0OLD", old)),
        lived(2, expo, fresh, rejected("4ef15afb4b2723d8f3d81e51ec7afefe", fresh)),
        lived(3, expo, fresh, rejected(None, fresh)),
        lived(4, expo, fresh, rejected("U0MAYA", fresh)),
    ]
    await keep(database, units, team, leads)
    proposal = await Changes(units, team).proposal(expo, "2026-W34", MONDAY)
    assert proposal.cites == ("U0MAYA",)


async def test_the_promise_answers_what_the_digest_said(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    await _allow_sending(units, team)
    facts = await Digests(units, team).send_now(MONDAY)
    assert facts.headline == "LogiExpo sends us the wrong people."
    proposal = await Changes(units, team).proposal(expo, facts.period, MONDAY)
    assert proposal.finding == (
        "5 of 40 taken (12\u00a0%, the rest 95\u00a0%); most named: wrong person 35"
    )
    assert (proposal.measure, proposal.campaign) == (Measure.TAKEN, "LogiExpo")
    again = await Digests(units, team).facts(week=_next(facts.period), now=MONDAY + WEEK)
    assert again.headline == "LogiExpo still sends us the wrong people."


def _next(period: str) -> Week:
    return parse_week(period).plus(1)


async def _allow_sending(units: Units, team: str) -> None:
    async with units(team) as uow:
        settings = await uow.settings.get()
        await uow.settings.save(replace(settings, marketing_channel="C0MARKETING"), [])
        await uow.commit()


async def test_a_campaign_that_does_not_stand_out_still_has_figures(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    proposal = await Changes(units, team).proposal(expo, "2026-W34", MONDAY)  # nothing was sent
    assert proposal.finding == "5 of 40 taken, 2 of 5 landed; most named: wrong person 35"
    with pytest.raises(NotFound):
        await Changes(units, team).proposal("nobody", "2026-W34", MONDAY)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"due_on": date(2026, 8, 23)}, "due_on"),
    ],
)
async def test_a_bad_promise_names_its_field_and_stores_nothing(
    database: Database, units: Units, team: str, more: dict[str, Any], field: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    with pytest.raises(InvalidInput) as raised:
        await changes.promise(_promise(expo, **more), MONDAY, "press-1")
    assert list(raised.value.fields) == [field]
    assert (await changes.listing(MONDAY)).items == ()
    await changes.promise(_promise(expo), MONDAY, "press-1")  # the key was not used up
    assert len((await changes.listing(MONDAY)).items) == 1


async def test_kept_it_is_measured_from_then_on(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    change = await changes.promise(_promise(expo), MONDAY)
    [opened] = (await changes.listing(MONDAY)).items
    assert (opened.before, opened.after) == (Share(), Share())
    kept = await changes.keep(change.id, MONDAY + DAY)
    assert (kept.state, kept.done_at) == (ChangeState.KEPT, MONDAY + DAY)
    later = MONDAY + 2 * WEEK
    since = [
        lived(100 + n, expo, MONDAY + 2 * DAY, *talked("U0MAYA", later, Action.LANDED))
        for n in range(12)
    ]
    following = lived(200, expo, MONDAY + 8 * DAY, *talked("U0MAYA", later, Action.LANDED))
    await keep(database, units, team, [*since, following])
    facts = await Digests(units, team).facts(_next("2026-W34"), later)
    [shown] = facts.changes
    reported = (Share(2, 5), Share(12, 12))
    assert (shown.before, shown.after) == reported, "not what came after the digest's week"
    [listed] = (await changes.listing(later)).items
    assert listed.after == Share(13, 13)
    assert facts.names["U0LENA"] == "Lena"


async def test_however_many_changes_a_digest_shows_they_are_counted_at_once(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    statements: list[int] = []

    def count(*_given: Any) -> None:
        statements.append(1)

    counted = []
    event.listen(database.read.sync_engine, "before_cursor_execute", count)
    for more in (1, 30):
        for number in range(more):
            change = await changes.promise(_promise(expo), MONDAY)
            if number % 2 == 0:
                await changes.keep(change.id, MONDAY + DAY)
        statements.clear()
        facts = await Digests(units, team).facts(_next("2026-W34"), MONDAY + 2 * DAY)
        counted.append(len(statements))
    event.remove(database.read.sync_engine, "before_cursor_execute", count)
    assert len(facts.changes) == 31
    assert counted[0] == counted[1]
    shares = [item.before for item in facts.changes if item.change.state is ChangeState.KEPT]
    assert shares == [Share(2, 5)] * 16


async def test_an_open_promise_is_listed_however_many_came_after_it(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    first = await changes.promise(_promise(expo), MONDAY)
    for number in range(24):
        later = MONDAY + timedelta(minutes=number)
        await changes.drop((await changes.promise(_promise(expo), later)).id, later)
    listed = await changes.listing(MONDAY + DAY)
    assert listed.items[0].change.id == first.id
    assert (len(listed.items), listed.more) == (20, 5)


async def test_leads_of_the_weekend_are_no_answer_yet(
    database: Database, units: Units, team: str
) -> None:
    """A fair's badges, sent on Sunday, say nothing of the fair on Monday at 9:00."""
    fair, dock, search = await some_campaigns(units, team, ["Fair", "Dock", "Search"], MONDAY)
    leads = []
    for number in range(30):
        at = MONDAY - timedelta(days=9, minutes=number)
        answer = Action.LANDED if number % 2 else Action.FELL_FLAT
        leads += [lived(number, one, at, *talked("U0MAYA", at, answer)) for one in (dock, search)]
        sunday = lived(number, fair, MONDAY - timedelta(hours=20, minutes=number))
        leads.append(replace(sunday, new=replace(sunday.new, contact_by=MONDAY + DAY / 4)))
    talk = talked("U0JONAS", MONDAY, Action.LANDED)
    leads.append(lived(99, fair, MONDAY - timedelta(hours=19), *talk))
    await keep(database, units, team, leads)

    async def fairs(now: datetime) -> tuple[str, Share, int]:
        facts = await Digests(units, team).facts(parse_week("2026-W34"), now)
        [found] = [item for item in facts.campaigns if item.name == "Fair"]
        return found.reading, found.taken_share, found.unanswered

    assert await fairs(MONDAY) == (Reading.TOO_FEW, Share(1, 1), 30)
    assert await fairs(MONDAY + DAY) == (Reading.BELOW, Share(1, 31), 30)
    asked = RateAsked(fair, Measure.TAKEN, Span(MONDAY - DAY, MONDAY))
    async with units.reading(team) as uow:
        assert await uow.changes.shares([asked], MONDAY) == [Share(1, 1)]
        assert await uow.changes.shares([asked], MONDAY + DAY) == [Share(1, 31)]


async def test_an_end_is_an_end(database: Database, units: Units, team: str) -> None:
    expo, _ = await _history(database, units, team)
    changes = Changes(units, team)
    change = await changes.promise(_promise(expo), MONDAY)
    await changes.drop(change.id, MONDAY)
    assert (await changes.drop(change.id, MONDAY + DAY)).done_at == MONDAY  # pressed twice
    with pytest.raises(NotPossible, match="already dropped"):
        await changes.keep(change.id, MONDAY)
    with pytest.raises(NotFound):
        await changes.keep("nobody", MONDAY)
    assert (await Digests(units, team).preview(MONDAY)).changes == ()


async def test_a_promise_stands_in_the_digest_that_was_sent_until_it_is_dropped(
    database: Database, units: Units, team: str
) -> None:
    expo, _ = await _history(database, units, team)
    changes, digests = Changes(units, team), Digests(units, team)
    facts = await digests.facts(parse_week("2026-W34"), MONDAY)
    async with units(team) as uow:
        await uow.digests.claim(facts.period, MONDAY)
        await uow.digests.store(facts)
        await uow.commit()

    async def promised() -> list[str]:
        latest = await digests.last()
        return [one.id for one in latest.promised] if latest else []

    change = await changes.promise(_promise(expo), MONDAY + DAY)
    assert await promised() == [change.id]
    await changes.drop(change.id, MONDAY + DAY)
    assert await promised() == []


async def test_because_of_you(database: Database, units: Units, team: str) -> None:
    expo, _ = await _history(database, units, team)
    await Changes(units, team).promise(_promise(expo), MONDAY)
    async with units.reading(team) as uow:
        assert len(await because_of(uow, "U0MAYA")) == 1
        assert await because_of(uow, "U0SAM") == []


async def test_looking_campaigns_up(database: Database, units: Units, team: str) -> None:
    await _history(database, units, team)
    figures = Figures(units, team)
    assert [item.name for item in await figures.campaigns(MONDAY)] == ["Dock", "LogiExpo"]
    report = await figures.campaign("expo", MONDAY)
    assert (report.campaign.name, report.figures.taken_share) == ("LogiExpo", Share(5, 40))
    worked = await figures.worked(MONDAY)
    assert [(item.name, item.landed) for item, _ in worked] == [("Dock", 38), ("LogiExpo", 2)]
    with pytest.raises(NotFound, match="There are Dock, LogiExpo"):
        await figures.campaign("webinar", MONDAY)


async def test_the_week_before_is_compared_at_the_same_age(
    database: Database, units: Units, team: str
) -> None:
    """What happened to last week's leads in the days since must not make this week look slow."""
    [dock] = await some_campaigns(units, team, ["Dock"], MONDAY)
    before, sunday = MONDAY - 10 * DAY, MONDAY - DAY
    leads = [lived(n, dock, before, *talked("U0MAYA", sunday, Action.LANDED)) for n in range(5)]
    leads += [
        lived(10 + n, dock, before, *talked("U0MAYA", before, Action.LANDED)) for n in range(3)
    ]
    friday = MONDAY - 3 * DAY
    leads += [
        lived(20 + n, dock, friday, *talked("U0MAYA", sunday, Action.LANDED)) for n in range(2)
    ]
    await keep(database, units, team, leads)
    facts = await Digests(units, team).facts(_next("2026-W33"), MONDAY)
    assert (facts.before.delivered, facts.before.taken) == (8, 3)
    assert (facts.week.delivered, facts.week.taken) == (2, 2)
