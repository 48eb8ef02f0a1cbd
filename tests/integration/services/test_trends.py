"""What a digest's figures may be taken for, from stored leads to the facts."""

from datetime import UTC, datetime, timedelta

from bot.domain.digest import DigestFacts
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import parse_week
from bot.domain.stats import Reading, Share
from bot.services.digest import Digests
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import Lived, keep, lived, rejected, some_campaigns, talked

MONDAY = datetime(2026, 8, 17, 8, 0, tzinfo=UTC)  # of week 34
NOW = MONDAY + timedelta(weeks=1)


async def _facts(units: Units, team: str) -> DigestFacts:
    return await Digests(units, team).facts(parse_week("2026-W34"), NOW)


def _answers(
    campaign: str, first: int, rep: str, at: datetime, counts: tuple[int, int]
) -> list[Lived]:
    """Leads that `rep` took and whose pitch landed, and leads that `rep` turned down."""
    taken, refused = counts
    numbers = range(first, first + taken + refused)
    later = at + timedelta(hours=2)
    return [
        lived(number, campaign, at, *talked(rep, later, Action.LANDED))
        if number < first + taken
        else lived(number, campaign, at, rejected(rep, later))
        for number in numbers
    ]


async def test_a_campaign_that_went_to_the_mild_rep_is_no_call(
    database: Database, units: Units, team: str
) -> None:
    dock, search = await some_campaigns(units, team, ["Dock", "Search"], MONDAY)
    await keep(
        database,
        units,
        team,
        [
            *_answers(search, 0, "U0MAYA", MONDAY, (6, 14)),
            *_answers(search, 100, "U0JONAS", MONDAY, (64, 16)),
            *_answers(dock, 200, "U0MAYA", MONDAY, (24, 56)),
            *_answers(dock, 300, "U0JONAS", MONDAY, (16, 4)),
        ],
    )
    facts = await _facts(units, team)
    assert {item.name: item.taken_share for item in facts.campaigns} == {
        "Search": Share(70, 100),
        "Dock": Share(40, 100),
    }
    assert {item.taken_reading for item in facts.campaigns} == {Reading.NO_CALL}
    assert facts.findings == ()


async def test_a_pitch_that_stopped_landing_is_in_the_digest(
    database: Database, units: Units, team: str
) -> None:
    (dock,) = await some_campaigns(units, team, ["Dock"], MONDAY)
    told = []
    for back in range(12):
        at = MONDAY - timedelta(weeks=back)
        for number in range(8):
            landed = number < (0 if back < 4 else 6)
            verdict = Action.LANDED if landed else Action.FELL_FLAT
            later = at + timedelta(minutes=number + 1)
            told.append(lived(100 * back + number, dock, at, *talked("U0MAYA", later, verdict)))
    await keep(database, units, team, told)
    facts = await _facts(units, team)
    (found,) = facts.drifts
    assert (found.week, found.before, found.after) == ("2026-W31", Share(48, 64), Share(0, 32))
    assert facts.headline == "Dock stopped landing in week 31."


async def test_leads_too_young_to_be_won_are_pending(
    database: Database, units: Units, team: str
) -> None:
    (dock,) = await some_campaigns(units, team, ["Dock"], MONDAY)
    told = []
    for number in range(60):
        at = MONDAY - timedelta(days=2 * number)
        ended = at + timedelta(days=20 + number % 3)
        events = [Event(f"t{number}", at, "U0MAYA", Action.TAKE, Door.BUTTON)]
        if ended < NOW:
            won = number % 2 == 0
            contact = Event(f"c{number}", at, "U0MAYA", Action.CONTACT, Door.BUTTON)
            action, codes = (Action.WIN, ()) if won else (Action.DISQUALIFY, ("no_budget",))
            detail = {"amount": 1000} if won else {}
            end = Event(f"e{number}", ended, "U0MAYA", action, Door.BUTTON, codes, detail=detail)
            events += [contact, end]
        told.append(lived(number, dock, at, *events))
    await keep(database, units, team, told)
    facts = await _facts(units, team)
    (item,) = facts.campaigns
    assert facts.usual_days == 22
    assert item.pending + item.won_share.of == 60
    assert item.pending == sum(
        MONDAY - timedelta(days=2 * n) >= _end() - timedelta(days=22) for n in range(60)
    )
    assert item.won_share.hits == sum(n % 2 == 0 for n in range(item.pending, 60))


def _end() -> datetime:
    """Where week 34 ends in the workspace's zone, or now if that is earlier."""
    return min(NOW, datetime(2026, 8, 24, tzinfo=UTC))
