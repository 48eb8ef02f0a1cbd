"""The weekly digest: to marketing, its thread, and the short form for sales."""

from collections.abc import Sequence

from bot.blocks.changes import change_lines
from bot.blocks.elements import actions, button, context, divider, header, modal, section
from bot.blocks.figures import HEAD, campaign_row, chart, quote, reasons, table, whole_lines
from bot.blocks.message import Block, Message
from bot.blocks.text import escape, shorten
from bot.domain import phrases
from bot.domain.digest import CampaignFigures, DigestFacts, SayMore, best_first
from bot.domain.findings import in_words, why_no
from bot.domain.stats import Reading
from bot.domain.words import day

MAX_ROWS = 10
MAX_THREAD_ROWS = 30
MAX_REASONS = 5
MAX_CHANGES = 5
MAX_IN_MODAL = 60


def digest(facts: DigestFacts, *, note: str = "") -> Message:
    """The message to marketing; `note` says what kind of look this is (a preview, say)."""
    blocks = [header(f"📬 {phrases.title(facts)}")]
    notes = [*([note] if note else []), *([_LATE] if facts.late else [])]
    blocks += [context(" · ".join(notes))] if notes else []
    blocks.append(section(f"*{escape(facts.headline, 600)}*"))
    blocks.append(section("\n".join(_week(facts))))
    blocks += _six_weeks(facts)
    blocks += [section(text) for text in _said(facts)]
    if facts.changes:
        blocks += [divider(), section(_we_did(facts))]
    if alike := phrases.agreement(facts):
        blocks.append(context(f"*Agreement*  {alike}"))
    blocks.append(_buttons(facts))
    return Message(_as_text(facts), blocks)


_LATE = "Late: nothing was running when this was due"


def headline(facts: DigestFacts) -> Message:
    """What sales gets: the sentence, what to say more of, and what came of what they said."""
    said = [_say_more(facts)] if facts.say_more else []
    did = [_we_did(facts)] if facts.changes else []
    top = f"📬 *{escape(facts.headline, 600)}*"
    blocks = [section(text) for text in (top, *said, *did)]
    blocks.append(context(f"{escape(phrases.title(facts), 200)} · {phrases.funnel(facts)}"))
    return Message(whole_lines("\n".join((top, *said, *did)).split("\n")), blocks)


def thread(facts: DigestFacts) -> Message:
    """The details under the digest: every campaign, the other findings, the reasons."""
    rows = [_full_row(item) for item in best_first(facts.campaigns, MAX_THREAD_ROWS)]
    blocks: list[Block] = []
    if rows:
        caption = f"All campaigns since {day(facts.since)}"
        blocks.append(table(caption, _FULL_HEAD, rows, page_size=20))
    for item in [found for found in facts.findings if found.reading is Reading.BELOW][:4]:
        entry = section(f"*{escape(item.campaign, 80)}*: {escape(in_words(item), 300)}")
        value = f"{facts.period}|{item.campaign_id}"
        entry["accessory"] = button("We'll change this", "promise_change", value)
        blocks.append(entry)
    named = [text for item in facts.campaigns[:MAX_REASONS] if (text := _reasons(item))]
    blocks += [section("\n".join(named))] if named else []
    blocks.append(context(_HOW_TO_READ))
    return Message(f"All figures of {escape(phrases.title(facts), 200)}", blocks)


_FULL_HEAD = ("Campaign", "Reading", "Leads", "Taken", "Met", "Landed", "Won")
_HOW_TO_READ = (
    "*How to read this*  Each rate with its likely range (95 %). A campaign is judged against all "
    "the others together, over six weeks, and only named when chance is an unlikely reason. "
    "Taken leaves out customers, duplicates and misrouted leads. Landed is of those told."
)


def _full_row(item: CampaignFigures) -> Sequence[str]:
    return (
        item.name,
        item.reading.value,
        str(item.delivered),
        phrases.counted(item.taken_share),
        str(item.met),
        phrases.counted(item.landed_share),
        str(item.won),
    )


def _reasons(item: CampaignFigures) -> str:
    kinds = (("landed", item.landed_reasons), ("fell flat", item.flat_reasons), ("no", item.why_no))
    parts = [f"{word}: {reasons(counts)}" for word, counts in kinds if counts]
    return f"*{escape(item.name, 80)}*  {' — '.join(parts)}" if parts else ""


def _week(facts: DigestFacts) -> list[str]:
    lines = [f"*{phrases.funnel(facts)}*", phrases.pace(facts.week, facts.before)]
    return [*lines, load] if (load := phrases.load(facts.week, facts.before)) else lines


def _six_weeks(facts: DigestFacts) -> list[Block]:
    if not facts.campaigns:
        return []
    shown = best_first(facts.campaigns, MAX_ROWS)
    caption = f"Last 6 weeks, since {day(facts.since)}"
    blocks = [table(caption, HEAD, [campaign_row(item) for item in shown])]
    more = len(facts.campaigns) - len(shown)
    notes = [phrases.answered(facts)] if facts.answered.of else []
    notes += [f"{phrases.plural(more, 'more campaign')} in the thread"] if more else []
    blocks += [context(" · ".join(notes))] if notes else []
    bars = chart(best_first(facts.campaigns, MAX_ROWS))
    return [*blocks, bars] if bars else blocks


def _said(facts: DigestFacts) -> list[str]:
    parts = [_say_more(facts)] if facts.say_more else []
    if declined := why_no(facts.campaigns):
        lines = [f"{escape(item.name, 80)}: {reasons(item.why_no)}" for item in declined]
        parts.append("\n".join(("*Why no*", *lines)))
    if facts.lost_to:
        names = " · ".join(f"{escape(name, 60)} {count}" for name, count in facts.lost_to)
        parts.append(f"*Lost to*  {names}")
    return parts


def _say_more(facts: DigestFacts) -> str:
    return "\n".join(("*Say more of this*", *(_more(item) for item in facts.say_more)))


def _more(item: SayMore) -> str:
    name, reason = escape(item.campaign, 80), escape(item.reason, 60).lower()
    line = f"{name}: {reason} ({item.count} of {item.landed} that landed)"
    return f"{line}\n>{quote(item.quote)}" if item.quote else line


def _we_did(facts: DigestFacts) -> str:
    shown = facts.changes[:MAX_CHANGES]
    lines = [line for item in shown for line in change_lines(item, facts.names, facts.ends_on)]
    more = len(facts.changes) - len(shown)
    if more:
        lines.append(f"and {more} more: `/leads changes`")
    return "\n".join(("*You said, we did*", *lines))


def _buttons(facts: DigestFacts) -> Block:
    figures = button("All figures", "all_figures", facts.period)
    offered = _offered(facts)
    if offered is None:
        return actions(figures)
    campaign_id, name = offered
    value = f"{facts.period}|{campaign_id}"
    change = button(f"We'll change this: {shorten(name, 50)}", "promise_change", value, "primary")
    return actions(change, button("Not now", "not_now_change", value), figures)


def _offered(facts: DigestFacts) -> tuple[str, str] | None:
    """The worst campaign, or else the one most often turned down."""
    for item in facts.findings:
        if item.reading is Reading.BELOW:
            return item.campaign_id, item.campaign
    declined = [item for item in why_no(facts.campaigns) if item.campaign_id]
    return (declined[0].campaign_id, declined[0].name) if declined else None


def _as_text(facts: DigestFacts) -> str:
    """The same facts without blocks: for pushes, screen readers, and where blocks are refused."""
    lines = [escape(facts.headline, 600), escape(phrases.title(facts), 200), *_week(facts)]
    for item in best_first(facts.campaigns, MAX_ROWS):
        name, reading, taken, landed = campaign_row(item)
        lines.append(f"{escape(name, 60)}: taken {taken} · landed {landed} · {reading}")
    lines += [phrases.answered(facts)] if facts.answered.of else []
    lines += _said(facts)
    lines += [_we_did(facts)] if facts.changes else []
    return whole_lines("\n".join(lines).split("\n"))


def all_figures(facts: DigestFacts) -> Block:
    """The modal behind “All figures”: modals take no tables, so each campaign is two lines."""
    lines = [f"*{phrases.funnel(facts)}*"]
    for item in best_first(facts.campaigns, MAX_IN_MODAL):
        counts = (
            phrases.plural(item.delivered, "lead"),
            f"taken {phrases.counted(item.taken_share)}",
            f"met {item.met}",
            f"landed {phrases.counted(item.landed_share)}",
            f"won {item.won}",
        )
        lines.append(f"*{escape(item.name, 80)}*  {item.reading}\n{' · '.join(counts)}")
    blocks = [section(line) for line in lines]
    more = len(facts.campaigns) - MAX_IN_MODAL
    blocks += [context(f"and {more} more: `/leads campaign NAME`")] if more > 0 else []
    return modal("all_figures", "All figures", [*blocks, context(_HOW_TO_READ)])
