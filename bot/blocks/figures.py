"""Pieces that every screen with figures uses: reasons, quotes, tables, charts."""

from collections.abc import Sequence

from bot.blocks.elements import actions, button
from bot.blocks.message import Block
from bot.blocks.text import escape, plain, shorten
from bot.domain.cards import Quote
from bot.domain.figures import CampaignFigures, Counts
from bot.domain.phrases import SPACE, counted
from bot.domain.reasons import mentioned
from bot.domain.stats import MIN_COUNT, Share

Cells = Sequence[str]
MAX_BARS = 8


def reasons(counts: Counts) -> str:
    """`wrong person 31 · student 17`; a count is never parted from what it counts."""
    return " · ".join(f"{escape(mentioned(code), 40)}{SPACE}{count}" for code, count in counts)


def quote(said: Quote) -> str:
    """“…” with who heard it and where; a withheld name is not shown."""
    source = [part for part in (said.who, said.company) if part]
    who = f" ({escape(', '.join(source), 100)})" if source else ""
    return f"“{escape(said.text, 220)}”{who}"


def table(caption: str, head: Cells, rows: Sequence[Cells], page_size: int = 10) -> Block:
    """A native table; the first column names the row."""
    return {
        "type": "data_table",
        "caption": plain(caption, 150),
        "page_size": page_size,
        "row_header_column_index": 0,
        "rows": [[_cell(text) for text in row] for row in (head, *rows)],
    }


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": plain(text, 80) or "–"}


HEAD = ("Campaign", "Reading", "Taken", "Landed")


def campaign_row(item: CampaignFigures) -> Cells:
    """The reading comes second: on a phone the first two columns are what is seen."""
    return (item.name, item.reading.value, counted(item.taken_share), counted(item.landed_share))


def chart(campaigns: Sequence[CampaignFigures]) -> Block | None:
    """Landed (or, where nobody says that, taken) by campaign, when there is something to compare:
    campaigns with too few leads would draw a bar of chance."""
    for word, shares in (
        ("Landed", [(item.name, item.landed_share) for item in campaigns]),
        ("Taken", [(item.name, item.taken_share) for item in campaigns]),
    ):
        enough = [pair for pair in shares if pair[1].of >= MIN_COUNT][:MAX_BARS]
        if len(enough) > 1:
            return _bars(word, enough)
    return None


def _bars(word: str, shares: Sequence[tuple[str, Share]]) -> Block:
    labels: list[str] = []
    for name, _ in shares:
        labels.append(_unlike(plain(name, 20), labels))
    data = [
        {"label": text, "value": round(100 * (share.rate or 0))}
        for text, (_, share) in zip(labels, shares, strict=True)
    ]
    return {
        "type": "data_visualization",
        "title": f"{word} by campaign, last 6 weeks",
        "chart": {
            "type": "bar",
            "series": [{"name": f"{word}, %", "data": data}],
            "axis_config": {"categories": labels, "y_label": "% of leads"},
        },
    }


def _unlike(text: str, others: Sequence[str]) -> str:
    """Categories must differ, even where names were cut to the same beginning."""
    result, number = text or "–", 2
    while result in others:
        result = f"{text[: 17 - len(str(number))]} ({number})"
        number += 1
    return result


def whole_lines(lines: Sequence[str], limit: int = 3900) -> str:
    """As many lines as fit: a cut in the middle could leave half an escaped character."""
    kept, size = [], 0
    for line in lines:
        size += len(line) + 1
        if size > limit:
            break
        kept.append(line)
    return "\n".join(kept)


def buttons(
    value: str, campaign: str = "", also: tuple[Block, ...] = (), *, is_answered: bool = False
) -> Block:
    """What can be answered to a finding, and answered otherwise; `value` is `period|campaign`."""
    label = f"We'll change this: {shorten(campaign, 50)}" if campaign else "We'll change this"
    return actions(
        button(label, "promise_change", value, None if is_answered else "primary"),
        button("Not now", "not_now_change", value),
        button("Disagree", "disagree_change", value),
        *also,
    )
