"""The digest on a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain import phrases
from bot.domain.digest import CampaignFigures, Counts, DigestFacts, best_first
from bot.domain.findings import why_no
from bot.domain.reasons import label
from bot.domain.stats import Reading
from bot.domain.words import day

_STYLES = {Reading.GOOD: "green", Reading.BELOW: "red", Reading.MIXED: "yellow"}
MAX_ROWS = 25


def digest(facts: DigestFacts) -> RenderableType:
    """Everything that the digest of a week says, for `rich` to print."""
    week, before = facts.week, facts.before
    parts: list[RenderableType] = [
        Text(phrases.title(facts), style="bold"),
        Text(facts.headline, style="bold yellow"),
        Text(),
        Text(phrases.funnel(facts)),
        Text(phrases.pace(week, before)),
    ]
    parts += [Text(load)] if (load := phrases.load(week, before)) else []
    if facts.campaigns:
        parts += [Text(), _table(facts), Text(phrases.answered(facts), style="dim")]
        more = len(facts.campaigns) - MAX_ROWS
        parts += [Text(f"and {more} more campaigns", style="dim")] if more > 0 else []
    parts += _said(facts)
    if alike := phrases.agreement(facts):
        parts += [Text(), Text(alike)]
    return Group(*parts)


def _table(facts: DigestFacts) -> Table:
    table = Table(title=f"Last 6 weeks, since {day(facts.since)}", title_justify="left")
    for name in ("Campaign", "Leads", "Taken", "Landed", "Won", "Reading"):
        table.add_column(name, justify="right" if name in ("Leads", "Won") else "left")
    for item in best_first(facts.campaigns, MAX_ROWS):
        table.add_row(*_row(item))
    return table


def _row(item: CampaignFigures) -> Sequence[RenderableType]:
    return (
        Text(item.name),
        str(item.delivered),
        Text(phrases.counted(item.taken_share)),
        Text(phrases.counted(item.landed_share)),
        str(item.won),
        Text(item.reading, style=_STYLES.get(item.reading, "dim")),
    )


def _said(facts: DigestFacts) -> list[RenderableType]:
    more = [
        f"{item.campaign}: {item.reason.lower()} ({item.count} of {item.landed} that landed)"
        + (f" “{item.quote.text}”" if item.quote else "")
        for item in facts.say_more
    ]
    declined = [f"{item.name}: {_reasons(item.why_no)}" for item in why_no(facts.campaigns)]
    lost = [" · ".join(f"{name} {count}" for name, count in facts.lost_to)]
    changed = [
        f"{item.change.campaign}: {item.change.what} ({phrases.came_of(item) or 'open'})"
        for item in facts.changes
    ]
    sections = (
        ("Say more of this", more),
        ("Why no", declined),
        ("Lost to", lost if facts.lost_to else []),
        ("You said, we did", changed),
    )
    return [part for title, lines in sections if lines for part in _section(title, lines)]


def _section(title: str, lines: Sequence[str]) -> list[RenderableType]:
    return [Text(), Text(title, style="bold"), Padding(Text("\n".join(lines)), (0, 0, 0, 2))]


def _reasons(counts: Counts) -> str:
    return " · ".join(f"{label(code).lower()} {count}" for code, count in counts)
