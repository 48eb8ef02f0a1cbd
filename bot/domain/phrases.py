"""Figures in words, the same on every surface: no markup, nothing that came from outside."""

from bot.domain.agreement import Promises
from bot.domain.changes import ChangeProgress, ChangeState, Outcome
from bot.domain.digest import DigestFacts, WeekFacts
from bot.domain.drift import Drift
from bot.domain.figures import CampaignFigures, Counts
from bot.domain.losses import why_them
from bot.domain.segments import Segment
from bot.domain.sit_ins import SatIn
from bot.domain.stats import MIN_COUNT, Z96, Range, Reading, Share, bounds, difference
from bot.domain.wishes import AskedFor
from bot.domain.words import day, month

MAX_SUFFICES = 999
"""A campaign that needs more than this will not be judged in six weeks: no number is named."""
NO_LEADS = "No leads came in"
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
NOTICEABLE = 0.02
"""The part of a campaign's leads that has to be unanswered before a rate is shown both ways."""
SPACE = "\u00a0"
"""Keeps a number and its unit on one line."""
_TO = "–\u2060"
"""A range's dash, with a word joiner: no line ends there."""


def percent(rate: float | None) -> str:
    return "–" if rate is None else f"{round(100 * rate)}{SPACE}%"


def likely(span: Range) -> str:
    """`70–89 %`."""
    return f"{round(100 * span.low)}{_TO}{round(100 * span.high)}{SPACE}%"


def counted(share: Share) -> str:
    """`52/64  70–89 %`; without a range when there are too few for one to say anything."""
    if share.of < MIN_COUNT:
        return f"{share.hits}/{share.of}" if share.of else "–"
    return f"{share.hits}/{share.of}{SPACE * 2}{likely(share.likely)}"


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
    """`Tidewell · week 34 · 17–23 Aug 2026`, or `Tidewell · August 2026`."""
    first, last = facts.starts_on, facts.ends_on
    if facts.is_monthly:
        return f"{facts.workspace} · {month(first)}" if facts.workspace else month(first)
    start = str(first.day) if first.month == last.month else day(first)
    week = f"week {facts.week_number} · {start}–{day(last)} {last.year}"
    return f"{facts.workspace} · {week}" if facts.workspace else f"W{week[1:]}"


def judged_on(facts: DigestFacts) -> str:
    """`last 6 weeks`, or the month."""
    return month(facts.since) if facts.is_monthly else "last 6 weeks"


def funnel(facts: DigestFacts) -> str:
    """`41 leads → 26 taken → 22 contacted → 9 meetings · € 184k opened`; empty where the sentence
    on top says already that there were none."""
    week = facts.week
    if not week.delivered:
        return "" if facts.headline.startswith(NO_LEADS) else NO_LEADS
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
    if week.taking is not None:
        parts.append(f"taken after {duration(week.taking)}")
    if week.delivered:
        parts.append(f"{week.unanswered} unanswered")
    if week.procedural:
        parts.append(f"{week.procedural} customer, duplicate or misrouted, counted apart")
    if week.not_qualified:
        parts.append(f"{week.not_qualified} not posted: below the rule")
    return " · ".join(parts)


def of_week(facts: DigestFacts) -> list[str]:
    """The week in at most three lines: its leads, how fast they were spoken to, who had them."""
    week, before = facts.week, facts.before
    return [text for text in (funnel(facts), pace(week, before), load(week, before)) if text]


def waits(week: WeekFacts) -> str:
    """Where the time went: delivery's own part is kept apart. Empty when nothing is known."""
    named = (
        ("arrived→posted", week.posting),
        ("posted→taken", week.taking),
        ("taken→first contact", week.reaching),
    )
    return " · ".join(f"{name} {_fine(wait)}" for name, wait in named if wait is not None)


def _fine(seconds: int) -> str:
    return f"{seconds}{SPACE}s" if seconds < 120 else duration(seconds)


def load(week: WeekFacts, before: WeekFacts) -> str:
    """Leads per rep against what comes of them: more of the one can hide less of the other."""
    parts = []
    if week.per_rep is not None:
        more = ""
        if before.per_rep:
            more = f" ({_short(before.per_rep)} before)"
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
        # With the leads taken (1 %, the headline's) the week's comparisons share 5 %.
        real = difference(now, then, Z96).excludes(0.0)
        verdict = "a real change" if real else "no real change"
    return f"{rate} ({round(100 * then.rate)} before: {verdict})"


def answered(facts: DigestFacts) -> str:
    share = facts.answered
    return f"{share.hits} of {share.of} taken leads have an answer ({percent(share.rate)})"


def reading(item: CampaignFigures) -> str:
    """`too few to judge (about 40 would do)`, `below the rest`."""
    if item.reading is Reading.TOO_FEW and item.suffices and item.suffices <= MAX_SUFFICES:
        return f"{item.reading} (about {_rounded(item.suffices)} would do)"
    return item.reading.value


def _rounded(count: int) -> int:
    """Up, to what an estimate can mean: 37 is 40, 213 is 300."""
    step: int = 10 ** max(1, len(str(count)) - 1)
    return -(-count // step) * step


def silent(item: CampaignFigures | Segment) -> str:
    """`14 of 19 told: 47–74 % whatever the rest say`; empty when nobody is silent."""
    if item.taken <= item.told:
        return ""
    span = likely(bounds(item.landed_share, item.taken))
    return f"{item.told} of {item.taken} told: {span} whatever the rest say"


def taken(item: CampaignFigures | Segment) -> str:
    """`taken 36/52  56–80 % (4 unanswered: 69–77 % whatever they say)`; without the unanswered
    where they could not move the rate by more than rounding hides, or there is none to move."""
    share, waiting = item.taken_share, item.unanswered
    if waiting < NOTICEABLE * share.of or share.of < MIN_COUNT:
        return f"taken {counted(share)}"
    span = likely(taken_bounds(item))
    return f"taken {counted(share)} ({waiting}{SPACE}unanswered: {span} whatever they say)"


def taken_bounds(item: CampaignFigures | Segment) -> Range:
    """Whatever is said to the leads to which nobody has said anything yet."""
    everyone = item.delivered - item.procedural
    return bounds(Share(item.taken, everyone - item.unanswered), everyone)


def landed(item: CampaignFigures | Segment, *, short: bool = False) -> str:
    """`landed 9/14  39–84 % (14 of 19 told: 47–74 % whatever the rest say)`."""
    text = silent(item)
    if short:
        text = text.removesuffix(" whatever the rest say")
    return f"landed {counted(item.landed_share)}" + (f" ({text})" if text else "")


def cost(item: CampaignFigures, currency: str) -> str:
    """`€ 231 a taken lead`; empty where the cost is not known."""
    each = item.cost_per_taken
    return "" if each is None else f"{money(round(each), currency)}{SPACE}a{SPACE}taken{SPACE}lead"


def won(item: CampaignFigures, usual_days: int | None) -> str:
    """`won 3 (4/31  5–29 % of those over 40 days old, 12 pending)`; only the count while nobody
    knows how long leads take."""
    if usual_days is None or not (item.won_share.of or item.pending):
        return f"won {item.won}"
    counts = f"{counted(item.won_share)} of those over {plural(usual_days, 'day')} old"
    pending = f", {item.pending} pending" if item.pending else ""
    return f"won {item.won} ({counts}{pending})"


def drift(item: Drift) -> str:
    """`stopped landing in week 31 (42 of 70 before, 5 of 50 since)`."""
    before, after = item.before, item.after
    counts = f"{before.hits} of {before.of} before, {after.hits} of {after.of} since"
    return f"{item.in_words} ({counts})"


def agreement(facts: DigestFacts) -> str:
    """`Marketing and sales judged 71 of 92 alike (77 %; chance ≈ 52 %)`; empty when too few."""
    alike, chance = facts.agreement.alike, facts.agreement.by_chance
    if alike.of < 3 * MIN_COUNT:
        return ""
    return (
        f"Marketing and sales judged {alike.hits} of {alike.of} alike "
        f"({percent(alike.rate)}; chance ≈ {percent(chance)})"
    )


def companies(item: AskedFor) -> str:
    """`5 companies, 4 in our target`; of the target nothing when no fit is known."""
    target = f", {item.in_target} in our target" if item.scored else ""
    return f"{item.companies} companies{target}"


def because(counts: Counts) -> str:
    """` (2× price, 1× relationship)`; empty when nobody said why."""
    named = ", ".join(f"{count}× {why_them(code).lower()}" for code, count in counts)
    return f" ({named})" if named else ""


def came_of(item: ChangeProgress) -> str:
    """`landed 6/26 → 19/30 (+40 points, likely +14 to +59)`; empty where it is not in effect."""
    if item.change.state is not ChangeState.KEPT:
        return ""
    before, after, outcome = item.before, item.after, item.outcome
    counts = f"{item.change.measure} {before.hits}/{before.of} → {after.hits}/{after.of}"
    if outcome is Outcome.TOO_FEW:
        return f"{counts}: {outcome}"
    said = f"{counts} ({points(after, before, item.likely)})"
    return f"{said}: {outcome}" if outcome is Outcome.NO_DIFFERENCE else said


def points(own: Share, other: Share, span: Range) -> str:
    """`+40 points, likely +14 to +59`."""
    gap = 100 * ((own.rate or 0) - (other.rate or 0))
    likely_to = f"likely {signed(100 * span.low)} to {signed(100 * span.high)}"
    return f"{signed(gap)}{SPACE}points, {likely_to}"


def signed(number: float) -> str:
    """`+5`, `−5` with a real minus, and 0 without a sign."""
    rounded = round(number)
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"


def kept(given: Promises) -> str:
    """`42 of 137 taken leads qualified (31 %), 190 of 220 contacted in time (86 %)`; what nobody
    can say yet is left out, and what nobody notes: not one lead qualified."""
    named = [(given.in_time, "contacted in time")]
    if given.qualified.hits:
        named.insert(0, (given.qualified, "taken leads qualified"))
    return ", ".join(
        f"{share.hits} of {share.of} {what} ({percent(share.rate)})"
        for share, what in named
        if share.of >= MIN_COUNT
    )


def sat_in(week: SatIn) -> str:
    """`3 sat in on calls, 1 on a review; 2 lines learnt`; empty when nobody did."""
    joined = [f"{week.calls} on {'a call' if week.calls == 1 else 'calls'}"] if week.calls else []
    if week.reviews:
        joined.append(f"{week.reviews} on {'a review' if week.reviews == 1 else 'reviews'}")
    told = [joined[0].replace(" ", " sat in ", 1), *joined[1:]] if joined else []
    lines = [f"{plural(week.lines, 'line')} learnt"] if week.lines else []
    return "; ".join([*([", ".join(told)] if told else []), *lines])


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
