"""What leads asked for: which wishes count, for whom, and what colleagues are offered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.leads import Company, Score
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import Span
from bot.domain.wishes import Asked, Wish, wish_of
from storage.uow import Units
from tests.integration.history import Lived, lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SPAN = Span(NOW - 6 * WEEK, NOW + WEEK)
SSO = Wish("sso", "SSO")


def _event(number: int, action: Action, *, of: int | None = None, at: datetime = NOW) -> Event:
    detail = {} if of is None else {"of": f"e{of}"}
    return Event(f"e{number}", at, "U0MAYA", action, Door.MODAL, detail=detail)


def _undo(number: int, what: int) -> Event:
    return Event(f"e{number}", NOW, "U0MAYA", Action.UNDO, Door.BUTTON, retracts=f"e{what}")


def _lead(number: int, campaign: str, company: str, fit: int | None = None) -> Lived:
    item = lived(number, campaign, NOW - 20 * WEEK)
    sent = replace(item.new.lead, company=Company(company), fit=Score(fit))
    return replace(item, new=replace(item.new, lead=sent))


async def _told(
    units: Units, team: str, lead: Lived, events: list[Event], wished: dict[str, str]
) -> None:
    async with units(team) as uow:
        await uow.leads.add([lead.new])
        await uow.feedback.add_many([(lead.new.id, event) for event in events])
        said = [(lead.new.id, e, wish_of(wished[e.id])) for e in events if e.id in wished]
        await uow.wishes.add([(key, event, wish) for key, event, wish in said if wish])
        await uow.commit()


LANDED, EXPLAINED = _event(1, Action.LANDED), _event(2, Action.EXPLAIN, of=1)


@pytest.mark.parametrize(
    ("events", "told", "counts"),
    [
        ([LANDED], "e1", True),
        ([LANDED, EXPLAINED], "e2", True),
        ([_event(1, Action.EXPLAIN)], "e1", True),
        ([LANDED, _undo(3, 1)], "e1", False),
        ([LANDED, EXPLAINED, _undo(3, 1)], "e2", False),
        ([LANDED, EXPLAINED, _undo(3, 7)], "e2", True),
        ([_event(1, Action.LANDED, at=NOW - 7 * WEEK)], "e1", False),
        ([_event(1, Action.LANDED, at=SPAN.end)], "e1", False),
    ],
)
async def test_what_was_taken_back_or_said_another_time_does_not_count(
    units: Units, team: str, events: list[Event], told: str, *, counts: bool
) -> None:
    [campaign] = await some_campaigns(units, team, ["Dock"], NOW)
    await _told(units, team, _lead(1, campaign, "Alster", 80), events, {told: "SSO"})
    async with units.reading(team) as uow:
        found = await uow.wishes.asked(SPAN)
    expected = Asked(SSO, 1, Company("Alster"), 80)
    assert found == ([expected] if counts else [])


async def test_a_lead_counts_once_and_each_workspace_has_its_own(units: Units, team: str) -> None:
    [campaign] = await some_campaigns(units, team, ["Dock"], NOW)
    twice = [LANDED, EXPLAINED]
    alster = _lead(1, campaign, "Alster")
    await _told(units, team, alster, twice, {"e1": "SSO", "e2": "SSO"})
    other = replace(_lead(2, campaign, "Hansa"))
    away = [replace(event, id=f"x{event.id}") for event in twice]
    await _told(units, f"{team}X", other, away, {"xe1": "SSO"})
    async with units.reading(team) as uow:
        assert await uow.wishes.asked(SPAN) == [Asked(SSO, 1, Company("Alster"), None)]
        assert await uow.wishes.of(alster.new.id) == {"e1": "SSO", "e2": "SSO"}
        assert await uow.wishes.of(other.new.id) == {}


async def test_leads_below_the_rule_do_not_count(units: Units, team: str) -> None:
    [campaign] = await some_campaigns(units, team, ["Dock"], NOW)
    lead = _lead(1, campaign, "Alster")
    failed = replace(lead, new=replace(lead.new, failed=("fit is 20",)))
    await _told(units, team, failed, [LANDED], {"e1": "SSO"})
    async with units.reading(team) as uow:
        assert await uow.wishes.asked(SPAN) == []


async def test_colleagues_are_offered_what_most_leads_named_lately(units: Units, team: str) -> None:
    [campaign] = await some_campaigns(units, team, ["Dock"], NOW)
    said = ("SSO", "sso", "Driver app", "SSO", "Old fax gateway")
    for number, text in enumerate(said):
        at = NOW - 9 * WEEK if text.startswith("Old") else NOW
        event = _event(10 + number, Action.LANDED, at=at)
        await _told(units, team, _lead(number, campaign, f"C{number}"), [event], {event.id: text})
    async with units.reading(team) as uow:
        assert await uow.wishes.named(SPAN.start, 20) == ["SSO", "Driver app"]
        assert await uow.wishes.named(SPAN.start, 1) == ["SSO"]
