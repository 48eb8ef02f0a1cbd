"""All that a digest does not say itself: in its thread, and behind “All figures”."""

from collections.abc import Sequence

from bot.blocks import disputes
from bot.blocks.changes import answered_lines
from bot.blocks.digest import (
    MAX_ANSWERED,
    MAX_ROWS,
    SAID_WITHOUT_A_NAME,
    asked,
    heard,
)
from bot.blocks.elements import context, modal, section
from bot.blocks.figures import buttons, reasons, table, whole_lines
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain import detail_phrases, phrases
from bot.domain.digest import DigestFacts
from bot.domain.disputes import DisputeCounts
from bot.domain.figures import CampaignFigures, best_first
from bot.domain.findings import in_words
from bot.domain.segments import Dimension, Segment
from bot.domain.stats import MIN_COUNT
from bot.domain.words import day

MAX_THREAD_ROWS = 30
MAX_REASONS = 5
MAX_FINDINGS = 4
MAX_IN_MODAL = 60
MAX_IN_THREAD = 5
MAX_SEGMENTS = 3
MAX_UNNAMED_WHOLE = 25
MAX_SECTION = 2900
MAX_CHARACTERS = 9_000
"""Slack takes 10,000 into a message; how to read the figures always fits."""
EXPORT = "`/leads export`"


def thread(facts: DigestFacts) -> Message:
    """The details under the digest: every campaign, the other findings, the reasons, and by what
    else leads differ."""
    blocks = _campaigns(facts)
    for campaign_id, found in list(asked(facts).items())[:MAX_FINDINGS]:
        said = "\n".join(escape(in_words(item), 300) for item in found)
        blocks.append(section(f"*{escape(found[0].campaign, 80)}*\n{said}"))
        blocks += _answers(facts, campaign_id)
    named = [text for item in facts.campaigns[:MAX_REASONS] if (text := _reasons(item))]
    rest = [*named, *heard(facts, MAX_IN_THREAD), *_beside(facts, MAX_SEGMENTS)]
    return Message(
        f"All figures of {escape(phrases.title(facts), 200)}",
        [*_fitting(blocks, rest), _how_to_read(facts)],
    )


def _answers(facts: DigestFacts, campaign_id: str) -> list[Block]:
    """What was answered to a finding, and what can be."""
    about = [one for one in facts.given if one.campaign_id == campaign_id]
    lines = answered_lines(about, facts.names, facts.ends_on)[:MAX_ANSWERED]
    said = [section("\n".join(lines))] if lines else []
    return [*said, buttons(f"{facts.period}|{campaign_id}", is_answered=bool(about))]


def _fitting(blocks: list[Block], texts: Sequence[str]) -> list[Block]:
    """With as many of the texts as a message takes."""
    room = MAX_CHARACTERS - _size(blocks)
    for place, text in enumerate(texts):
        room -= len(text)
        if room < 0:
            left = f"{phrases.plural(len(texts) - place, 'more part')}: {EXPORT}"
            return [*blocks, *(section(one) for one in texts[:place]), context(left)]
    return [*blocks, *(section(one) for one in texts)]


def _size(value: object) -> int:
    """The characters of all texts in blocks, at any depth, and a little more."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(one) for one in value.values())
    return sum(_size(one) for one in value) if isinstance(value, list) else 0


def _campaigns(facts: DigestFacts) -> list[Block]:
    rows = [_full_row(item) for item in best_first(facts.campaigns, MAX_THREAD_ROWS)]
    if not rows:
        return []
    count, since = len(facts.campaigns), f"since {day(facts.since)}"
    if count <= len(rows):
        return [table(f"All campaigns {since}", _FULL_HEAD, rows, page_size=20)]
    rest = context(f"The other {count - len(rows)}: {EXPORT}, or `/leads campaign NAME`")
    caption = f"{len(rows)} of {count} campaigns {since}"
    return [table(caption, _FULL_HEAD, rows, page_size=20), rest]


_FULL_HEAD = ("Campaign", "Reading", "Leads", "Taken", "Met", "Landed", "Won")


def _how_to_read(facts: DigestFacts) -> Block:
    over = "the month" if facts.is_monthly else "six weeks"
    return context(
        "*How to read this*  Each rate with its likely range (95 %), judged against all the other "
        f"campaigns together, over {over}; named only when chance is an unlikely reason. Taken "
        "leaves out customers, duplicates and misrouted leads, and who has no answer yet while "
        "there is time for one. “Whatever the rest say”: if all of them said no, or all yes. "
        "“Mixed reps”: it may be the reps' doing, not the campaign's."
    )


def _full_row(item: CampaignFigures) -> Sequence[str]:
    return (
        item.name,
        phrases.reading(item),
        str(item.delivered),
        phrases.counted(item.taken_share),
        str(item.met),
        phrases.counted(item.landed_share),
        str(item.won),
    )


def _reasons(item: CampaignFigures) -> str:
    """A campaign's first reasons, one kind a line."""
    kinds = (
        ("Landed", item.landed_reasons),
        ("Fell flat", item.flat_reasons),
        ("Not for us", item.why_no),
    )
    told = [text] if (text := phrases.silent(item)) else []
    lines = [f"{word}: {reasons(counts)}" for word, counts in kinds if counts]
    if not lines:
        return ""
    return "\n".join((f"*{escape(item.name, 80)}*  {' '.join(told)}".rstrip(), *lines))


def _beside(facts: DigestFacts, limit: int) -> list[str]:
    """By what else leads differ, what the opening and the promise did, discounts, both promises."""
    found = [_segments(facts, dimension, limit) for dimension in Dimension]
    found += [_pitch(facts, question) for question in detail_phrases.QUESTIONS]
    if facts.discounts:
        given = ", ".join(escape(text, 60) for text in detail_phrases.discounts(facts.discounts))
        found.append(f"*Discounts on won deals*  {given}")
    if promises := detail_phrases.promises(facts.promises):
        found.append("\n".join(("*Both promises*", *(f"• {one}" for one in promises))))
    return [text for text in found if text]


def _segments(facts: DigestFacts, dimension: Dimension, limit: int) -> str:
    """Empty where leads are alike in it, or too few said; what nobody said comes last."""
    mine = [one for one in facts.segments if one.dimension is dimension]
    mine.sort(key=lambda one: not one.name)
    if len(mine) == 1 or sum(one.delivered for one in mine if one.name) < MIN_COUNT:
        return ""
    lines = [_segment(one) for one in mine[:limit]]
    more = [f"and more in {EXPORT}"] if len(mine) > limit else []
    return whole_lines([f"*{detail_phrases.BY[dimension]}*", *lines, *more], MAX_SECTION)


def _segment(one: Segment) -> str:
    name = escape(detail_phrases.segment_name(one), 60)
    rates = f"{phrases.taken(one)} · {phrases.landed(one, short=True)}"
    return f"• {name}, {phrases.plural(one.delivered, 'lead')}: {rates}"


def _pitch(facts: DigestFacts, question: str) -> str:
    """What a rep answered, and how often the pitch landed there."""
    mine = [one for one in facts.pitch if one.question == question]
    if not mine:
        return ""
    asked_of = sum(item.told for item in facts.campaigns)
    lines = [f"• {escape(detail_phrases.pitch(one), 150)}" for one in mine]
    known = detail_phrases.answered_of(sum(one.told for one in mine), asked_of)
    effect = [text] if (text := detail_phrases.effect(mine)) else []
    top = f"*{detail_phrases.QUESTIONS[question]}*  {known}".rstrip()
    return whole_lines([top, *lines, *effect], MAX_SECTION)


def all_figures(facts: DigestFacts, second_looks: DisputeCounts | None = None) -> Block:
    """The modal behind “All figures”: modals take no tables, so each campaign is a few lines."""
    waits = phrases.waits(facts.week)
    top = phrases.funnel(facts) or facts.headline
    lines = [f"*{escape(top, 600)}*" + (f"\nTypically {waits}" if waits else "")]
    lines += [_figures(item, facts) for item in best_first(facts.campaigns, MAX_IN_MODAL)]
    looks = [disputes.counted(second_looks)] if second_looks else []
    beside = _beside(facts, MAX_ROWS)
    more = len(facts.campaigns) - MAX_IN_MODAL
    blocks = [section(line) for line in lines]
    blocks += [context(f"and {more} more: `/leads campaign NAME`")] if more > 0 else []
    blocks += [section(line) for line in (*heard(facts), *looks, *beside)]
    blocks += _unnamed_whole(facts)
    return modal("all_figures", "All figures", [*blocks, _how_to_read(facts)])


def _figures(item: CampaignFigures, facts: DigestFacts) -> str:
    counts = [
        phrases.plural(item.delivered, "lead"),
        phrases.taken(item),
        phrases.plural(item.met, "meeting"),
        f"{item.sql} qualified",
        phrases.won(item, facts.usual_days),
    ]
    counts += [f"{phrases.money(item.opened, facts.currency)} opened"] if item.opened else []
    counts += [cost] if (cost := phrases.cost(item, facts.currency)) else []
    top = f"*{escape(item.name, 80)}*  {phrases.reading(item)}"
    return "\n".join((top, " · ".join(counts), phrases.landed(item).capitalize()))


def _unnamed_whole(facts: DigestFacts) -> list[Block]:
    texts = [section(f">“{escape(text, 1200)}”") for text in facts.unnamed[:MAX_UNNAMED_WHOLE]]
    return [section(f"*{SAID_WITHOUT_A_NAME}*"), *texts] if texts else []
