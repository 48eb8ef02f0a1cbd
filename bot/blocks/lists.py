"""Lists of leads, and one private sentence."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.card_lines import STATE_WORDS
from bot.blocks.elements import button, context, header, section
from bot.blocks.message import Block, Message
from bot.blocks.text import date_time, escape, plain
from bot.domain import words
from bot.domain.cards import LeadLine
from bot.domain.lifecycle import State
from bot.domain.schedule import Week

SHOWN = 20


def name_of(lead: LeadLine) -> str:
    """A lead as an option of a menu."""
    company = lead.company if lead.company != lead.label else None
    return " · ".join(plain(part, 40) for part in (lead.label, company) if part)


def line(lead: LeadLine, now: datetime, zone: ZoneInfo) -> str:
    """One lead in two short lines: who, and how it stands."""
    company = (
        f" · {escape(lead.company, 60)}" if lead.company and lead.company != lead.label else ""
    )
    campaign = escape(lead.campaign, 60) if lead.campaign else ""
    due = date_time(lead.contact_by, words.moment(lead.contact_by, now, zone))
    late = "⚠️ overdue since" if lead.contact_by < now else "contact due"
    clock = f"{late} {due}" if lead.state in (State.NEW, State.ACCEPTED) else ""
    state = STATE_WORDS[lead.state]
    if lead.state is State.NEW:
        state = f"for <@{lead.assigned_to}>" if lead.assigned_to else ""
    told = " · ".join(part for part in (campaign, state, clock) if part)
    return f"*{escape(lead.label, 80)}*{company}\n{told}"


def listing(
    title: str,
    leads: Sequence[LeadLine],
    empty: str,
    now: datetime,
    zone: ZoneInfo,
    rest: str = "The Home of this app goes on with the rest.",
) -> Message:
    """A private list with a button to take what nobody has; `rest` says where there are more."""
    if not leads:
        return Message(empty, [section(empty)])
    blocks: list[Block] = [header(title)]
    for lead in leads[:SHOWN]:
        entry = section(line(lead, now, zone))
        if lead.state is State.NEW:
            entry["accessory"] = button("I'll take it", "take", lead.id)
        else:
            entry["accessory"] = button("History", "history", lead.id)
        blocks.append(entry)
    if len(leads) <= SHOWN:
        return Message(f"{title}: {len(leads)}", blocks)
    first = f"These are the first {SHOWN}. {rest}"
    return Message(title, [*blocks, context(first)])


def exported(week: Week) -> str:
    """What stands above the files."""
    return f"Week {week.number} of {week.year} and the five before it: a workbook, and text files."


_COMMAND = re.compile(r"ʼ(/leads[^ʼ]*)ʼ")


def sentence(text: str) -> Message:
    """One private sentence."""
    # Our own sentences may name one of our commands; it stays code.
    safe = _COMMAND.sub(r"`\1`", escape(text, 600)) or "–"
    return Message(safe, [context(safe)])
