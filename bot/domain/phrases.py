"""Figures in words, the same on every surface: no markup, nothing that came from outside."""

from bot.domain.changes import ChangeProgress, ChangeState, Outcome
from bot.domain.digest import DigestFacts, WeekFacts
from bot.domain.stats import MIN_COUNT, Range, Share, difference
from bot.domain.words import day

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
SPACE = "\u00a0"
"""Keeps a number and its unit on one line."""


def percent(rate: float | None) -> str:
    return "–" if rate is None else f"{round(100 * rate)}{SPACE}%"


def likely(span: Range) -> str:
    """`70–89 %`."""
    return f"{round(100 * span.low)}–{round(100 * span.high)}{SPACE}%"


def counted(share: Share) -> str:
    """`52/64  70–89 %`; without a range when there are too few for one to say anything."""
    if share.of < MIN_COUNT:
        return f"{share.hits}/{share.of}" if share.of else "–"
    return f"{share.hits}/{share.of}  {likely(share.likely)}"


def money(amount: int, currency: str) -> str:
    """`€ 184k`."""
    sign = _SIGNS.get(currency, currency)
    if amount >= 10_000_000:
        return f"{sign}{SPACE}{amount / 1_000_000:.0f}m"
    if amount >= 10_000:
        return f"{sign}{SPACE}{amount / 1000:.0f}k"
    return f"{sign}{SPACE}{amount:,}".replace(",", SPACE)


def duration(seconds: int) -> str:
    """`47 min`, `3 h 10 min`, `2 days`."""
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes}{SPACE}min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours}{SPACE}h" + (f"{SPACE}{rest}{SPACE}min" if rest else "")
    return f"{round(minutes / (24 * 60))}{SPACE}days"


def title(facts: DigestFacts) -> str:
    """`Tidewell · week 34 · 17–23 Aug 2026`."""
    first, last = facts.starts_on, facts.ends_on
    start = str(first.day) if first.month == last.month else day(first)
    week = f"week {facts.week_number} · {start}–{day(last)} {last.year}"
    return f"{facts.workspace} · {week}" if facts.workspace else f"W{week[1:]}"


def funnel(facts: DigestFacts) -> str:
    """`41 leads → 26 taken → 22 contacted → 9 meetings · € 184k opened`."""
    week = facts.week
    if not week.delivered:
        return "No leads arrived"
    steps = [
        plural(week.delivered, "lead"),
        f"{week.taken} taken",
        f"{week.contacted} contacted",
        plural(week.met, "meeting"),
    ]
    opened = f" · {money(week.opened, facts.currency)} opened" if week.opened else ""
    return " → ".join(steps) + opened


def pace(week: WeekFacts, before: WeekFacts) -> str:
    """How fast leads were spoken to, and how many nobody has answered."""
    parts = []
    if week.first_contact is not None:
        then = "" if before.first_contact is None else f" ({duration(before.first_contact)} before)"
        parts.append(f"Posted→first contact {duration(week.first_contact)}{then}")
    parts.append(f"{week.unanswered} unanswered")
    if week.procedural:
        parts.append(f"{week.procedural} customer, duplicate or misrouted, counted apart")
    if week.not_qualified:
        parts.append(f"{week.not_qualified} not posted: below the rule")
    return " · ".join(parts)


def load(week: WeekFacts, before: WeekFacts) -> str:
    """Leads per rep against what comes of them: more of the one can hide less of the other."""
    parts = []
    if week.per_rep is not None:
        more = ""
        if before.per_rep:
            more = f" ({round(100 * (week.per_rep / before.per_rep - 1)):+d}{SPACE}%)"
        parts.append(f"Leads per rep {_short(week.per_rep)}{more}")
    if week.met_share.of and week.met + before.met:
        parts.append(f"meetings per 100 leads {_meetings(week.met_share, before.met_share)}")
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _meetings(now: Share, then: Share) -> str:
    rate = round(100 * (now.rate or 0))
    if then.rate is None:
        return str(rate)
    if min(now.of, then.of) < MIN_COUNT:
        verdict = "too few to compare"
    else:
        real = difference(now, then).excludes(0.0)
        verdict = "a real change" if real else "no real change"
    return f"{rate} ({round(100 * then.rate)} before: {verdict})"


def answered(facts: DigestFacts) -> str:
    share = facts.answered
    return f"{share.hits} of {share.of} taken leads have an answer ({percent(share.rate)})"


def agreement(facts: DigestFacts) -> str:
    """`Marketing and sales judged 71 of 92 alike (77 %; chance ≈ 52 %)`; empty when too few."""
    alike, chance = facts.agreement.alike, facts.agreement.by_chance
    if alike.of < 3 * MIN_COUNT:
        return ""
    return (
        f"Marketing and sales judged {alike.hits} of {alike.of} alike "
        f"({percent(alike.rate)}; chance ≈ {percent(chance)})"
    )


def came_of(item: ChangeProgress) -> str:
    """`landed 6/26 → 19/30 (+40 points, likely +14 to +59)`."""
    if item.change.state is ChangeState.OPEN:
        return ""
    before, after, outcome = item.before, item.after, item.outcome
    counts = f"{item.change.measure} {before.hits}/{before.of} → {after.hits}/{after.of}"
    if outcome is Outcome.TOO_FEW:
        return f"{counts}: {outcome}"
    gap = round(100 * ((after.rate or 0) - (before.rate or 0)))
    low, high = round(100 * item.likely.low), round(100 * item.likely.high)
    points = f"{counts} ({gap:+d} points, likely {low:+d} to {high:+d})"
    return f"{points}: {outcome}" if outcome is Outcome.NO_DIFFERENCE else points


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
