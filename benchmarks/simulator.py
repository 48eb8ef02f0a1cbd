"""Made-up workspaces of which the truth is known, and what the digest says of them.

Campaigns have true rates; reps are strict or mild; whether somebody says how a pitch went depends
on how it went. Counts go straight into the domain's functions: no database, no Slack.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.changes import Change, ChangeProgress, ChangeState, Measure
from bot.domain.digest import TRAILING_WEEKS, DigestFacts, WeekFacts
from bot.domain.drift import DRIFT_WEEKS, Weekly, drifts
from bot.domain.figures import ByRep, CampaignFigures, best_first, with_readings
from bot.domain.findings import findings, headline
from bot.domain.schedule import Week
from bot.domain.stats import Reading, Share, total

FIRST = Week(2026, 1)
REPS: Mapping[str, float] = {"strict": -0.9, "fair": 0.0, "fast": 0.2, "mild": 0.9}
"""How much likelier than usual each rep is to take a lead and to call a pitch landed, as logits."""
TELLS_LANDED, TELLS_FLAT = 0.9, 0.6
"""Answers do not go missing at random: what went well is told more often."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A campaign's true rates with a fair rep; `reps` are the odds of who gets its leads. From week
    `changed_in` on, its pitch lands at `landed_then`."""

    name: str
    taken: float = 0.55
    landed: float = 0.5
    reps: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(REPS, 1.0))
    changed_in: int = 0
    landed_then: float = 0.0

    def lands(self, week: int) -> float:
        return self.landed_then if 0 < self.changed_in <= week else self.landed


@dataclass(frozen=True, slots=True)
class Counted:
    """One campaign's week with one rep."""

    delivered: int
    taken: int
    told: int
    landed: int


History = dict[tuple[str, int, str], Counted]
"""By campaign, week (from 1) and rep."""


def live(rng: random.Random, campaigns: list[Truth], weekly: int, weeks: int) -> History:
    """Every campaign brings `weekly` leads in each of the weeks."""
    return {
        (campaign.name, week, rep): _week(rng, campaign, week, rep, came)
        for campaign in campaigns
        for week in range(1, weeks + 1)
        for rep, came in _dealt(rng, campaign, weekly).items()
    }


def _dealt(rng: random.Random, campaign: Truth, weekly: int) -> dict[str, int]:
    names, odds = list(campaign.reps), list(campaign.reps.values())
    drawn = rng.choices(names, odds, k=weekly)
    return {name: drawn.count(name) for name in names}


def _week(rng: random.Random, campaign: Truth, week: int, rep: str, came: int) -> Counted:
    taken = _drawn(rng, came, _moved(campaign.taken, REPS[rep]))
    good = _drawn(rng, taken, _moved(campaign.lands(week), REPS[rep] / 2))
    landed = _drawn(rng, good, TELLS_LANDED)
    return Counted(came, taken, landed + _drawn(rng, taken - good, TELLS_FLAT), landed)


def _drawn(rng: random.Random, of: int, rate: float) -> int:
    return sum(rng.random() < rate for _ in range(of))


def _moved(rate: float, by: float) -> float:
    return 1 / (1 + math.exp(-math.log(rate / (1 - rate)) - by))


def digest(
    history: History, week: int, *, check_reps: bool = True, promised: Truth | None = None
) -> DigestFacts:
    """What the digest of `week` says; `promised` is a campaign whose change marketing told of."""
    recent = range(max(1, week - TRAILING_WEEKS + 1), week + 1)
    names = sorted({name for name, _, _ in history})
    campaigns = [_figures(history, name, recent) for name in names]
    judged = with_readings(campaigns, _by_rep(history, recent) if check_reps else None)
    monday = FIRST.plus(week - 1).monday
    facts = DigestFacts(
        period=str(FIRST.plus(week - 1)),
        starts_on=monday,
        ends_on=monday + timedelta(days=6),
        since=FIRST.plus(recent[0] - 1).monday,
        computed_at=datetime(monday.year, monday.month, monday.day, 9, tzinfo=UTC)
        + timedelta(weeks=1),
        currency="EUR",
        headline="",
        week=_total(history, week),
        before=_total(history, week - 1),
        campaigns=judged,
        findings=findings(judged),
        changes=(_progress(history, week, promised),) if promised else (),
        drifts=drifts([_weekly(history, name, week) for name in names]),
    )
    since = datetime.combine(facts.since, time(), UTC)
    return replace(facts, headline=headline(facts, since))


def named(facts: DigestFacts) -> tuple[str | None, str | None]:
    """The campaigns that the digest's table shows as best and as worst; None when it names none."""
    ranked = best_first(facts.campaigns, len(facts.campaigns))
    good = [item.name for item in ranked if item.reading is Reading.GOOD]
    below = [item.name for item in ranked if item.reading is Reading.BELOW]
    return (good[0] if good else None), (below[-1] if below else None)


def _figures(history: History, name: str, weeks: range) -> CampaignFigures:
    cells = [cell for (one, week, _), cell in history.items() if one == name and week in weeks]
    told = sum(cell.told for cell in cells)
    return CampaignFigures(
        campaign_id=name,
        name=name,
        delivered=sum(cell.delivered for cell in cells),
        taken=sum(cell.taken for cell in cells),
        told=told,
        landed=sum(cell.landed for cell in cells),
        answered=told,
    )


def _by_rep(history: History, weeks: range) -> ByRep:
    taken: dict[str, dict[str, Share]] = {}
    landed: dict[str, dict[str, Share]] = {}
    for (name, week, rep), cell in history.items():
        if week in weeks:
            _add(taken, rep, name, Share(cell.taken, cell.delivered))
            _add(landed, rep, name, Share(cell.landed, cell.told))
    return {Measure.TAKEN: taken, Measure.LANDED: landed}


def _add(into: dict[str, dict[str, Share]], rep: str, name: str, share: Share) -> None:
    known = into.setdefault(rep, {})
    known[name] = total([known.get(name, Share()), share])


def _weekly(history: History, name: str, week: int) -> Weekly:
    weeks = range(max(1, week - DRIFT_WEEKS + 1), week + 1)
    shares = tuple(_landed(history, name, range(one, one + 1)) for one in weeks)
    return Weekly(name, name, tuple(str(FIRST.plus(one - 1)) for one in weeks), shares)


def _landed(history: History, name: str, weeks: range) -> Share:
    return _figures(history, name, weeks).landed_share


def _total(history: History, week: int) -> WeekFacts:
    cells = [cell for (_, one, _), cell in history.items() if one == week]
    return WeekFacts(
        delivered=sum(cell.delivered for cell in cells), taken=sum(cell.taken for cell in cells)
    )


def _progress(history: History, week: int, campaign: Truth) -> ChangeProgress:
    done = FIRST.plus(campaign.changed_in - 1).monday
    at = datetime(done.year, done.month, done.day, tzinfo=UTC)
    change = Change(
        id="change",
        campaign_id=campaign.name,
        campaign=campaign.name,
        finding="",
        what="the promise",
        due_on=None,
        by="lena",
        made_at=at,
        period=str(FIRST.plus(campaign.changed_in - 2)),
        state=ChangeState.KEPT,
        done_at=at,
    )
    before = range(max(1, campaign.changed_in - TRAILING_WEEKS), campaign.changed_in)
    since = range(campaign.changed_in, week + 1)
    return ChangeProgress(
        change, _landed(history, campaign.name, before), _landed(history, campaign.name, since)
    )
