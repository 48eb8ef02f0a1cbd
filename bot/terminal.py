"""The digest, and what could not be delivered, on a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain import phrases
from bot.domain.deliveries import DeadLetter, Deliveries, remedies, remedy
from bot.domain.digest import DigestFacts
from bot.domain.figures import CampaignFigures, Counts, best_first
from bot.domain.findings import why_no
from bot.domain.home import UnmatchedOwner
from bot.domain.reasons import mentioned
from bot.domain.routing import Trial
from bot.domain.stats import Reading
from bot.domain.words import day

_STYLES = {Reading.GOOD: "green", Reading.BELOW: "red", Reading.MIXED: "yellow"}
MAX_ROWS = 25


def digest(facts: DigestFacts) -> RenderableType:
    """Everything that the digest of a week says, for `rich` to print."""
    parts: list[RenderableType] = [
        Text(phrases.title(facts), style="bold"),
        Text(facts.headline, style="bold yellow"),
    ]
    if of_week := phrases.of_week(facts):
        parts += [Text(), *map(Text, of_week)]
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
        f"{item.campaign}: {mentioned(item.reason)} ({item.count} of {item.landed} that landed)"
        + (f" “{item.quote.text}”" if item.quote else "")
        for item in facts.say_more
    ]
    declined = [f"{item.name}: {_reasons(item.why_no)}" for item in why_no(facts.campaigns)]
    asked = [f"{item.label}: {phrases.companies(item)}" for item in facts.asked_for]
    lost = [
        f"{name} {count}{phrases.because(facts.lost_because.get(name, ()))}"
        for name, count in facts.lost_to
    ]
    changed = [
        f"{item.change.campaign}: {item.change.what} ({phrases.came_of(item) or 'open'})"
        for item in facts.changes
    ]
    sections = (
        ("Say more of this", more),
        ("Why no", declined),
        ("Asked for", asked),
        ("Lost to", lost),
        ("You said, we did", changed),
    )
    return [part for title, lines in sections if lines for part in _section(title, lines)]


def _section(title: str, lines: Sequence[str]) -> list[RenderableType]:
    return [Text(), Text(title, style="bold"), Padding(Text("\n".join(lines)), (0, 0, 0, 2))]


def _reasons(counts: Counts) -> str:
    return " · ".join(f"{mentioned(code)} {count}" for code, count in counts)


def deliveries(state: Deliveries) -> RenderableType:
    """What is held back and what was given up, each with what to do about it."""
    parts: list[RenderableType] = []
    if state.halted:
        parts.append(Text(f"Nothing can be sent to Slack: {state.halted.error}", style="bold red"))
        parts += [Text(remedy(state.halted.error, "the workspace")), Text()]
    for channel in state.paused:
        waiting = phrases.plural(channel.waiting, "message")
        said = f"{channel.channel} refuses {waiting}: {channel.error}"
        parts += [Text(said, style="bold yellow"), Text(remedy(channel.error, channel.channel))]
        parts.append(Text("Tried again every few minutes."))
        how = f"leadloop deliveries drop {channel.channel}: only changes to what is there already\n"
        parts.append(Text(how, style="dim"))
    if state.dead:
        parts += [_dead(state.dead), Text()]
        parts += [Text(f"{one.count} × {one.text}") for one in remedies(state.dead, str)]
        how = "leadloop deliveries retry ID, or drop ID; --all instead of ID: every one"
        parts += [Text(), Text(how, style="dim")]
    return Group(*(parts or [Text("Nothing is held back, and nothing was given up.")]))


def _dead(letters: Sequence[DeadLetter]) -> Table:
    table = Table(title="Given up", title_justify="left", box=None, pad_edge=False)
    for name in ("Id", "What", "To", "About", "Error", "Since (UTC)", "Tries"):
        table.add_column(name, justify="right" if name == "Tries" else "left")
    size = _distinct([letter.id for letter in letters])
    for letter in letters:
        cells = (
            letter.id[:size],
            letter.kind.replace("_", " "),
            letter.to,
            letter.subject or "–",
            letter.error,
            f"{letter.since:%Y-%m-%d %H:%M}",
            str(letter.attempts),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _distinct(ids: Sequence[str]) -> int:
    """How much of each id has to be shown to tell them apart."""
    longest = max(len(one) for one in ids)
    return next(
        (n for n in range(12, longest) if len({one[:n] for one in ids}) == len(ids)), longest
    )


def trial(found: Trial) -> RenderableType:
    """What rules would have done with last month's leads."""
    table = Table(title=f"Last month: {phrases.plural(found.total, 'lead')}", title_justify="left")
    table.add_column("Rule")
    table.add_column("Leads", justify="right")
    for name, count in found.counts:
        table.add_row(Text(name), str(count))
    table.add_row("No rule: the channel for leads", str(len(found.unmatched)))
    parts: list[RenderableType] = [table]
    if found.people:
        each = ", ".join(f"{user} {count}" for user, count in sorted(found.people))
        parts.append(Text(f"To people: {each}"))
    if found.unmatched:
        names, more = ", ".join(found.unmatched[:MAX_ROWS]), len(found.unmatched) - MAX_ROWS
        parts.append(Text(f"No rule: {names}" + (f" and {more} more" if more > 0 else "")))
    if found.strangers:
        parts.append(Text(f"{found.of_strangers} not known in Slack so far."))
    return Group(*parts)


def owners(found: Sequence[UnmatchedOwner]) -> RenderableType:
    """Owners' addresses that nobody in Slack has."""
    if not found:
        return Text("Every owner that your systems named is somebody in Slack.")
    table = Table()
    table.add_column("Owner")
    table.add_column("Open leads", justify="right")
    for owner in found:
        table.add_row(Text(owner.email), str(owner.leads))
    return table
