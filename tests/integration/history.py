"""Random histories: leads that lived by the state table, and the means to store them."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update

from bot.domain.campaigns import Campaign
from bot.domain.fold import apply, fold
from bot.domain.leads import Company, Score
from bot.domain.leads import Lead as SentLead
from bot.domain.lifecycle import COMMENTS, TABLE, Action, Door, Event, Standing
from bot.ports import NewLead
from storage.base import table_of
from storage.engine import Database
from storage.rows import standing_row
from storage.tables import Card, Lead
from storage.uow import Units

REPS = ("U0MAYA", "U0JONAS", "U0PRIYA")
LANDED = ("Customer proof", "Waiting cost", "Timing")
FLAT = ("Price", "Too early")
REJECTED = ("wrong_persona", "student", "misrouted", "existing_customer", "duplicate", "spam")
CLOSED = ("no_budget", "unable_to_reach", "chose_competitor", "duplicate")
_FREQUENT = (Action.TAKE, Action.LANDED, Action.FELL_FLAT)
_RARE = (Action.RELEASE, Action.REOPEN, Action.RETURN, Action.HAND_OVER)


@dataclass(frozen=True)
class Lived:
    """A lead with where it stands, and when its card was posted."""

    new: NewLead
    standing: Standing
    posted_at: datetime | None
    events: tuple[Event, ...] = ()


def life(rng: random.Random, start: datetime) -> tuple[Standing, tuple[Event, ...]]:
    """Up to seven events, each allowed by the table, oldest first, and where they led."""
    standing, events, at = Standing(), [], start
    for number in range(rng.randrange(8)):
        allowed = [action for state, action in TABLE if state is standing.state]
        usual = [action for action in allowed if action not in _RARE or rng.random() < 0.1]
        if not usual:
            break
        usual += [action for action in usual if action in _FREQUENT] * 3
        at += timedelta(minutes=rng.choice((1, 7, 45, 600, 5000)))
        action = rng.choice(sorted(usual))
        events.append(
            Event(
                f"{rng.getrandbits(64):x}-{number}",
                at,
                rng.choice(REPS),
                action,
                Door.BUTTON,
                _codes(rng, action),
                detail=_detail(rng, action),
            )
        )
        try:
            standing = fold(events) if action in COMMENTS else apply(standing, events[-1])
        except KeyError:
            events.pop()
    return standing, tuple(events)


def _codes(rng: random.Random, action: Action) -> tuple[str, ...]:
    codes = {
        Action.LANDED: LANDED,
        Action.FELL_FLAT: FLAT,
        Action.REJECT: REJECTED,
        Action.DISQUALIFY: CLOSED,
    }.get(action, ())
    return tuple(rng.sample(codes, rng.randrange(min(3, len(codes)) + 1))) if codes else ()


def _detail(rng: random.Random, action: Action) -> dict[str, Any]:
    if action in (Action.OPEN_OPPORTUNITY, Action.WIN):
        return {"amount": rng.randrange(1, 90) * 1000}
    if action in (Action.LOSE, Action.DISQUALIFY) and rng.random() < 0.5:
        why = {"competitor_why": rng.choice(("price", "integration"))} if rng.random() < 0.5 else {}
        return {"competitor": rng.choice(("Gatevia", "gatevia ", "Dockly")), **why}
    if action is Action.EXPLAIN:
        beside = _beside(rng)
        return {
            "opened_with": beside.choice(("promise", "own_words", None)),
            "promise_true": beside.choice(("yes", "partly", "no", None)),
        }
    rest: dict[Action, dict[str, Any]] = {
        Action.HAND_OVER: {"owner": rng.choice(REPS)},
        Action.NURTURE: {"returns_on": date(2027, 1, 1).isoformat()},
        Action.SECOND: {"verdict": "landed"},
    }
    return rest.get(action, {})


def _beside(rng: random.Random) -> random.Random:
    """A choice that does not move `rng` on: what follows stays as it was."""
    beside = random.Random()
    beside.setstate(rng.getstate())
    return beside


def _company(number: int) -> Company:
    own = random.Random(number)
    return Company(
        name=f"Company {number}",
        industry=own.choice(("Logistics", "logistics ", "Food", None)),
        employees=own.choice((3, 10, 11, 200, 1000, 1001, None)),
        country=own.choice(("DE", "FR", None)),
        is_customer=own.choice((True, False, None)),
    )


def some_leads(
    rng: random.Random, count: int, start: datetime, length: timedelta, campaigns: list[str]
) -> list[Lived]:
    """`count` leads over `length`; some without a campaign, some not qualified, some imported."""
    result = []
    for number in range(count):
        arrived = start + timedelta(seconds=rng.randrange(int(length.total_seconds())))
        posted = arrived + timedelta(minutes=rng.randrange(20)) if rng.random() < 0.7 else None
        lead = SentLead(
            external_id=f"crm-{number}",
            company=_company(number),
            fit=Score(rng.choice((None, 20, 50, 80))),
            intent=Score(rng.choice((None, 10, 50, 90))),
        )
        new = NewLead(
            id=f"{rng.getrandbits(96):024x}",
            source="crm",
            lead=lead,
            campaign_id=rng.choice([*campaigns, None]),
            failed=("fit is 20, the minimum is 30",) if rng.random() < 0.1 else (),
            arrived_at=arrived,
            contact_by=arrived + timedelta(hours=4),
            fingerprint=str(number),
            imported=rng.random() < 0.2,
        )
        standing, events = life(rng, arrived)
        result.append(Lived(new, standing, posted, events))
    return result


def lived(number: int, campaign_id: str, arrived: datetime, *events: Event) -> Lived:
    """A lead to which exactly this happened."""
    new = NewLead(
        id=f"{campaign_id[:8]}{number:024d}",
        source="crm",
        lead=SentLead(f"{campaign_id}-{number}"),
        campaign_id=campaign_id,
        failed=(),
        arrived_at=arrived,
        contact_by=arrived,
        fingerprint="",
    )
    return Lived(new, fold(events), None)


def rejected(by: str | None, at: datetime, code: str = "wrong_persona") -> Event:
    return Event(f"e-{by}-{at}", at, by, Action.REJECT, Door.BUTTON, (code,))


def talked(by: str, at: datetime, verdict: Action) -> tuple[Event, Event]:
    return (
        Event(f"t-{by}-{at}", at, by, Action.TAKE, Door.BUTTON),
        Event(f"v-{by}-{at}", at, by, verdict, Door.BUTTON, ("Price",)),
    )


async def some_campaigns(units: Units, team: str, names: list[str], now: datetime) -> list[str]:
    """The ids of new campaigns of these names."""
    async with units(team) as uow:
        ids = await uow.campaigns.put([Campaign(name.lower(), name) for name in names], now)
        await uow.commit()
    return [ids[name.lower()] for name in names]


async def keep_events(units: Units, team: str, lived: list[Lived]) -> None:
    """Stores also how it came to that."""
    async with units(team) as uow:
        await uow.feedback.add_many([(one.new.id, event) for one in lived for event in one.events])
        await uow.commit()


async def keep(database: Database, units: Units, team: str, lived: list[Lived]) -> None:
    """Stores all of it at once."""
    async with units(team) as uow:
        await uow.leads.add([item.new for item in lived])
        await uow.cards.want([item.new.id for item in lived if item.posted_at], "C0SALES")
        await uow.commit()
    leads, cards = table_of(Lead), table_of(Card)
    stood = [{"key": item.new.id, **standing_row(item.standing)} for item in lived]
    posted = [{"key": i.new.id, "posted_at": i.posted_at} for i in lived if i.posted_at]
    async with database.transaction(database.write) as connection:
        for table, rows, column in ((leads, stood, leads.c.id), (cards, posted, cards.c.lead_id)):
            if rows:
                mine = (table.c.team_id == team, column == bindparam("key"))
                await connection.execute(update(table).where(*mine), rows)
        await connection.commit()
