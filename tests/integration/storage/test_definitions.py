"""Versions are signed once, and what they would have done is counted as intake decides."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.definition import Criteria, Definition, Side, Signature, Simulation
from bot.domain.leads import Company, Person
from bot.domain.lifecycle import State, Verdict
from bot.domain.qualification import failed_criteria
from bot.domain.schedule import Span
from storage.uow import Units
from tests.integration.history import Lived, some_leads

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
SPAN = Span(NOW - timedelta(weeks=12), NOW)
PROPOSED = Definition(
    1, Criteria(40, 0, ("email",)), "U1", NOW, sales=Signature("U1", NOW), simulation=Simulation()
)
TRIED = (
    Criteria(),
    Criteria(min_fit=50),
    Criteria(min_fit=21, min_intent=90),
    Criteria(required_fields=("name", "email", "company", "employees")),
    Criteria(required_fields=("title", "phone", "domain", "country")),
    Criteria(require_agreed_step=True),
    Criteria(10, 10, ("country",), require_agreed_step=True),
)


async def test_a_version_is_signed_or_declined_once(units: Units, team: str) -> None:
    async with units(team) as uow:
        assert await uow.definitions.current() is None
        assert await uow.definitions.add(PROPOSED)
        assert not await uow.definitions.add(PROPOSED)
        assert await uow.definitions.latest() == PROPOSED
        assert await uow.definitions.current() is None
        second = Signature("U2", NOW)
        assert not await uow.definitions.sign(1, Side.SALES, second)
        assert await uow.definitions.sign(1, Side.MARKETING, second)
        assert not await uow.definitions.decline(1, "U2", "", NOW)
        await uow.commit()
    async with units(team) as uow:
        signed = replace(PROPOSED, marketing=Signature("U2", NOW), in_force_at=NOW)
        assert await uow.definitions.current() == signed
        assert await uow.definitions.add(replace(PROPOSED, version=2))
        assert await uow.definitions.decline(2, "U2", "Too strict", NOW)
        assert not await uow.definitions.sign(2, Side.MARKETING, second)
        declined = await uow.definitions.get(2)
        assert declined is not None
        assert (declined.declined_by, declined.word) == ("U2", "Too strict")
        assert await uow.definitions.in_force(9) == [signed]
    async with units.reading(f"{team}X") as uow:
        assert await uow.definitions.latest() is None


async def test_the_simulation_counts_as_intake_decides(units: Units, team: str) -> None:
    rng = random.Random(7)
    told = _campaigns()
    async with units(team) as uow:
        ids = await uow.campaigns.put(told, NOW)
        await uow.campaigns.agree(ids["agreed"], "yard plan", "U1", NOW)
        by_id = {ids[one.external_id]: one for one in told}
        history = [
            _with_contact(rng, lived)
            for lived in some_leads(
                rng, 400, NOW - timedelta(weeks=14), timedelta(weeks=15), list(by_id)
            )
        ]
        await uow.leads.add([lived.new for lived in history])
        await uow.leads.save_standings({lived.new.id: lived.standing for lived in history})
        await uow.commit()
    async with units.reading(team) as uow:
        for criteria in TRIED:
            found = await uow.definitions.simulate(criteria, SPAN, 12)
            assert found == _recounted(history, by_id, criteria), criteria
            assert found.reached > 200
        current = Criteria(min_fit=40, require_agreed_step=True)
        stricter = replace(current, min_fit=60)
        found = await uow.definitions.simulate(stricter, SPAN, 12, current)
        alone = await uow.definitions.simulate(Criteria(min_fit=60), SPAN, 12)
        whole = await uow.definitions.simulate(stricter, SPAN, 12)
        lost = (found.kept_back, found.taken_lost, found.landed_lost, found.won_lost)
        assert lost == (alone.kept_back, alone.taken_lost, alone.landed_lost, alone.won_lost)
        assert found.kept_back < whole.kept_back
        assert found.let_in == whole.let_in
    async with units.reading(f"{team}X") as uow:
        assert await uow.definitions.simulate(TRIED[1], SPAN, 12) == Simulation(12)


def _campaigns() -> list[Campaign]:
    return [
        Campaign("agreed", "Agreed", committed_step="yard plan", agreed_step="yard plan"),
        Campaign("waits", "Waits", committed_step="yard plan"),
        Campaign("none", "None"),
    ]


def _with_contact(rng: random.Random, lived: Lived) -> Lived:
    """With whatever may be known of a person: all, nothing or an empty text."""
    words = ("x", "", None)
    name, title, email, phone = (rng.choice(words) for _ in range(4))
    person = Person(name, title, email, phone)
    company = Company(
        rng.choice(words), rng.choice(words), None, rng.choice((None, 0, 9)), rng.choice(words)
    )
    step = rng.choice(words)
    lead = replace(lived.new.lead, person=person, company=company, committed_step=step)
    return replace(lived, new=replace(lived.new, lead=lead))


def _recounted(
    history: list[Lived], campaigns: dict[str, Campaign], criteria: Criteria
) -> Simulation:
    counts = dict.fromkeys(Simulation.__dataclass_fields__, 0)
    reps = set()
    for lived in history:
        new, standing = lived.new, lived.standing
        if not SPAN.start <= new.arrived_at < SPAN.end:
            continue
        reached = not new.failed
        passes = not failed_criteria(
            new.lead, campaigns.get(new.campaign_id or ""), Definition(1, criteria)
        )
        counts["let_in"] += passes and not reached
        if not reached:
            continue
        landed, won = standing.verdict is Verdict.LANDED, standing.state is State.WON
        taken = standing.taken_at is not None
        for name, is_so in (("reached", True), ("landed", landed), ("won", won)):
            counts[name] += is_so
        for name, is_so in (
            ("kept_back", True),
            ("taken_lost", taken),
            ("landed_lost", landed),
            ("won_lost", won),
        ):
            counts[name] += is_so and not passes
        if taken and standing.owner:
            reps.add(standing.owner)
    return Simulation(**{**counts, "weeks": 12, "reps": len(reps)})
